package dev.winnow.dataset.duplicate;

import java.util.Arrays;

/** Six bytes each: the whole check, and any id. A bucket is an array: the checks side by side, then the ids, of two chars each. */
final class WideBuckets extends Buckets {
    private static final char[] EMPTY = {};

    private final char[][] buckets;

    WideBuckets(int number) {
        super(number);
        buckets = new char[number][];
        Arrays.fill(buckets, EMPTY);
    }

    @Override
    int fetched(int bucket) {
        return Math.min(count[bucket], buckets[bucket].length);
    }

    @Override
    void add(int number, int id, int check) {
        int filled = count[number]++;
        if (3 * filled == buckets[number].length) {
            resize(number, filled + (filled >> 3) + 2);
        }
        put(buckets[number], filled, id, (char) check);
    }

    /** The last of the bucket takes the place of the one that leaves. */
    @Override
    void remove(int number, int id) {
        char[] bucket = buckets[number];
        int place = 0;
        while (id(bucket, place) != id) {
            place++;
        }
        int last = --count[number];
        put(bucket, place, id(bucket, last), bucket[last]);
        if (12 * last < bucket.length) {
            resize(number, last);
        }
    }

    @Override
    int gather(int number, int check, int most, int[] into, int found) {
        char[] bucket = buckets[number];
        int to = found;
        for (int place = 0, filled = count[number]; place < filled; place++) {
            if (Integer.bitCount(bucket[place] ^ check) <= most) {
                into[to++] = id(bucket, place);
            }
        }
        return to;
    }

    private static int id(char[] bucket, int place) {
        int at = bucket.length / 3 + 2 * place;
        return bucket[at] | bucket[at + 1] << 16;
    }

    private static void put(char[] bucket, int place, int id, char check) {
        int at = bucket.length / 3 + 2 * place;
        bucket[place] = check;
        bucket[at] = (char) id;
        bucket[at + 1] = (char) (id >>> 16);
    }

    private void resize(int number, int capacity) {
        char[] from = buckets[number];
        char[] to = new char[3 * capacity];
        int kept = Math.min(capacity, from.length / 3);
        System.arraycopy(from, 0, to, 0, kept);
        System.arraycopy(from, from.length / 3, to, capacity, 2 * kept);
        buckets[number] = to;
    }
}
