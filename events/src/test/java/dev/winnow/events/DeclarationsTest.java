package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Deletion;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.Declarations.Change;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several writers that share nothing but the broker, as processes do. */
@ExtendWith(TestBroker.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DeclarationsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int WRITERS = 4;

    private final TestBroker.Running broker;
    private final List<DeclaredDatasets> readers = new ArrayList<>();
    private final List<Declarations> writers = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);

    DeclarationsTest(TestBroker.Running broker) {
        this.broker = broker;
        for (int i = 0; i < WRITERS; i++) {
            DeclaredDatasets reader = new DeclaredDatasets(broker.settings(), PATIENCE);
            readers.add(reader);
            writers.add(new Declarations(reader, broker.settings()));
        }
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        readers.forEach(DeclaredDatasets::close);
    }

    @Test
    void aDeletionIsDeclaredOnceAndTheNextVersionOpensTheName() {
        Declarations writer = writers.get(0);
        Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
        writer.declare("deleted", before -> Optional.of(next("deleted", before, 0)), PATIENCE);

        Optional<DatasetDeclared> deleted = writer.delete("deleted", "anna", clock, PATIENCE);
        Optional<DatasetDeclared> again = writers.get(1).delete("deleted", "bert", clock, PATIENCE);
        Optional<DatasetDeclared> unknown = writer.delete("never-declared", "anna", clock, PATIENCE);

        assertThat(deleted)
                .hasValueSatisfying(declared -> assertThat(declared.closed()).isTrue());
        assertThat(again).isEmpty();
        assertThat(unknown).isEmpty();
        assertThat(onTheTopic("deleted")).hasSize(2);
        assertThat(deleted.orElseThrow().deletion()).isEqualTo(new Deletion(1, "anna", clock.instant()));
        assertThat(readers.get(2).find("deleted").orElseThrow().hasDeleted(1)).isTrue();
        Optional<DatasetDeclared> opened = writers.get(3)
                .declare(
                        "deleted",
                        before -> before.map(closed -> closed.with(DatasetSpec.defaults(), "anna", clock.instant())),
                        PATIENCE);
        assertThat(opened).hasValueSatisfying(declared -> {
            assertThat(declared.closed()).isFalse();
            assertThat(declared.current().version()).isEqualTo(2);
            assertThat(declared.hasDeleted(1)).isTrue();
            assertThat(declared.hasDeleted(2)).isFalse();
        });
    }

    @Test
    void ofSeveralWritersOnePublishesTheFirstVersionAndTheOthersSeeIt() throws Exception {
        List<Optional<DatasetDeclared>> published = together(writer -> writers.get(writer)
                .declare(
                        "first",
                        before -> {
                            return before.isPresent() ? Optional.empty() : Optional.of(next("first", before, writer));
                        },
                        PATIENCE));

        List<DatasetDeclared> there =
                published.stream().flatMap(Optional::stream).toList();
        assertThat(there).hasSize(1);
        assertThat(onTheTopic("first")).isEqualTo(there);
        assertThat(readers)
                .allSatisfy(reader -> assertThat(reader.find("first")).contains(there.get(0)));
    }

    @Test
    void noVersionIsLostOrPublishedTwiceWhereAllWritersAddOnes() throws Exception {
        int each = 3;
        together(writer -> {
            Change add = before -> Optional.of(next("many", before, writer));
            for (int i = 0; i < each; i++) {
                writers.get(writer).declare("many", add, PATIENCE);
            }
            return null;
        });

        List<DatasetDeclared> records = onTheTopic("many");
        assertThat(records)
                .extracting(record -> record.current().version())
                .isEqualTo(IntStream.rangeClosed(1, WRITERS * each).boxed().toList());
        for (int i = 1; i < records.size(); i++) {
            assertThat(records.get(i).versions())
                    .startsWith(records.get(i - 1).versions().toArray(DatasetSpec[]::new));
        }
        assertThat(records.stream().map(DatasetDeclared::by).distinct()).hasSize(WRITERS);
    }

    private static DatasetDeclared next(String dataset, Optional<DatasetDeclared> before, int writer) {
        List<DatasetSpec> versions =
                new ArrayList<>(before.map(DatasetDeclared::versions).orElse(List.of()));
        versions.add(DatasetSpec.defaults().withVersion(versions.size() + 1));
        return new DatasetDeclared(dataset, versions, "writer-" + writer, Instant.EPOCH);
    }

    private interface Writing<T> {
        T write(int writer) throws Exception;
    }

    private <T> List<T> together(Writing<T> writing) throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<Callable<T>> tasks = IntStream.range(0, WRITERS)
                .<Callable<T>>mapToObj(writer -> () -> {
                    readers.get(writer).all(); // has read the topic once, so that all begin together
                    start.await();
                    return writing.write(writer);
                })
                .toList();
        List<T> results = new ArrayList<>();
        for (Future<T> result : threads.invokeAll(tasks)) {
            results.add(result.get());
        }
        return results;
    }

    /** What readers of the topic are shown of a dataset, in order. */
    private List<DatasetDeclared> onTheTopic(String dataset) {
        TopicPartition partition = new TopicPartition(Topic.DATASETS_DECLARED.topicName(), 0);
        List<DatasetDeclared> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.servers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.key().equals(dataset)) {
                        records.add(
                                (DatasetDeclared) new EventDeserializer().deserialize(record.topic(), record.value()));
                    }
                }
            }
        }
        return records;
    }
}
