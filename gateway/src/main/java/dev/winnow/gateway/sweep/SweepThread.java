package dev.winnow.gateway.sweep;

import dev.winnow.gateway.GatewayConfig;
import dev.winnow.gateway.kafka.Announcer.NotAnnouncedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sweeps the watched buckets when the gateway starts, and on a schedule, on a thread of its own; and keeps what the last sweep of each
 * bucket found as metrics: {@code winnow_bucket_missing_objects} and {@code winnow_bucket_behind_seconds}.
 */
@ApplicationScoped
public class SweepThread {
    private static final Logger LOG = Logger.getLogger(SweepThread.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PATIENCE_OF_CALLERS = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

    private final Sweep sweep;
    private final List<String> buckets;
    private final Duration every;
    private final MeterRegistry meters;
    private final Map<String, SweptBucket> last = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread thread;

    public SweepThread(Sweep sweep, GatewayConfig config, MeterRegistry meters) {
        this.sweep = sweep;
        this.buckets = config.sweep().buckets().orElse(List.of());
        this.every = config.sweep().every();
        this.meters = meters;
    }

    /** The buckets that are watched. */
    public List<String> buckets() {
        return buckets;
    }

    /** Sweeps all watched buckets for somebody who waits for the answer; see {@link Sweep#sweep}. */
    public List<SweptBucket> sweepNow()
            throws SQLException, IOException, InterruptedException, Sweep.UnderWayException,
                    CaughtUp.NotCaughtUpException {
        return sweep(PATIENCE_OF_CALLERS);
    }

    private List<SweptBucket> sweep(Duration patience)
            throws SQLException, IOException, InterruptedException, Sweep.UnderWayException,
                    CaughtUp.NotCaughtUpException {
        List<SweptBucket> swept = new ArrayList<>();
        for (String bucket : buckets) {
            SweptBucket found = sweep.sweep(bucket, patience);
            last.put(bucket, found);
            swept.add(found);
        }
        return swept;
    }

    void start(@Observes @Priority(150) StartupEvent event) {
        for (String bucket : buckets) {
            Gauge.builder("winnow_bucket_missing_objects", last, found -> value(bucket, Value.MISSING))
                    .description("Objects that the last sweep of the bucket found and nobody knew")
                    .tag("bucket", bucket)
                    .register(meters);
            Gauge.builder("winnow_bucket_behind_seconds", last, found -> value(bucket, Value.BEHIND))
                    .description("Age of the oldest object that the last sweep of the bucket found and nobody knew")
                    .tag("bucket", bucket)
                    .register(meters);
        }
        if (!buckets.isEmpty()) {
            thread = new Thread(this::run, "sweep");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private enum Value {
        MISSING,
        BEHIND
    }

    private double value(String bucket, Value value) {
        SweptBucket found = last.get(bucket);
        if (found == null) {
            return Double.NaN;
        }
        return switch (value) {
            case MISSING -> found.missing();
            case BEHIND -> found.behindSeconds();
        };
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closed.countDown();
        if (thread != null) {
            thread.interrupt();
            thread.join(5_000);
        }
    }

    private void run() {
        try {
            Duration pause = Duration.ZERO;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = round() || every.compareTo(PAUSE_AFTER_FAILURE) < 0 ? every : PAUSE_AFTER_FAILURE;
            }
        } catch (InterruptedException e) {
            LOG.debug("sweeping ended");
        }
    }

    /** @return whether all buckets were swept, here or by another gateway */
    private boolean round() throws InterruptedException {
        try {
            sweep(PATIENCE);
            return true;
        } catch (Sweep.UnderWayException e) {
            LOG.debug("another sweep is under way");
            return true;
        } catch (CaughtUp.NotCaughtUpException | SQLException | IOException | NotAnnouncedException e) {
            LOG.warnf("a sweep of the watched buckets was not finished, it is tried again reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a sweep of the watched buckets failed, it is tried again", e);
        }
        return false;
    }
}
