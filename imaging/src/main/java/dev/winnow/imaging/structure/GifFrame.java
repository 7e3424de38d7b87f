package dev.winnow.imaging.structure;

import java.util.Arrays;

/**
 * The first picture of a GIF. Decoded here because not every OpenCV build reads GIF, and because a decoder in Java
 * tells exactly where a file breaks.
 *
 * @param canvasWidth of the screen, widened where the frame reaches beyond it
 * @param left of the frame on the canvas
 * @param palette red, green, blue; null where the file has none, whose indexes are gray levels
 * @param transparentIndex the index that is not painted, or -1
 * @param background the index around a frame smaller than the canvas
 * @param data offset of the LZW code size
 */
public record GifFrame(
        int canvasWidth,
        int canvasHeight,
        int left,
        int top,
        int width,
        int height,
        boolean interlaced,
        byte[] palette,
        int transparentIndex,
        int background,
        long data) {
    private static final int MAX_CODES = 4096;

    /** @throws Unreadable TRUNCATED if the file ends before the first frame's data, CORRUPT if no frame follows */
    public static GifFrame first(Bytes file) throws Unreadable {
        int screenFlags = file.u8(10);
        int transparent = -1;
        long at = GifStructure.firstBlock(file);
        while (file.u8(at) == 0x21 || file.u8(at) == 0) {
            if (file.u8(at) == 0) {
                at++; // an end of sub-blocks too many, as some writers leave it
                continue;
            }
            if (file.u8(at + 1) == 0xF9 && file.u8(at + 2) == 4 && (file.u8(at + 3) & 1) == 1) {
                transparent = file.u8(at + 6);
            }
            at = GifStructure.afterSubBlocks(file, at + 2);
        }
        if (file.u8(at) != 0x2C) {
            throw Unreadable.corrupt("The GIF file has no picture at byte " + at + ", where its first must stand");
        }
        int left = file.u16le(at + 1);
        int top = file.u16le(at + 3);
        int width = file.u16le(at + 5);
        int height = file.u16le(at + 7);
        if (width == 0 || height == 0) {
            throw Unreadable.corrupt("The first picture of the GIF file is " + width + "×" + height + " pixels");
        }
        int flags = file.u8(at + 9);
        byte[] palette = palette(file, at + 10, GifStructure.paletteBytes(flags));
        if (palette == null) {
            palette = palette(file, 13, GifStructure.paletteBytes(screenFlags));
        }
        return new GifFrame(
                Math.max(file.u16le(6), left + width),
                Math.max(file.u16le(8), top + height),
                left,
                top,
                width,
                height,
                (flags & 0x40) != 0,
                palette,
                transparent,
                file.u8(11),
                GifStructure.imageData(file, at));
    }

    private static byte[] palette(Bytes file, long offset, int length) throws Unreadable {
        if (length == 0) {
            return null;
        }
        file.require(offset, length, "palette");
        return Arrays.copyOfRange(file.array(), (int) offset, (int) offset + length);
    }

    /**
     * One part of an index's colour. Without a palette, and beyond its end, an index is a gray level.
     *
     * @param channel 0 red, 1 green, 2 blue
     */
    public byte color(int index, int channel) {
        int at = 3 * index + channel;
        return palette == null || at >= palette.length ? (byte) index : palette[at];
    }

    /**
     * The canvas as palette indexes, row by row; around the frame the transparent index or else the background.
     *
     * @throws Unreadable TRUNCATED if the codes end before the frame is full, CORRUPT if one has no meaning
     */
    public byte[] indexes(Bytes file) throws Unreadable {
        byte[] pixels = new byte[Math.multiplyExact(width, height)];
        decode(file, pixels);
        if (!interlaced && width == canvasWidth && height == canvasHeight) {
            return pixels;
        }
        byte[] canvas = new byte[Math.multiplyExact(canvasWidth, canvasHeight)];
        Arrays.fill(canvas, (byte) (transparentIndex >= 0 ? transparentIndex : background));
        for (int row = 0; row < height; row++) {
            System.arraycopy(
                    pixels,
                    (interlaced ? storedRow(row) : row) * width,
                    canvas,
                    (top + row) * canvasWidth + left,
                    width);
        }
        return canvas;
    }

    /** Interlaced rows come in four passes: every 8th from 0, every 8th from 4, every 4th from 2, every 2nd from 1. */
    private int storedRow(int row) {
        if (row % 8 == 0) {
            return row / 8;
        }
        int stored = (height + 7) / 8;
        if (row % 8 == 4) {
            return stored + row / 8;
        }
        stored += (height + 3) / 8;
        if (row % 4 == 2) {
            return stored + row / 4;
        }
        stored += (height + 1) / 4;
        return stored + row / 2;
    }

    /** LZW with codes of growing length, least significant bit first. */
    private void decode(Bytes file, byte[] pixels) throws Unreadable {
        int rootBits = file.u8(data);
        if (rootBits < 1 || rootBits > 8) {
            throw Unreadable.corrupt("The GIF picture has an LZW code size of " + rootBits + ", expected 1 to 8");
        }
        int clear = 1 << rootBits;
        short[] prefix = new short[MAX_CODES];
        byte[] suffix = new byte[MAX_CODES];
        byte[] stack = new byte[MAX_CODES + 1];
        int next = clear + 2;
        int bits = rootBits + 1;
        int previous = -1;
        int first = 0;
        int written = 0;
        int buffer = 0;
        int buffered = 0;
        long at = data + 1;
        int left = file.u8(at++);
        while (written < pixels.length) {
            while (buffered < bits) {
                if (left == 0) {
                    throw shortOfPixels(written, pixels.length);
                }
                buffer |= file.u8(at++) << buffered;
                buffered += 8;
                if (--left == 0) {
                    left = file.u8(at++);
                }
            }
            int code = buffer & (1 << bits) - 1;
            buffer >>>= bits;
            buffered -= bits;
            if (code == clear) {
                next = clear + 2;
                bits = rootBits + 1;
                previous = -1;
                continue;
            }
            if (code == clear + 1) {
                throw shortOfPixels(written, pixels.length);
            }
            if (code > next || previous < 0 && code >= clear || code == next && next == MAX_CODES) {
                throw Unreadable.corrupt("The GIF picture data is broken after " + written + " pixels");
            }
            int depth = 0;
            int rest = code;
            if (code == next) { // the code being defined: its text is the previous one and that one's first index
                stack[depth++] = (byte) first;
                rest = previous;
            }
            while (rest >= clear) {
                stack[depth++] = suffix[rest];
                rest = prefix[rest];
            }
            first = rest;
            stack[depth++] = (byte) first;
            while (depth > 0 && written < pixels.length) {
                pixels[written++] = stack[--depth];
            }
            if (previous >= 0 && next < MAX_CODES) {
                prefix[next] = (short) previous;
                suffix[next] = (byte) first;
                next++;
                if (next == 1 << bits && bits < 12) {
                    bits++;
                }
            }
            previous = code;
        }
    }

    private static Unreadable shortOfPixels(int written, int expected) {
        return Unreadable.truncated("The GIF picture data ends after " + written + " of " + expected
                + " pixels: upload the whole file again");
    }
}
