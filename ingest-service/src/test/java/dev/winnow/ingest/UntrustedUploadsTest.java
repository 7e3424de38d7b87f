package dev.winnow.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.airlock.Airlock;
import dev.winnow.airlock.AirlockSettings;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Limits;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.Topic;
import dev.winnow.imaging.Vetting;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The service on a real broker, with child processes that some uploads kill. */
@QuarkusTest
@TestProfile(UntrustedUploadsTest.Profile.class)
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
@EnabledOnOs(OS.LINUX)
class UntrustedUploadsTest {

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(BreakableAirlock.class);
        }
    }

    /** In place of the service's own, whose children run the real decoder. */
    @Alternative
    @Singleton
    public static class BreakableAirlock {
        @Produces
        @Alternative
        @Singleton
        Vetting vetting() {
            return new Airlock(new AirlockSettings(2, 256L << 20, 1000, CrashingDecoder.class));
        }
    }

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Test
    void deadlyAndEndlessUploadsAreQuarantinedAndTheServiceGoesOn() throws IOException {
        try (TopicProbe topics = new TopicProbe(servers)) {
            DatasetSpec spec = DatasetSpec.defaults();
            Limits limits = new Limits(1 << 20, 1 << 20, 4096, 1, null, null, 2, null, null);
            topics.send(new DatasetDeclared(
                    "strangers",
                    List.of(new DatasetSpec(
                            1,
                            limits,
                            spec.metadata(),
                            spec.quality(),
                            spec.duplicates(),
                            spec.split(),
                            spec.preprocessing(),
                            spec.augmentation())),
                    "anna",
                    Instant.EPOCH));

            upload("endless.jpg", CrashingDecoder.ENDLESS);
            upload("deadly.jpg", CrashingDecoder.DEADLY);
            for (int i = 0; i < 5; i++) {
                upload(i + ".png", png(20 + i));
            }

            assertThat(rejection(topics, "deadly.jpg").reason()).isEqualTo(Rejection.Reason.DECODER_CRASH);
            assertThat(rejection(topics, "endless.jpg").reason()).isEqualTo(Rejection.Reason.DECODE_TIMEOUT);
            for (int i = 0; i < 5; i++) {
                ImageIngested ingested = (ImageIngested) event(topics, Topic.IMAGES_INGESTED, "ingested", i + ".png");
                assertThat(ingested.metadata().format()).isEqualTo(ImageFormat.PNG);
                assertThat(ingested.metadata().width()).isEqualTo(20 + i);
            }
            given().get("/q/health/ready").then().statusCode(200);
        }
    }

    private static void upload(String source, byte[] bytes) {
        given().queryParam("source", source)
                .contentType("application/octet-stream")
                .body(bytes)
                .post("/api/datasets/strangers/images")
                .then()
                .statusCode(202);
    }

    private static Rejection rejection(TopicProbe topics, String source) {
        return ((ImageRejected) event(topics, Topic.IMAGES_REJECTED, "rejected", source)).rejection();
    }

    private static Event event(TopicProbe topics, Topic topic, String happened, String source) {
        String start = happened + ":" + new Item("strangers", source).id() + ":";
        ConsumerRecord<String, byte[]> record = topics.await(
                topic, r -> String.valueOf(TopicProbe.header(r, "ce_id")).startsWith(start));
        return new EventDeserializer().deserialize(topic.topicName(), record.value());
    }

    private static byte[] png(int width) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, 10, BufferedImage.TYPE_3BYTE_BGR), "png", bytes);
        return bytes.toByteArray();
    }
}
