package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedSetTest {
    private record Value(Key key, int number) {}

    /** @param hash as narrow as the test wants it, so that many keys share one */
    private record Key(int name, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** From one hash for all keys to one for each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 50, 1 << 20})
    void holdsWhatAMapHolds(int hashes) {
        Random random = new Random(hashes);
        KeyedSet<Key, Value> subject = new KeyedSet<>(Value::key);
        Map<Key, Value> model = new HashMap<>();

        for (int step = 0; step < 20_000; step++) {
            int name = random.nextInt(step < 10_000 ? 400 : 60);
            Key key = new Key(name, (name % hashes) * (hashes == 7 ? 0x10000000 : 1));
            if (random.nextInt(3) == 0) {
                assertThat(subject.remove(key)).isEqualTo(model.remove(key));
            } else {
                Value value = new Value(key, step);
                assertThat(subject.put(value)).isEqualTo(model.put(key, value));
            }
            assertThat(subject.get(key)).isEqualTo(model.get(key));
            assertThat(subject.size()).isEqualTo(model.size());
        }

        List<Value> all = new ArrayList<>();
        subject.forEach(all::add);
        assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
        for (int name = 0; name < 400; name++) {
            Key key = new Key(name, (name % hashes) * (hashes == 7 ? 0x10000000 : 1));
            assertThat(subject.get(key)).isEqualTo(model.get(key));
        }
    }
}
