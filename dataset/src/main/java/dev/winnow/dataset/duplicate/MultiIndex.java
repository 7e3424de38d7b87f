package dev.winnow.dataset.duplicate;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Exact search in Hamming space over hashes of one or more words of 64 bits, by multi-index hashing (Norouzi, Punjani, Fleet:
 * <i>Fast Search in Hamming Space with Multi-Index Hashing</i>, CVPR 2012).
 *
 * <p>A hash is cut into bands of 16 bits. If each band {@code i} is given a radius {@code r(i)}, -1 or more, so that the sum of
 * {@code r(i) + 1} is {@code radius + 1}, then of two hashes at most {@code radius} bits apart some band differs in at most
 * {@code r(i)} bits: else they would differ in {@code radius + 1}. So it is enough to look into the buckets that near each band
 * of the query. Which band is given how much is decided anew for each query by what those buckets hold (the general
 * pigeonhole principle; Qin et al.: <i>GPH: Similarity Search in Hamming Space</i>, ICDE 2018): a band in which all hashes are
 * alike is left out. Where even the cheapest way costs more than reading every hash in order, because few hashes are held, the
 * radius is large or the hashes are crowded, that is done instead. Among crowded hashes a search takes mostly between a tenth and
 * twice of what a bare loop over an array takes; up to five times where most of the hashes are hits, each of which is reported.
 *
 * <p>Neighbouring bits of image hashes tend to be alike. A band takes every fourth bit of a word, which leaves less of that
 * inside of it.
 *
 * <p>Beside the id a bucket keeps the check of a hash: the bits of its partner, the band half the bands away. By the same
 * principle, with {@code r(i) + r(j) + 1} for a band and its partner together, it is enough to look at those hashes of a
 * bucket whose two bands differ in at most that many bits. Nearly all others are refused before their hash is touched, which
 * lies anywhere in memory.
 */
abstract class MultiIndex {
    private static final int BUCKETS = 1 << 16;

    /** Up to this many hashes a scan takes hardly more time than looking into buckets, and no buckets are kept. */
    static final int SCAN_ONLY = 16_384;

    private static final int PAGE_SHIFT = 14;
    private static final int PAGE = 1 << PAGE_SHIFT;

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

    /** Takes what a search finds. Must not touch the index. */
    @FunctionalInterface
    public interface Hits {
        void hit(int id, int distance);
    }

    /** What it takes to look into a bucket, in hashes read in order. */
    private static final int BUCKET_COST = 40;

    /** What a hash in a bucket takes, in hashes read in order; most take less, but in a crowd few are refused by their check. */
    private static final int CANDIDATE_COST = 10;

    private final int words;
    private final int bands;

    private final BitSet held = new BitSet();
    /** Hashes by id, their bits in bands; pages, so that growing copies little. */
    private long[][] pages = {};

    private int size;

    /** Band by band; null while only scanned. */
    private Buckets buckets;

    private final long[] query;
    private final int[] bandRadius;
    private final long[] ringCost;
    private final boolean[] ringCounted;
    private int[] candidates = new int[1024];

    /** @param words how many times 64 bits a hash has: 1, or an even number */
    MultiIndex(int words) {
        this.words = words;
        this.bands = 4 * words;
        this.query = new long[words];
        this.bandRadius = new int[bands];
        this.ringCost = new long[bands];
        this.ringCounted = new boolean[bands];
    }

    /** Removes the hash of this id, which may then be given to another. Takes longer where many hashes are equal. */
    public final void remove(int id) {
        if (!held.get(id)) {
            throw new IllegalArgumentException("id " + id + " is not held");
        }
        if (buckets != null) {
            unlink(id);
        }
        held.clear(id);
        size--;
    }

    public final int size() {
        return size;
    }

    /** Called once, when a scan no longer takes hardly more time. */
    abstract Buckets emptyBuckets(int number);

    final void hold(int id, long... hash) {
        if (held.get(id)) {
            throw new IllegalArgumentException("id " + id + " is held already");
        }
        long[] page = pageOf(id);
        int at = (id & PAGE - 1) * words;
        for (int word = 0; word < words; word++) {
            page[at + word] = inBands(hash[word]);
        }
        held.set(id);
        size++;
        if (buckets != null) {
            link(id);
        } else if (size > SCAN_ONLY) {
            buckets = emptyBuckets(bands * BUCKETS);
            held.stream().forEach(this::link);
        }
    }

