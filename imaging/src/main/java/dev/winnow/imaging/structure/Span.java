package dev.winnow.imaging.structure;

import java.util.Arrays;

/** A stretch of a file: where it starts and how many bytes it has. */
public record Span(int offset, int length) {

    public byte[] of(byte[] file) {
        return Arrays.copyOfRange(file, offset, offset + length);
    }
}
