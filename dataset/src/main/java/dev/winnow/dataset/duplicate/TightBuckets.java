package dev.winnow.dataset.duplicate;

import java.util.Arrays;

/**
 * Four bytes each: the id in as many bits as the largest takes, above it as many bits of the check as there is room for. With a
 * million ids that is twelve, with sixteen million eight. Eight buckets that follow one another share a shelf, an array in which
 * they stand side by side, because an array for each takes 20 bytes more, and its spare room.
 */
final class TightBuckets extends Buckets {
    private static final int SHELF_SHIFT = 3;
    private static final int ON_A_SHELF = 1 << SHELF_SHIFT;
    private static final int[] EMPTY = {};

    private final int[][] shelves;
    private int idBits = 16;

    TightBuckets(int number) {
        super(number);
        shelves = new int[number >>> SHELF_SHIFT][];
        Arrays.fill(shelves, EMPTY);
    }

    @Override
    int fetched(int bucket) {
        return Math.min(count[bucket], shelves[bucket >>> SHELF_SHIFT].length);
    }

    /** Each bucket behind this one on the shelf gives its first place away and gets one behind its last. */
    @Override
    void add(int bucket, int id, int check) {
        if (id >>> idBits != 0) {
            widen(Integer.SIZE - Integer.numberOfLeadingZeros(id));
        }
        int end = start((bucket | ON_A_SHELF - 1) + 1, bucket);
        int[] shelf = shelves[bucket >>> SHELF_SHIFT];
        if (end == shelf.length) {
            shelf = Arrays.copyOf(shelf, end + (end >> 5) + 2);
            shelves[bucket >>> SHELF_SHIFT] = shelf;
        }
        for (int behind = bucket | ON_A_SHELF - 1; behind > bucket; behind--) {
            int start = end - count[behind];
            shelf[end] = shelf[start];
            end = start;
        }
        shelf[end] = id | check << idBits;
        count[bucket]++;
    }

    /** The last of the bucket takes the place of the one that leaves, and each bucket behind it fills the gap with its last. */
    @Override
    void remove(int bucket, int id) {
        int[] shelf = shelves[bucket >>> SHELF_SHIFT];
        int place = start(bucket, bucket);
        int gap = place + count[bucket] - 1;
        while ((shelf[place] & ~(-1 << idBits)) != id) {
            place++;
        }
        shelf[place] = shelf[gap];
        count[bucket]--;
        for (int behind = bucket + 1; behind <= (bucket | ON_A_SHELF - 1); behind++) {
            int last = gap + count[behind];
            shelf[gap] = shelf[last];
            gap = last;
        }
        if (4 * gap < shelf.length) {
            shelves[bucket >>> SHELF_SHIFT] = Arrays.copyOf(shelf, gap);
        }
    }

    @Override
    int gather(int bucket, int check, int most, int[] into, int found) {
        int[] shelf = shelves[bucket >>> SHELF_SHIFT];
        int sought = check << idBits;
        int checked = -1 << idBits;
        int to = found;
        int start = start(bucket, bucket);
        for (int place = start, end = start + count[bucket]; place < end; place++) {
            int entry = shelf[place];
            if (Integer.bitCount((entry ^ sought) & checked) <= most) {
                into[to++] = entry & ~checked;
            }
        }
        return to;
    }

    /** Where a bucket begins on the shelf of another; behind the last one, where what the shelf holds ends. */
    private int start(int bucket, int onShelfOf) {
        int start = 0;
        for (int before = onShelfOf & -ON_A_SHELF; before < bucket; before++) {
            start += count[before];
        }
        return start;
    }

    /** Gives ids more room and checks less. What of a shelf is not used has nothing to lose. */
    private void widen(int bits) {
        for (int[] shelf : shelves) {
            for (int place = 0; place < shelf.length; place++) {
                int entry = shelf[place];
                shelf[place] = entry & ~(-1 << idBits) | entry >>> idBits << bits;
            }
        }
        idBits = bits;
    }
}
