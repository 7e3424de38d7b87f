package dev.winnow.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.notNullValue;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Uploads while the broker is away: an answer in time that says to come again. */
@QuarkusTest
@QuarkusTestResource(value = BrokerAwayTest.MortalBroker.class, restrictToAnnotatedClass = true)
class BrokerAwayTest {
    private static final Duration GENEROUS = Duration.ofSeconds(12); // five seconds are promised, thirty were taken

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    /** A broker that a test can end. */
    public static final class MortalBroker extends BrokerResource {
        private static MortalBroker running;

        public MortalBroker() {
            running = this;
        }

        private boolean ended;

        static void end() {
            running.stop();
        }

        @Override
        public void stop() {
            if (!ended) {
                ended = true;
                super.stop();
            }
        }
    }

    @Test
    void anUploadIsToldToComeAgain() {
        try (TopicProbe topics = new TopicProbe(servers)) {
            topics.send(new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
        }
        assertThat(upload("before.png")).isEqualTo(202);

        MortalBroker.end();

        long began = System.nanoTime();
        assertThat(upload("during.png")).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);
        given().queryParam("source", "again.png")
                .contentType("image/png")
                .body(new byte[] {1, 2, 3})
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue());
    }

    private static int upload(String source) {
        return given().queryParam("source", source)
                .contentType("image/png")
                .body(new byte[] {1, 2, 3})
                .post("/api/datasets/birds/images")
                .statusCode();
    }
}
