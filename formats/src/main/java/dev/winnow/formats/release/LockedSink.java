package dev.winnow.formats.release;

import dev.winnow.dataset.ContentHash;
import dev.winnow.formats.text.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * Passes files on and writes {@value #LOCK} behind them: the SHA-256 of each, in the order in which they came. The lock has the form of
 * {@code sha256sum}, so that {@code sha256sum -c winnow.lock} checks a copy too. Only a {@linkplain #seal sealed} export has a lock.
 */
public final class LockedSink implements FileSink {
    public static final String LOCK = "winnow.lock";

    private final FileSink sink;
    private final HeldFile lock;

    /**
     * @param sink is closed with this one
     * @param title of the release, such as {@code raccoon v1}
     * @param format of the export, such as {@code coco}
     * @throws IOException when the sink or the temporary file fails
     */
    public LockedSink(FileSink sink, String title, String format) throws IOException {
        this.sink = sink;
        this.lock = new HeldFile();
        write("# Release " + JsonText.of(title) + " as " + format
                + ". Check a copy: ./winnow verify DIR, or sha256sum -c winnow.lock\n");
    }

    private void write(String line) throws IOException {
        lock.out().write(line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void file(String path, long bytes, InputStream content) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        sink.file(path, bytes, new DigestInputStream(content, digest));
        write(ContentHash.of(digest).hex() + "  " + path + "\n");
    }

    /**
     * Writes the lock, after the last file.
     *
     * @throws IOException when the sink or the temporary file fails
     */
    public void seal() throws IOException {
        lock.moveTo(sink, LOCK);
    }

    @Override
    public void close() throws IOException {
        try (sink) {
            lock.close();
        }
    }
}
