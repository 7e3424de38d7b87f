package dev.winnow.imaging.structure;

/**
 * The pixels of a BMP file, read by the rules of the format: bit masks, samples of any width, run lengths with padded rows, palettes of
 * any length. Every byte of the target is written, or the file is refused.
 *
 * @param channels 3, blue, green, red; or 4 with alpha last
 * @param bytes row by row from the top, without padding
 */
public record BmpPixels(int width, int height, int channels, byte[] bytes) {
    private static final int INFO = 14;
    private static final int CORE = 12;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;
    private static final int MASKS = 54;

    /**
     * @param header of the same file, which is whole as far as {@link BmpStructure} follows it
     * @throws Unreadable TRUNCATED if the file ends before its pixels, CORRUPT if a bit mask has gaps or a run leaves the picture
     */
    public static BmpPixels of(Bytes file, Header header) throws Unreadable {
        boolean core = file.u32le(INFO) == CORE;
        boolean topDown = !core && (int) file.u32le(22) < 0;
        int bits = file.u16le(core ? 24 : 28);
        long compression = BmpStructure.field(file, 30);
        byte[] pixels = bits <= 8
                ? palette(file, header, bits, compression, topDown)
                : direct(file, header, bits, compression, topDown);
        return new BmpPixels(header.width(), header.height(), bits > 8 && header.alpha() ? 4 : 3, pixels);
    }

