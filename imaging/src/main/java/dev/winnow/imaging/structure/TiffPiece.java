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
    private static final int NONE = 1;
    private static final int LZW = 5;
    private static final int DEFLATE = 8;
    private static final int DEFLATE_OF_OLD = 32946;
    private static final int PACK_BITS = 32773;

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int MAX_CODES = 4096;

    /** @param compression as the file names it; fax and JPEG data are not looked into */
    void verify(Bytes file, int compression) throws Unreadable {
        file.require(offset, size, name);
        long given = switch (compression) {
            case NONE -> size;
            case LZW -> lzw(file);
            case DEFLATE, DEFLATE_OF_OLD -> inflated(file);
            case PACK_BITS -> packBits(file);
            default -> samples;
        };
        if (given < samples) {
            throw Unreadable.truncated("The TIFF file's " + name + " holds " + given + " of " + samples
                    + " bytes: upload the whole file again");
        }
    }

    private long packBits(Bytes file) throws Unreadable {
        long end = offset + size;
        long given = 0;
        for (long at = offset; at < end && given < samples; ) {
            int count = (byte) file.u8(at);
            if (count >= 0) {
                given += Math.min(count + 1L, end - at - 1);
                at += count + 2L;
            } else {
                given += count == -128 || at + 1 >= end ? 0 : 1 - count;
                at += count == -128 ? 1 : 2;
            }
        }
        return given;
    }

    private long inflated(Bytes file) throws Unreadable {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file.array(), (int) offset, (int) size);
            byte[] buffer = new byte[8192];
            long given = 0;
            while (given < samples && !inflater.finished()) {
                int count = inflater.inflate(buffer);
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

    /** Counts what codes stand for, without writing it: codes of 9 to 12 bits, the highest first. */
    private long lzw(Bytes file) throws Unreadable {
        if (size > 1 && file.u8(offset) == 0 && (file.u8(offset + 1) & 1) == 1) {
            return samples; // of before TIFF 6.0, in the other order of bits
        }
        int[] lengths = new int[MAX_CODES];
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
            given += length;
            if (previous >= 0 && next < MAX_CODES) {
                lengths[next++] = length(lengths, previous) + 1;
                if (next == (1 << bits) - 1 && bits < 12) {
                    bits++;
                }
            }
            previous = code;
        }
        return given;
    }

    private static int length(int[] lengths, int code) {
        return code < CLEAR ? 1 : lengths[code];
    }
}
