package dev.winnow.imaging.structure;

import java.nio.charset.StandardCharsets;

/**
 * A file's bytes, read by offset. Offsets are {@code long}, because files name them with up to 32 bits; reading past the end
 * says that the file is truncated.
 */
public final class Bytes {
    private final byte[] array;
    private final String format;

    /** @param format the name of the format for messages */
    public Bytes(byte[] array, String format) {
        this.array = array;
        this.format = format;
    }

    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    /** @throws Unreadable TRUNCATED, naming what is missing, unless {@code count} bytes stand at {@code offset} */
    void require(long offset, long count, String what) throws Unreadable {
        if (offset < 0 || count < 0 || offset + count > array.length) {
            throw Unreadable.truncated("The " + format + " file ends at byte " + array.length + ", inside its " + what
                    + ": upload the whole file again");
        }
    }

    boolean has(long offset, long count) {
        return offset >= 0 && count >= 0 && offset + count <= array.length;
    }

    int u8(long offset) throws Unreadable {
        require(offset, 1, "data");
        return array[(int) offset] & 0xFF;
    }

    int u16(long offset) throws Unreadable {
        require(offset, 2, "data");
        int at = (int) offset;
        return (array[at] & 0xFF) << 8 | array[at + 1] & 0xFF;
    }

    long u32(long offset) throws Unreadable {
        return (long) u16(offset) << 16 | u16(offset + 2);
    }

    int u16le(long offset) throws Unreadable {
        return Short.reverseBytes((short) u16(offset)) & 0xFFFF;
    }

    long u32le(long offset) throws Unreadable {
        return Integer.reverseBytes((int) u32(offset)) & 0xFFFF_FFFFL;
    }

    /** Whether these characters, one byte each, stand at the offset. */
    boolean at(long offset, String latin1) {
        if (!has(offset, latin1.length())) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if ((array[(int) offset + i] & 0xFF) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String text(long offset, int count) throws Unreadable {
        require(offset, count, "data");
        return new String(array, (int) offset, count, StandardCharsets.ISO_8859_1);
    }
}
