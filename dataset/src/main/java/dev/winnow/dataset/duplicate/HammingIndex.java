package dev.winnow.dataset.duplicate;

/**
 * Finds all 64-bit hashes within a Hamming distance of a given one: exact, nothing missing, nothing wrong. Hashes may come and
 * go at any time; one thread at a time. How it is done stands at {@link MultiIndex}.
 *
 * <p>Memory: about 40 bytes a hash with a million of them; more with few, 220 with twenty thousand, because the tables of
 * buckets, 2 MiB, are there from {@value MultiIndex#SCAN_ONLY} hashes on.
 */
public final class HammingIndex extends MultiIndex {
    public HammingIndex() {
        super(1);
    }

    @Override
    Buckets emptyBuckets(int number) {
        return new WideBuckets(number);
    }

    /**
     * Adds a hash.
     *
     * @param id a number of the caller's, 0 or more and small: memory is as long as the largest
     * @throws IllegalArgumentException if the id has a hash
     */
    public void insert(int id, long hash) {
        hold(id, hash);
    }

    /** Calls {@code hits} once for each hash at most {@code radius} bits away, 0 to 64, in no particular order. */
    public void search(long hash, int radius, Hits hits) {
        find(radius, hits, hash);
    }
}
