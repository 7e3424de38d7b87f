package dev.winnow.gateway.releases;

import dev.winnow.gateway.flow.LagMeter;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Has releases assembled, on a thread of its own. Waits while the read model is far behind the topics: rebuilt, it finds most manifests
 * announced there.
 */
@ApplicationScoped
public class AssemblerThread {
    private static final Logger LOG = Logger.getLogger(AssemblerThread.class);
    private static final long PAUSE_MILLIS = 250;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 2_000;

    private final Assembler assembler;
    private final LagMeter lag;
    private final AtomicLong waiting = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread thread;

    public AssemblerThread(Assembler assembler, LagMeter lag, MeterRegistry meters) {
        this.assembler = assembler;
        this.lag = lag;
        Gauge.builder("winnow_gateway_unassembled_releases", waiting, AtomicLong::get)
                .description("Releases that have no manifest yet")
                .register(meters);
    }

    void start(@Observes @Priority(170) StartupEvent event) {
        thread = new Thread(this::run, "assembler");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closed.countDown();
        if (thread != null) {
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
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether all went well */
    private boolean round() {
        try {
            waiting.set(assembler.waiting());
            if (waiting.get() > 0 && lag.isNear()) {
                assembler.work();
            }
            return true;
        } catch (SQLException | IOException | NotAnnouncedException e) {
            LOG.warnf("releases wait to be assembled releases=%d reason=%s", waiting.get(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "releases cannot be assembled; it is tried again releases=%d", waiting.get());
        }
        return false;
    }
}
