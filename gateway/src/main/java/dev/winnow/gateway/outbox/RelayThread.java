package dev.winnow.gateway.outbox;

import dev.winnow.gateway.flow.LagMeter;
import dev.winnow.gateway.kafka.Announcer.NotAnnouncedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Has the outbox sent, on a thread of its own. Waits while the read model is far behind the topics: made anew, it finds there most
 * of what it would say.
 */
@ApplicationScoped
public class RelayThread {
    private static final Logger LOG = Logger.getLogger(RelayThread.class);
    private static final long PAUSE_MILLIS = 250;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 2_000;

    private final Relay relay;
    private final LagMeter lag;
    private final AtomicLong waiting = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread thread;

    public RelayThread(Relay relay, LagMeter lag, MeterRegistry meters) {
        this.relay = relay;
        this.lag = lag;
        Gauge.builder("winnow_gateway_outbox_rows", waiting, AtomicLong::get)
                .description("Withdrawals that the broker has not acknowledged")
                .register(meters);
    }

    void start(@Observes @Priority(130) StartupEvent event) {
        thread = new Thread(this::run, "relay");
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
            waiting.set(relay.waiting());
            if (waiting.get() == 0 || !lag.isNear()) {
                return true;
            }
            while (closed.getCount() > 0 && relay.work()) {
                waiting.set(relay.waiting());
            }
            return true;
        } catch (SQLException | NotAnnouncedException e) {
            LOG.warnf("withdrawals wait in the outbox rows=%d reason=%s", waiting.get(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "the outbox cannot be sent; it is tried again rows=%d", waiting.get());
        }
        return false;
    }
}
