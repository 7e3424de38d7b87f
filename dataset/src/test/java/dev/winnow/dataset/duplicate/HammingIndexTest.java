package dev.winnow.dataset.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HammingIndexTest {
    private static final int MANY = 6_000;

    enum Hashes {
        /** Each bit by itself. */
        UNIFORM {
            @Override
            long draw(Random random) {
                return random.nextLong();
            }
        },
        /** Few bits set, so that a few buckets hold nearly all. */
        SKEWED {
            @Override
            long draw(Random random) {
                return random.nextLong() & random.nextLong() & random.nextLong() & random.nextLong();
            }
        },
        /** Near copies of four pictures. */
        CROWDED {
            @Override
            long draw(Random random) {
                return flipped(0x9e3779b97f4a7c15L * random.nextInt(4), random.nextInt(12), random);
            }
        };

        abstract long draw(Random random);
    }

    @ParameterizedTest
    @EnumSource(Hashes.class)
    void findsWhatAFullScanFindsWhileHashesComeAndGo(Hashes distribution) {
        Random random = new Random(42);
        HammingIndex index = new HammingIndex();
        Map<Integer, Long> held = new TreeMap<>();

        for (int step = 0; step < 3 * MANY; step++) {
            int id = random.nextInt(MANY);
            if (held.containsKey(id) && random.nextInt(3) == 0) {
                index.remove(id);
                held.remove(id);
            } else if (!held.containsKey(id)) {
                long hash = distribution.draw(random);
                index.insert(id, hash);
                held.put(id, hash);
            }
            if (step % 100 == 0) {
                int radius = random.nextInt(20);
                long query = flipped(distribution.draw(random), random.nextInt(radius + 2), random);
                assertThat(found(index, query, radius)).isEqualTo(scanned(held, query, radius));
            }
        }
        assertThat(index.size()).isEqualTo(held.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 6, 7, 10, 16, 31, 64})
    void aHashAtTheRadiusIsFoundAndOneBitFurtherIsNot(int radius) {
        Random random = new Random(radius);
        HammingIndex index = new HammingIndex();
        for (int id = 0; id < MANY; id++) {
            index.insert(id, random.nextLong());
        }
        long query = random.nextLong();
        index.insert(MANY, flipped(query, radius, random));
        int beyond = Math.min(64, radius + 1);
        index.insert(MANY + 1, flipped(query, beyond, random));

        Map<Integer, Integer> found = found(index, query, radius);

        assertThat(found).containsEntry(MANY, radius);
        assertThat(found.containsKey(MANY + 1)).isEqualTo(beyond <= radius);
    }

    @Test
    void anEmptyIndexFindsNothing() {
        assertThat(found(new HammingIndex(), 0, 64)).isEmpty();
    }

    @Test
    void equalHashesAreAllFound() {
        HammingIndex index = new HammingIndex();
        for (int id = 0; id < MANY; id++) {
            index.insert(id, 7L);
        }

        assertThat(found(index, 7L, 0)).hasSize(MANY);
    }

    @Test
    void anIdIsHeldOnce() {
        HammingIndex index = new HammingIndex();
        index.insert(3, 1L);

        assertThatThrownBy(() -> index.insert(3, 2L)).hasMessage("id 3 is held already");
        assertThatThrownBy(() -> index.remove(4)).hasMessage("id 4 is not held");
    }

    private static Map<Integer, Integer> found(HammingIndex index, long query, int radius) {
        Map<Integer, Integer> found = new TreeMap<>();
        index.search(
                query,
                radius,
                (id, distance) -> assertThat(found.put(id, distance))
                        .as("id %d is reported once", id)
                        .isNull());
        return found;
    }

    private static Map<Integer, Integer> scanned(Map<Integer, Long> held, long query, int radius) {
        Map<Integer, Integer> found = new TreeMap<>();
        held.forEach((id, hash) -> {
            int distance = Long.bitCount(hash ^ query);
            if (distance <= radius) {
                found.put(id, distance);
            }
        });
        return found;
    }

    /** The hash with exactly this many bits changed. */
    private static long flipped(long hash, int bits, Random random) {
        long mask = 0;
        while (Long.bitCount(mask) < bits) {
            mask |= 1L << random.nextInt(64);
        }
        return hash ^ mask;
    }
}
