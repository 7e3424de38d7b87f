package dev.winnow.dataset.duplicate;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds all 64-bit hashes within a Hamming distance of a given one: exact, nothing missing, nothing wrong. Hashes may come and
 * go at any time; one thread at a time.
 *
 * <p>Multi-index hashing (Norouzi, Punjani, Fleet: <i>Fast Search in Hamming Space with Multi-Index Hashing</i>, CVPR 2012): a
 * hash is cut into four bands of 16 bits. Of two hashes at most {@code r} bits apart, with {@code r = 4a + b}, one of the
 * first {@code b + 1} bands differs in at most {@code a} bits or one of the others in at most {@code a - 1}, so it is enough
 * to look into the buckets that near each band of the query. Where those buckets hold so much that reading every hash
 * in order is cheaper, because few hashes are held, the radius is large or the hashes are skewed, that is done instead.
 *
 * <p>A bucket is an array of ids, not a chain: the processor loads the hashes of one bucket side by side instead of waiting
 * for each to name the next.
 *
 * <p>Memory: about 40 bytes a hash with a million of them, plus 2 MiB once there are more than {@value #SCAN_ONLY}.
 */
final class HammingIndex {
    private static final int BANDS = 4;
    private static final int BUCKETS = 1 << 16;
    private static final int[] EMPTY = {};

    /** Up to this many hashes a scan takes less time than looking into buckets, and no buckets are kept. */
    private static final int SCAN_ONLY = 2048;

    /** A hash reached through a bucket costs about as much as this many read in order. */
    private static final int HOP_COST = 4;

    /** All values of a band by their number of set bits, and where each number starts. */
    private static final char[] MASKS = new char[BUCKETS];

    private static final int[] MASKS_FROM = new int[18];

    static {
        int at = 0;
        for (int bits = 0; bits <= 16; bits++) {
            MASKS_FROM[bits] = at;
            for (int mask = 0; mask < BUCKETS; mask++) {
                if (Integer.bitCount(mask) == bits) {
                    MASKS[at++] = (char) mask;
                }
            }
        }
        MASKS_FROM[17] = at;
    }

    /** Takes what a search finds. */
    @FunctionalInterface
    interface Hits {
        void hit(int id, int distance);
    }

    private final BitSet held = new BitSet();
    private long[] hashes = new long[16];
    private int size;

    /** The ids in each bucket, in no order, and how many there are, band by band; null while only scanned. */
    private int[][] buckets;

    private int[] count;

    /** Adds a hash. {@code id} is a small number of the caller's: arrays are as long as the largest one. */
    void insert(int id, long hash) {
        if (held.get(id)) {
            throw new IllegalArgumentException("id " + id + " is held already");
        }
        if (id >= hashes.length) {
            grow(id);
        }
        held.set(id);
        hashes[id] = hash;
        size++;
        if (buckets != null) {
            link(id);
        } else if (size > SCAN_ONLY) {
            build();
        }
    }

    /** Removes the hash of this id, which may then be given to another. */
    void remove(int id) {
        if (!held.get(id)) {
            throw new IllegalArgumentException("id " + id + " is not held");
        }
        if (buckets != null) {
            unlink(id);
        }
        held.clear(id);
        size--;
    }

    int size() {
        return size;
    }

    /** Calls {@code hits} once for each hash at most {@code radius} bits away, 0 to 64, in no particular order. */
    void search(long hash, int radius, Hits hits) {
        if (buckets == null || !probe(hash, radius, hits)) {
            scan(hash, radius, hits);
        }
    }

    private void scan(long hash, int radius, Hits hits) {
        int end = held.length();
        for (int id = 0; id < end; id++) {
            int distance = Long.bitCount(hash ^ hashes[id]);
            if (distance <= radius && held.get(id)) {
                hits.hit(id, distance);
            }
        }
    }

    /** Returns false, having reported nothing, where a scan is cheaper. */
    private boolean probe(long hash, int radius, Hits hits) {
        long affordable = held.length();
        for (int band = 0; band < BANDS; band++) {
            int end = masksEnd(bandRadius(band, radius));
            affordable -= end;
            for (int i = 0; i < end && affordable >= 0; i++) {
                affordable -= (long) HOP_COST * count[bucket(band, band(hash, band) ^ MASKS[i])];
            }
            if (affordable < 0) {
                return false;
            }
        }
        for (int band = 0; band < BANDS; band++) {
            int end = masksEnd(bandRadius(band, radius));
            for (int i = 0; i < end; i++) {
                int bucket = bucket(band, band(hash, band) ^ MASKS[i]);
                int[] ids = buckets[bucket];
                int filled = count[bucket];
                for (int at = 0; at < filled; at++) {
                    long difference = hash ^ hashes[ids[at]];
                    int distance = Long.bitCount(difference);
                    if (distance <= radius && !reachedBefore(difference, band, radius)) {
                        hits.hit(ids[at], distance);
                    }
                }
            }
        }
        return true;
    }

    /** How many of {@link #MASKS} have at most this many bits. */
    private static int masksEnd(int bits) {
        return bits < 0 ? 0 : MASKS_FROM[bits + 1];
    }

    /** The most bits in which this band has to be looked at, -1 for not at all. */
    private static int bandRadius(int band, int radius) {
        return band <= radius % BANDS ? radius / BANDS : radius / BANDS - 1;
    }

    /** Whether a hash that differs so has been found through an earlier band. */
    private static boolean reachedBefore(long difference, int band, int radius) {
        for (int earlier = 0; earlier < band; earlier++) {
            if (Integer.bitCount(band(difference, earlier)) <= bandRadius(earlier, radius)) {
                return true;
            }
        }
        return false;
    }

    private static int band(long hash, int band) {
        return (int) (hash >>> (16 * band)) & 0xffff;
    }

    private static int bucket(int band, int value) {
        return band * BUCKETS + value;
    }

    private void build() {
        buckets = new int[BANDS * BUCKETS][];
        Arrays.fill(buckets, EMPTY);
        count = new int[BANDS * BUCKETS];
        held.stream().forEach(this::link);
    }

    private void link(int id) {
        for (int band = 0; band < BANDS; band++) {
            int bucket = bucket(band, band(hashes[id], band));
            int[] ids = buckets[bucket];
            if (count[bucket] == ids.length) {
                ids = Arrays.copyOf(ids, Math.max(4, ids.length + (ids.length >> 1)));
                buckets[bucket] = ids;
            }
            ids[count[bucket]++] = id;
        }
    }

    /** The last id of a bucket takes the place of the one that leaves. */
    private void unlink(int id) {
        for (int band = 0; band < BANDS; band++) {
            int bucket = bucket(band, band(hashes[id], band));
            int[] ids = buckets[bucket];
            int at = 0;
            while (ids[at] != id) {
                at++;
            }
            ids[at] = ids[--count[bucket]];
        }
    }

    private void grow(int id) {
        hashes = Arrays.copyOf(hashes, Math.max(id + 1, hashes.length + (hashes.length >> 1)));
    }
}
