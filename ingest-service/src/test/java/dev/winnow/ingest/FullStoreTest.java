package dev.winnow.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.notNullValue;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.messaging.BrokerResource;
import dev.winnow.messaging.TopicProbe;
import dev.winnow.storage.ImageStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store without room, and one that is away: the uploader is told which, and when to come again. */
@QuarkusTest
@TestProfile(FullStoreTest.Failing.class)
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
class FullStoreTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    public static final class Failing implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(FailingStore.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "507, Cannot write /srv/staging/1: No space left on device",
        "507, Cannot write /srv/staging/1: Disk quota exceeded",
        "507, 'Cannot write s3://winnow/b: XMinioStorageFull, Storage backend has reached its minimum free drive threshold'",
        "503, 'Cannot write s3://winnow/b: ConnectException, Connection refused'",
    })
    void theUploaderIsToldWhich(int status, String failure) {
        FailingStore.failure = failure;
        try (TopicProbe topics = new TopicProbe(servers)) {
            topics.send(new DatasetDeclared("birds", List.of(DatasetSpec.defaults()), "anna", Instant.EPOCH));
        }
        given().queryParam("source", "a.png")
                .contentType("image/png")
                .body(new byte[] {1, 2, 3})
                .post("/api/datasets/birds/images")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue());
    }

    /** Fails every write as it is told. */
    @Alternative
    @Singleton
    static class FailingStore implements ImageStore {
        static volatile String failure;

        @Override
        public ContentHash put(byte[] bytes) throws IOException {
            throw new IOException(failure);
        }

        @Override
        public Stored put(InputStream bytes, long maxBytes) throws IOException {
            throw new IOException(failure);
        }

        @Override
        public Stored link(Path file) throws IOException {
            throw new IOException(failure);
        }

        @Override
        public byte[] read(ContentHash content) throws IOException {
            throw new IOException(failure);
        }

        @Override
        public boolean contains(ContentHash content) {
            return false;
        }

        @Override
        public void check() {}
    }
}
