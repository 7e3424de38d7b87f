package dev.winnow.imaging.structure;

/**
 * The pixels of a PNM. Decoded here because OpenCV neither scales by the largest value nor reads every plain file.
 *
 * @param bgr 8 bits, blue, green, red, row by row; gray values stand three times
 */
public record PnmSamples(int width, int height, byte[] bgr) {

    /** @throws Unreadable TRUNCATED if samples are missing, CORRUPT if one is no number or exceeds the largest value */
    public static PnmSamples of(Bytes file) throws Unreadable {
        PnmHeader header = PnmHeader.of(file);
        byte[] bgr = new byte[Math.multiplyExact(3, Math.multiplyExact(header.width(), header.height()))];
        Samples samples = header.plain() ? header.text(file)::next : binary(file, header);
        for (int pixel = 0; pixel < bgr.length; pixel += 3) {
            byte first = eightBits(samples.next(), header);
            bgr[pixel + 2] = first;
            bgr[pixel + 1] = header.color() ? eightBits(samples.next(), header) : first;
            bgr[pixel] = header.color() ? eightBits(samples.next(), header) : first;
        }
        return new PnmSamples(header.width(), header.height(), bgr);
    }

    private static Samples binary(Bytes file, PnmHeader header) {
        long[] at = {header.data()};
        if (header.kind() == 4) {
            long row = (header.width() + 7L) / 8;
            return () -> {
                long pixel = at[0]++ - header.data();
                long x = pixel % header.width();
                return file.u8(header.data() + pixel / header.width() * row + x / 8) >> 7 - x % 8 & 1;
            };
        }
        return header.max() > 255 ? () -> file.u16((at[0] += 2) - 2) : () -> file.u8(at[0]++);
    }

    /** Scaled so that the largest value is white; more than 8 bits are scaled to 16 and keep their high byte. */
    private static byte eightBits(int sample, PnmHeader header) {
        int max = header.max();
        long value = Math.min(sample, max);
        if (header.kind() == 1 || header.kind() == 4) {
            return (byte) (value == 0 ? 255 : 0); // bitmaps count ink
        }
        return (byte) (max > 255 ? (value * 65_535 + max / 2) / max >> 8 : (value * 255 + max / 2) / max);
    }

    private interface Samples {
        int next() throws Unreadable;
    }
}
