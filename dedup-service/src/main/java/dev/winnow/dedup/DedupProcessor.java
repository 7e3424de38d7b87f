package dev.winnow.dedup;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.duplicate.ClusteredItem;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.StageMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;

/**
 * Tells each image which others it is a copy of. The store holds what is known of every item, under {@code dataset/item};
 * the clusters in memory are a cache of it, rebuilt for a dataset when its first image comes after a start or an aborted
 * transaction.
 */
final class DedupProcessor extends ContextualProcessor<byte[], ImageAssessed, String, Event> {
    static final String STORE = "dedup-items";

    /** What the second look at a content needs, under {@code dataset/content}. */
    static final String LOOKS = "dedup-looks";

    private static final Logger LOG = Logger.getLogger(DedupProcessor.class);

    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final StageMeter meter;
    private final Map<String, DuplicateClusters> datasets = new HashMap<>();
    private KeyValueStore<String, byte[]> store;
    private KeyValueStore<String, byte[]> looks;

    DedupProcessor(BiFunction<String, Integer, DatasetSpec> specs, StageMeter meter) {
        this.specs = specs;
        this.meter = meter;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        store = context.getStateStore(STORE);
        looks = context.getStateStore(LOOKS);
        datasets.clear();
    }

    @Override
    public void process(Record<byte[], ImageAssessed> record) {
        long start = System.nanoTime();
        ImageAssessed image = record.value();
        ImageUploaded upload = image.upload();
        DatasetSpec.Duplicates spec =
                specs.apply(upload.dataset(), upload.specVersion()).duplicates();
        DuplicateClusters.Change change = datasets.computeIfAbsent(upload.dataset(), this::restored)
                .add(image.arrival(), image.fingerprints(), spec);
        for (ClusteredItem item : change.items()) {
            store.put(key(upload.dataset(), item.item()), ClusteredItemFormat.write(item));
        }
        change.duplication().ifPresent(duplication -> announce(record, duplication));
        meter.timer().record(Duration.ofNanos(System.nanoTime() - start));
    }

    private void announce(Record<byte[], ImageAssessed> record, Duplication duplication) {
        long offset = context().recordMetadata().orElseThrow().offset();
        Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
        ImageDeduplicated event = new ImageDeduplicated(record.value(), duplication.at(offset), now);
        context().forward(record.withKey(event.key()).withValue((Event) event));
        meter.passed();
    }

    private DuplicateClusters restored(String dataset) {
        long start = System.nanoTime();
        List<ClusteredItem> items = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> kept = store.prefixScan(key(dataset, ""), new StringSerializer())) {
            while (kept.hasNext()) {
                KeyValue<String, byte[]> entry = kept.next();
                items.add(ClusteredItemFormat.read(entry.key.substring(dataset.length() + 1), entry.value));
            }
        }
        if (!items.isEmpty()) {
            LOG.infof(
                    "clusters rebuilt dataset=%s items=%d took=%dms",
                    dataset,
                    items.size(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
        return DuplicateClusters.of(items, new StoredLooks(dataset));
    }

    /** What is kept of a dataset's contents. */
    private final class StoredLooks implements Looks {
        private final String dataset;

        StoredLooks(String dataset) {
            this.dataset = dataset;
        }

        @Override
        public Look of(ContentHash content) {
            byte[] kept = looks.get(key(dataset, content.hex()));
            return kept == null ? Look.NONE : LookFormat.read(kept);
        }

        @Override
        public void keep(ContentHash content, Look look) {
            looks.put(key(dataset, content.hex()), LookFormat.write(look));
        }

        @Override
        public void drop(ContentHash content) {
            looks.delete(key(dataset, content.hex()));
        }
    }

    /** A dataset's name holds no slash. */
    private static String key(String dataset, String item) {
        return dataset + "/" + item;
    }
}
