package dev.winnow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @TempDir
    Path folder;

    @Test
    void topicsAndRecordsSurviveARestartOnAnotherPort() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder, 0)) {
            write(broker, "value");
        }

        try (EmbeddedKafka again = EmbeddedKafka.start(folder, 0)) {
            assertThat(read(again)).isEqualTo("value");
        }
    }

    /**
     * The files of a running broker are those that a kill leaves. Its controller refuses the next start until the session of the last one
     * is over: by Kafka's defaults nine seconds and more.
     */
    @Test
    void aStartAfterAKillWaitsForAShortSessionOnly() throws Exception {
        Path killed = folder.resolve("killed");
        Path running = folder.resolve("running");
        try (EmbeddedKafka broker = EmbeddedKafka.start(running, 0)) {
            write(broker, "value");
            copy(running, killed);
        }

        Duration clean = startOn(running);
        Duration afterKill = startOn(killed);

        assertThat(afterKill).isLessThan(clean.plusSeconds(7));
    }

    private static Duration startOn(Path folder) throws Exception {
        long begun = System.nanoTime();
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder, 0)) {
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(read(broker)).isEqualTo("value");
            return taken;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void aPrivateBrokerTakesClientsWithThePasswordOnly() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.startForThisProcess(folder)) {
            write(broker, "value");
            assertThat(read(broker)).isEqualTo("value");

            Map<String, Object> stranger = new HashMap<>(broker.clientSettings());
            stranger.computeIfPresent(
                    "sasl.jaas.config",
                    (key, login) -> login.toString().replaceAll("password=\"\\w+", "password=\"guess"));
            try (Admin admin = Admin.create(stranger)) {
                assertThatThrownBy(() -> admin.listTopics().names().get(30, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(SaslAuthenticationException.class);
            }
        }
    }

    @Test
    void aPrivateBrokerTakesNoClientWithoutAPassword() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.startForThisProcess(folder);
                Admin admin = Admin.create(Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "default.api.timeout.ms",
                        "3000",
                        "request.timeout.ms",
                        "2000"))) {
            assertThatThrownBy(() -> admin.listTopics().names().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.ExecutionException.class);
        }
    }

    @Test
    void aFolderWhoseFormattingWasInterruptedIsFormattedAgain() throws Exception {
        Files.createDirectories(folder.resolve("broker/__cluster_metadata-0"));
        Files.writeString(folder.resolve("broker/bootstrap.checkpoint"), "half");
        Files.createDirectories(folder.resolve("broker.new"));
        Files.writeString(folder.resolve("broker.new/meta.properties"), "half");

        try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("broker"), 0)) {
            write(broker, "value");
            assertThat(read(broker)).isEqualTo("value");
        }
    }

    @Test
    void topicsWithoutMetaPropertiesAreNotFormattedAway() throws Exception {
        Path topic = Files.createDirectories(folder.resolve("broker/images.uploaded-0"));

        assertThatThrownBy(() -> EmbeddedKafka.start(folder.resolve("broker"), 0))
                .hasMessageContaining("has lost its meta.properties");

        assertThat(topic).exists();
    }

    private static void write(EmbeddedKafka broker, String value) throws Exception {
        Map<String, Object> settings = Map.copyOf(broker.clientSettings());
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", "key", value)).get();
        }
    }

    private static String read(EmbeddedKafka broker) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.copyOf(broker.clientSettings()), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(20))
                    .records(partition)
                    .get(0)
                    .value();
        }
    }
}
