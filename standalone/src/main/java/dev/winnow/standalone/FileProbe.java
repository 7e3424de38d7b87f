package dev.winnow.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells a file that cannot be read from a store that cannot be written, after a copy from one to the other has failed. */
public final class FileProbe {
    private FileProbe() {}

    /** Reads the file to its end; nothing where that succeeds, so that the failure was not the file's. */
    public static Optional<String> whyUnreadable(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Reasons.of(e));
        }
    }
}
