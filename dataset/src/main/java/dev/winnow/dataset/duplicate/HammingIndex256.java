package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Hash256;

/**
 * Finds all 256-bit hashes, such as PDQ, within a Hamming distance of a given one: exact, nothing missing, nothing wrong. Hashes
 * may come and go at any time; one thread at a time. How it is done stands at {@link MultiIndex}.
 *
 * <p>Memory: about 105 bytes a hash with a million of them, 32 of which are the hash; the tables of buckets, 5 MiB, are there
 * from {@value MultiIndex#SCAN_ONLY} hashes on.
 */
public final class HammingIndex256 extends MultiIndex {
    public HammingIndex256() {
        super(4);
    }

    @Override
    Buckets emptyBuckets(int number) {
        return new TightBuckets(number);
    }

    /**
     * Adds a hash.
     *
     * @param id a number of the caller's, 0 or more and small: memory is as long as the largest
     * @throws IllegalArgumentException if the id has a hash
     */
    public void insert(int id, Hash256 hash) {
        hold(id, hash.a(), hash.b(), hash.c(), hash.d());
    }

    /** Calls {@code hits} once for each hash at most {@code radius} bits away, 0 to 256, in no particular order. */
    public void search(Hash256 hash, int radius, Hits hits) {
        find(radius, hits, hash.a(), hash.b(), hash.c(), hash.d());
    }
}
