package dev.winnow.quality;

import dev.winnow.dataset.ContentHash;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventStream;
import dev.winnow.events.LabelDocument;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import dev.winnow.storage.PatientStore;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/**
 * The part of a topology that checks labels against what is known of their image. All topics that it reads are keyed by item, so that
 * everything about an item meets in one partition.
 */
@Singleton
public class LabelTopology {
    private static final String STAGE = "labels";

    private final Function<String, LabelRules> rules;
    private final LabelDocument.Store store;
    private final StageMeter meter;

    @Inject
    public LabelTopology(DeclaredDatasets datasets, PatientStore store, MeterRegistry registry) {
        this(
                dataset -> datasets.find(dataset).map(LabelRules::of).orElse(LabelRules.UNDECLARED),
                new LabelDocument.Store() {
                    @Override
                    public ContentHash put(byte[] bytes) throws IOException {
                        return store.put(bytes);
                    }

                    @Override
                    public byte[] read(ContentHash content) throws IOException {
                        return store.read(content);
                    }
                },
                new StageMeter(registry, STAGE));
    }

    /** @param rules those in force for a dataset */
    public LabelTopology(Function<String, LabelRules> rules, LabelDocument.Store store, StageMeter meter) {
        this.rules = rules;
        this.store = store;
        this.meter = meter;
    }

    public void addTo(StreamsBuilder builder) {
        builder.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(LabelProcessor.STORE), Serdes.String(), Serdes.ByteArray()));
        KStream<byte[], Event> facts = EventStream.of(
                        builder,
                        STAGE + "-submitted",
                        Topic.ANNOTATIONS_SUBMITTED,
                        Event.class,
                        Topic.QUALITY_DEAD_LETTERS,
                        this::check,
                        meter)
                .merge(EventStream.beside(builder, STAGE + "-ingested", Topic.IMAGES_INGESTED, Event.class))
                .merge(EventStream.beside(builder, STAGE + "-rejected", Topic.IMAGES_REJECTED, Event.class))
                .merge(EventStream.beside(builder, STAGE + "-removed", Topic.IMAGES_REMOVED, Event.class));
        EventStream.to(
                facts.process(
                        () -> new LabelProcessor(rules, store, meter),
                        Named.as(STAGE + "-check"),
                        LabelProcessor.STORE),
                STAGE);
    }

    /** Labels in the store are read before anything depends on them, so that missing ones are a dead letter. */
    private void check(Event event) {
        try {
            ((AnnotationsSubmitted) event).labels().labels(store);
        } catch (IOException e) {
            throw new IllegalArgumentException("Its labels cannot be read: " + e.getMessage(), e);
        }
    }
}
