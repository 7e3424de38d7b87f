package dev.winnow.endtoend;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Rejection;
import java.util.Objects;

/**
 * An image to upload, with its known answer.
 *
 * @param group or null
 * @param rejection the reason it has to be rejected for, or null where it has to be accepted
 */
record DrawnImage(String source, String label, String group, byte[] bytes, Rejection.Reason rejection) {
    DrawnImage {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(bytes, "bytes");
    }

    ContentHash content() {
        return ContentHash.of(bytes);
    }

    @Override
    public String toString() {
        return source + " (" + bytes.length + " bytes)";
    }
}
