package dev.winnow.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.embedded.EmbeddedKafka;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.Topic;
import dev.winnow.events.TopicCheck;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.kafka.Announcer.EventTooLargeException;
import dev.winnow.gateway.kafka.Announcer.NotAnnouncedException;
import dev.winnow.gateway.projection.Databases;
import dev.winnow.gateway.projection.Outbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker that goes and comes back. */
@ExtendWith(Databases.class)
class RelayOnABrokerTest {
    private static final TopicPartition DATASETS = new TopicPartition(Topic.IMAGES_ASSESSED.topicName(), 0);

    @TempDir
    Path folder;

    private final DataSource database = Databases.fresh();
    private EmbeddedKafka broker;
    private Map<String, Object> address;
    private Announcer announcer;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedKafka.start(folder, 0);
        address = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(address)) {
            TopicCheck.create(admin, 1, (short) 1);
        }
        announcer = new Announcer() {
            @Override
            protected Map<String, Object> connection() {
                return address;
            }
        };
    }

    @AfterEach
    void stop() {
        announcer.close();
        broker.close();
    }

    /** A spec travels with all its earlier versions, and some day they are too many. */
    @Test
    void anEventThatTheBrokerDoesNotTakeIsRefusedAsSuchAndTheNextOneGoes() {
        List<DatasetSpec> versions = IntStream.rangeClosed(1, 1_000)
                .mapToObj(version -> DatasetSpec.defaults().withVersion(version))
                .toList();
        DatasetDeclared large = new DatasetDeclared("birds", versions, "anna", Instant.EPOCH);

        assertThatThrownBy(() -> announcer.announce(large))
                .isInstanceOf(EventTooLargeException.class)
                .hasMessageContaining("The record for datasets.declared is larger than the broker takes");

        announcer.announce(new DatasetDeclared("birds", versions.subList(0, 10), "anna", Instant.EPOCH));
    }

    @Test
    void whatABrokerThatIsAwayDoesNotAcknowledgeWaitsForIt() throws Exception {
        Relay relay = new Relay(database, announcer);
        put("before");
        assertThat(relay.work()).isTrue();
        int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);

        broker.close();
        put("meanwhile", "also meanwhile");
        assertThatThrownBy(relay::work)
                .isInstanceOf(NotAnnouncedException.class)
                .hasMessageContaining("did not acknowledge a record on images.assessed");
        assertThat(relay.waiting()).isEqualTo(2);

        broker = EmbeddedKafka.start(folder, port);
        while (relay.waiting() > 0) {
            try {
                relay.work();
            } catch (NotAnnouncedException e) {
                // it is on its way up
            }
        }
        List<String> sent = sent();
        assertThat(sent).startsWith("before").endsWith("meanwhile", "also meanwhile");
        assertThat(sent.stream().distinct()).containsExactly("before", "meanwhile", "also meanwhile");
    }

    private void put(String... sources) throws SQLException {
        List<ImageWithdrawn> withdrawals = new ArrayList<>();
        for (String source : sources) {
            withdrawals.add(new ImageWithdrawn(
                    "birds",
                    source,
                    Instant.EPOCH,
                    1,
                    ImageWithdrawn.Cause.REJECTED,
                    "drawn so",
                    "anna",
                    Instant.EPOCH));
        }
        try (Connection connection = database.getConnection()) {
            Outbox.put(connection, withdrawals);
        }
    }

    /** The sources of the withdrawals on the topic, as it stands now. */
    private List<String> sent() {
        List<String> sources = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(address, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(DATASETS));
            consumer.seekToBeginning(List.of(DATASETS));
            long end = consumer.endOffsets(List.of(DATASETS)).get(DATASETS);
            while (consumer.position(DATASETS) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    Event event = new EventDeserializer().deserialize(record.topic(), record.headers(), record.value());
                    sources.add(((ImageWithdrawn) event).source());
                });
            }
        }
        return sources;
    }
}