    private static byte[] direct(Bytes file, Header header, int bits, long compression, boolean topDown)
            throws Unreadable {
        boolean masked = (compression == BITFIELDS || compression == ALPHA_BITFIELDS) && bits != 24;
        long[] masks = masked
                ? new long[] {file.u32le(MASKS + 8), file.u32le(MASKS + 4), file.u32le(MASKS), 0}
                : bits == 16 ? new long[] {0x1F, 0x3E0, 0x7C00, 0} : new long[] {0xFF, 0xFF00, 0xFF0000, 0};
        int channels = header.alpha() ? 4 : 3;
        if (channels == 4) {
            masks[3] = file.u32le(MASKS + 12);
        }
        Sample[] samples = new Sample[channels];
        for (int i = 0; i < channels; i++) {
            samples[i] = Sample.of(masks[i]);
        }
        int width = header.width();
        int height = header.height();
        int bytesAPixel = bits / 8;
        long stride = ((long) width * bits + 31) / 32 * 4;
        long start = file.u32le(10);
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            long at = start + (topDown ? y : height - 1L - y) * stride;
            for (int x = 0; x < width; x++, at += bytesAPixel) {
                long value = file.u8(at) | file.u8(at + 1) << 8;
                if (bytesAPixel > 2) {
                    value |= (long) file.u8(at + 2) << 16;
                }
                if (bytesAPixel > 3) {
                    value |= (long) file.u8(at + 3) << 24;
                }
                for (Sample sample : samples) {
                    pixels[to++] = sample.scaled(value);
                }
            }
        }
        return pixels;
    }

    /** Where a sample lies in a pixel's bits. Fewer than eight bits are scaled so that all ones are 255; of more the high ones count. */
    private record Sample(int shift, int bits) {
        private static Sample of(long mask) throws Unreadable {
            int shift = mask == 0 ? 0 : Long.numberOfTrailingZeros(mask);
            int bits = Long.bitCount(mask);
            if (mask != 0 && mask >>> shift != (1L << bits) - 1) {
                throw Unreadable.corrupt("The BMP header gives a bit mask with gaps, " + Long.toHexString(mask));
            }
            return new Sample(shift, bits);
        }

        private byte scaled(long pixel) {
            if (bits == 0) {
                return 0;
            }
            long value = pixel >>> shift & (1L << bits) - 1;
            if (bits >= 8) {
                return (byte) (value >>> bits - 8);
            }
            int most = (1 << bits) - 1;
            return (byte) ((value * 255 + most / 2) / most);
        }
    }

    private static byte[] palette(Bytes file, Header header, int bits, long compression, boolean topDown)
            throws Unreadable {
        boolean core = file.u32le(INFO) == CORE;
        int entry = core ? 3 : 4;
        long start = file.u32le(10);
        long palette = INFO + file.u32le(INFO) + (file.u32le(INFO) == 40 && compression == BITFIELDS ? 12 : 0);
        long declared = BmpStructure.field(file, 46);
        long colors = declared == 0 || declared > 1 << bits ? 1 << bits : declared;
        if (declared > 0 && start < palette + colors * entry) {
            throw Unreadable.corrupt("The BMP header says its pixels start at byte " + start
                    + ", inside the palette of " + colors + " colours");
        }
        colors = Math.min(colors, (start - palette) / entry);
        byte[] indexes = compression == RLE8 || compression == RLE4
                ? runs(file, header, start, compression == RLE4)
                : packed(file, header, start, bits);
        int width = header.width();
        int height = header.height();
        byte[] pixels = new byte[Math.multiplyExact(indexes.length, 3)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int row = (topDown ? y : height - 1 - y) * width;
            for (int x = 0; x < width; x++) {
                int index = indexes[row + x] & 0xFF;
                if (index >= colors) {
                    throw Unreadable.corrupt(
                            "The BMP file uses colour " + index + " of a palette that has room for " + colors);
                }
                long at = palette + (long) index * entry;
                pixels[to++] = (byte) file.u8(at);
                pixels[to++] = (byte) file.u8(at + 1);
                pixels[to++] = (byte) file.u8(at + 2);
            }
        }
        return pixels;
    }

    /** Palette indexes in the file's order of rows. */
    private static byte[] packed(Bytes file, Header header, long start, int bits) throws Unreadable {
        int width = header.width();
        long stride = ((long) width * bits + 31) / 32 * 4;
        byte[] indexes = new byte[Math.multiplyExact(width, header.height())];
        int to = 0;
        for (int y = 0; y < header.height(); y++) {
            for (int x = 0; x < width; x++) {
                long bit = (long) x * bits;
                int value = file.u8(start + y * stride + bit / 8);
                indexes[to++] = (byte) (value >> 8 - bits - bit % 8 & (1 << bits) - 1);
            }
        }
        return indexes;
    }

    /** What a run gives in the up to three columns behind the end of its row is dropped: some writers pad rows to four. What is skipped stays colour 0. */
    private static byte[] runs(Bytes file, Header header, long start, boolean nibbles) throws Unreadable {
        int width = header.width();
        int height = header.height();
        byte[] indexes = new byte[Math.multiplyExact(width, height)];
        int x = 0;
        int y = 0;
        long at = start;
        while (y < height && file.has(at, 2)) {
            int count = file.u8(at);
            int value = file.u8(at + 1);
            at += 2;
            if (count > 0) {
                for (int i = 0; i < count; i++, x++) {
                    put(indexes, width, x, y, nibbles ? i % 2 == 0 ? value >> 4 : value & 15 : value);
                }
            } else if (value == 0) {
                x = 0;
                y++;
            } else if (value == 1) {
                return indexes;
            } else if (value == 2) {
                file.require(at, 2, "run lengths");
                x += file.u8(at);
                y += file.u8(at + 1);
                at += 2;
            } else {
                int length = nibbles ? (value + 1) / 2 : value;
                file.require(at, length, "run lengths");
                for (int i = 0; i < value; i++, x++) {
                    int stored = file.u8(at + (nibbles ? i / 2 : i));
                    put(indexes, width, x, y, nibbles ? i % 2 == 0 ? stored >> 4 : stored & 15 : stored);
                }
                at += length + length % 2;
            }
        }
        if (y < height - 1) {
            throw Unreadable.truncated("The run lengths of the BMP file end in row " + (y + 1) + " of " + height
                    + ": upload the whole file again");
        }
        return indexes;
    }

    private static void put(byte[] indexes, int width, int x, int y, int value) throws Unreadable {
        if (x >= (width + 3) / 4 * 4) {
            throw Unreadable.corrupt("The run lengths of the BMP file go beyond the end of row " + (y + 1));
        }
        if (x < width) {
            indexes[y * width + x] = (byte) value;
        }
    }
}
