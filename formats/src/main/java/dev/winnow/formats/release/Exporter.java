package dev.winnow.formats.release;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes a release in one format.
 *
 * <ol>
 *   <li>Items come in their {@linkplain ReleaseItem order}; {@link #finish} writes what had to wait for the last one.
 *   <li>The same release and items give the same files in the same order, with the same bytes.
 *   <li>Memory does not grow with the number of items. What waits lies in temporary files, which {@link #close} deletes.
 *   <li>What the format has no place for is counted, never an error.
 *   <li>Closing does not close the sink.
 * </ol>
 *
 * <p>Not safe for use by several threads.
 */
public interface Exporter extends Closeable {

    /** @throws IOException when a picture cannot be read or the sink fails; the export is then lost */
    void write(ReleaseItem item) throws IOException;

    /**
     * Ends the export.
     *
     * @throws IOException when the sink or a temporary file fails; the export is then lost
     */
    ExportReport finish() throws IOException;
}
