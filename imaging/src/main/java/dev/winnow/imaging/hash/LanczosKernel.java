package dev.winnow.imaging.hash;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The weights that scale one axis with a Lanczos filter (a = 3), in the fixed point of Pillow's {@code Resample.c}: scaled
 * by 2²², rounded half away from zero, so that sums of weights times gray values are exact integers on every machine.
 */
public final class LanczosKernel {
    /** Binary places of the weights. */
    public static final int PRECISION = 22;

    private static final double LOBES = 3;
    /** Weights kept for sizes that come again, at most 16 MB of them. */
    private static final int MAX_CACHED_WEIGHTS = 4 << 20;

    private static final Map<Long, LanczosKernel> CACHE = new ConcurrentHashMap<>();
    private static final java.util.concurrent.atomic.AtomicInteger CACHED_WEIGHTS =
            new java.util.concurrent.atomic.AtomicInteger();

    private final int[] first;
    private final int[][] weights;

    private LanczosKernel(int in, int out) {
        this.first = new int[out];
        this.weights = new int[out][];
        double scale = (double) in / out;
        double filterScale = Math.max(scale, 1);
        double support = LOBES * filterScale;
        for (int i = 0; i < out; i++) {
            double center = (i + 0.5) * scale;
            int lo = Math.max((int) (center - support + 0.5), 0);
            int hi = Math.min((int) (center + support + 0.5), in);
            double[] exact = new double[hi - lo];
            double sum = 0;
            for (int x = lo; x < hi; x++) {
                exact[x - lo] = lanczos((x - center + 0.5) / filterScale);
                sum += exact[x - lo];
            }
            first[i] = lo;
            weights[i] = new int[hi - lo];
            for (int x = 0; x < exact.length; x++) {
                double scaled = exact[x] / sum * (1 << PRECISION);
                weights[i][x] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
            }
        }
    }

    /** The kernel from {@code in} to {@code out} pixels; computed once for a size while there is room to remember it. */
    public static LanczosKernel of(int in, int out) {
        long key = (long) in << 32 | out;
        LanczosKernel known = CACHE.get(key);
        if (known != null) {
            return known;
        }
        LanczosKernel kernel = new LanczosKernel(in, out);
        if (CACHED_WEIGHTS.addAndGet(6 * Math.max(in, out)) > MAX_CACHED_WEIGHTS) {
            CACHE.clear();
            CACHED_WEIGHTS.set(0);
        }
        CACHE.put(key, kernel);
        return kernel;
    }

    public int outputs() {
        return first.length;
    }

    /** The first input that counts for an output. */
    int first(int output) {
        return first[output];
    }

    /** The weights of the inputs from {@link #first} on. Not to be written to. */
    int[] weights(int output) {
        return weights[output];
    }

    /** A weighted sum that started at ½, as a gray value. */
    static int rounded(int sum) {
        return Math.max(0, Math.min(255, sum >> PRECISION));
    }

    private static double lanczos(double t) {
        return t >= -LOBES && t < LOBES ? sinc(t) * sinc(t / LOBES) : 0;
    }

    private static double sinc(double t) {
        if (t == 0) {
            return 1;
        }
        double x = t * Math.PI;
        return StrictMath.sin(x) / x;
    }
}
