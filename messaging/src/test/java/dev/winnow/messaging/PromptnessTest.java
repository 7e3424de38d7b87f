package dev.winnow.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.events.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PromptnessTest {
    private final AtomicLong nanos = new AtomicLong(7);
    private final Producers producers = new Producers();
    private final Promptness promptness = new Promptness(producers, nanos::get);

    @Test
    void theFirstEventIsSentOnAtOnce() throws InterruptedException {
        promptness.sending(Topic.IMAGES_INGESTED);

        assertThat(producers.nextTwoFlushed()).containsExactlyInAnyOrder("one", "other");
    }

    @Test
    void whatFollowsCloselyTravelsTogetherUntilThereIsAPause() throws InterruptedException {
        promptness.sending(Topic.IMAGES_INGESTED);
        producers.nextTwoFlushed();

        for (int event = 0; event < 10; event++) {
            nanos.addAndGet(Duration.ofMillis(50).toNanos());
            promptness.sending(Topic.IMAGES_INGESTED);
        }
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        promptness.sending(Topic.IMAGES_INGESTED);

        assertThat(producers.nextTwoFlushed()).containsExactlyInAnyOrder("one", "other");
        assertThat(producers.flushed).isEmpty();
    }

    @Test
    void eachTopicHasPausesOfItsOwn() throws InterruptedException {
        promptness.sending(Topic.IMAGES_INGESTED);
        producers.nextTwoFlushed();

        promptness.sending(Topic.IMAGES_ASSESSED);

        assertThat(producers.nextTwoFlushed()).containsExactlyInAnyOrder("one", "other");
    }

    /** Two channels whose producers tell when they are flushed. */
    private static final class Producers implements KafkaClientService {
        private final BlockingQueue<String> flushed = new LinkedBlockingQueue<>();

        List<String> nextTwoFlushed() throws InterruptedException {
            String first = flushed.poll(30, TimeUnit.SECONDS);
            String second = flushed.poll(30, TimeUnit.SECONDS);
            assertThat(second).as("a second flush after that of %s", first).isNotNull();
            return List.of(first, second);
        }

        @Override
        public Set<String> getProducerChannels() {
            return Set.of("one", "other");
        }

        @Override
        @SuppressWarnings("unchecked")
        public <K, V> KafkaProducer<K, V> getProducer(String channel) {
            return (KafkaProducer<K, V>) Proxy.newProxyInstance(
                    KafkaProducer.class.getClassLoader(),
                    new Class<?>[] {KafkaProducer.class},
                    (proxy, method, args) -> {
                        if (!method.getName().equals("flush")) {
                            throw new UnsupportedOperationException(method.toString());
                        }
                        return Uni.createFrom().voidItem().invoke(() -> flushed.add(channel));
                    });
        }

        @Override
        public <K, V> List<KafkaConsumer<K, V>> getConsumers(String channel) {
            return List.of();
        }

        @Override
        public Set<String> getConsumerChannels() {
            return Set.of();
        }
    }
}
