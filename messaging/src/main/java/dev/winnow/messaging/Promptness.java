package dev.winnow.messaging;

import dev.winnow.events.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Lets producers linger for the sake of large requests, and yet a single event not wait: the first one on a topic after a pause
 * is sent on at once. Safe for use by several threads.
 */
@ApplicationScoped
public class Promptness {
    private static final Logger LOG = Logger.getLogger(Promptness.class);

    /** Where many events are under way, they follow each other sooner. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** An event is told of before it has come to its producer. One that takes longer waits for as long as its producer lingers. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(2);

    private final KafkaClientService clients;
    private final LongSupplier nanos;
    private final AtomicLongArray lastNanos = new AtomicLongArray(Topic.values().length);

    @Inject
    public Promptness(KafkaClientService clients) {
        this(clients, System::nanoTime);
    }

    Promptness(KafkaClientService clients, LongSupplier nanos) {
        this.clients = clients;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        for (int topic = 0; topic < lastNanos.length(); topic++) {
            lastNanos.set(topic, now - PAUSE.toNanos());
        }
    }

    /** An event is about to be sent. */
    void sending(Topic topic) {
        long now = nanos.getAsLong();
        if (now - lastNanos.getAndSet(topic.ordinal(), now) >= PAUSE.toNanos()) {
            Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(ON_ITS_WAY)
                    .subscribe()
                    .with(due -> flush(), e -> LOG.debug("nothing is flushed", e));
        }
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
