package dev.winnow.imaging;

/**
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014). Written out here because
 * plans must be drawn alike by every version of Java, which the JDK promises for {@link java.util.Random} alone.
 */
final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix64(long seed) {
        this.state = seed;
    }

    long next() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** Evenly from 0, included, to 1, excluded. */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Evenly from −limit to +limit. */
    double within(double limit) {
        return limit * (2 * unit() - 1);
    }
}
