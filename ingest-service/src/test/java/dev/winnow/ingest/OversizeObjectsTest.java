package dev.winnow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.Topic;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import dev.winnow.storage.BucketReader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** An object that is larger than its dataset allows has a verdict like every other image. */
@QuarkusTest
@TestProfile(OversizeObjectsTest.WatchedBucket.class)
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
class OversizeObjectsTest {
    private static final int LENGTH = 70_000_000;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    public static final class WatchedBucket implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("ingest.notifications.enabled", "true");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(LargeObjects.class);
        }
    }

    /** A bucket in which every key holds a large object. */
    @Alternative
    @Singleton
    static class LargeObjects implements BucketReader {
        @Override
        public InputStream open(String bucket, String key) {
            return new ByteArrayInputStream(new byte[LENGTH]);
        }

        @Override
        public List<Listed> list(String bucket, String after, int most) {
            return List.of();
        }
    }

    @Test
    void itEndsRejectedWithItsSize() {
        try (TopicProbe topics = new TopicProbe(servers)) {
            topics.send(new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
            topics.send(Topic.BUCKET_NOTIFICATIONS, "inbox/birds/large.jpg", """
                    {"Records":[{"eventName":"s3:ObjectCreated:Put",
                      "s3":{"bucket":{"name":"inbox"},"object":{"key":"birds/large.jpg","size":%d}}}]}
                    """.formatted(LENGTH)
                    .getBytes(StandardCharsets.UTF_8));

            String id = "rejected:" + new Item("birds", "large.jpg").id() + ":";
            ConsumerRecord<String, byte[]> record = topics.await(
                    Topic.IMAGES_REJECTED,
                    r -> String.valueOf(TopicProbe.header(r, "ce_id")).startsWith(id));
            ImageRejected rejected = (ImageRejected)
                    new EventDeserializer().deserialize(Topic.IMAGES_REJECTED.topicName(), record.value());

            assertThat(rejected.rejection().reason()).isEqualTo(Rejection.Reason.FILE_TOO_LARGE);
            assertThat(rejected.rejection().detail()).contains(Integer.toString(LENGTH));
            assertThat(rejected.upload().bytes()).isEqualTo(LENGTH);
        }
    }
}
