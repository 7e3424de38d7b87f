package dev.winnow.imaging.metadata;

import java.nio.charset.StandardCharsets;

/**
 * The two things that are wanted of a colour profile (ICC.1:2022), read from its table of tags.
 *
 * @param name the profile's description, or null
 * @param primaries by its colorants or code points; null for profiles without them: gray, CMYK, tables alone
 */
record IccProfile(String name, Primaries primaries) {
    private static final int HEADER = 128;
    private static final IccProfile NONE = new IccProfile(null, null);

    static IccProfile of(byte[] profile) {
        return new Reader(profile).read();
    }

    private static final class Reader {
        private final byte[] bytes;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        IccProfile read() {
            if (bytes.length < HEADER + 4 || u32(36) != signature("acsp")) {
                return NONE;
            }
            String name = null;
            CodePoints points = null;
            double[] colorants = new double[9];
            int found = 0;
            int tags = (int) Math.min(u32(HEADER), (bytes.length - HEADER - 4) / 12);
            for (int i = 0; i < tags; i++) {
                int at = HEADER + 4 + 12 * i;
                long offset = u32(at + 4);
                long size = u32(at + 8);
                if (offset + size > bytes.length || size < 12) {
                    continue;
                }
                int data = (int) offset;
                switch ((int) u32(at)) {
                    case 'd' << 24 | 'e' << 16 | 's' << 8 | 'c' -> name = text(data, (int) size);
                    case 'r' << 24 | 'X' << 16 | 'Y' << 8 | 'Z' -> found |= xyz(data, size, colorants, 0);
                    case 'g' << 24 | 'X' << 16 | 'Y' << 8 | 'Z' -> found |= xyz(data, size, colorants, 1);
                    case 'b' << 24 | 'X' << 16 | 'Y' << 8 | 'Z' -> found |= xyz(data, size, colorants, 2);
                    case 'c' << 24 | 'i' << 16 | 'c' << 8 | 'p' ->
                        points = new CodePoints(bytes[data + 8] & 0xFF, bytes[data + 9] & 0xFF);
                    default -> {}
                }
            }
            Primaries primaries = points == null ? null : points.chromaticities();
            if (primaries == null && found == 7) {
                double[] c = colorants;
                primaries = Primaries.ofXyz(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]);
            }
            return new IccProfile(name, primaries);
        }

        /** @return the bit of the colorant, or 0 where the tag holds none */
        private int xyz(int data, long size, double[] colorants, int colorant) {
            if (size < 20 || u32(data) != signature("XYZ ")) {
                return 0;
            }
            for (int i = 0; i < 3; i++) {
                colorants[3 * colorant + i] = (int) u32(data + 8 + 4 * i) / 65_536.0;
            }
            return 1 << colorant;
        }

        /** Version 2 writes ASCII with its length, version 4 a list of languages, of which English is taken. */
        private String text(int data, int size) {
            if (u32(data) == signature("desc")) {
                return PlainText.orNull(PlainText.of(bytes, data + 12, (int) Math.min(u32(data + 8), size - 12)));
            }
            if (u32(data) != signature("mluc") || size < 28) {
                return null;
            }
            long records = Math.min(u32(data + 8), (size - 16) / 12);
            int chosen = data + 16;
            for (int i = 0; i < records; i++) {
                int at = data + 16 + 12 * i;
                if (bytes[at] == 'e' && bytes[at + 1] == 'n') {
                    chosen = at;
                    break;
                }
            }
            long length = u32(chosen + 4);
            long offset = u32(chosen + 8);
            if (records == 0 || offset + length > size) {
                return null;
            }
            int taken = (int) Math.min(length, 4 * PlainText.MAX_CHARS);
            return PlainText.orNull(
                    PlainText.of(new String(bytes, data + (int) offset, taken & ~1, StandardCharsets.UTF_16BE)));
        }

        private long u32(int at) {
            return (bytes[at] & 0xFFL) << 24
                    | (bytes[at + 1] & 0xFF) << 16
                    | (bytes[at + 2] & 0xFF) << 8
                    | bytes[at + 3] & 0xFF;
        }

        private static long signature(String four) {
            return (long) four.charAt(0) << 24 | four.charAt(1) << 16 | four.charAt(2) << 8 | four.charAt(3);
        }
    }
}
