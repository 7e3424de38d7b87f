package dev.winnow.imaging.hash;

import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.RotationHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The disk in the middle of a picture as rings of sectors, and a hash of it that hardly depends on how the picture is rotated. The
 * largest square in the middle is averaged to 64×64, and each sector of each ring is the mean of nine samples of that, up to {@value
 * #REACH} of the square's half side, so that no black corner reaches in.
 *
 * <p>Of each ring the angular frequencies are taken, the Fourier transform {@code F(m)} along the ring. A rotation by an angle
 * multiplies {@code F(m)} by {@code e^(im·angle)}, a mirror image conjugates it besides; so neither changes {@code |F(m)|}, nor the
 * real part of {@code F(m)·F(n)·F(m+n)*}, the bispectrum, which says how the frequencies lie to each other. Eight bits of each ring,
 * the innermost first:
 *
 * <ul>
 *   <li>whether {@code m·|F(m)|} is above {@code (m+1)·|F(m+1)|}, for m of 1, 2 and 3: in photographs about as often as not
 *   <li>whether the real part of the bispectrum is above 0, for (1, 1), (1, 2), (2, 2) and (1, 3)
 *   <li>whether the ring is brighter than the next, the outermost than the innermost
 * </ul>
 *
 * <p>All in integers, and the samples have the symmetry of the square, so that the eight turns of {@link
 * dev.winnow.dataset.Dihedral} give the very same hash.
 *
 * <p>Working memory for one picture at a time.
 */
public final class PolarPicture {
    /** Of the largest circle in the picture. */
    private static final double REACH = 0.94;

    /** Below this variance along the rings, in gray levels squared, a disk is alike all around; ordinary photographs are above 60. */
    static final double LEAST_VARIANCE = 9;

    /** Most levels between the grays of corners that a rotation left empty, after they were coded. */
    private static final int CORNER_TOLERANCE = 4;

    private static final int SIDE = 64;
    private static final int RINGS = PolarThumbnail.RINGS;
    private static final int SECTORS = PolarThumbnail.SECTORS;
    private static final int FREQUENCIES = 5;
    /** Fractions of a gray level in a pixel of the square. */
    private static final int FRACTIONS = 16;

    private static final int[][] PLACES = new int[RINGS * SECTORS][];
    private static final int[][] WEIGHTS = new int[RINGS * SECTORS][];
    private static final int[][] COSINES = new int[FREQUENCIES][SECTORS];
    private static final int[][] SINES = new int[FREQUENCIES][SECTORS];

    static {
        samples();
        waves();
    }

    private int width;
    private int height;
    private int cornerLevel;
    private long inCorners;
    private boolean allCorners;
    private boolean edgesAreWhole;
    private boolean leftIsWhole;
    private boolean rightIsWhole;
    private int length;
    private int left;
    private int top;
    private int row;
    private final int[] line = new int[SIDE];
    private final long[] square = new long[SIDE * SIDE];

    /** Begins a picture. */
    public void start(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        inCorners = 0;
        allCorners = true;
        edgesAreWhole = false;
        leftIsWhole = true;
        rightIsWhole = true;
        length = Math.min(width, height);
        // In parts of a pixel, 128 of them, in which all pixels of the square begin and end.
        left = (width - length) * SIDE;
        top = (height - length) * SIDE;
        row = 0;
        Arrays.fill(square, 0);
    }

    /** The next row of the picture: gray values 0 to 255 from {@code at} on. */
    public void add(short[] gray, int at) {
        lookAtCorners(gray, at);
        long first = 2L * SIDE * row - top;
        row++;
        if (first + 2 * SIDE <= 0 || first >= 2L * SIDE * length) {
            return;
        }
        narrow(gray, at);
        long last = Math.min(first + 2 * SIDE, 2L * SIDE * length);
        for (int j = (int) (Math.max(0, first) / (2L * length)); j < SIDE && 2L * length * j < last; j++) {
            long weight = Math.min(last, 2L * length * (j + 1)) - Math.max(first, 2L * length * j);
            for (int i = 0; i < SIDE; i++) {
                square[j * SIDE + i] += weight * line[i];
            }
        }
    }

    /** Counts how far the gray of the first corner reaches in from both ends of the row. */
    private void lookAtCorners(short[] gray, int at) {
        boolean outermost = row == 0 || row == height - 1;
        cornerLevel = row == 0 ? gray[at] : cornerLevel;
        int fromLeft = 0;
        while (fromLeft < width && Math.abs(gray[at + fromLeft] - cornerLevel) <= CORNER_TOLERANCE) {
            fromLeft++;
        }
        int fromRight = 0;
        while (fromRight < width - fromLeft
                && Math.abs(gray[at + width - 1 - fromRight] - cornerLevel) <= CORNER_TOLERANCE) {
            fromRight++;
        }
        inCorners += fromLeft + fromRight;
        boolean whole = fromLeft == width;
        leftIsWhole &= fromLeft > 0;
        rightIsWhole &= whole || fromRight > 0;
        allCorners &= !outermost || (fromLeft > 0 && (whole || fromRight > 0));
        edgesAreWhole |= outermost && whole;
    }

    private double corners() {
        boolean empty = allCorners && !edgesAreWhole && !leftIsWhole && !rightIsWhole;
        return empty ? (double) inCorners / ((long) width * height) : 0;
    }

    private void narrow(short[] gray, int at) {
        for (int i = 0; i < SIDE; i++) {
            long from = left + 2L * length * i;
            long to = from + 2L * length;
            int first = (int) (from / (2 * SIDE));
            int last = (int) ((to - 1) / (2 * SIDE));
            if (first == last) {
                line[i] = (int) (to - from) * gray[at + first];
                continue;
            }
            int sum = 0;
            for (int x = first + 1; x < last; x++) {
                sum += gray[at + x];
            }
            line[i] = 2 * SIDE * sum
                    + (int) (2L * SIDE * (first + 1) - from) * gray[at + first]
                    + (int) (to - 2L * SIDE * last) * gray[at + last];
        }
    }

    /** Once all rows were added: null where the disk is alike all around. */
    public RotationHash hash() {
        PolarThumbnail polar = polar();
        return polar.angularVariance() < LEAST_VARIANCE ? null : new RotationHash(hash(polar), polar, corners());
    }

    private PolarThumbnail polar() {
        int[] levels = new int[SIDE * SIDE];
        long area = 4L * length * length;
        for (int at = 0; at < levels.length; at++) {
            levels[at] = (int) ((FRACTIONS * square[at] + area / 2) / area);
        }
        byte[] luma = new byte[RINGS * SECTORS];
        for (int sample = 0; sample < luma.length; sample++) {
            long sum = 0;
            long weights = 0;
            for (int tap = 0; tap < PLACES[sample].length; tap++) {
                int weight = WEIGHTS[sample][tap];
                sum += (long) weight * levels[PLACES[sample][tap]];
                weights += (long) weight * FRACTIONS;
            }
            luma[sample] = (byte) ((sum + weights / 2) / weights);
        }
        return new PolarThumbnail(luma);
    }

    static long hash(PolarThumbnail polar) {
        long hash = 0;
        long[][] real = new long[RINGS][FREQUENCIES];
        long[][] imaginary = new long[RINGS][FREQUENCIES];
        for (int ring = 0; ring < RINGS; ring++) {
            for (int m = 0; m < FREQUENCIES; m++) {
                for (int sector = 0; sector < SECTORS; sector++) {
                    real[ring][m] += (long) COSINES[m][sector] * polar.luma(ring, sector);
                    imaginary[ring][m] -= (long) SINES[m][sector] * polar.luma(ring, sector);
                }
            }
        }
        for (int ring = 0; ring < RINGS; ring++) {
            for (int m = 1; m <= 3; m++) {
                hash = hash << 1
                        | bit(power(real[ring], imaginary[ring], m), power(real[ring], imaginary[ring], m + 1));
            }
            hash = hash << 1 | bit(bispectrum(real[ring], imaginary[ring], 1, 1), 0);
            hash = hash << 1 | bit(bispectrum(real[ring], imaginary[ring], 1, 2), 0);
            hash = hash << 1 | bit(bispectrum(real[ring], imaginary[ring], 2, 2), 0);
            hash = hash << 1 | bit(bispectrum(real[ring], imaginary[ring], 1, 3), 0);
            hash = hash << 1 | bit(real[ring][0], real[(ring + 1) % RINGS][0]);
        }
        return hash;
    }

    private static int bit(long one, long other) {
        return one > other ? 1 : 0;
    }

    /** The square of {@code m·|F(m)|}: below 2^62, because a frequency is below 2^28. */
    private static long power(long[] real, long[] imaginary, int m) {
        return m * m * (real[m] * real[m] + imaginary[m] * imaginary[m]);
    }

    /** The real part, of frequencies below 2^18. */
    private static long bispectrum(long[] real, long[] imaginary, int m, int n) {
        // Division, and no shift: it rounds a negative number as its opposite.
        long a = real[m] / 1024;
        long b = imaginary[m] / 1024;
        long c = real[n] / 1024;
        long d = imaginary[n] / 1024;
        return (a * c - b * d) * (real[m + n] / 1024) + (a * d + b * c) * (imaginary[m + n] / 1024);
    }

    /** The cosines at the middles of the sectors, in parts of 2^14. */
    private static void waves() {
        for (int m = 0; m < FREQUENCIES; m++) {
            for (int sector = 0; sector < SECTORS; sector++) {
                double angle = Math.PI * ((2 * sector + 1) * m % (2 * SECTORS)) / SECTORS;
                COSINES[m][sector] = (int) StrictMath.rint(StrictMath.cos(angle) * (1 << 14));
                SINES[m][sector] = (int) StrictMath.rint(StrictMath.sin(angle) * (1 << 14));
            }
        }
    }

    /**
     * Which pixels of the square weigh how much in each sector: those of the first half quadrant are worked out, all others are
     * these, mirrored and rotated.
     */
    private static void samples() {
        for (int ring = 0; ring < RINGS; ring++) {
            for (int sector = 0; sector < SECTORS / 8; sector++) {
                double[] weights = new double[SIDE * SIDE];
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        double radius = (ring + (2 * i + 1) / 6.0) / RINGS * REACH * SIDE / 2;
                        double angle = 2 * Math.PI * (sector + (2 * j + 1) / 6.0) / SECTORS;
                        spread(weights, radius * StrictMath.cos(angle), radius * StrictMath.sin(angle));
                    }
                }
                List<int[]> taps = new ArrayList<>();
                for (int at = 0; at < weights.length; at++) {
                    int weight = (int) StrictMath.rint(weights[at] * (1 << 12));
                    if (weight > 0) {
                        taps.add(new int[] {at % SIDE, at / SIDE, weight});
                    }
                }
                for (int quarter = 0; quarter < 4; quarter++) {
                    int start = quarter * SECTORS / 4;
                    place(ring, start + sector, taps, quarter, false);
                    place(ring, start + SECTORS / 4 - 1 - sector, taps, quarter, true);
                }
            }
        }
    }

    /** Adds a sample to the four pixels around it, each by how near it is; {@code x} to the right and {@code y} up from the middle. */
    private static void spread(double[] weights, double x, double y) {
        double column = SIDE / 2.0 + x - 0.5;
        double line = SIDE / 2.0 - y - 0.5;
        int left = (int) StrictMath.floor(column);
        int upper = (int) StrictMath.floor(line);
        for (int dy = 0; dy <= 1; dy++) {
            for (int dx = 0; dx <= 1; dx++) {
                double weight = (1 - StrictMath.abs(column - left - dx)) * (1 - StrictMath.abs(line - upper - dy));
                weights[(upper + dy) * SIDE + left + dx] += weight;
            }
        }
    }

    /** @param transposed mirrored along the other diagonal, which swaps the ends of the first quadrant; before the rotation */
    private static void place(int ring, int sector, List<int[]> taps, int quarters, boolean transposed) {
        int at = ring * SECTORS + sector;
        PLACES[at] = new int[taps.size()];
        WEIGHTS[at] = new int[taps.size()];
        for (int tap = 0; tap < taps.size(); tap++) {
            int x = taps.get(tap)[0];
            int y = taps.get(tap)[1];
            if (transposed) {
                int swapped = SIDE - 1 - y;
                y = SIDE - 1 - x;
                x = swapped;
            }
            for (int quarter = 0; quarter < quarters; quarter++) {
                int rotated = SIDE - 1 - x;
                x = y;
                y = rotated;
            }
            PLACES[at][tap] = y * SIDE + x;
            WEIGHTS[at][tap] = taps.get(tap)[2];
        }
    }
}
