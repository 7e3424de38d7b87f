package dev.winnow.split;

import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventStream;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/**
 * The part of a topology that assigns splits. All images of a dataset are in one partition and so in one order; datasets
 * spread over partitions.
 */
@Singleton
public class SplitTopology {
    private static final String STAGE = "split";

    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final StageMeter meter;

    @Inject
    public SplitTopology(DeclaredDatasets datasets, MeterRegistry registry) {
        this(datasets::spec, new StageMeter(registry, STAGE));
    }

    /** @param specs a version of a dataset's spec, waited for where it is not known yet */
    public SplitTopology(BiFunction<String, Integer, DatasetSpec> specs, StageMeter meter) {
        this.specs = specs;
        this.meter = meter;
    }

    public void addTo(StreamsBuilder builder) {
        builder.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(SplitProcessor.STORE), Serdes.String(), Serdes.ByteArray()));
        KStream<byte[], Event> deduplicated = EventStream.of(
                builder, STAGE, Topic.IMAGES_DEDUPLICATED, Event.class, Topic.SPLIT_DEAD_LETTERS, this::check, meter);
        EventStream.to(
                deduplicated.process(
                        () -> new SplitProcessor(specs, meter), Named.as(STAGE + "-assign"), SplitProcessor.STORE),
                STAGE);
    }

    private void check(Event event) {
        if (event instanceof ImageDeduplicated image) {
            specs.apply(image.upload().dataset(), image.upload().specVersion());
        } else if (!(event instanceof ClustersRevised)) {
            throw new IllegalArgumentException(event.type() + " is nothing to assign a split by");
        }
    }
}
