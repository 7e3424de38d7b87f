package dev.winnow.messaging;

import dev.winnow.events.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Lets producers linger for the sake of large requests, and yet no event wait where none follows: the first one on a topic after a
 * pause is sent on at once, and the last one before a lull soon after. Safe for use by several threads.
 */
@ApplicationScoped
public class Promptness {
    private static final Logger LOG = Logger.getLogger(Promptness.class);

    /** Where many events are under way, they follow each other sooner. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Who lingers after this waits for what does not come. */
    private static final Duration LULL = Duration.ofMillis(30);

    /** An event is told of before it has come to its producer. One that takes longer waits for as long as its producer lingers. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(2);

    private final KafkaClientService clients;
    private final LongSupplier nanos;
    private final BiConsumer<Duration, Runnable> later;
    private final AtomicLongArray lastNanos = new AtomicLongArray(Topic.values().length);
    /** Of each topic 1 while a lull is watched for, else 0. */
    private final AtomicIntegerArray watched = new AtomicIntegerArray(Topic.values().length);

    @Inject
    public Promptness(KafkaClientService clients) {
        this(clients, System::nanoTime, Promptness::later);
    }

    /** @param later does something after so long, on any thread */
    Promptness(KafkaClientService clients, LongSupplier nanos, BiConsumer<Duration, Runnable> later) {
        this.clients = clients;
        this.nanos = nanos;
        this.later = later;
        long now = nanos.getAsLong();
        for (int topic = 0; topic < lastNanos.length(); topic++) {
            lastNanos.set(topic, now - PAUSE.toNanos());
        }
    }

    /** An event is about to be sent. */
    void sending(Topic topic) {
        long now = nanos.getAsLong();
        if (now - lastNanos.getAndSet(topic.ordinal(), now) >= PAUSE.toNanos()) {
            later.accept(ON_ITS_WAY, this::flush);
        } else {
            watch(topic, LULL);
        }
    }

    private void watch(Topic topic, Duration rest) {
        if (watched.compareAndSet(topic.ordinal(), 0, 1)) {
            later.accept(rest, () -> look(topic));
        }
    }

    private void look(Topic topic) {
        watched.set(topic.ordinal(), 0); // first, so that an event that is not seen here is watched by itself
        long rest = LULL.toNanos() - (nanos.getAsLong() - lastNanos.get(topic.ordinal()));
        if (rest > 0) {
            watch(topic, Duration.ofNanos(rest));
        } else {
            flush();
        }
    }

    private static void later(Duration delay, Runnable action) {
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(delay)
                .subscribe()
                .with(due -> action.run(), e -> LOG.debug("nothing is flushed", e));
    }

    /** Whatever channel the event was returned on; producers that hold nothing back have nothing to do. */
    private void flush() {
        for (String channel : clients.getProducerChannels()) {
            clients.getProducer(channel)
                    .flush()
                    .subscribe()
                    .with(done -> {}, e -> LOG.debugf(e, "not flushed channel=%s", channel));
        }
    }
}
