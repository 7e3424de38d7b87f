package dev.winnow.dataset.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.dataset.Hash256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HammingIndexTest {
    /** Buckets are kept from here on. */
    private static final int SOME = MultiIndex.SCAN_ONLY;

    enum Width {
        BITS_64(1, 10) {
            @Override
            Index index() {
                HammingIndex index = new HammingIndex();
                return new Index(
                        index,
                        (id, hash) -> index.insert(id, hash[0]),
                        (hash, radius, hits) -> index.search(hash[0], radius, hits));
            }
        },
        BITS_256(4, 31) {
            @Override
            Index index() {
                HammingIndex256 index = new HammingIndex256();
                return new Index(
                        index,
                        (id, hash) -> index.insert(id, hash256(hash)),
                        (hash, radius, hits) -> index.search(hash256(hash), radius, hits));
            }
        };

        final int words;
        /** What one searches with, and where the buckets are looked into. */
        final int usualRadius;

        Width(int words, int usualRadius) {
            this.words = words;
            this.usualRadius = usualRadius;
        }

        abstract Index index();

        int bits() {
            return 64 * words;
        }
    }

    enum Hashes {
        /** Each bit by itself. */
        UNIFORM {
            @Override
            long[] draw(int words, Random random) {
                return random.longs(words).toArray();
            }
        },
        /** Few bits set, so that a few buckets hold nearly all. */
        SPARSE {
            @Override
            long[] draw(int words, Random random) {
                return IntStream.range(0, words)
                        .mapToLong(
                                word -> random.nextLong() & random.nextLong() & random.nextLong() & random.nextLong())
                        .toArray();
            }
        },
        /** Each bit mostly like the one before it. */
        RUNS {
            @Override
            long[] draw(int words, Random random) {
                long[] hash = new long[words];
                boolean bit = random.nextBoolean();
                for (int i = 0; i < 64 * words; i++) {
                    bit = random.nextInt(10) < 7 ? bit : random.nextBoolean();
                    hash[i / 64] |= bit ? 1L << i : 0;
                }
                return hash;
            }
        },
        /** Near copies of forty pictures. */
        CROWDED {
            @Override
            long[] draw(int words, Random random) {
                long[] picture = UNIFORM.draw(words, new Random(random.nextInt(40)));
                return flipped(picture, random.nextInt(12), random);
            }
        },
        /** Five hashes, each thousands of times. */
        FEW {
            @Override
            long[] draw(int words, Random random) {
                return UNIFORM.draw(words, new Random(random.nextInt(5)));
            }
        },
        /** Bits that never change: every fourth of each word, and half of those beside. */
        CONSTANT_BANDS {
            @Override
            long[] draw(int words, Random random) {
                return random.longs(words)
                        .map(word -> word & 0xcccccccc_eeeeeeeeL)
                        .toArray();
            }
        };

        abstract long[] draw(int words, Random random);
    }

    static Stream<Arguments> widthsAndHashes() {
        return Stream.of(Width.values())
                .flatMap(width -> Stream.of(Hashes.values()).map(hashes -> Arguments.of(width, hashes)));
    }

    @ParameterizedTest
    @MethodSource("widthsAndHashes")
    void findsWhatAFullScanFindsWhileHashesComeAndGo(Width width, Hashes hashes) {
        Random random = new Random(42);
        Index index = width.index();
        Map<Integer, long[]> held = new HashMap<>();

        for (int step = 0; step < 4 * SOME; step++) {
            // wide ids leave little room for checks
            int id = (random.nextInt(20) == 0 ? 50 : 1) * random.nextInt(2 * SOME);
            if (held.containsKey(id)) {
                index.remove(id);
                held.remove(id);
            }
            // most come in the first half, and most go in the second
            if (random.nextInt(10) < (step < 2 * SOME ? 10 : 2)) {
                long[] hash = hashes.draw(width.words, random);
                index.insert(id, hash);
                held.put(id, hash);
            }
            if (step % 500 == 0) {
                int radius = random.nextInt(width.usualRadius + 3);
                long[] query = flipped(hashes.draw(width.words, random), random.nextInt(radius + 2), random);
                assertThat(found(index, query, radius)).isEqualTo(scanned(held, query, radius));
            }
        }
        assertThat(index.size()).isEqualTo(held.size());
    }

    @ParameterizedTest
    @EnumSource
    void hashesAtTheRadiusAreFoundAndOneBitFurtherAreNot(Width width) {
        Random random = new Random(7);
        Index index = width.index();
        int strangers = 10 * SOME;
        Map<Integer, long[]> held = new HashMap<>();
        for (int id = 0; id < strangers; id++) {
            held.put(id, Hashes.UNIFORM.draw(width.words, random));
        }
        held.forEach(index::insert);
        for (int radius = 0; radius <= width.usualRadius + 2; radius++) {
            long[] query = Hashes.UNIFORM.draw(width.words, random);
            List<Integer> planted = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int id = strangers + i;
                long[] hash = flipped(query, radius + i % 2, random);
                index.insert(id, hash);
                held.put(id, hash);
                planted.add(id);
            }

            Map<Integer, Integer> found = found(index, query, radius);

            for (int id : planted) {
                assertThat(found.get(id)).as("radius %d, id %d", radius, id).isEqualTo(id % 2 == 0 ? radius : null);
            }
            assertThat(found).isEqualTo(scanned(held, query, radius));
            for (int id : planted) {
                index.remove(id);
                held.remove(id);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRadiusOfAllBitsFindsAll(Width width) {
        Random random = new Random(1);
        Index index = width.index();
        for (int id = 0; id <= SOME; id++) {
            index.insert(id, Hashes.UNIFORM.draw(width.words, random));
        }

        assertThat(found(index, new long[width.words], width.bits())).hasSize(SOME + 1);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyIndexFindsNothing(Width width) {
        assertThat(found(width.index(), new long[width.words], width.bits())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void equalHashesAreAllFound(Width width) {
        Index index = width.index();
        long[] hash = Hashes.UNIFORM.draw(width.words, new Random(3));
        for (int id = 0; id < 2 * SOME; id++) {
            index.insert(id, hash);
        }

        assertThat(found(index, hash, 0)).hasSize(2 * SOME);
    }

    @Test
    void idsMayHaveGapsOfAnyWidth() {
        HammingIndex index = new HammingIndex();
        index.insert(100_000, 5L);
        index.insert(7, 5L);
        index.insert(20_000, 4L);

        Map<Integer, Integer> found = new HashMap<>();
        index.search(5L, 1, found::put);

        assertThat(found).isEqualTo(Map.of(7, 0, 20_000, 1, 100_000, 0));
    }

    @Test
    void anIdIsHeldOnce() {
        HammingIndex index = new HammingIndex();
        index.insert(3, 1L);

        assertThatThrownBy(() -> index.insert(3, 2L)).hasMessage("id 3 is held already");
        assertThatThrownBy(() -> index.remove(4)).hasMessage("id 4 is not held");
    }

    private static Map<Integer, Integer> found(Index index, long[] query, int radius) {
        Map<Integer, Integer> found = new HashMap<>();
        index.search(
                query,
                radius,
                (id, distance) -> assertThat(found.put(id, distance))
                        .as("id %d is reported once", id)
                        .isNull());
        return found;
    }

    private static Map<Integer, Integer> scanned(Map<Integer, long[]> held, long[] query, int radius) {
        Map<Integer, Integer> found = new HashMap<>();
        held.forEach((id, hash) -> {
            int distance = IntStream.range(0, hash.length)
                    .map(word -> Long.bitCount(hash[word] ^ query[word]))
                    .sum();
            if (distance <= radius) {
                found.put(id, distance);
            }
        });
        return found;
    }

    /** The hash with exactly this many bits changed. */
    private static long[] flipped(long[] hash, int bits, Random random) {
        long[] flipped = hash.clone();
        random.ints(0, 64 * hash.length).distinct().limit(bits).forEach(bit -> flipped[bit / 64] ^= 1L << bit);
        return flipped;
    }

    private static Hash256 hash256(long[] hash) {
        return new Hash256(hash[0], hash[1], hash[2], hash[3]);
    }

    /** Both widths in one shape. */
    private record Index(MultiIndex index, Insert insert, Search search) {
        interface Insert {
            void accept(int id, long[] hash);
        }

        interface Search {
            void accept(long[] hash, int radius, MultiIndex.Hits hits);
        }

        void insert(int id, long[] hash) {
            insert.accept(id, hash);
        }

        void remove(int id) {
            index.remove(id);
        }

        void search(long[] hash, int radius, MultiIndex.Hits hits) {
            search.accept(hash, radius, hits);
        }

        int size() {
            return index.size();
        }
    }
}
