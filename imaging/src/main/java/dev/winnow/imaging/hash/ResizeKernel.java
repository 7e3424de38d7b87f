package dev.winnow.imaging.hash;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The weights that scale one axis, in the fixed point of Pillow's {@code Resample.c}: scaled by 2²², rounded half away from
 * zero, so that sums of weights times gray values are exact integers on every machine. When a picture is made smaller, the
 * filter widens with it.
 */
public final class ResizeKernel {
    /** Binary places of the weights. */
    public static final int PRECISION = 22;

    private static final double LANCZOS_LOBES = 3;
    /** Weights kept for sizes that come again, at most 16 MB of them. */
    private static final int MAX_CACHED_WEIGHTS = 4 << 20;

    private static final Map<Size, ResizeKernel> CACHE = new ConcurrentHashMap<>();
    private static final AtomicInteger CACHED_WEIGHTS = new AtomicInteger();

    private final int[] first;
    private final int[][] weights;

    private record Size(int in, int out, Filter filter) {}

    private enum Filter {
        BILINEAR(1),
        BICUBIC(2),
        LANCZOS(3);

        private final double support;

        Filter(double support) {
            this.support = support;
        }

        double at(double t) {
            return switch (this) {
                case BILINEAR -> Math.max(0, 1 - Math.abs(t));
                case BICUBIC -> bicubic(t);
                case LANCZOS -> lanczos(t);
            };
        }
    }

    private ResizeKernel(Size size) {
        int in = size.in;
        int out = size.out;
        this.first = new int[out];
        this.weights = new int[out][];
        double scale = (double) in / out;
        double filterScale = Math.max(scale, 1);
        double support = size.filter.support * filterScale;
        for (int i = 0; i < out; i++) {
            double center = (i + 0.5) * scale;
            int lo = Math.max((int) (center - support + 0.5), 0);
            int hi = Math.min((int) (center + support + 0.5), in);
            double[] exact = new double[hi - lo];
            double sum = 0;
            for (int x = lo; x < hi; x++) {
                double t = (x - center + 0.5) / filterScale;
                exact[x - lo] = size.filter.at(t);
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

    /** Lanczos with three lobes, from {@code in} to {@code out} pixels. */
    public static ResizeKernel lanczos(int in, int out) {
        return of(new Size(in, out, Filter.LANCZOS));
    }

    /** Bicubic with a = −0.5, from {@code in} to {@code out} pixels: what Pillow takes when nothing is said. */
    public static ResizeKernel bicubic(int in, int out) {
        return of(new Size(in, out, Filter.BICUBIC));
    }

    /** A triangle, from {@code in} to {@code out} pixels: Pillow's BILINEAR. */
    public static ResizeKernel bilinear(int in, int out) {
        return of(new Size(in, out, Filter.BILINEAR));
    }

    /** Computed once for a size while there is room to remember it. */
    private static ResizeKernel of(Size size) {
        ResizeKernel known = CACHE.get(size);
        if (known != null) {
            return known;
        }
        ResizeKernel kernel = new ResizeKernel(size);
        if (CACHED_WEIGHTS.addAndGet(6 * Math.max(size.in, size.out)) > MAX_CACHED_WEIGHTS) {
            CACHE.clear();
            CACHED_WEIGHTS.set(0);
        }
        CACHE.put(size, kernel);
        return kernel;
    }

    public int outputs() {
        return first.length;
    }

    /** The first input that counts for an output. */
    public int first(int output) {
        return first[output];
    }

    /** The weights of the inputs from {@link #first} on. Not to be written to. */
    public int[] weights(int output) {
        return weights[output];
    }

    /** A weighted sum that started at ½, as a gray value. */
    public static int rounded(int sum) {
        return Math.max(0, Math.min(255, sum >> PRECISION));
    }

    private static double lanczos(double t) {
        return t >= -LANCZOS_LOBES && t < LANCZOS_LOBES ? sinc(t) * sinc(t / LANCZOS_LOBES) : 0;
    }

    private static double bicubic(double t) {
        double x = Math.abs(t);
        if (x < 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }

    private static double sinc(double t) {
        if (t == 0) {
            return 1;
        }
        double x = t * Math.PI;
        return StrictMath.sin(x) / x;
    }
}
