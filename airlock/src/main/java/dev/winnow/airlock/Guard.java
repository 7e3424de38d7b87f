package dev.winnow.airlock;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at every decoding child fifty times a second and ends the one that takes too long or too much. */
final class Guard implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 20;

    private final Set<Child> children = ConcurrentHashMap.newKeySet();
    private final long memoryBytes;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "airlock-guard");
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        return thread;
    });

    Guard(long memoryBytes) {
        this.memoryBytes = memoryBytes;
        clock.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        for (Child child : children) {
            child.check(now, memoryBytes);
        }
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
