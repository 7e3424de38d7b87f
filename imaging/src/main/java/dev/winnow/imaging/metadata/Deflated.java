package dev.winnow.imaging.metadata;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Zlib-compressed bytes of a stranger, inflated only as far as is allowed. */
record Deflated(byte[] file, int offset, int length) {
    /** A byte stands for at most so many (RFC 1951: 258 in two bits). */
    static final int MAX_RATIO = 1032;

    /** @return what could be inflated, at most {@code max} + 1 bytes, so that more than {@code max} means too much */
    byte[] upTo(int max) {
        byte[] inflated = new byte[Math.min(max + 1, Math.max(64, Math.min(length, 1 << 20) * 4))];
        int size = 0;
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file, offset, length);
            while (size <= max && !inflater.finished()) {
                if (size == inflated.length) {
                    inflated = Arrays.copyOf(inflated, (int) Math.min(max + 1L, 2L * inflated.length));
                }
                int more = inflater.inflate(inflated, size, inflated.length - size);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                size += more;
            }
        } catch (DataFormatException e) {
            // What came before the fault counts.
        } finally {
            inflater.end();
        }
        return Arrays.copyOf(inflated, size);
    }

    /** How many bytes it inflates to, counted no further than {@code max} + 1. */
    int sizeUpTo(int max) {
        byte[] piece = new byte[8192];
        int size = 0;
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file, offset, length);
            while (size <= max && !inflater.finished()) {
                int more = inflater.inflate(piece, 0, Math.min(piece.length, max + 1 - size));
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                size += more;
            }
        } catch (DataFormatException e) {
            // What came before the fault counts.
        } finally {
            inflater.end();
        }
        return size;
    }
}
