package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.Rejection;
import dev.winnow.endtoend.ReadModel.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The six services on an S3 server that tells the broker of each object dropped into a bucket. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DropBucketTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    private static Minio minio;
    private static Installation installation;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Minio.program();
        assumeTrue(
                program.isPresent(),
                "no S3 server: 'minio' is not on the PATH (go install github.com/minio/minio@latest)");
        installation = Installation.start(folder, "drop-bucket", brokers -> {
            minio = Minio.start(program.get(), folder.resolve("minio"), brokers);
            return minio.settings();
        });
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
        if (minio != null) {
            minio.close();
        }
    }

    @Test
    void anObjectDroppedIntoTheBucketGoesAllTheWay() throws IOException {
        byte[] picture = DrawnDataset.single("any", 1).bytes();

        minio.drop("garden/wren/a name with spaces + plus.jpg", picture);
        minio.drop("garden/wren/empty.jpg", new byte[0]);

        Row accepted = awaitFinal("garden", "wren/a name with spaces + plus.jpg");
        assertThat(accepted.state()).isEqualTo("accepted");
        assertThat(accepted.label()).isEqualTo("wren");
        assertThat(accepted.prepared()).isEqualTo(1);
        assertThat(accepted.split()).isNotNull();
        assertThat(awaitFinal("garden", "wren/empty.jpg").reason()).isEqualTo(Rejection.Reason.EMPTY.name());
    }

    private static Row awaitFinal(String dataset, String source) {
        String item = new Item(dataset, source).id();
        return await(source + " to come to its end")
                .atMost(PATIENCE)
                .until(
                        () -> Optional.ofNullable(rows(dataset).get(item)),
                        row -> row.filter(Row::isFinal).isPresent())
                .orElseThrow();
    }

    private static Map<String, Row> rows(String dataset) {
        return installation.readModel().rows(dataset);
    }
}
