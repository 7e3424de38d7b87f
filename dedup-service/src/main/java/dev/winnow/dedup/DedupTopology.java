package dev.winnow.dedup;

import dev.winnow.dataset.Deletion;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.Decision;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventStream;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.KafkaSettings;
import dev.winnow.events.SpecInForce;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The part of a topology that judges images by the rules of their dataset and clusters copies. All images of a dataset are in one partition and so in one order; datasets
 * spread over partitions.
 */
@Singleton
public class DedupTopology {
    private static final String STAGE = "dedup";
    private static final String CLUSTERS = STAGE + "-cluster";
    private static final String VERDICTS = STAGE + "-verdicts";
    private static final String SPECS = STAGE + "-specs";
    private static final String REJECTIONS = STAGE + "-rejections";
    private static final String DECIDED = STAGE + "-decided";

    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final Supplier<History> histories;
    private final StageMeter meter;

    @Inject
    public DedupTopology(DeclaredDatasets datasets, MeterRegistry registry) {
        this(
                datasets::spec,
                () -> new History.OfTopic(KafkaSettings.of(ConfigProvider.getConfig())),
                new StageMeter(registry, STAGE));
    }

    /** @param specs a version of a dataset's spec, waited for where it is not known yet */
    public DedupTopology(BiFunction<String, Integer, DatasetSpec> specs, StageMeter meter) {
        this(specs, () -> History.NONE, meter);
    }

    /** @param histories what stands on the topic before the stores were made, one for each partition */
    DedupTopology(BiFunction<String, Integer, DatasetSpec> specs, Supplier<History> histories, StageMeter meter) {
        this.specs = specs;
        this.histories = histories;
        this.meter = meter;
    }

    public void addTo(StreamsBuilder builder) {
        for (String store : List.of(
                DedupProcessor.STORE,
                DedupProcessor.LOOKS,
                DedupProcessor.DECISIONS,
                VerdictProcessor.ITEMS,
                VerdictProcessor.MEASURED,
                VerdictProcessor.RULES)) {
            builder.addStateStore(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray()));
        }
        KStream<byte[], Event> assessed = EventStream.of(
                builder, STAGE, Topic.IMAGES_ASSESSED, Event.class, Topic.DEDUP_DEAD_LETTERS, this::check, meter);
        KStream<String, Event> judged = assessed.process(
                () -> new VerdictProcessor(specs, histories.get(), meter, CLUSTERS, VERDICTS + "-sink"),
                Named.as(STAGE + "-judge"),
                VerdictProcessor.ITEMS,
                VerdictProcessor.MEASURED,
                VerdictProcessor.RULES,
                DedupProcessor.STORE,
                DedupProcessor.LOOKS,
                DedupProcessor.DECISIONS);
        EventStream.to(judged, VERDICTS);
        EventStream.to(
                judged.process(
                        () -> new DedupProcessor(specs, meter),
                        Named.as(CLUSTERS),
                        DedupProcessor.STORE,
                        DedupProcessor.LOOKS,
                        DedupProcessor.DECISIONS),
                STAGE,
                Topic.IMAGES_DEDUPLICATED);
    }

    /**
     * Adds what stands on other topics and belongs into the order of a dataset. Added last, so that tasks with state keep the numbers
     * that their folders bear.
     */
    public void addOrderTo(StreamsBuilder builder) {
        KStream<byte[], DatasetDeclared> declared = EventStream.of(
                builder,
                SPECS,
                Topic.DATASETS_DECLARED,
                DatasetDeclared.class,
                Topic.DEDUP_DEAD_LETTERS,
                event -> {},
                meter);
        KStream<byte[], ImageRejected> rejected = EventStream.of(
                builder,
                REJECTIONS,
                Topic.IMAGES_REJECTED,
                ImageRejected.class,
                Topic.DEDUP_DEAD_LETTERS,
                event -> {},
                meter);
        EventStream.to(
                declared.flatMap((key, event) -> decisions(event), Named.as(SPECS + "-order")),
                SPECS,
                Topic.IMAGES_ASSESSED);
        KStream<byte[], Event> decided = EventStream.of(
                builder,
                DECIDED,
                Topic.DATASETS_DECIDED,
                Event.class,
                Topic.DEDUP_DEAD_LETTERS,
                event -> Item.requireDatasetName(event.key()),
                meter);
        EventStream.to(
                decided.map((key, event) -> KeyValue.pair(event.key(), event), Named.as(DECIDED + "-order")),
                DECIDED,
                Topic.IMAGES_ASSESSED);
        EventStream.to(
                rejected.process(RejectionProcessor::new, Named.as(REJECTIONS + "-order")),
                REJECTIONS,
                Topic.IMAGES_ASSESSED);
    }

    /**
     * What a declaration means in the order of its dataset. A deletion is repeated with each later version, because the topic is compacted and
     * the record that announced it may be gone; the first copy counts.
     */
    static List<KeyValue<String, Event>> decisions(DatasetDeclared declared) {
        List<KeyValue<String, Event>> decisions = new ArrayList<>();
        Deletion deletion = declared.deletion();
        if (deletion != null) {
            decisions.add(KeyValue.pair(
                    declared.dataset(),
                    new DatasetDeleted(declared.dataset(), deletion.upTo(), deletion.by(), deletion.at())));
        }
        if (!declared.closed()) {
            decisions.add(KeyValue.pair(
                    declared.dataset(),
                    new SpecInForce(declared.dataset(), declared.current().version(), declared.at())));
        }
        return decisions;
    }

    private void check(Event event) {
        if (event instanceof ImageAssessed image) {
            specs.apply(image.upload().dataset(), image.upload().specVersion());
        } else if (event instanceof SpecInForce change) {
            specs.apply(change.dataset(), change.specVersion());
        } else if (event instanceof Decision decision) {
            Item.requireDatasetName(decision.dataset());
        } else {
            throw new IllegalArgumentException(event.type() + " is nothing to cluster copies by");
        }
    }
}
