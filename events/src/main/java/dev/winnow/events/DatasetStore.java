package dev.winnow.events;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a store of Kafka Streams keeps of datasets: facts by name, under {@code dataset/name}. A dataset's name holds no slash; a
 * fact's name may be empty, and comes first then. For the stream thread that the store belongs to.
 */
public final class DatasetStore {
    private final KeyValueStore<String, byte[]> store;

    public DatasetStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** Null where nothing is kept. */
    public byte[] get(String dataset, String name) {
        return store.get(key(dataset, name));
    }

    public void put(String dataset, String name, byte[] fact) {
        store.put(key(dataset, name), fact);
    }

    public void delete(String dataset, String name) {
        store.delete(key(dataset, name));
    }

    /**
     * All facts of a dataset in the order of their names, read one by one, so that they are not all in memory beside what is made of
     * them.
     *
     * @param read makes a fact of its name and its bytes
     * @return to be closed
     */
    public <T> Reading<T> all(String dataset, BiFunction<String, byte[], T> read) {
        String prefix = key(dataset, "");
        return new Reading<>(store.prefixScan(prefix, new StringSerializer()), prefix.length(), read);
    }

    /** The first names of a dataset's facts, in their order; so many at most. */
    public List<String> names(String dataset, int most) {
        List<String> names = new ArrayList<>();
        try (Reading<String> all = all(dataset, (name, fact) -> name)) {
            while (names.size() < most && all.hasNext()) {
                names.add(all.next());
            }
        }
        return names;
    }

    /**
     * As {@link #all}, of the facts whose names come after one.
     *
     * @param name of no fact necessarily
     */
    public <T> Reading<T> after(String dataset, String name, BiFunction<String, byte[], T> read) {
        String prefix = key(dataset, "");
        // The least key behind the name, and the least behind all of the dataset: '0' follows '/'.
        return new Reading<>(store.range(key(dataset, name) + '\0', dataset + '0'), prefix.length(), read);
    }

    private static String key(String dataset, String name) {
        return dataset + "/" + name;
    }

    /** Facts as they are read. */
    public static final class Reading<T> implements Iterator<T>, AutoCloseable {
        private final KeyValueIterator<String, byte[]> kept;
        private final int prefix;
        private final BiFunction<String, byte[], T> read;
        private int count;

        private Reading(KeyValueIterator<String, byte[]> kept, int prefix, BiFunction<String, byte[], T> read) {
            this.kept = kept;
            this.prefix = prefix;
            this.read = read;
        }

        @Override
        public boolean hasNext() {
            return kept.hasNext();
        }

        @Override
        public T next() {
            KeyValue<String, byte[]> entry = kept.next();
            count++;
            return read.apply(entry.key.substring(prefix), entry.value);
        }

        /** Passes over the next fact, which is not counted. */
        public void skip() {
            kept.next();
        }

        /** Facts read so far. */
        public int count() {
            return count;
        }

        @Override
        public void close() {
            kept.close();
        }
    }
}
