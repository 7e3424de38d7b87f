package dev.winnow.dedup;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.Decision;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventStream;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/**
 * The part of a topology that clusters copies. All images of a dataset are in one partition and so in one order; datasets
 * spread over partitions.
 */
@Singleton
public class DedupTopology {
    private static final String STAGE = "dedup";

    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final StageMeter meter;

    @Inject
    public DedupTopology(DeclaredDatasets datasets, MeterRegistry registry) {
        this(datasets::spec, new StageMeter(registry, STAGE));
    }

    /** @param specs a version of a dataset's spec, waited for where it is not known yet */
    public DedupTopology(BiFunction<String, Integer, DatasetSpec> specs, StageMeter meter) {
        this.specs = specs;
        this.meter = meter;
    }

    public void addTo(StreamsBuilder builder) {
        for (String store : List.of(DedupProcessor.STORE, DedupProcessor.LOOKS, DedupProcessor.DECISIONS)) {
            builder.addStateStore(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray()));
        }
        KStream<byte[], Event> assessed = EventStream.of(
                builder, STAGE, Topic.IMAGES_ASSESSED, Event.class, Topic.DEDUP_DEAD_LETTERS, this::check, meter);
        EventStream.to(
                assessed.process(
                        () -> new DedupProcessor(specs, meter),
                        Named.as(STAGE + "-cluster"),
                        DedupProcessor.STORE,
                        DedupProcessor.LOOKS,
                        DedupProcessor.DECISIONS),
                STAGE,
                Topic.IMAGES_DEDUPLICATED);
    }

    private void check(Event event) {
        if (event instanceof ImageAssessed image) {
            specs.apply(image.upload().dataset(), image.upload().specVersion());
        } else if (event instanceof Decision decision) {
            Item.requireDatasetName(decision.dataset());
        } else {
            throw new IllegalArgumentException(event.type() + " is nothing to cluster copies by");
        }
    }
}
