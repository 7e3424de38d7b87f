package dev.winnow.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.events.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class PromptnessTest {
    private final AtomicLong nanos = new AtomicLong(7);
    private final Producers producers = new Producers();
    private final Timers timers = new Timers();
    private final Promptness promptness = new Promptness(producers, nanos::get, timers);

    @Test
    void theFirstEventIsSentOnAtOnce() {
        promptness.sending(Topic.IMAGES_INGESTED);
        pass(3);

        assertThat(producers.flushed).containsExactlyInAnyOrder("one", "other");
    }

    @Test
    void whatFollowsCloselyTravelsTogetherUntilThereIsALull() {
        promptness.sending(Topic.IMAGES_INGESTED);
        pass(3);
        producers.flushed.clear();

        for (int event = 0; event < 100; event++) {
            promptness.sending(Topic.IMAGES_INGESTED);
            pass(20);
        }
        assertThat(producers.flushed).isEmpty();
        pass(20);

        assertThat(producers.flushed).containsExactlyInAnyOrder("one", "other");
    }

    @Test
    void afterALullNothingIsFlushedUntilMoreComes() {
        promptness.sending(Topic.IMAGES_INGESTED);
        pass(3);
        promptness.sending(Topic.IMAGES_INGESTED);
        pass(1_000);
        producers.flushed.clear();

        pass(1_000);
        assertThat(producers.flushed).isEmpty();
        promptness.sending(Topic.IMAGES_INGESTED);
        pass(3);

        assertThat(producers.flushed).containsExactlyInAnyOrder("one", "other");
    }

    @Test
    void eachTopicHasPausesOfItsOwn() {
        promptness.sending(Topic.IMAGES_INGESTED);
        pass(3);
        producers.flushed.clear();

        promptness.sending(Topic.IMAGES_ASSESSED);
        pass(3);

        assertThat(producers.flushed).containsExactlyInAnyOrder("one", "other");
    }

    /** Lets so many milliseconds pass, and happen what is due meanwhile. */
    private void pass(int millis) {
        for (int i = 0; i < millis; i++) {
            nanos.addAndGet(Duration.ofMillis(1).toNanos());
            timers.doWhatIsDue();
        }
    }

    private record Timer(long due, Runnable action) {}

    /** What is to happen later, by the clock of the test. */
    private final class Timers implements BiConsumer<Duration, Runnable> {
        private final List<Timer> pending = new ArrayList<>();

        @Override
        public void accept(Duration delay, Runnable action) {
            pending.add(new Timer(nanos.get() + delay.toNanos(), action));
        }

        void doWhatIsDue() {
            for (Timer timer : List.copyOf(pending)) {
                if (timer.due() <= nanos.get()) {
                    pending.remove(timer);
                    timer.action().run();
                }
            }
        }
    }

    /** Two channels whose producers tell when they are flushed. */
    private static final class Producers implements KafkaClientService {
        private final List<String> flushed = new ArrayList<>();

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
