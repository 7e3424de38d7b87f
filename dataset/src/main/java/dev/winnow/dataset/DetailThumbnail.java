package dev.winnow.dataset;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * A small picture in which parts can be compared: {@value #SIDE}×{@value #SIDE} gray values, and {@value #FIELD}×{@value #FIELD}
 * colours, whatever the shape of the picture it was made of. It lies beside a {@link Thumbnail}, of which it holds what that
 * leaves out: the differences from it, in seven steps, in each of 8×8 blocks as coarse as the block needs. Copies that were
 * coded so correlate by 0.95 or more. Not changed by anyone after it was made.
 *
 * <p>{@value #BYTES} bytes: for each block, row by row, the number of its scale (4 bits); for each pixel, row by row, the number of
 * its step (3 bits, 3 for none); the scale of the colours (1 byte); a* and b* of each colour, row by row, in sevenths of that scale
 * (4 bits, 8 for 0). Numbers of less than a byte begin at its upper end.
 */
public final class DetailThumbnail {
    /** The definition the values follow. */
    public static final String ALGORITHM = "detail48-1";

    public static final int SIDE = 48;
    public static final int FIELD = 8;

    /** Length of {@link #bytes()}. */
    public static final int BYTES = 961;

    private static final int PIXELS = SIDE * SIDE;
    private static final int COLORS = 2 * FIELD * FIELD;
    private static final int BLOCK = SIDE / FIELD;
    private static final int CELL = SIDE / Thumbnail.SIDE;

    /** What the steps stand for, in root mean squares of a block, and where one ends and the next begins: least for Gaussian noise. */
    private static final float[] STEPS = {0, 0.5606f, 1.188f, 2.033f};

    private static final float[] ENDS = {0.2803f, 0.8744f, 1.611f};

    /** Root mean squares, in gray values. */
    private static final float[] SCALES = new float[16];

    static {
        for (int i = 0; i < SCALES.length; i++) {
            SCALES[i] = (float) (0.5 * Math.pow(2, i / 2.0));
        }
    }

    /** What a step of a scale stands for, by the scale's number and then the step's. */
    private static final float[] LEVELS = new float[8 * SCALES.length];

    private static final byte[] BLOCK_OF = new byte[PIXELS];

    static {
        for (int scale = 0; scale < SCALES.length; scale++) {
            for (int step = -3; step <= 3; step++) {
                LEVELS[8 * scale + 3 + step] = Math.signum(step) * STEPS[Math.abs(step)] * SCALES[scale];
            }
        }
        for (int i = 0; i < PIXELS; i++) {
            BLOCK_OF[i] = (byte) block(i);
        }
    }

    private static final int STEPS_AT = FIELD * FIELD / 2;
    private static final int COLORS_AT = STEPS_AT + PIXELS * 3 / 8;

    /** Root mean square of a* and b* below which a picture has no colour to compare. */
    private static final double LEAST_COLOR = 2.5;

    private final Thumbnail thumbnail;
    private final byte[] bytes;

    /**
     * @param thumbnail of the same picture
     * @param bytes {@value #BYTES}; kept, not copied
     */
    public DetailThumbnail(Thumbnail thumbnail, byte[] bytes) {
        this.thumbnail = Objects.requireNonNull(thumbnail, "thumbnail");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A detail thumbnail has " + BYTES + " bytes, not " + bytes.length);
        }
    }

    /**
     * @param gray 0 to 255, {@value #SIDE}², row by row
     * @param colors a* and b* of each of {@value #FIELD}² colours, row by row
     */
    public static DetailThumbnail of(Thumbnail thumbnail, float[] gray, byte[] colors) {
        byte[] bytes = new byte[BYTES];
        float[] smooth = smooth(thumbnail);
        int bit = 8 * STEPS_AT;
        int[] scales = new int[FIELD * FIELD];
        for (int block = 0; block < scales.length; block++) {
            scales[block] = scale(gray, smooth, block);
            put(bytes, 4 * block, 4, scales[block]);
        }
        for (int i = 0; i < PIXELS; i++, bit += 3) {
            float difference = gray[i] - smooth[i];
            float size = Math.abs(difference) / SCALES[scales[block(i)]];
            int step = size < ENDS[0] ? 0 : size < ENDS[1] ? 1 : size < ENDS[2] ? 2 : 3;
            put(bytes, bit, 3, difference < 0 ? 3 - step : 3 + step);
        }
        int most = 0;
        for (byte value : colors) {
            most = Math.max(most, Math.abs(value));
        }
        bytes[COLORS_AT] = (byte) most;
        for (int i = 0; i < COLORS; i++) {
            int seventh = most == 0 ? 0 : Math.round(7f * colors[i] / most);
            put(bytes, 8 * (COLORS_AT + 1) + 4 * i, 4, 8 + seventh);
        }
        return new DetailThumbnail(thumbnail, bytes);
    }

    /** Of {@link #text()}. */
    public static DetailThumbnail ofText(Thumbnail thumbnail, String text) {
        return new DetailThumbnail(thumbnail, Base64.getDecoder().decode(text));
    }

    /** Base64 of {@link #bytes()}. */
    public String text() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The gray values of the picture turned so, about 0 to 255, row by row. */
    public float[] gray(Dihedral turn) {
        float[] gray = smooth(thumbnail);
        for (int i = 0, at = STEPS_AT; i < PIXELS; at += 3) { // eight pixels in three bytes
            int eight = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
            for (int shift = 21; shift >= 0; shift -= 3, i++) {
                int block = BLOCK_OF[i];
                int scale = bytes[block >> 1] >> ((block & 1) == 0 ? 4 : 0) & 15;
                gray[i] += LEVELS[scale << 3 | eight >> shift & 7];
            }
        }
        if (turn == Dihedral.IDENTITY) {
            return gray;
        }
        float[] turned = new float[PIXELS];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                turned[row * SIDE + column] = gray[turn.row(row, column, SIDE) * SIDE + turn.column(row, column, SIDE)];
            }
        }
        return turned;
    }

    /**
     * How much the colours are those of another picture that was turned: the cosine of the two fields of a* and b*, 1 for the same
     * but for saturation; 1 too where one of them has no colour, because a gray version of a picture is one of it.
     */
    public double colorAgreement(DetailThumbnail other, Dihedral turn) {
        long products = 0;
        long here = 0;
        long there = 0;
        for (int row = 0; row < FIELD; row++) {
            for (int column = 0; column < FIELD; column++) {
                int at = 2 * (row * FIELD + column);
                int from = 2 * (turn.row(row, column, FIELD) * FIELD + turn.column(row, column, FIELD));
                for (int axis = 0; axis < 2; axis++) {
                    int a = color(at + axis);
                    int b = other.color(from + axis);
                    products += a * b;
                    here += a * a;
                    there += b * b;
                }
            }
        }
        return hasColor(here) && other.hasColor(there) ? products / (Math.sqrt(here) * Math.sqrt(there)) : 1;
    }

    private int color(int i) {
        return get(8 * (COLORS_AT + 1) + 4 * i, 4) - 8;
    }

    /** @param squares of all colours, in sevenths of their scale */
    private boolean hasColor(long squares) {
        double scale = (bytes[COLORS_AT] & 0xff) / 7.0;
        return squares * scale * scale >= COLORS * LEAST_COLOR * LEAST_COLOR;
    }

    /** The thumbnail made larger, bilinear, by row and column of the middles of its pixels. */
    private static float[] smooth(Thumbnail thumbnail) {
        float[] wide = new float[Thumbnail.SIDE * SIDE];
        for (int row = 0; row < Thumbnail.SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int left = before(column);
                float share = share(column, left);
                int first = thumbnail.luma(row, left);
                wide[row * SIDE + column] = first + share * (thumbnail.luma(row, left + 1) - first);
            }
        }
        float[] smooth = new float[PIXELS];
        for (int row = 0; row < SIDE; row++) {
            int upper = before(row);
            float share = share(row, upper);
            for (int column = 0; column < SIDE; column++) {
                float first = wide[upper * SIDE + column];
                smooth[row * SIDE + column] = first + share * (wide[(upper + 1) * SIDE + column] - first);
            }
        }
        return smooth;
    }

    private static int before(int at) {
        return Math.max(0, Math.min(Thumbnail.SIDE - 2, (at - CELL / 2) / CELL));
    }

    private static float share(int at, int before) {
        return Math.max(0, Math.min(1, (at - CELL / 2) / (float) CELL - before));
    }

    private static int block(int pixel) {
        return pixel / SIDE / BLOCK * FIELD + pixel % SIDE / BLOCK;
    }

    private static int scale(float[] gray, float[] smooth, int block) {
        int first = block / FIELD * BLOCK * SIDE + block % FIELD * BLOCK;
        float squares = 0;
        for (int y = 0; y < BLOCK; y++) {
            for (int x = 0; x < BLOCK; x++) {
                float difference = gray[first + y * SIDE + x] - smooth[first + y * SIDE + x];
                squares += difference * difference;
            }
        }
        double size = Math.sqrt(squares / (BLOCK * BLOCK));
        int scale = 0;
        while (scale < SCALES.length - 1 && size > 1.19 * SCALES[scale]) {
            scale++;
        }
        return scale;
    }

    private static void put(byte[] bytes, int bit, int length, int value) {
        for (int i = 0; i < length; i++, bit++) {
            bytes[bit >> 3] |= (byte) ((value >> (length - 1 - i) & 1) << (7 - (bit & 7)));
        }
    }

    private int get(int bit, int length) {
        int at = bit >> 3;
        int two = (bytes[at] & 0xff) << 8 | (at + 1 < BYTES ? bytes[at + 1] & 0xff : 0);
        return two >> (16 - length - (bit & 7)) & (1 << length) - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DetailThumbnail same
                && thumbnail.equals(same.thumbnail)
                && Arrays.equals(bytes, same.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * thumbnail.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "DetailThumbnail[" + text() + "]";
    }
}
