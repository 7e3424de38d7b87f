package dev.winnow.formats.mask;

import dev.winnow.dataset.annotation.Palette;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Writes masks as PNG whose pixels are indices: with Pascal VOC's palette up to 255, as 16-bit gray beyond.
 *
 * <p>Deflates by a code of its own, because the bytes of the JDK's deflater depend on the zlib of the machine: rows are differences to the row
 * above, and runs of one byte are copied with fixed codes. A mask of few objects takes some bytes a row.
 */
public final class IndexPng {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int UP = 2;
    private static final int LONGEST_RUN = 258;

    /** First length and extra bits of deflate's length codes from 257 on. */
    private static final int[] LENGTHS = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };

    private static final int[] EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };

    private final ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    private int bits;
    private int bitCount;

    private IndexPng() {}

    /**
     * A picture of indices.
     *
     * @param indices row by row, 0 to 65535
     */
    public static byte[] write(int width, int height, int[] indices) {
        boolean wide = false;
        for (int index : indices) {
            wide |= index > 255;
        }
        int bytes = wide ? 2 : 1;
        byte[] rows = new byte[height * (width * bytes + 1)];
        int out = 0;
        for (int y = 0; y < height; y++) {
            rows[out++] = UP;
            for (int x = 0; x < width; x++) {
                int here = indices[y * width + x];
                int above = y == 0 ? 0 : indices[(y - 1) * width + x];
                if (wide) {
                    rows[out++] = (byte) ((here >> 8) - (above >> 8));
                }
                rows[out++] = (byte) (here - above);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        number(header, width);
        number(header, height);
        header.writeBytes(new byte[] {(byte) (wide ? 16 : 8), (byte) (wide ? 0 : 3), 0, 0, 0});
        chunk(png, "IHDR", header.toByteArray());
        if (!wide) {
            chunk(png, "PLTE", palette());
        }
        chunk(png, "IDAT", new IndexPng().zlib(rows));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Black for the background, and the colour map of Pascal VOC behind it. */
    private static byte[] palette() {
        Palette voc = new Palette.Voc();
        byte[] palette = new byte[3 * 256];
        for (int i = 1; i < 256; i++) {
            int rgb = Integer.parseInt(voc.color(i - 1).substring(1), 16);
            palette[3 * i] = (byte) (rgb >> 16);
            palette[3 * i + 1] = (byte) (rgb >> 8);
            palette[3 * i + 2] = (byte) rgb;
        }
        return palette;
    }

    private static void number(ByteArrayOutputStream out, int number) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(number >> shift);
        }
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        number(png, content.length);
        png.writeBytes(name);
        png.writeBytes(content);
        number(png, (int) crc.getValue());
    }

    private byte[] zlib(byte[] rows) {
        deflated.write(0x78);
        deflated.write(0x01);
        put(1, 1); // the last block
        put(1, 2); // of fixed codes
        int at = 0;
        while (at < rows.length) {
            literal(rows[at] & 0xff);
            int run = 0;
            while (run < LONGEST_RUN && at + 1 + run < rows.length && rows[at + 1 + run] == rows[at]) {
                run++;
            }
            if (run >= LENGTHS[0]) {
                copy(run);
                at += run;
            }
            at++;
        }
        literal(256);
        put(0, 7); // fills the last byte
        Adler32 adler = new Adler32();
        adler.update(rows);
        number(deflated, (int) adler.getValue());
        return deflated.toByteArray();
    }

    /** Repeats the byte before. */
    private void copy(int length) {
        int code = LENGTHS.length - 1;
        while (LENGTHS[code] > length) {
            code--;
        }
        literal(257 + code);
        put(length - LENGTHS[code], EXTRA[code]);
        put(0, 5); // a distance of 1
    }

    /** The fixed code of a literal or length (RFC 1951, 3.2.6), whose bits go from the highest on. */
    private void literal(int value) {
        if (value < 144) {
            code(0x30 + value, 8);
        } else if (value < 256) {
            code(0x190 + value - 144, 9);
        } else if (value < 280) {
            code(value - 256, 7);
        } else {
            code(0xc0 + value - 280, 8);
        }
    }

    private void code(int code, int length) {
        put(Integer.reverse(code) >>> 32 - length, length);
    }

    private void put(int value, int length) {
        bits |= value << bitCount;
        bitCount += length;
        while (bitCount >= 8) {
            deflated.write(bits);
            bits >>>= 8;
            bitCount -= 8;
        }
    }
}
