package dev.winnow.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one stage does, for those who look from outside. Metric names are a contract: {@code
 * winnow_images_total{stage,outcome,reason}}, {@code winnow_stage_seconds{stage}} (histogram), {@code
 * winnow_bytes_total{stage}}, {@code winnow_oldest_unacknowledged_seconds{stage}}; of stages that keep in memory what their
 * stores hold also {@code winnow_rebuild_seconds{stage}} (histogram) and {@code winnow_rebuilt_items_total{stage}}; of dedup {@code
 * winnow_comparisons_curtailed_total{stage}}.
 *
 * <p>Safe for use by several threads.
 */
public final class StageMeter {
    private final MeterRegistry registry;
    private final String stage;
    private final Counter passed;
    private final Counter failed;
    private final Counter bytes;
    private final Timer timer;
    private final Map<String, Counter> rejected = new ConcurrentHashMap<>();
    private final Set<Work> open = ConcurrentHashMap.newKeySet();

    public StageMeter(MeterRegistry registry, String stage) {
        this.registry = registry;
        this.stage = stage;
        this.passed = images("passed", "");
        this.failed = images("failed", "");
        this.bytes = Counter.builder("winnow.bytes").tag("stage", stage).register(registry);
        this.timer = timer("winnow.stage");
        Gauge.builder("winnow.oldest.unacknowledged.seconds", this, StageMeter::oldestSeconds)
                .tag("stage", stage)
                .description("Age of the oldest record taken and not yet acknowledged")
                .register(registry);
    }

    /** Starts the clock for a record; closing it acknowledges. */
    public Work begin() {
        Work work = new Work(System.nanoTime());
        open.add(work);
        return work;
    }

    public void passed() {
        passed.increment();
    }

    /** An image that stays out at this stage. */
    public void rejected(String reason) {
        rejected.computeIfAbsent(reason, r -> images("rejected", r)).increment();
    }

    /** A record that this stage failed on; the image is not to blame. */
    public void failed() {
        failed.increment();
    }

    /** Bytes of images read or taken in. */
    public void bytes(long count) {
        bytes.increment(count);
    }

    /** Time of the stage's own work on one record. */
    public Timer timer() {
        return timer;
    }

    /** A further timer of this stage with a histogram, such as {@code winnow.decode}. */
    public Timer timer(String name) {
        return Timer.builder(name)
                .tag("stage", stage)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    /**
     * A dataset's part of the memory was made from the store.
     *
     * @param items that the store holds of it
     */
    public void rebuilt(Duration took, int items) {
        timer("winnow.rebuild").record(took);
        Counter.builder("winnow.rebuilt.items")
                .tag("stage", stage)
                .register(registry)
                .increment(items);
    }

    /** An image that so many look like that it was not compared with all of them. */
    public void curtailed() {
        Counter.builder("winnow.comparisons.curtailed")
                .tag("stage", stage)
                .description("Images that were not compared with all that look like them, because there were too many")
                .register(registry)
                .increment();
    }

    private Counter images(String outcome, String reason) {
        return Counter.builder("winnow.images")
                .tag("stage", stage)
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(registry);
    }

    private double oldestSeconds() {
        long now = System.nanoTime();
        return open.stream().mapToLong(w -> now - w.begun).max().orElse(0) / 1e9;
    }

    /** One record under way. */
    public final class Work implements AutoCloseable {
        private final long begun;

        private Work(long begun) {
            this.begun = begun;
        }

        /** Records the time since {@link #begin()} in {@link #timer()}. */
        public void done() {
            timer.record(Duration.ofNanos(System.nanoTime() - begun));
        }

        /** The record is acknowledged, or given up. */
        @Override
        public void close() {
            open.remove(this);
        }
    }
}
