package dev.winnow.storage;

import java.io.IOException;
import java.io.InputStream;

/** Reads objects that others put into buckets, as notifications about them come in. Safe for use by several threads. */
@FunctionalInterface
public interface BucketReader {

    /**
     * The object's bytes as they stream in. The caller closes the stream, having read to its end or not.
     *
     * @param key as it is, not URL-encoded as it stands in a notification
     * @throws ImageStore.MissingContentException when there is no such object (any more)
     */
    InputStream open(String bucket, String key) throws IOException;
}
