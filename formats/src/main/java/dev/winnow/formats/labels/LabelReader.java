package dev.winnow.formats.labels;

import java.io.IOException;

/**
 * Reads label files of one format. Stateless; safe for several threads, each with a request of its own.
 *
 * <ol>
 *   <li>A file that cannot be read is one finding with {@code REFUSED} at the file or the line, and the next file is read.
 *   <li>A place that cannot be read is a finding at that place, or a {@code Shape.Unreadable} of its annotation; the rest is read.
 *   <li>Memory is bounded by an index of the file at most, never by its size.
 *   <li>Reading twice says the same in the same order: the checks first survey a file as a whole, then judge its images.
 *   <li>Each image is handed over once, after its last annotation is known.
 * </ol>
 */
public interface LabelReader {

    LabelFormat format();

    /** @throws IOException only where the storage fails; no content of a file is a reason */
    void read(LabelRequest request, LabelSink sink) throws IOException;
}
