package dev.winnow.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where images are kept. */
@ConfigMapping(prefix = "store")
public interface StoreConfig {

    /** {@code folder} or {@code s3}. */
    @WithDefault("folder")
    Kind kind();

    Folder folder();

    S3 s3();

    enum Kind {
        FOLDER,
        S3
    }

    /** Read where the kind is {@code folder}. */
    interface Folder {

        /** The store's root; made where it is missing. All services must see the same folder. */
        @WithDefault("winnow-data/store")
        String path();

        /** Whether each put waits until its bytes are on the disk, to survive a loss of power. Costs milliseconds a put. */
        @WithDefault("false")
        boolean fsync();
    }

    /** Read where the kind is {@code s3}; endpoint, bucket and keys are needed then. */
    interface S3 {

        /** Such as {@code http://minio:9000} or {@code https://s3.eu-central-1.amazonaws.com}. */
        Optional<String> endpoint();

        Optional<String> bucket();

        /** As the server calls it; most servers other than Amazon's accept any. */
        @WithDefault("us-east-1")
        String region();

        Optional<String> accessKey();

        Optional<String> secretKey();

        /** Whether a missing bucket is made. */
        @WithDefault("false")
        boolean createBucket();
    }
}
