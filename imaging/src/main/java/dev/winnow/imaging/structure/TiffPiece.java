package dev.winnow.imaging.structure;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A strip or tile of a TIFF file: whether its data give every byte of its samples. Decoders show what they got of a short one
 * and say nothing.
 *
 * @param name for messages, as {@code strip 3}
 * @param samples bytes it must give when decompressed
 */
record TiffPiece(String name, long offset, long size, long samples) {
    static final int NONE = 1;
    static final int LZW = 5;
    static final int DEFLATE = 8;
    static final int DEFLATE_OF_OLD = 32946;
    static final int PACK_BITS = 32773;

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int MAX_CODES = 4096;

    /** @param compression as the file names it; fax and JPEG data are not looked into */
    void verify(Bytes file, int compression) throws Unreadable {
        file.require(offset, size, name);
        long given = switch (compression) {
            case NONE -> size;
            case LZW -> isLzwOfOld(file) ? samples : lzw(file, null);
            case DEFLATE, DEFLATE_OF_OLD -> inflated(file, null);
            case PACK_BITS -> packBits(file, null);
            default -> samples;
        };
        requireAll(given);
    }

    private void requireAll(long given) throws Unreadable {
        if (given < samples) {
            throw Unreadable.truncated("The TIFF file's " + name + " holds " + given + " of " + samples
                    + " bytes: upload the whole file again");
        }
    }

    /**
     * The samples' bytes, every one of which the piece gives.
     *
     * @param compression none, LZW of TIFF 6.0, Deflate or PackBits
     */
    byte[] decoded(Bytes file, int compression) throws Unreadable {
        file.require(offset, size, name);
        byte[] into = new byte[Math.toIntExact(samples)];
        switch (compression) {
            case NONE -> {
                requireAll(size);
                System.arraycopy(file.array(), (int) offset, into, 0, into.length);
            }
            case LZW -> requireAll(lzw(file, into));
            case DEFLATE, DEFLATE_OF_OLD -> requireAll(inflated(file, into));
            case PACK_BITS -> requireAll(packBits(file, into));
            default -> throw new IllegalArgumentException("Coding " + compression + " is for another decoder");
        }
        return into;
    }

    /** Whether LZW codes are of before TIFF 6.0, in the other order of bits. */
    boolean isLzwOfOld(Bytes file) throws Unreadable {
        return size > 1 && file.u8(offset) == 0 && (file.u8(offset + 1) & 1) == 1;
    }

    /** @param into null where bytes are only counted */
    private long packBits(Bytes file, byte[] into) throws Unreadable {
        long end = offset + size;
        long given = 0;
        for (long at = offset; at < end && given < samples; ) {
            int count = (byte) file.u8(at);
            if (count >= 0) {
                long length = Math.min(count + 1L, end - at - 1);
                for (long i = 0; into != null && i < length && given + i < samples; i++) {
                    into[(int) (given + i)] = (byte) file.u8(at + 1 + i);
                }
                given += length;
                at += count + 2L;
            } else {
                long length = count == -128 || at + 1 >= end ? 0 : 1 - count;
                for (long i = 0; into != null && i < length && given + i < samples; i++) {
                    into[(int) (given + i)] = (byte) file.u8(at + 1);
                }
                given += length;
                at += count == -128 ? 1 : 2;
            }
        }
        return given;
    }

    /** @param into null where bytes are only counted */
    private long inflated(Bytes file, byte[] into) throws Unreadable {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file.array(), (int) offset, (int) size);
            byte[] buffer = into == null ? new byte[8192] : into;
            long given = 0;
            while (given < samples && !inflater.finished()) {
                int count = into == null
                        ? inflater.inflate(buffer)
                        : inflater.inflate(buffer, (int) given, (int) (samples - given));
                if (count == 0) {
                    break;
                }
                given += count;
            }
            return given;
        } catch (DataFormatException e) {
            throw Unreadable.corrupt("The TIFF file's " + name + " cannot be inflated: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    /**
     * What codes stand for: codes of 9 to 12 bits, the highest first. The text of a code is one that was written before, with the byte
     * after it.
     *
     * @param into null where bytes are only counted
     */
    private long lzw(Bytes file, byte[] into) throws Unreadable {
        int[] lengths = new int[MAX_CODES];
        long[] starts = new long[MAX_CODES];
        long previousStart = 0;
        int next = END + 1;
        int bits = 9;
        int previous = -1;
        long given = 0;
        int buffer = 0;
        int buffered = 0;
        long at = offset;
        while (given < samples) {
            while (buffered < bits && at < offset + size) {
                buffer = buffer << 8 | file.u8(at++);
                buffered += 8;
            }
            if (buffered < bits) {
                return given;
            }
            int code = buffer >>> buffered - bits & (1 << bits) - 1;
            buffered -= bits;
            if (code == END) {
                return given;
            }
            if (code == CLEAR) {
                next = END + 1;
                bits = 9;
                previous = -1;
                continue;
            }
            if (code > CLEAR && (previous < 0 || code > next || code == MAX_CODES)) {
                throw Unreadable.corrupt(
                        "The TIFF file's " + name + " is broken after " + given + " of " + samples + " bytes");
            }
            int length = code < CLEAR ? 1 : code < next ? lengths[code] : length(lengths, previous) + 1;
            if (into != null) {
                long from = code < CLEAR ? given : code < next ? starts[code] : previousStart;
                for (long i = 0; i < length && given + i < samples; i++) {
                    into[(int) (given + i)] = code < CLEAR ? (byte) code : into[(int) (from + i)];
                }
            }
            if (previous >= 0 && next < MAX_CODES) {
                starts[next] = previousStart;
                lengths[next++] = length(lengths, previous) + 1;
                if (next == (1 << bits) - 1 && bits < 12) {
                    bits++;
                }
            }
            previous = code;
            previousStart = given;
            given += length;
        }
        return given;
    }

    private static int length(int[] lengths, int code) {
        return code < CLEAR ? 1 : lengths[code];
    }
}
