package dev.winnow.dataset;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * A tiny gray picture of the disk in the middle of a picture, {@value #RINGS} rings of {@value #SECTORS} sectors each, the innermost
 * ring first, its sectors counter-clockwise from the right. A picture rotated about its middle has the same rings, each shifted by
 * as many sectors; a mirrored one has them in the opposite direction. Not changed by anyone after it was made.
 */
public final class PolarThumbnail {
    public static final int RINGS = 8;
    public static final int SECTORS = 64;

    private static final double DEGREES = 360.0 / SECTORS;

    private final byte[] luma;

    /** @param luma {@value #RINGS} × {@value #SECTORS} unsigned bytes, ring by ring; kept, not copied */
    public PolarThumbnail(byte[] luma) {
        Objects.requireNonNull(luma, "luma");
        if (luma.length != RINGS * SECTORS) {
            throw new IllegalArgumentException(
                    "A polar thumbnail has " + RINGS * SECTORS + " pixels, not " + luma.length);
        }
        this.luma = luma;
    }

    /** Of {@link #text()}. */
    public static PolarThumbnail ofText(String text) {
        return new PolarThumbnail(Base64.getDecoder().decode(text));
    }

    /** Base64. */
    public String text() {
        return Base64.getEncoder().encodeToString(luma);
    }

    /** A copy. */
    public byte[] bytes() {
        return luma.clone();
    }

    /**
     * 0 to 255.
     *
     * @param sector of any size: 64 is 0 again
     */
    public int luma(int ring, int sector) {
        return luma[ring * SECTORS + (sector & SECTORS - 1)] & 0xff;
    }

    /** How much the gray values differ from the mean of their rings: the variance, 0 where all rings are of one gray each. */
    public double angularVariance() {
        long squares = 0;
        for (int ring = 0; ring < RINGS; ring++) {
            long sum = 0;
            long squared = 0;
            for (int sector = 0; sector < SECTORS; sector++) {
                int value = luma(ring, sector);
                sum += value;
                squared += value * value;
            }
            squares += SECTORS * squared - sum * sum;
        }
        return (double) squares / (SECTORS * SECTORS * RINGS);
    }

    /**
     * How two disks are most alike.
     *
     * @param correlation 1 for the same but for brightness and contrast, below 0.6 for photographs that are strangers, 0 where one
     *     of them is the same all around
     * @param mirrored whether the other disk has to be mirrored left to right, before it is rotated
     * @param degrees by which the other disk has to be rotated counter-clockwise, −179 to 180
     */
    public record Alignment(double correlation, boolean mirrored, int degrees) {}

    /**
     * Tries every rotation of another disk, upright and mirrored, by half sectors; of equally alike ones the upright comes first, then
     * the smaller shift. What is correlated is not gray values but their change along the rings, from the sector before to the
     * one after: most photographs are bright on one side and dark on the other, and the gray values of strangers correlate by up to
     * 0.85 once they are rotated for it. Alike from both sides.
     */
    public Alignment align(PolarThumbnail other) {
        int[] here = changes(false);
        Alignment upright = align(here, other.changes(false), false);
        Alignment mirrored = align(here, other.changes(true), true);
        return mirrored.correlation > upright.correlation ? mirrored : upright;
    }

    private static Alignment align(int[] here, int[] there, boolean mirrored) {
        long normHere = products(here, here, 0);
        long normThere = products(there, there, 0);
        if (normHere == 0 || normThere == 0) {
            return new Alignment(0, mirrored, 0);
        }
        long[] products = new long[SECTORS];
        for (int shift = 0; shift < SECTORS; shift++) {
            products[shift] = products(here, there, shift);
        }
        // Exact below 2^53, so that a disk and itself correlate by exactly 1.
        double norm = Math.sqrt((double) normHere * normThere);
        // Half a sector on, the change is the mean of two neighbours, and its norm smaller by what these have not in
        // common.
        double betweenHere = (normHere + products(here, here, 1)) / 2.0;
        double betweenThere = (normThere + products(there, there, 1)) / 2.0;
        double normBetween = Math.sqrt(norm * (Math.sqrt(betweenHere) * Math.sqrt(betweenThere)));
        double correlation = -1;
        int nearest = 0;
        for (int shift = 0; shift < SECTORS; shift++) {
            long next = products[(shift + 1) % SECTORS];
            double whole = products[shift] / norm;
            double half = normBetween == 0 ? -1 : (products[shift] + next) / 2.0 / normBetween;
            if (Math.max(whole, half) > correlation) {
                correlation = Math.max(whole, half);
                nearest = products[shift] >= next ? shift : (shift + 1) % SECTORS;
            }
        }
        return new Alignment(Math.min(1, correlation), mirrored, degrees(products, nearest));
    }

    /** Where the parabola through the best shift and its neighbours has its top. */
    private static int degrees(long[] products, int nearest) {
        long before = products[(nearest + SECTORS - 1) % SECTORS];
        long best = products[nearest];
        long after = products[(nearest + 1) % SECTORS];
        long curvature = 2 * best - before - after;
        double top = curvature > 0 ? (after - before) / 2.0 / curvature : 0;
        long degrees = Math.round((nearest + Math.max(-0.5, Math.min(0.5, top))) * DEGREES) % 360;
        return (int) (degrees > 180 ? degrees - 360 : degrees);
    }

    /** Of the disk mirrored left to right, if so: what was at an angle is at 180 degrees less it. */
    private int[] changes(boolean mirrored) {
        int[] changes = new int[RINGS * SECTORS];
        for (int ring = 0; ring < RINGS; ring++) {
            for (int sector = 0; sector < SECTORS; sector++) {
                int from = mirrored ? SECTORS / 2 - 1 - sector : sector;
                int change = luma(ring, from + 1) - luma(ring, from - 1);
                changes[ring * SECTORS + sector] = mirrored ? -change : change;
            }
        }
        return changes;
    }

    /** The second, rotated by so many sectors, times the first. Each product is below 2^16, and there are 2^9. */
    private static int products(int[] one, int[] other, int shift) {
        int sum = 0;
        for (int ring = 0; ring < RINGS * SECTORS; ring += SECTORS) {
            int last = ring + SECTORS - shift;
            for (int at = ring; at < last; at++) {
                sum += one[at + shift] * other[at];
            }
            for (int at = last; at < ring + SECTORS; at++) {
                sum += one[at + shift - SECTORS] * other[at];
            }
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolarThumbnail same && Arrays.equals(luma, same.luma);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(luma);
    }

    @Override
    public String toString() {
        return "PolarThumbnail[" + text() + "]";
    }
}
