package dev.winnow.airlock;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.imaging.Decoded;
import dev.winnow.imaging.Vetting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Vets bytes in disposable child processes. A child has no network where the kernel permits that, an empty environment, a folder
 * of its own, a deadline for each image and a bound on its memory. Where one dies, the image is tried once more in another; what
 * two children die of is refused for a person to look at. Every other image goes on meanwhile. Children end with their parent.
 *
 * <p>Safe for use by several threads, as many of which decode at a time as there are children. Linux only.
 */
public final class Airlock implements Vetting, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Airlock.class.getName());
    private static final long MOST_PATIENCE_MILLIS = 30_000;

    private final AirlockSettings settings;
    private final ChildCommand command;
    private final PrivateFolder folder;
    private final Guard guard;
    private final BlockingQueue<Child> idle = new LinkedBlockingQueue<>();
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService starters = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "airlock-starter");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Child> retiring = ConcurrentHashMap.newKeySet();
    private final Set<Child> outgrown = ConcurrentHashMap.newKeySet();
    private volatile IOException startFailure;
    private volatile boolean closed;

    /**
     * Starts the children and waits until they are ready.
     *
     * @throws IllegalStateException if they cannot be started here, saying why
     */
    public Airlock(AirlockSettings settings) {
        this.settings = settings;
        Isolation isolation = Isolation.strongest();
        this.command = new ChildCommand(settings, isolation);
        try {
            this.folder = PrivateFolder.create();
        } catch (IOException e) {
            throw new IllegalStateException("Decoder processes need a folder for temporary files: " + e, e);
        }
        this.guard = new Guard(settings.memoryBytes());
        List<CompletableFuture<Child>> starting = new ArrayList<>();
        for (int i = 0; i < settings.children(); i++) {
            starting.add(CompletableFuture.supplyAsync(this::startOrThrow, starters));
        }
        try {
            List<Child> children =
                    starting.stream().map(CompletableFuture::join).toList();
            tellOf(children);
            idle.addAll(children);
        } catch (CompletionException e) {
            close();
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private void tellOf(List<Child> children) {
        String limits = settings.memoryBytes() / (1 << 20) + " MiB each";
        if (children.stream().anyMatch(Child::network)) {
            LOG.log(
                    Level.WARNING,
                    "Untrusted images are decoded in {0} child processes, {1}; this machine permits no network namespace"
                            + " (unshare --net fails), so they can reach the network this service can reach",
                    children.size(),
                    limits);
        } else {
            LOG.log(
                    Level.INFO,
                    "Untrusted images are decoded in {0} child processes, {1}, without a network",
                    children.size(),
                    limits);
        }
    }

    @Override
    public Decoded vet(ContentHash content, byte[] bytes, String source, DatasetSpec.Limits limits) throws IOException {
        Wire.Request request = new Wire.Request(content, nameOf(source), limits);
        Death first = null;
        while (true) {
            Child child = take();
            Death death;
            try {
                Decoded decoded = child.decode(request, bytes);
                giveBack(child);
                return decoded;
            } catch (Child.DiedException e) {
                replace(child);
                death = e.death();
            } catch (RuntimeException e) {
                giveBack(child);
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    "a decoder process died content={0} reason={1} ({2})",
                    content,
                    death.cause(),
                    death.detail());
            if (first != null) {
                return new Decoded.Refused(rejectionFor(first, death));
            }
            first = death;
        }
    }

    /** A decoder looks at the extension alone. */
    private static String nameOf(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        return name.substring(Math.max(0, name.length() - 255));
    }

    private Rejection rejectionFor(Death first, Death second) {
        if (first.cause() == Death.Cause.DEADLINE && second.cause() == Death.Cause.DEADLINE) {
            return new Rejection(
                    Reason.DECODE_TIMEOUT,
                    "Twice the picture was " + second.detail()
                            + ": look at the file with care, or raise limits.maxDecodeSeconds");
        }
        if (first.cause() == Death.Cause.MEMORY && second.cause() == Death.Cause.MEMORY) {
            return new Rejection(
                    Reason.DECODER_CRASH,
                    "Decoding took more than the " + settings.memoryBytes() / (1 << 20)
                            + " MiB a decoder process may hold, twice: look at the file with care, or raise"
                            + " ingest.airlock.memory");
        }
        return new Rejection(
                Reason.DECODER_CRASH,
                "Two decoder processes died of the file (" + first.detail() + "; " + second.detail()
                        + "): look at it with care, and open it nowhere else");
    }

    /** Waits for a child as long as there is hope for one. */
    private Child take() throws IOException {
        long begun = System.nanoTime();
        try {
            while (true) {
                if (closed) {
                    throw new IOException("The airlock is closed");
                }
                Child child = idle.poll(100, TimeUnit.MILLISECONDS);
                if (child != null) {
                    return child;
                }
                IOException failure = startFailure;
                if (failure != null
                        && System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(MOST_PATIENCE_MILLIS)) {
                    throw new IOException("No decoder process can be started: " + failure.getMessage(), failure);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for a decoder process");
        }
    }

    private void giveBack(Child child) {
        if (retiring.remove(child)) {
            end(child);
            return;
        }
        boolean worn = child.images() >= settings.imagesPerChild() || child.heldBytes() > settings.memoryBytes() / 2;
        if (worn && outgrown.add(child)) {
            // It works on until the new one is ready.
            order(child);
        }
        idle.add(child);
        if (closed) {
            endIdle();
        }
    }

    private void replace(Child dead) {
        boolean ordered = outgrown.remove(dead) | retiring.remove(dead);
        end(dead);
        if (!ordered) {
            order(null);
        }
    }

    /** @param old goes when the new one is there; null if it is gone */
    private void order(Child old) {
        if (!closed) {
            starters.execute(() -> {
                Child fresh = startAtLast();
                if (fresh != null) {
                    take(fresh, old);
                }
            });
        }
    }

    private void take(Child fresh, Child old) {
        if (old != null && outgrown.remove(old)) {
            if (idle.remove(old)) {
                end(old);
            } else {
                retiring.add(old);
            }
        }
        idle.add(fresh);
        if (closed) {
            endIdle();
        }
    }

    /** Tries until it works or the airlock closes. */
    private Child startAtLast() {
        long pause = 100;
        while (!closed) {
            try {
                Child child = start();
                startFailure = null;
                return child;
            } catch (IOException e) {
                if (closed) {
                    break;
                }
                startFailure = e;
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
        return child;
    }

    private void end(Child child) {
        guard.forget(child);
        child.close();
    }

    private void endIdle() {
        for (Child child; (child = idle.poll()) != null; ) {
            end(child);
        }
    }

    /** The children there are now. */
    public List<ProcessHandle> processes() {
        return guard.children().stream().map(Child::handle).toList();
    }

    /** Whether the children can reach no network. */
    public boolean withoutNetwork() {
        return guard.children().stream().noneMatch(Child::network);
    }

    /** Ends every child; what is being decoded fails. */
    @Override
    public void close() {
        closed = true;
        starters.shutdownNow();
        guard.children().forEach(this::end);
        endIdle();
        guard.close();
        folder.close();
    }
}
