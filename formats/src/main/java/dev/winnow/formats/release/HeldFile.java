package dev.winnow.formats.release;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of an export that grows item by item, in a temporary file until it is whole. Not safe for use by several threads. */
public final class HeldFile implements Closeable {
    private final Path held;
    private final OutputStream out;

    /** @throws IOException when no temporary file can be created */
    public HeldFile() throws IOException {
        held = Files.createTempFile("winnow-export", ".part");
        out = new BufferedOutputStream(Files.newOutputStream(held), 1 << 16);
    }

    /** Takes the file's bytes. */
    public OutputStream out() {
        return out;
    }

    /**
     * How many bytes it has; after this it takes no more.
     *
     * @throws IOException when the temporary file fails
     */
    public long length() throws IOException {
        out.close();
        return Files.size(held);
    }

    /**
     * Hands the whole file over.
     *
     * @throws IOException when the temporary file or the sink fails
     */
    public void moveTo(FileSink sink, String path) throws IOException {
        out.close();
        try (InputStream in = Files.newInputStream(held)) {
            sink.file(path, Files.size(held), in);
        }
        close();
    }

    /** Deletes the temporary file; again without effect. */
    @Override
    public void close() throws IOException {
        try (out) {
            Files.deleteIfExists(held);
        }
    }
}
