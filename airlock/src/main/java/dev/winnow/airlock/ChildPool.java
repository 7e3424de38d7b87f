package dev.winnow.airlock;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The children there are, each lent to one thread at a time.
 *
 * <ol>
 *   <li>A child is given back only in step: it lives, and nothing of what it wrote is unread. Every other child is replaced.
 *   <li>A worn child works on until its replacement is ready. One child at a time is replaced for wear, so that there is never
 *       more than one process beyond those of the settings.
 *   <li>A child that cannot be started is tried again until it starts or the pool closes.
 * </ol>
 *
 * Safe for use by several threads.
 */
final class ChildPool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChildPool.class.getName());
    private static final long MOST_PATIENCE_MILLIS = 30_000;
    private static final int MOST_STARTERS = 8;

    private final AirlockSettings settings;
    private final ChildCommand command;
    private final PrivateFolder folder;
    private final Guard guard;
    private final AtomicInteger started = new AtomicInteger();
    private final ThreadPoolExecutor starters;

    // Guarded by this.
    private final Deque<Child> idle = new ArrayDeque<>();
    private final Set<Child> retiring = new HashSet<>();
    private Child outgrown;
    private IOException startFailure;

    private volatile boolean closed;

    /**
     * Starts the children and waits until they are ready.
     *
     * @throws IllegalStateException if they cannot be started here, saying why
     */
    ChildPool(AirlockSettings settings, ChildCommand command) {
        this.settings = settings;
        this.command = command;
        try {
            this.folder = PrivateFolder.create();
        } catch (IOException e) {
            throw new IllegalStateException("Decoder processes need a folder for temporary files: " + e, e);
        }
        this.guard = new Guard(settings.memoryBytes());
        int threads = Math.min(settings.children(), MOST_STARTERS);
        this.starters = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ChildPool::starter);
        // All there at once: a thread that could not be made later would cost its child for good.
        starters.prestartAllCoreThreads();
        List<CompletableFuture<Child>> starting = new ArrayList<>();
        for (int i = 0; i < settings.children(); i++) {
            starting.add(CompletableFuture.supplyAsync(this::startOrThrow, starters));
        }
        try {
            idle.addAll(starting.stream().map(CompletableFuture::join).toList());
        } catch (CompletionException e) {
            close();
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static Thread starter(Runnable task) {
        Thread thread = new Thread(task, "airlock-starter");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Waits for a child as long as there is hope for one.
     *
     * @throws IOException if the pool is closed, the thread is interrupted, or no child can be started
     */
    Child take() throws IOException {
        long begun = System.nanoTime();
        while (true) {
            Child child = next(begun);
            if (child.inStep()) {
                return child;
            }
            LOG.log(Level.WARNING, "an idle decoder process is of no use any more; it is replaced");
            replace(child);
        }
    }

    private synchronized Child next(long begun) throws IOException {
        try {
            while (true) {
                if (closed) {
                    throw new IOException("The airlock is closed");
                }
                Child child = idle.poll();
                if (child != null) {
                    return child;
                }
                if (startFailure != null
                        && System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(MOST_PATIENCE_MILLIS)) {
                    throw new IOException(
                            "No decoder process can be started: " + startFailure.getMessage(), startFailure);
                }
                wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for a decoder process");
        }
    }

    /** Takes back a child that has answered. */
    void giveBack(Child child) {
        if (!child.inStep()) {
            replace(child);
        } else if (!keep(child)) {
            end(child);
        }
    }

    private synchronized boolean keep(Child child) {
        if (closed || retiring.remove(child)) {
            return false;
        }
        boolean worn = child.images() >= settings.imagesPerChild() || child.heldBytes() > settings.memoryBytes() / 2;
        if (worn && outgrown == null) {
            outgrown = child;
            order(child);
        }
        idle.add(child);
        notifyAll();
        return true;
    }

    /** Ends a child that is dead or out of step, and orders another unless one is on its way. */
    void replace(Child child) {
        synchronized (this) {
            if (child == outgrown) {
                outgrown = null;
            } else if (!retiring.remove(child)) {
                order(null);
            }
        }
        end(child);
    }

    /** @param old goes when the new one is there; null if it is gone */
    private synchronized void order(Child old) {
        if (!closed) {
            starters.execute(() -> {
                Child fresh = startAtLast();
                if (fresh != null) {
                    arrived(fresh, old);
                }
            });
        }
    }

    private void arrived(Child fresh, Child old) {
        boolean replaced;
        synchronized (this) {
            replaced = old != null && old == outgrown;
            if (replaced) {
                outgrown = null;
                if (!idle.remove(old)) {
                    retiring.add(old);
                    replaced = false;
                }
            }
            idle.add(fresh);
            notifyAll();
        }
        if (replaced) {
            end(old);
        }
    }

    /** Tries until it works or the pool closes. */
    private Child startAtLast() {
        long pause = 100;
        while (!closed) {
            try {
                Child child = start();
                failedWith(null);
                return child;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (closed) {
                    break;
                }
                failedWith(e instanceof IOException failure ? failure : new IOException(e.toString(), e));
                LOG.log(Level.ERROR, "A decoder process cannot be started; it is tried again", e);
                pause = Math.min(2 * pause, MOST_PATIENCE_MILLIS);
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        return null;
    }

    private synchronized void failedWith(IOException failure) {
        startFailure = failure;
    }

    private Child startOrThrow() {
        try {
            return start();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Child start() throws IOException {
        Child child = Child.start(command, folder.resolve(Integer.toString(started.incrementAndGet())));
        guard.watch(child);
        if (closed) {
            end(child);
            throw new IOException("The airlock is closed");
        }
        return child;
    }

    private void end(Child child) {
        guard.forget(child);
        child.close();
    }

    /** Those that live now, whoever has them. */
    Set<Child> children() {
        return guard.children();
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends every child; what is being decoded fails. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            starters.shutdownNow();
            idle.clear();
            notifyAll();
        }
        guard.children().forEach(this::end);
        guard.close();
        folder.close();
    }
}
