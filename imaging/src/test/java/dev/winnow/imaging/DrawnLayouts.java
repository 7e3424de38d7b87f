package dev.winnow.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One picture in every layout of samples that TIFF has, by the numbers it is drawn from. */
final class DrawnLayouts {
    /** No multiple of a byte's samples, of a tile or of a strip. */
    static final int WIDTH = 21;

    static final int HEIGHT = 19;
    private static final int TILE = 16;
    private static final int ROWS = 7;

    private DrawnLayouts() {}

    /**
     * @param photometric 0 and 1 gray, 2 RGB, 3 palette
     * @param meaning of the sample behind the colours, −1 where there is none
     */
    record Layout(
            ByteOrder order, int bits, int photometric, int meaning, boolean planar, boolean tiled, int compression) {
        int samples() {
            return (photometric == 2 ? 3 : 1) + (meaning < 0 ? 0 : 1);
        }

        /** A stored sample, 0 to 2^bits − 1. */
        int stored(int x, int y, int sample) {
            int most = (1 << bits) - 1;
            if (meaning >= 0 && sample == samples() - 1) {
                return (x + y) % 3 == 0 ? 0 : most; // all or nothing, so that associated colours are as straight ones
            }
            int value = (int) ((x * 37L + y * 91L + sample * 57L) * 7919 & most);
            boolean hidden = meaning >= 0 && (x + y) % 3 == 0;
            return hidden ? photometric == 0 ? most : 0 : value;
        }

        /** 0xRRGGBB as it must be read. */
        int rgb(int x, int y) {
            if (photometric == 3) {
                return color(stored(x, y, 0));
            }
            int red = level(stored(x, y, 0));
            return photometric == 2
                    ? red << 16 | level(stored(x, y, 1)) << 8 | level(stored(x, y, 2))
                    : 0x010101 * (photometric == 0 ? 255 - red : red);
        }

        int alpha(int x, int y) {
            return meaning == 1 || meaning == 2 ? level(stored(x, y, samples() - 1)) : 255;
        }

        private int level(int stored) {
            return bits > 8 ? stored >> bits - 8 : stored * 255 / ((1 << bits) - 1);
        }

        /** Of a palette, all of whose values have equal bytes. */
        private static int color(int index) {
            return (index * 53 & 0xFF) << 16 | (index * 101 + 7 & 0xFF) << 8 | (255 - index & 0xFF);
        }

        byte[] file() {
            int[] each = new int[samples()];
            java.util.Arrays.fill(each, bits);
            DrawnTiff tiff = new DrawnTiff(order, WIDTH, HEIGHT, photometric, each)
                    .tag(DrawnTiff.PLANAR, planar ? 2 : 1)
                    .tag(DrawnTiff.COMPRESSION, compression);
            if (meaning >= 0) {
                tiff.tag(DrawnTiff.EXTRA_SAMPLES, meaning);
            }
            if (photometric == 3) {
                long[] colors = new long[3 << bits];
                for (int i = 0; i < colors.length; i++) {
                    colors[i] = 257 * (color(i % (1 << bits)) >> 16 - 8 * (i >> bits) & 0xFF);
                }
                tiff.tag(DrawnTiff.COLORS, colors);
            }
            for (int plane = 0; plane < (planar ? samples() : 1); plane++) {
                int first = planar ? plane : 0;
                int last = planar ? plane + 1 : samples();
                if (tiled) {
                    tiff.tag(DrawnTiff.TILE_WIDTH, TILE).tag(DrawnTiff.TILE_HEIGHT, TILE);
                    for (int top = 0; top < HEIGHT; top += TILE) {
                        for (int left = 0; left < WIDTH; left += TILE) {
                            tiff.tile(packed(left, top, TILE, TILE, first, last));
                        }
                    }
                } else {
                    tiff.tag(DrawnTiff.ROWS_PER_STRIP, ROWS);
                    for (int top = 0; top < HEIGHT; top += ROWS) {
                        tiff.strip(packed(0, top, WIDTH, Math.min(ROWS, HEIGHT - top), first, last));
                    }
                }
            }
            return tiff.bytes();
        }

        private byte[] packed(int left, int top, int width, int height, int first, int last) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int y = top; y < top + height; y++) {
                int held = 0;
                int value = 0;
                for (int x = left; x < left + width; x++) {
                    for (int sample = first; sample < last; sample++) {
                        int stored = x < WIDTH && y < HEIGHT ? stored(x, y, sample) : 0;
                        if (bits == 16) {
                            boolean little = order == ByteOrder.LITTLE_ENDIAN;
                            bytes.write(little ? stored : stored >> 8);
                            bytes.write(little ? stored >> 8 : stored);
                            continue;
                        }
                        value = value << bits | stored;
                        held += bits;
                        if (held == 8) {
                            bytes.write(value);
                            held = 0;
                            value = 0;
                        }
                    }
                }
                if (held > 0) {
                    bytes.write(value << 8 - held);
                }
            }
            byte[] plain = bytes.toByteArray();
            return switch (compression) {
                case 8 -> DrawnPng.deflated(plain);
                case 32773 -> packBits(plain);
                default -> plain;
            };
        }

        /** Without a run. */
        private static byte[] packBits(byte[] plain) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            for (int at = 0; at < plain.length; at += 128) {
                int length = Math.min(128, plain.length - at);
                packed.write(length - 1);
                packed.write(plain, at, length);
            }
            return packed.toByteArray();
        }
    }

    static List<Layout> all() {
        List<Layout> all = new ArrayList<>();
        for (int bits : new int[] {1, 2, 4, 8, 16}) {
            for (int photometric = 0; photometric < (bits == 16 ? 3 : 4); photometric++) {
                for (int meaning = -1; meaning < 3; meaning++) {
                    for (boolean planar : new boolean[] {false, true}) {
                        for (boolean tiled : new boolean[] {false, true}) {
                            all.add(new Layout(ByteOrder.LITTLE_ENDIAN, bits, photometric, meaning, planar, tiled, 1));
                            all.add(new Layout(ByteOrder.BIG_ENDIAN, bits, photometric, meaning, planar, tiled, 8));
                            all.add(new Layout(ByteOrder.BIG_ENDIAN, bits, photometric, meaning, planar, tiled, 32773));
                        }
                    }
                }
            }
        }
        return all;
    }
}