    final void find(int radius, Hits hits, long... hash) {
        for (int word = 0; word < words; word++) {
            query[word] = inBands(hash[word]);
        }
        if (buckets == null || !plan(radius)) {
            scan(radius, hits);
            return;
        }
        for (int band = 0; band < bands; band++) {
            if (bandRadius[band] >= 0) {
                report(band, gather(band), radius, hits);
            }
        }
    }

    private void scan(int radius, Hits hits) {
        for (int number = 0; number < pages.length; number++) {
            long[] page = pages[number];
            if (words == 1) {
                long hash = query[0];
                for (int row = 0; row < page.length; row++) {
                    int distance = Long.bitCount(hash ^ page[row]);
                    if (distance <= radius) {
                        hitIfHeld(number << PAGE_SHIFT | row, distance, hits);
                    }
                }
            } else {
                int rows = page.length / words;
                for (int row = 0; row < rows; row++) {
                    int distance = distance(page, row * words, radius);
                    if (distance <= radius) {
                        hitIfHeld(number << PAGE_SHIFT | row, distance, hits);
                    }
                }
            }
        }
    }

    private void hitIfHeld(int id, int distance, Hits hits) {
        if (held.get(id)) {
            hits.hit(id, distance);
        }
    }

    /**
     * Gives radii to the bands, one more bit each time to the one whose next ring of buckets, those that are a bit further
     * from the query, costs the least. Returns false
     * where a scan is cheaper.
     */
    private boolean plan(int radius) {
        long affordable = held.length();
        for (int band = 0; band < bands; band++) {
            bandRadius[band] = -1;
            ringCost[band] = 0;
            ringCounted[band] = false;
        }
        for (int left = radius + 1; left > 0; ) {
            int cheapest = 0;
            for (int band = 1; band < bands; band++) {
                if (ringCost[band] < ringCost[cheapest]) {
                    cheapest = band;
                }
            }
            if (ringCost[cheapest] > affordable) {
                return false;
            }
            int ring = bandRadius[cheapest] + 1;
            if (!ringCounted[cheapest]) {
                ringCounted[cheapest] = true;
                ringCost[cheapest] = cost(ring, counted(cheapest, ring));
                continue;
            }
            affordable -= ringCost[cheapest];
            left--;
            bandRadius[cheapest] = ring;
            ringCounted[cheapest] = false;
            ringCost[cheapest] = ring == 16 ? Long.MAX_VALUE : cost(ring + 1, estimate(ring + 1));
        }
        return true;
    }

    private long cost(int ring, long hashes) {
        return (long) BUCKET_COST * (MASKS_FROM[ring + 1] - MASKS_FROM[ring]) + CANDIDATE_COST * hashes;
    }

    /** How many hashes a ring may well hold: not worth counting before others cost as much. */
    private long estimate(int ring) {
        return (long) (MASKS_FROM[ring + 1] - MASKS_FROM[ring]) * size / (2 * BUCKETS);
    }

    /** How many hashes the buckets hold that differ from the query in this many bits of this band. */
    private long counted(int band, int ring) {
        int value = band(query, 0, band);
        long sum = 0;
        for (int i = MASKS_FROM[ring]; i < MASKS_FROM[ring + 1]; i++) {
            sum += buckets.count(band << 16 | value ^ MASKS[i]);
        }
        return sum;
    }

    /** Collects the candidates in this band's buckets that their checks do not refuse, and returns how many. */
    private int gather(int band) {
        int value = band << 16 | band(query, 0, band);
        int check = band(query, 0, partner(band));
        int together = pairRadius(band);
        int[] into = room(band);
        int found = 0;
        for (int apart = 0; apart <= bandRadius[band]; apart++) {
            int rest = together - apart;
            for (int i = MASKS_FROM[apart], end = MASKS_FROM[apart + 1]; i < end; i++) {
                found = buckets.gather(value ^ MASKS[i], check, rest, into, found);
            }
        }
        return found;
    }

    /**
     * Where to collect what this band's buckets hold. Asking each for what it holds lets the processor fetch them all at once;
     * in the loop that then reads them it sees too little ahead.
     */
    private int[] room(int band) {
        int value = band << 16 | band(query, 0, band);
        int room = 0;
        for (int i = 0, end = MASKS_FROM[bandRadius[band] + 1]; i < end; i++) {
            room += buckets.fetched(value ^ MASKS[i]);
        }
        if (room > candidates.length) {
            candidates = new int[room + room / 2];
        }
        return candidates;
    }

