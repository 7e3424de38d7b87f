package dev.winnow.split;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.split.AssignedItem;
import dev.winnow.dataset.split.SplitAssigner;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssigned;
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
 * Gives each image its split. The store holds what is known of every item, under {@code dataset/item}; the assigners in memory
 * are a cache of it, rebuilt for a dataset when its first image comes after a start or an aborted transaction.
 */
final class SplitProcessor extends ContextualProcessor<byte[], ImageDeduplicated, String, Event> {
    static final String STORE = "split-items";

    private static final Logger LOG = Logger.getLogger(SplitProcessor.class);

    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final StageMeter meter;
    private final Map<String, SplitAssigner> datasets = new HashMap<>();
    private KeyValueStore<String, byte[]> store;

    SplitProcessor(BiFunction<String, Integer, DatasetSpec> specs, StageMeter meter) {
        this.specs = specs;
        this.meter = meter;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        store = context.getStateStore(STORE);
        datasets.clear();
    }

    @Override
    public void process(Record<byte[], ImageDeduplicated> record) {
        long start = System.nanoTime();
        ImageDeduplicated image = record.value();
        ImageUploaded upload = image.upload();
        DatasetSpec.Splits wish =
                specs.apply(upload.dataset(), upload.specVersion()).split();
        SplitAssigner.Change change = datasets.computeIfAbsent(upload.dataset(), this::restored)
                .assign(image.image().arrival(), image.duplication(), wish);
        for (AssignedItem item : change.items()) {
            store.put(key(upload.dataset(), item.item()), AssignedItemFormat.write(item));
        }
        change.assignment().ifPresent(assignment -> announce(record, assignment));
        meter.timer().record(Duration.ofNanos(System.nanoTime() - start));
    }

    private void announce(Record<byte[], ImageDeduplicated> record, Assignment assignment) {
        Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
        ImageAssigned event = new ImageAssigned(record.value(), assignment, now);
        if (!assignment.moves().isEmpty()) {
            LOG.infof(
                    "units joined, the smaller moved dataset=%s image=%s unit=%s split=%s moved=%d",
                    event.upload().dataset(),
                    event.key(),
                    assignment.unit(),
                    assignment.split().key(),
                    assignment.moves().size());
        }
        context().forward(record.withKey(event.key()).withValue((Event) event));
        meter.passed();
    }

    private SplitAssigner restored(String dataset) {
        long start = System.nanoTime();
        List<AssignedItem> items = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> kept = store.prefixScan(key(dataset, ""), new StringSerializer())) {
            while (kept.hasNext()) {
                KeyValue<String, byte[]> entry = kept.next();
                items.add(AssignedItemFormat.read(entry.key.substring(dataset.length() + 1), entry.value));
            }
        }
        if (!items.isEmpty()) {
            LOG.infof(
                    "splits rebuilt dataset=%s items=%d took=%dms",
                    dataset,
                    items.size(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
        return SplitAssigner.of(items);
    }

    /** A dataset's name holds no slash. */
    private static String key(String dataset, String item) {
        return dataset + "/" + item;
    }
}
