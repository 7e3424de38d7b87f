package dev.winnow.formats.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes an export below a folder. */
public final class FolderSink implements FileSink {
    private final Path root;

    /**
     * @param root is created where it is missing
     * @throws IOException when the folder cannot be created
     */
    public FolderSink(Path root) throws IOException {
        this.root = Files.createDirectories(root).toAbsolutePath().normalize();
    }

    @Override
    public void file(String path, long bytes, InputStream content) throws IOException {
        Path target = root.resolve(path).normalize();
        if (!target.startsWith(root)) {
            throw new IllegalArgumentException("The path '" + path + "' leaves the export");
        }
        Files.createDirectories(target.getParent());
        long written;
        try (OutputStream out = Files.newOutputStream(target)) {
            written = content.transferTo(out);
        }
        StatedLength.require(path, bytes, written);
    }

    @Override
    public void close() {
        // every file is closed already
    }
}