    /** Hits those candidates of a band that are near and were not found through an earlier one. */
    private void report(int band, int found, int radius, Hits hits) {
        for (int i = 0; i < found; i++) {
            int id = candidates[i];
            long[] page = pages[id >>> PAGE_SHIFT];
            int at = (id & PAGE - 1) * words;
            int distance = distance(page, at, radius);
            if (distance <= radius && isReached(page, at, band) && !reachedBefore(page, at, band)) {
                hits.hit(id, distance);
            }
        }
    }

    /** The distance from the query where that is within the radius, something larger elsewhere. */
    private int distance(long[] page, int at, int radius) {
        if (words == 1) {
            return Long.bitCount(query[0] ^ page[at]);
        }
        int distance = Long.bitCount(query[0] ^ page[at]) + Long.bitCount(query[1] ^ page[at + 1]);
        for (int word = 2; word < words && distance <= radius; word++) {
            distance += Long.bitCount(query[word] ^ page[at + word]);
        }
        return distance;
    }

    private boolean reachedBefore(long[] page, int at, int band) {
        for (int earlier = 0; earlier < band; earlier++) {
            if (isReached(page, at, earlier)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a hash is to be found through this band: it may be among its candidates without that, by a check of few bits. */
    private boolean isReached(long[] page, int at, int band) {
        int apart = apart(page, at, band);
        return apart <= bandRadius[band] && apart + apart(page, at, partner(band)) <= pairRadius(band);
    }

    /** In how many bits of a band this hash differs from the query. */
    private int apart(long[] page, int at, int band) {
        return Integer.bitCount(band(query, 0, band) ^ band(page, at, band));
    }

    private int partner(int band) {
        return band ^ bands / 2;
    }

    /** In how many bits a band and its partner may differ together. */
    private int pairRadius(int band) {
        return bandRadius[band] + bandRadius[partner(band)] + 1;
    }

    private static int band(long[] hashes, int at, int band) {
        return (int) (hashes[at + (band >> 2)] >>> (band << 4)) & 0xffff;
    }

    private void link(int id) {
        long[] page = pages[id >>> PAGE_SHIFT];
        int at = (id & PAGE - 1) * words;
        for (int band = 0; band < bands; band++) {
            buckets.add(band << 16 | band(page, at, band), id, band(page, at, partner(band)));
        }
    }

    private void unlink(int id) {
        long[] page = pages[id >>> PAGE_SHIFT];
        int at = (id & PAGE - 1) * words;
        for (int band = 0; band < bands; band++) {
            buckets.remove(band << 16 | band(page, at, band), id);
        }
    }

    /** The page of an id, made as long as it takes: the first ones of a small index stay small. */
    private long[] pageOf(int id) {
        int number = id >>> PAGE_SHIFT;
        if (number >= pages.length) {
            int from = pages.length;
            if (from > 0) {
                pages[from - 1] = Arrays.copyOf(pages[from - 1], PAGE * words);
            }
            pages = Arrays.copyOf(pages, number + 1);
            Arrays.fill(pages, from, number, new long[0]);
            for (int missing = from; missing < number; missing++) {
                pages[missing] = new long[PAGE * words];
            }
            pages[number] = new long[16 * words];
        }
        int rows = (id & PAGE - 1) + 1;
        if (rows * words > pages[number].length) {
            int longer = Math.min(PAGE, Math.max(rows, 2 * pages[number].length / words));
            pages[number] = Arrays.copyOf(pages[number], longer * words);
        }
        return pages[number];
    }

    /** The bits of a word in another order: every fourth bit goes into one band. */
    private static long inBands(long word) {
        return unshuffled(unshuffled(word));
    }

    /** Bits of even places into the lower half, of odd places into the upper one (Warren: Hacker's Delight, 7-2). */
    private static long unshuffled(long x) {
        long t = (x ^ (x >>> 1)) & 0x2222222222222222L;
        x ^= t ^ (t << 1);
        t = (x ^ (x >>> 2)) & 0x0c0c0c0c0c0c0c0cL;
        x ^= t ^ (t << 2);
        t = (x ^ (x >>> 4)) & 0x00f000f000f000f0L;
        x ^= t ^ (t << 4);
        t = (x ^ (x >>> 8)) & 0x0000ff000000ff00L;
        x ^= t ^ (t << 8);
        t = (x ^ (x >>> 16)) & 0x00000000ffff0000L;
        return x ^ t ^ (t << 16);
    }
}
