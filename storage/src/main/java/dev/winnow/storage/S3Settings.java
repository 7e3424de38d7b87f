package dev.winnow.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a bucket is and who may write to it. Refuses values that cannot work, naming the key, the value and the remedy; says
 * nothing of the keys.
 *
 * @param endpoint {@code http://host:port} or {@code https://host}, without a path
 * @param region as the server calls it; most servers other than Amazon's accept any
 * @param createBucket whether a missing bucket is made by {@link ImageStore#check}
 */
public record S3Settings(
        URI endpoint, String bucket, String region, String accessKey, String secretKey, boolean createBucket) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    public S3Settings {
        Objects.requireNonNull(endpoint, "store.s3.endpoint");
        boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        boolean bare = endpoint.getRawPath() == null || endpoint.getRawPath().length() <= 1;
        if (!http || endpoint.getHost() == null || !bare || endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException("store.s3.endpoint is " + withoutUser(endpoint)
                    + ", expected http:// or https://, a host and maybe a port, such as http://minio:9000");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("store.s3.bucket is '" + bucket
                    + "', expected 3 to 63 of a-z 0-9 . - that start and end with a letter or digit");
        }
        requireText("store.s3.region", region);
        requireText("store.s3.access-key", accessKey);
        requireText("store.s3.secret-key", secretKey);
    }

    /** An endpoint as people write it. */
    public static URI endpoint(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "store.s3.endpoint is no URL (" + e.getReason() + "), expected one such as http://minio:9000", e);
        }
    }

    private static URI withoutUser(URI endpoint) {
        return endpoint.getRawUserInfo() == null
                ? endpoint
                : URI.create(endpoint.toString().replace(endpoint.getRawUserInfo() + '@', "…@"));
    }

    private static void requireText(String key, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(key + " is empty, but store.kind=s3 needs it: set it");
        }
    }

    @Override
    public String toString() {
        return "S3 bucket " + bucket + " at " + endpoint;
    }
}
