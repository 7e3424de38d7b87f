package dev.winnow.storage;

import dev.winnow.dataset.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An image store in an S3 bucket: content {@code abcd…} is the object {@code blobs/sha256/ab/cd/abcd…}. Puts are conditional
 * ({@code If-None-Match: *}) where the server knows that, and repeated safely where it does not, since the same key always
 * gets the same bytes. Failures of server and network are tried again a few times before they are thrown.
 */
public final class S3Store implements ImageStore, BucketReader, AutoCloseable {
    /** Streams up to this length are held in memory, longer ones in a temporary file, until their hash is known. */
    private static final int IN_MEMORY = 1 << 20;

    private final S3Settings settings;
    private final S3Client client;

    public S3Store(S3Settings settings) {
        this.settings = settings;
        this.client = new S3Client(settings);
    }

    @Override
    public ContentHash put(byte[] bytes) throws IOException {
        ContentHash content = ContentHash.of(bytes);
        client.put(settings.bucket(), key(content), bytes, content);
        return content;
    }

    @Override
    public Stored put(InputStream bytes, long maxBytes) throws IOException {
        byte[] head = bytes.readNBytes(IN_MEMORY + 1);
        if (head.length > maxBytes) {
            throw new TooLargeException(maxBytes);
        }
        if (head.length <= IN_MEMORY) {
            return new Stored(put(head), head.length);
        }
        Path spool = Files.createTempFile("winnow-", ".spool");
        try {
            Stored stored;
            try (OutputStream out = Files.newOutputStream(spool)) {
                stored =
                        HashingCopy.copy(new SequenceInputStream(new ByteArrayInputStream(head), bytes), out, maxBytes);
            }
            client.put(settings.bucket(), key(stored.content()), spool, stored.bytes(), stored.content());
            return stored;
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    @Override
    public Stored link(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return put(in, Long.MAX_VALUE);
        }
    }

    @Override
    public byte[] read(ContentHash content) throws IOException {
        String key = key(content);
        byte[] bytes = found(content, () -> client.read(settings.bucket(), key));
        if (!ContentHash.of(bytes).equals(content)) {
            bytes = client.read(settings.bucket(), key); // it may have been the network
        }
        ContentHash found = ContentHash.of(bytes);
        if (!found.equals(content)) {
            throw new CorruptContentException("s3://" + settings.bucket() + '/' + key, found);
        }
        return bytes;
    }

    @Override
    public boolean contains(ContentHash content) throws IOException {
        return client.length(settings.bucket(), key(content)) >= 0;
    }

    @Override
    public long length(ContentHash content) throws IOException {
        return found(content, () -> {
            long length = client.length(settings.bucket(), key(content));
            if (length < 0) {
                throw new MissingContentException("s3://" + settings.bucket() + '/' + key(content));
            }
            return length;
        });
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads a content, which is put back first where it lies aside. */
    private <T> T found(ContentHash content, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (MissingContentException e) {
            restore(content);
            return reading.read();
        }
    }

    /** Copied aside before it is deleted, so that it is in one of the two places at any moment. */
    @Override
    public boolean discard(ContentHash content) throws IOException {
        try {
            client.copy(settings.bucket(), key(content), aside(content));
        } catch (MissingContentException e) {
            return false;
        }
        client.delete(settings.bucket(), key(content));
        return true;
    }

    @Override
    public void restore(ContentHash content) throws IOException {
        try {
            client.copy(settings.bucket(), aside(content), key(content));
        } catch (MissingContentException e) {
            return;
        }
        client.delete(settings.bucket(), aside(content));
    }

    @Override
    public void purge(ContentHash content) throws IOException {
        client.delete(settings.bucket(), aside(content));
    }

    private static String aside(ContentHash content) {
        return "discarded/" + content.hex();
    }

    @Override
    public InputStream open(ContentHash content, long offset, long length) throws IOException {
        return length == 0
                ? InputStream.nullInputStream()
                : found(content, () -> client.open(settings.bucket(), key(content), offset, length));
    }

    @Override
    public InputStream open(String bucket, String key) throws IOException {
        return client.open(bucket, key);
    }

    @Override
    public List<Listed> list(String bucket, String after, int most) throws IOException {
        return client.list(bucket, after, most);
    }

    /** Asks for the bucket, and makes it where the settings say so. Whether it may be written to, the first put shows. */
    @Override
    public void check() throws IOException {
        boolean exists;
        try {
            exists = client.bucketExists(settings.bucket());
        } catch (IOException e) {
            throw new IOException(
                    "store.s3.endpoint is " + settings.endpoint() + ", which did not let us look for the bucket "
                            + settings.bucket() + " (" + e.getMessage()
                            + "): check that an S3 server is running there and that store.s3.access-key and"
                            + " store.s3.secret-key are its",
                    e);
        }
        if (exists) {
            return;
        }
        if (!settings.createBucket()) {
            throw new IOException("store.s3.bucket is " + settings.bucket() + ", which does not exist at "
                    + settings.endpoint() + ": make it, or set store.s3.create-bucket=true");
        }
        try {
            client.makeBucket(settings.bucket());
        } catch (IOException e) {
            throw new IOException(
                    "store.s3.bucket is " + settings.bucket() + ", which cannot be made at " + settings.endpoint()
                            + " (" + e.getMessage() + "): make it, or give keys that may",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    @Override
    public String toString() {
        return settings.toString();
    }

    /** The object that holds or would hold the content. */
    static String key(ContentHash content) {
        String hex = content.hex();
        return "blobs/sha256/" + hex.substring(0, 2) + '/' + hex.substring(2, 4) + '/' + hex;
    }
}
