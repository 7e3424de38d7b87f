package dev.winnow.formats.release;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Takes the files of an export one after another: a folder, an archive, or one that passes them on. Only a closed sink holds a whole
 * export. Not safe for use by several threads.
 */
public interface FileSink extends Closeable {

    /**
     * Writes a file.
     *
     * @param path below the export, with {@code /} between folders; each is written once
     * @param bytes how many the content has
     * @param content is read to its end and not closed
     * @throws IOException when the content has another length, or the storage fails; the export is then incomplete
     */
    void file(String path, long bytes, InputStream content) throws IOException;

    /**
     * Writes a small file.
     *
     * @throws IOException when the storage fails
     */
    default void file(String path, byte[] content) throws IOException {
        file(path, content.length, new ByteArrayInputStream(content));
    }
}
