package dev.winnow.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** Reads objects that others put into buckets. Safe for use by several threads. */
public interface BucketReader {

    /**
     * An object as a listing names it.
     *
     * @param key as it is, not URL-encoded as it stands in a notification
     * @param bytes its length
     * @param writtenAt by the server's clock, in milliseconds or whole seconds
     */
    record Listed(String key, long bytes, Instant writtenAt) {}

    /**
     * The object's bytes as they stream in. The caller closes the stream, having read to its end or not.
     *
     * @param key as it is, not URL-encoded as it stands in a notification
     * @throws ImageStore.MissingContentException when there is no such object (any more)
     */
    InputStream open(String bucket, String key) throws IOException;

    /**
     * One page of the bucket's objects, in the order of their keys' bytes.
     *
     * @param after the key to go on after, or null for the first page
     * @param most objects on the page, 1 to 1000; fewer say that the bucket ends there
     */
    List<Listed> list(String bucket, String after, int most) throws IOException;
}
