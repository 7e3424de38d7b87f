package dev.winnow.standalone;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Closes the consumers of all channels and Kafka Streams side by side, while the gateway's threads end. Each consumer has to wait until the
 * broker answers the fetch that is under way, half a second at most; the connector alone would close them one after the other.
 *
 * <p>A consumer commits what was processed when it gives its partitions back, and what arrives while the process ends is read again after
 * the next start.
 */
@ApplicationScoped
class ConsumersEnd {
    /** After the handlers of dead letters know of the end, before the connector closes. */
    private static final int FIRST = 2;

    private static final int LAST = Integer.MAX_VALUE;

    private final KafkaClientService clients;
    private final KafkaStreams streams;
    private volatile List<CompletableFuture<Void>> closing = List.of();

    ConsumersEnd(KafkaClientService clients, KafkaStreams streams) {
        this.clients = clients;
        this.streams = streams;
    }

    void begin(@Observes @Priority(FIRST) ShutdownEvent event) {
        Stream<Runnable> consumers = clients.getConsumerChannels().stream()
                .flatMap(channel -> clients.getConsumers(channel).stream())
                .filter(ReactiveKafkaConsumer.class::isInstance)
                .map(consumer -> ((ReactiveKafkaConsumer<?, ?>) consumer)::close);
        closing = Stream.concat(Stream.of(streams::close), consumers)
                .map(ConsumersEnd::run)
                .toList();
    }

    void await(@Observes @Priority(LAST) ShutdownEvent event) {
        closing.forEach(CompletableFuture::join);
    }

    private static CompletableFuture<Void> run(Runnable close) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        close.run();
                    } finally {
                        done.complete(null);
                    }
                },
                "consumer-end");
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
