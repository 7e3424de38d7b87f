package dev.winnow.gateway.watch;

import dev.winnow.dataset.ContentHash;
import dev.winnow.events.KafkaSettings;
import dev.winnow.storage.ImageStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Asks broker and store every ten seconds whether they answer: {@code winnow_dependency_up{dependency}}, as {@link
 * dev.winnow.gateway.database.DatabaseWatch} does of the database. One that has not answered for half a minute counts as away.
 */
@ApplicationScoped
public class DependencyWatch {
    private static final Logger LOG = Logger.getLogger(DependencyWatch.class);
    private static final long PAUSE_SECONDS = 10;
    private static final long AWAY_AFTER_SECONDS = 30;
    private static final ContentHash NOTHING = ContentHash.of(new byte[0]);

    private final ImageStore store;
    private final MeterRegistry meters;
    private final CountDownLatch closed = new CountDownLatch(1);
    private List<Thread> threads = List.of();

    public DependencyWatch(ImageStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
    }

    @FunctionalInterface
    private interface Question {
        void ask() throws Exception;
    }

    void start(@Observes @Priority(140) StartupEvent event) {
        Map<String, Object> settings = new HashMap<>(KafkaSettings.of(ConfigProvider.getConfig()));
        settings.put("client.id", "winnow-gateway-watch");
        Admin admin = Admin.create(settings);
        threads = Stream.of(
                        follow(
                                "broker",
                                () -> admin.describeCluster().nodes().get(PAUSE_SECONDS, TimeUnit.SECONDS),
                                admin),
                        follow("store", () -> store.contains(NOTHING), () -> {}))
                .toList();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closed.countDown();
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join(2_000);
        }
    }

    private Thread follow(String dependency, Question question, AutoCloseable after) {
        long[] answered = {System.nanoTime()};
        Gauge.builder("winnow_dependency_up", answered, at -> {
                    synchronized (at) {
                        return System.nanoTime() - at[0] < TimeUnit.SECONDS.toNanos(AWAY_AFTER_SECONDS) ? 1 : 0;
                    }
                })
                .description("1 where the dependency answers and takes writes, 0 where it does not")
                .tag("dependency", dependency)
                .strongReference(true)
                .register(meters);
        Thread thread = new Thread(() -> run(dependency, question, answered, after), dependency + "-watch");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run(String dependency, Question question, long[] answered, AutoCloseable after) {
        try (after) {
            while (!closed.await(PAUSE_SECONDS, TimeUnit.SECONDS)) {
                try {
                    question.ask();
                    synchronized (answered) {
                        answered[0] = System.nanoTime();
                    }
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    LOG.warnf("the %s does not answer reason=%s", dependency, e.getMessage());
                }
            }
        } catch (Exception e) {
            LOG.debugf(e, "the watch of the %s ended", dependency);
        }
    }
}
