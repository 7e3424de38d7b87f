package dev.winnow.bench;

import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.duplicate.HammingIndex;
import dev.winnow.dataset.duplicate.HammingIndex256;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What exact search for near hashes takes: drawn hashes go into an index, then queries come, each of which is inserted after its
 * search, as with images that arrive. Afterwards some of the queries are asked again and held against a full scan.
 */
public final class IndexBench {
    private static final int SEED = 20_261_125;
    private static final int WARM_UP_HASHES = 100_000;

    /** How hashes are drawn. */
    public enum Distribution {
        /** Each bit by itself. */
        UNIFORM {
            @Override
            long draw(SplittableRandom random) {
                return random.nextLong();
            }
        },
        /** Each bit is taken over from its neighbour with probability 0.7, so that a few buckets are full and many are empty. */
        SKEWED {
            @Override
            long draw(SplittableRandom random) {
                long kept = atLeast(0.7, random);
                long hash = random.nextLong();
                for (int bit = 1; bit < 64; bit++) {
                    long before = hash >>> (bit - 1) & 1;
                    hash ^= (hash >>> bit & 1 ^ before) << bit & kept;
                }
                return hash;
            }
        };

        abstract long draw(SplittableRandom random);

        private static long atLeast(double probability, SplittableRandom random) {
            long bits = 0;
            for (int bit = 0; bit < 64; bit++) {
                bits |= random.nextDouble() < probability ? 1L << bit : 0;
            }
            return bits;
        }
    }

    /**
     * What is measured.
     *
     * @param bits of a hash, 64 or 256
     * @param hashes that are in the index before the first query
     * @param radius up to which hashes are near, 0 to bits
     * @param queries that are timed, half of them planted near-copies
     */
    public record Plan(int bits, int hashes, int radius, Distribution distribution, int queries) {
        public Plan {
            if (bits != 64 && bits != 256) {
                throw new IllegalArgumentException("Hashes have 64 or 256 bits, not " + bits);
            }
            if (hashes < 1 || hashes > 100_000_000) {
                throw new IllegalArgumentException("From 1 to 100,000,000 hashes can be drawn, not " + hashes);
            }
            if (radius < 0 || radius > bits) {
                throw new IllegalArgumentException("A radius lies between 0 and " + bits + ", " + radius + " does not");
            }
            if (queries < 1 || queries > 1_000_000) {
                throw new IllegalArgumentException("From 1 to 1,000,000 queries can be timed, not " + queries);
            }
        }

        int words() {
            return bits / 64;
        }

        /** Hashes and index, and as much again for what inserting leaves to the collector. */
        long heapBytes() {
            long each = words() * Long.BYTES + (bits == 64 ? 50 : 200);
            return 2 * (each * (hashes + 2L * queries) + (long) words() * (4 << 20));
        }
    }

    /** What is measured: hashes stand in arrays, one behind another. */
    interface Searched {
        void insert(int id, long[] hashes, int at);

        void search(long[] hashes, int at, int radius, HammingIndex.Hits hits);
    }

    private final Plan plan;
    private final int words;

    public IndexBench(Plan plan) {
        this.plan = plan;
        this.words = plan.words();
    }

