package dev.winnow.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings become a store, or a sentence. */
class StoreProducerTest {
    private static final Map<String, String> S3 = Map.of(
            "store.kind", "s3",
            "store.s3.endpoint", "http://minio:9000",
            "store.s3.bucket", "images",
            "store.s3.access-key", "an-access-key",
            "store.s3.secret-key", "a-secret-key");

    private final StoreProducer producer = new StoreProducer();

    @Test
    void aFolderIsTheDefault() {
        assertThat(StoreProducer.storeOf(config(Map.of())))
                .hasToString("folder " + Path.of("winnow-data/store").toAbsolutePath());
    }

    @Test
    void theFolderIsMadeAndCheckedBeforeAnybodyGetsTheStore(@TempDir Path folder) throws IOException {
        ImageStore store = producer.imageStore(
                config(Map.of("store.folder.path", folder.resolve("new").toString())));

        assertThat(folder.resolve("new/blobs/sha256")).isDirectory();
        assertThat(store.read(store.put(new byte[] {7}))).containsExactly(7);
    }

    @Test
    void overAFolderStoreNoBucketCanBeRead(@TempDir Path folder) {
        BucketReader reader = producer.bucketReader(new FolderStore(folder));

        assertThatThrownBy(() -> reader.open("images", "x.jpg"))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read s3://images/x.jpg: store.kind is folder, and objects in buckets are read only"
                        + " with store.kind=s3");
    }

    @Test
    void fullS3SettingsMakeAnS3Store() throws IOException {
        ImageStore store = StoreProducer.storeOf(config(S3));

        assertThat(store).isInstanceOf(S3Store.class).hasToString("S3 bucket images at http://minio:9000");
        assertThat(producer.bucketReader(store)).isSameAs(store);
        producer.close(store);
    }

    @Test
    void eachMissingS3SettingIsNamed() {
        for (String key : S3.keySet()) {
            if (!key.equals("store.kind")) {
                Map<String, String> settings = new HashMap<>(S3);
                settings.remove(key);
                assertThatThrownBy(() -> StoreProducer.storeOf(config(settings)))
                        .hasMessage(key + " is not set, but store.kind=s3 needs it: set it");
            }
        }
    }

    @Test
    void settingsThatCannotWorkAreNamedWithoutTheKeys() {
        assertRefused(
                "store.s3.endpoint", "minio:9000", "store.s3.endpoint is minio:9000, expected http:// or https://");
        assertRefused(
                "store.s3.endpoint", "http://minio:9000/images", "store.s3.endpoint is http://minio:9000/images,");
        assertRefused(
                "store.s3.endpoint", "http://me:a-secret-key@minio:9000", "store.s3.endpoint is http://…@minio:9000,");
        assertRefused("store.s3.endpoint", "http://mi nio", "store.s3.endpoint is no URL (");
        assertRefused(
                "store.s3.bucket", "My_Images", "store.s3.bucket is 'My_Images', expected 3 to 63 of a-z 0-9 . -");
        assertRefused("store.s3.secret-key", " ", "store.s3.secret-key is");
    }

    @Test
    void anUnknownKindIsNamedWithWhatIsKnown() {
        assertThatThrownBy(() -> config(Map.of("store.kind", "ftp")))
                .hasMessageContaining("store.kind")
                .hasMessageContaining("ftp")
                .message()
                .matches("(?s).*allowed values: (folder,s3|s3,folder).*");
    }

    private static void assertRefused(String key, String value, String sentence) {
        Map<String, String> settings = new HashMap<>(S3);
        settings.put(key, value);
        assertThatThrownBy(() -> StoreProducer.storeOf(config(settings)))
                .hasMessageStartingWith(sentence)
                .hasMessageNotContainingAny("a-secret-key", "an-access-key");
    }

    private static StoreConfig config(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(StoreConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return config.getConfigMapping(StoreConfig.class);
    }
}
