package dev.winnow.dataset;

import java.util.TreeMap;

/**
 * What is kept of many values so that their quantiles can be told within one per cent: how many values lie in each of the
 * buckets whose bounds grow by a constant ratio (DDSketch: Masson, Rim &amp; Lee 2019), and the least of each bucket, so that where
 * many values are alike the quantile is that very value. Depends on the values alone and not on their order; two sketches merged
 * are the sketch of all values. Values from 1e-9 to 1e9 take at most some four thousand buckets, however many values there are.
 *
 * <p>Not safe for use by several threads.
 */
public final class QuantileSketch {

    /** A quantile told is a value that was added, no greater than the true one, and less by no more than this share of it. */
    public static final double RELATIVE_ERROR = 0.01;

    private static final double LOG_RATIO = -StrictMath.log1p(-RELATIVE_ERROR);

    /** Values below this count as 0. */
    private static final double LEAST = 1e-9;

    private static final int ZERO = Integer.MIN_VALUE;

    private record Bucket(double least, long count) {
        Bucket and(Bucket other) {
            return new Bucket(Math.min(least, other.least), count + other.count);
        }
    }

    private final TreeMap<Integer, Bucket> buckets = new TreeMap<>();
    private long count;

    /** The sketch of these values, each of which occurs so often: those of a sketch are its {@link #values} and {@link #counts}. */
    public static QuantileSketch of(double[] values, long[] counts) {
        if (values.length != counts.length) {
            throw new IllegalArgumentException(values.length + " values and " + counts.length + " counts");
        }
        QuantileSketch sketch = new QuantileSketch();
        for (int i = 0; i < values.length; i++) {
            int bucket = bucket(values[i]);
            sketch.put(bucket, new Bucket(bucket == ZERO ? 0 : values[i], counts[i]));
        }
        return sketch;
    }

    /** @throws IllegalArgumentException when the value is negative or not finite */
    public void add(double value) {
        int bucket = bucket(value);
        put(bucket, new Bucket(bucket == ZERO ? 0 : value, 1));
    }

    /** Adds all values of the other. */
    public void merge(QuantileSketch other) {
        other.buckets.forEach(this::put);
    }

    /** How many values there are. */
    public long count() {
        return count;
    }

    /**
     * The value that so large a share of all values is no greater than (nearest rank).
     *
     * @param share 0 to 1
     * @throws IllegalStateException when there are no values
     */
    public double quantile(double share) {
        if (count == 0) {
            throw new IllegalStateException("No values have no quantiles");
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long passed = 0;
        for (Bucket bucket : buckets.values()) {
            passed += bucket.count;
            if (passed >= rank) {
                return bucket.least;
            }
        }
        return buckets.lastEntry().getValue().least;
    }

    /** The least value of each bucket, ascending. */
    public double[] values() {
        return buckets.values().stream().mapToDouble(Bucket::least).toArray();
    }

    /** How many values there are in the bucket of each of {@link #values}. */
    public long[] counts() {
        return buckets.values().stream().mapToLong(Bucket::count).toArray();
    }

    private void put(int place, Bucket bucket) {
        buckets.merge(place, bucket, Bucket::and);
        count += bucket.count;
    }

    /** StrictMath, because sketches made by different machines are merged. */
    private static int bucket(double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("A sketch takes finite values of 0 or more, not " + value);
        }
        return value < LEAST ? ZERO : (int) Math.floor(StrictMath.log(value) / LOG_RATIO);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantileSketch sketch && buckets.equals(sketch.buckets);
    }

    @Override
    public int hashCode() {
        return buckets.hashCode();
    }
}
