package dev.winnow.storage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes the store that the settings ask for. It is checked before anybody gets it, so that a wrong setting stops a service when
 * its beans are made and not at its first image.
 */
@ApplicationScoped
public class StoreProducer {

    /** @throws IllegalArgumentException naming the setting that is missing or makes no sense */
    static ImageStore storeOf(StoreConfig config) {
        return switch (config.kind()) {
            case FOLDER ->
                new FolderStore(Path.of(config.folder().path()), config.folder().fsync());
            case S3 -> new S3Store(settingsOf(config.s3()));
        };
    }

    private static S3Settings settingsOf(StoreConfig.S3 s3) {
        return new S3Settings(
                S3Settings.endpoint(needed("store.s3.endpoint", s3.endpoint())),
                needed("store.s3.bucket", s3.bucket()),
                s3.region(),
                needed("store.s3.access-key", s3.accessKey()),
                needed("store.s3.secret-key", s3.secretKey()),
                s3.createBucket());
    }

    private static String needed(String key, Optional<String> value) {
        return value.orElseThrow(
                () -> new IllegalArgumentException(key + " is not set, but store.kind=s3 needs it: set it"));
    }

    @Produces
    @Singleton
    ImageStore imageStore(StoreConfig config) throws IOException {
        ImageStore store = storeOf(config);
        store.check();
        return store;
    }

    /** The same store for those who wait while it is away. */
    @Produces
    @Singleton
    PatientStore patientStore(ImageStore store) {
        return new PatientStore(store);
    }

    void close(@Disposes ImageStore store) throws IOException {
        if (store instanceof S3Store s3) {
            s3.close();
        }
    }

    /** Buckets of the server that the store is in. Over a folder store nothing can be opened, and the failure says so. */
    @Produces
    @Singleton
    BucketReader bucketReader(ImageStore store) {
        if (store instanceof BucketReader reader) {
            return reader;
        }
        return new NoBuckets();
    }

    /** What a folder store answers. */
    private static final class NoBuckets implements BucketReader {
        private static final String REASON =
                ": store.kind is folder, and objects in buckets are read only with store.kind=s3";

        @Override
        public InputStream open(String bucket, String key) throws IOException {
            throw new IOException("Cannot read s3://" + bucket + '/' + key + REASON);
        }

        @Override
        public List<Listed> list(String bucket, String after, int most) throws IOException {
            throw new IOException("Cannot list s3://" + bucket + REASON);
        }
    }
}
