package dev.winnow.gateway.deletion;

import dev.winnow.gateway.sweep.CaughtUp;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Has contents collected that only deleted datasets named, on a thread of its own. */
@ApplicationScoped
public class CollectorThread {
    private static final Logger LOG = Logger.getLogger(CollectorThread.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 10_000;

    private final Collector collector;
    private final AtomicLong waiting = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread thread;

    public CollectorThread(Collector collector, MeterRegistry meters) {
        this.collector = collector;
        Gauge.builder("winnow_gateway_unreferenced_contents", waiting, AtomicLong::get)
                .description("Contents of deleted datasets that are still in the store")
                .register(meters);
    }

    void start(@Observes @Priority(160) StartupEvent event) {
        thread = new Thread(this::run, "collector");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closed.countDown();
        if (thread != null) {
            thread.interrupt();
            thread.join(5_000);
        }
    }

    private void run() {
        long pause = PAUSE_MILLIS;
        try {
            while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
                pause = round() ? PAUSE_MILLIS : PAUSE_AFTER_FAILURE_MILLIS;
            }
        } catch (InterruptedException e) {
            LOG.debug("collecting ended");
        }
    }

    /** @return whether all went well */
    private boolean round() throws InterruptedException {
        try {
            waiting.set(collector.waiting());
            if (waiting.get() > 0) {
                collector.collect();
                waiting.set(collector.waiting());
            }
            return true;
        } catch (CaughtUp.NotCaughtUpException e) {
            LOG.debugf("contents of deleted datasets wait reason=%s", e.getMessage());
        } catch (SQLException | IOException e) {
            LOG.warnf("contents of deleted datasets wait, it is tried again reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("contents of deleted datasets cannot be collected, it is tried again", e);
        }
        return false;
    }
}
