package dev.winnow.airlock;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at every decoding child fifty times a second and ends the one that takes too long or too much. */
final class Guard implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Guard.class.getName());
    private static final long INTERVAL_MILLIS = 20;

    /** A longer pause between two looks is one of this process: it was stopped, and read nothing that a child wrote. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Child> children = ConcurrentHashMap.newKeySet();
    private final long memoryBytes;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "airlock-guard");
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        return thread;
    });

    /** Of the last look; read and written by the clock's thread. */
    private long last = System.nanoTime();

    Guard(long memoryBytes) {
        this.memoryBytes = memoryBytes;
        clock.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        long nanos = counted(now - last);
        last = now;
        for (Child child : children) {
            try {
                child.check(nanos, memoryBytes);
            } catch (RuntimeException | OutOfMemoryError e) {
                // An exception would end all looking.
                LOG.log(Level.ERROR, "A decoder process could not be checked; it is checked again", e);
            }
        }
    }

    /** What counts against a decoder's deadline, of the nanoseconds since the last look. */
    static long counted(long nanos) {
        return Math.min(nanos, MOST_NANOS);
    }

    void watch(Child child) {
        children.add(child);
    }

    void forget(Child child) {
        children.remove(child);
    }

    Set<Child> children() {
        return Set.copyOf(children);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