    /** @throws IllegalStateException where the heap is too small, with what to set */
    public IndexResult run() {
        long heap = Runtime.getRuntime().maxMemory();
        if (plan.heapBytes() > heap) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "A heap of %,d MB is too small for %,d hashes of %d bits: set WINNOW_HEAP=%dg",
                    heap >> 20,
                    plan.hashes(),
                    plan.bits(),
                    (plan.heapBytes() * 9 / 8 >> 30) + 1));
        }
        warmUp();
        return measure(plan.bits() == 64 ? new Bits64() : new Bits256());
    }

    /** Lets the compiler see as much of the work as a service has done after its first minutes. */
    private void warmUp() {
        Plan small = new Plan(
                plan.bits(),
                Math.min(WARM_UP_HASHES, plan.hashes()),
                plan.radius(),
                plan.distribution(),
                Math.min(10_000, 10 * plan.queries()));
        new IndexBench(small).measure(plan.bits() == 64 ? new Bits64() : new Bits256());
    }

    IndexResult measure(Searched index) {
        SplittableRandom random = new SplittableRandom(SEED);
        int hashes = plan.hashes();
        int asked = 2 * plan.queries();
        long[] all = new long[(hashes + asked) * words];
        for (int i = 0; i < hashes * words; i++) {
            all[i] = plan.distribution().draw(random);
        }
        for (int id = hashes; id < hashes + asked; id++) {
            if (id % 2 == 0) {
                plant(all, id, hashes, random);
            } else {
                for (int word = 0; word < words; word++) {
                    all[id * words + word] = plan.distribution().draw(random);
                }
            }
        }

        long before = heapUsed();
        long begun = System.nanoTime();
        for (int id = 0; id < hashes; id++) {
            index.insert(id, all, id * words);
        }
        double buildSeconds = (System.nanoTime() - begun) / 1e9;
        long bytes = heapUsed() - before;

        long[] nanos = new long[plan.queries()];
        Answer answer = new Answer();
        long hits = 0;
        for (int id = hashes; id < hashes + asked; id++) {
            answer.clear();
            begun = System.nanoTime();
            index.search(all, id * words, plan.radius(), answer);
            long took = System.nanoTime() - begun;
            index.insert(id, all, id * words);
            int timed = id - hashes - plan.queries(); // the first half fills the caches
            if (timed >= 0) {
                nanos[timed] = took;
                hits += answer.size;
            }
        }
        Arrays.sort(nanos);

        int checked = Math.min(200, plan.queries());
        int different = 0;
        long[] scanNanos = new long[checked];
        Answer scanned = new Answer();
        for (int i = 0; i < checked; i++) {
            int query = hashes + asked - 1 - i;
            scanned.clear();
            begun = System.nanoTime();
            if (words == 1) {
                scan64(all, query, scanned);
            } else {
                scan256(all, query, scanned);
            }
            scanNanos[i] = System.nanoTime() - begun;
            answer.clear();
            index.search(all, query * words, plan.radius(), answer);
            different += answer.equals(scanned) ? 0 : 1;
        }
        Arrays.sort(scanNanos);
        double median = percentile(nanos, 50);
        double scanMedian = percentile(scanNanos, 50);
        return new IndexResult(
                plan.bits(),
                hashes,
                plan.radius(),
                plan.distribution(),
                buildSeconds,
                hashes / buildSeconds,
                (double) bytes / hashes,
                plan.queries(),
                (double) hits / plan.queries(),
                median,
                percentile(nanos, 99),
                scanMedian,
                scanMedian / median,
                checked,
                different);
    }

    /** A near copy of one of the hashes, 0 to radius bits away. */
    private void plant(long[] all, int id, int hashes, SplittableRandom random) {
        System.arraycopy(all, random.nextInt(hashes) * words, all, id * words, words);
        random.ints(0, plan.bits())
                .distinct()
                .limit(random.nextInt(plan.radius() + 1))
                .forEach(bit -> all[id * words + bit / 64] ^= 1L << bit);
    }

    private void scan64(long[] all, int query, HammingIndex.Hits hits) {
        long hash = all[query];
        int radius = plan.radius();
        for (int id = 0; id < all.length; id++) {
            int distance = Long.bitCount(all[id] ^ hash);
            if (distance <= radius) {
                hits.hit(id, distance);
            }
        }
    }

    private void scan256(long[] all, int query, HammingIndex.Hits hits) {
        long a = all[4 * query];
        long b = all[4 * query + 1];
        long c = all[4 * query + 2];
        long d = all[4 * query + 3];
        int radius = plan.radius();
        for (int at = 0; at < all.length; at += 4) {
            int distance = Long.bitCount(all[at] ^ a) + Long.bitCount(all[at + 1] ^ b);
            if (distance <= radius) {
                distance += Long.bitCount(all[at + 2] ^ c) + Long.bitCount(all[at + 3] ^ d);
                if (distance <= radius) {
                    hits.hit(at / 4, distance);
                }
            }
        }
    }

    private static double percentile(long[] sortedNanos, int percent) {
        return sortedNanos[Math.min(sortedNanos.length - 1, sortedNanos.length * percent / 100)] / 1e3;
    }

    private static long heapUsed() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Ids and distances, to be compared whatever their order. */
    private static final class Answer implements HammingIndex.Hits {
        private long[] found = new long[64];
        private int size;

        private void clear() {
            size = 0;
        }

        @Override
        public void hit(int id, int distance) {
            if (size == found.length) {
                found = Arrays.copyOf(found, 2 * size);
            }
            found[size++] = (long) id << 32 | distance;
        }

        private boolean equals(Answer other) {
            Arrays.sort(found, 0, size);
            Arrays.sort(other.found, 0, other.size);
            return Arrays.equals(found, 0, size, other.found, 0, other.size);
        }
    }

    private static final class Bits64 implements Searched {
        private final HammingIndex index = new HammingIndex();

        @Override
        public void insert(int id, long[] hashes, int at) {
            index.insert(id, hashes[at]);
        }

        @Override
        public void search(long[] hashes, int at, int radius, HammingIndex.Hits hits) {
            index.search(hashes[at], radius, hits);
        }
    }

    private static final class Bits256 implements Searched {
        private final HammingIndex256 index = new HammingIndex256();

        @Override
        public void insert(int id, long[] hashes, int at) {
            index.insert(id, hash(hashes, at));
        }

        @Override
        public void search(long[] hashes, int at, int radius, HammingIndex.Hits hits) {
            index.search(hash(hashes, at), radius, hits);
        }

        private static Hash256 hash(long[] hashes, int at) {
            return new Hash256(hashes[at], hashes[at + 1], hashes[at + 2], hashes[at + 3]);
        }
    }
}
