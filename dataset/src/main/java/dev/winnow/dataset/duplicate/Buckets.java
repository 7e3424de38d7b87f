package dev.winnow.dataset.duplicate;

/**
 * The buckets of a {@link MultiIndex}: in each the ids of the hashes that belong there, and with each id a check, 16 bits or fewer
 * of the rest of the hash.
 */
abstract class Buckets {
    /** How many each holds. */
    protected final int[] count;

    /** @param number of buckets, a multiple of eight */
    Buckets(int number) {
        count = new int[number];
    }

    final int count(int bucket) {
        return count[bucket];
    }

    /** How many a bucket holds, told by asking its memory, which is fetched for that while others are asked. */
    abstract int fetched(int bucket);

    abstract void add(int bucket, int id, int check);

    /** @param id that the bucket holds */
    abstract void remove(int bucket, int id);

    /**
     * Collects the ids of a bucket whose checks differ from this one in few bits: all where a check differs in at most so many,
     * and some of the others where fewer than 16 bits of each are kept.
     *
     * @param into takes them from {@code found} on, and has room for all
     * @return {@code found}, and how many were collected
     */
    abstract int gather(int bucket, int check, int most, int[] into, int found);
}
