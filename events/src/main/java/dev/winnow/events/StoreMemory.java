package dev.winnow.events;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what all RocksDB stores of a process hold outside the heap. By default each store of each partition takes up to 98 MiB. Here
 * they share one cache, which holds blocks of files, their indexes and filters, and what was written and is in no file yet. The
 * setting {@value #MEBIBYTES} gives its size; the first store that is opened in a process decides.
 *
 * <p>The bound is soft: what an open iterator reads and what is being flushed may exceed it for a moment.
 */
public final class StoreMemory implements RocksDBConfigSetter {
    /** Setting of Kafka Streams: the bound in MiB, 8 or more. */
    public static final String MEBIBYTES = "winnow.stores.mebibytes";

    private static final long LEAST = 8;
    /** Of the bound, for what is in no file yet. RocksDB flushes the oldest of it, of any store, when it is reached. */
    private static final double WRITTEN = 0.4;
    /** Of the bound, kept for indexes and filters before blocks of values. */
    private static final double INDEXES = 0.2;

    private static Shared shared;

    /** Lives as long as the process: stores come and go with partitions. */
    private record Shared(Cache cache, WriteBufferManager written) {
        private static Shared of(long bytes) {
            Cache cache = new LRUCache(bytes, -1, false, INDEXES);
            return new Shared(cache, new WriteBufferManager((long) (bytes * WRITTEN), cache));
        }
    }

    /** @throws IllegalArgumentException when {@value #MEBIBYTES} is missing or less than 8 */
    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared memory = shared(configs.get(MEBIBYTES));
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(memory.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setWriteBufferManager(memory.written());
        options.setTableFormatConfig(table);
    }

    private static synchronized Shared shared(Object mebibytes) {
        if (shared == null) {
            shared = Shared.of(bytes(mebibytes));
        }
        return shared;
    }

    static long bytes(Object mebibytes) {
        try {
            long given = Long.parseLong(String.valueOf(mebibytes).strip());
            if (given >= LEAST) {
                return given << 20;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("kafka-streams." + MEBIBYTES + " is " + mebibytes
                + ", expected how many MiB all stores of the process may hold, " + LEAST + " or more");
    }

    /** The bytes that all stores of this process hold now, 0 where none was opened. */
    static synchronized long held() {
        return shared == null ? 0 : shared.cache().getUsage();
    }

    /** Leaves open what all stores share. */
    @Override
    public void close(String storeName, Options options) {}
}
