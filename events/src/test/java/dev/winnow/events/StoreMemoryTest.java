package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMemoryTest {
    private static final int STORES = 6;
    private static final int MEBIBYTES = 16;
    private static final int VALUE = 8 << 10;
    private static final int VALUES = (12 << 20) / VALUE;

    @TempDir
    Path folder;

    /** By default six stores would hold 72 MiB that is in no file yet, and as much of what is read. */
    @Test
    void allStoresOfAProcessTogetherKeepTheBoundAndOneThatClosesLeavesTheOthersTheirs() {
        long most = 2L * MEBIBYTES * (1 << 20);

        try (TopologyTestDriver driver = driver("first")) {
            for (int store = 0; store < STORES; store++) {
                fill(driver.getKeyValueStore("store" + store), store);
                awaitHeld("after writing", most);
            }
            try (TopologyTestDriver other = driver("second")) {
                fill(other.getKeyValueStore("store0"), 7);
            }
            for (int store = 0; store < STORES; store++) {
                assertThat(count(driver.getKeyValueStore("store" + store))).isEqualTo(VALUES);
                awaitHeld("after reading", most);
            }
            assertThat(written(driver)).as("in no file yet").isLessThan(most);
        }
    }

    /** The bound is soft: what is being flushed exceeds it until it is in its file, and writing may be faster than the disk. */
    private static void awaitHeld(String when, long most) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (StoreMemory.held() > most && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(StoreMemory.held()).as(when).isBetween(1L, most);
    }

    @Test
    void aBoundThatIsMissingOrNoneIsNamed() {
        assertThat(StoreMemory.MEBIBYTES).isEqualTo("winnow.stores.mebibytes");
        for (Object given : new Object[] {"7", "much", ""}) {
            assertThatThrownBy(() -> StoreMemory.bytes(given))
                    .hasMessage("kafka-streams.winnow.stores.mebibytes is " + given
                            + ", expected how many MiB all stores of the process may hold, 8 or more");
        }
        assertThatThrownBy(() -> StoreMemory.bytes(null)).hasMessageContaining("is null");
    }

    private TopologyTestDriver driver(String name) {
        StreamsBuilder builder = new StreamsBuilder();
        for (int store = 0; store < STORES; store++) {
            builder.addStateStore(Stores.keyValueStoreBuilder(
                            Stores.persistentKeyValueStore("store" + store), Serdes.Integer(), Serdes.ByteArray())
                    .withLoggingDisabled());
        }
        String[] names =
                IntStream.range(0, STORES).mapToObj(store -> "store" + store).toArray(String[]::new);
        builder.stream("in", Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(Idle::new, names);
        Properties settings = new Properties();
        settings.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                name,
                StreamsConfig.STATE_DIR_CONFIG,
                folder.resolve(name).toString(),
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
                StoreMemory.class.getName(),
                StoreMemory.MEBIBYTES,
                Integer.toString(MEBIBYTES)));
        return new TopologyTestDriver(builder.build(), settings);
    }

    /** Stores belong to a processor. */
    private static final class Idle extends ContextualProcessor<byte[], byte[], Void, Void> {
        @Override
        public void process(Record<byte[], byte[]> record) {}
    }

    /** With values that do not compress. */
    private static void fill(KeyValueStore<Integer, byte[]> store, long seed) {
        Random random = new Random(seed);
        for (int n = 0; n < VALUES; n++) {
            byte[] value = new byte[VALUE];
            random.nextBytes(value);
            store.put(n, value);
        }
    }

    private static int count(KeyValueStore<Integer, byte[]> store) {
        int count = 0;
        try (KeyValueIterator<Integer, byte[]> all = store.all()) {
            while (all.hasNext()) {
                assertThat(all.next().value).hasSize(VALUE);
                count++;
            }
        }
        return count;
    }

    /** As Kafka Streams measures it. */
    private static long written(TopologyTestDriver driver) {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("size-all-mem-tables"))
                .mapToLong(metric -> ((Number) metric.getValue().metricValue()).longValue())
                .sum();
    }
}
