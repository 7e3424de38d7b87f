package dev.winnow.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {
    @TempDir
    Path folder;

    @Test
    void topicsAndRecordsSurviveARestartOnAnotherPort() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder, 0)) {
            Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(settings)) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get();
            }
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>("kept", "key", "value")).get();
            }
        }

        try (EmbeddedKafka again = EmbeddedKafka.start(folder, 0);
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", again.bootstrapServers()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofSeconds(20)).records(partition))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo("value"));
        }
    }

    @Test
    void aDatabaseServerThatWasLeftOverIsEndedAndItsDataTakenOver() throws Exception {
        EmbeddedPostgres leftOver = EmbeddedPostgres.start(folder);
        ProcessHandle process = leftOver.process(folder).orElseThrow();

        try (EmbeddedPostgres next = EmbeddedPostgres.start(folder)) {
            assertThat(process.isAlive()).isFalse();
            assertThat(next.process(folder).orElseThrow().pid()).isNotEqualTo(process.pid());
            assertThat(next.jdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:");
        }
    }
}
