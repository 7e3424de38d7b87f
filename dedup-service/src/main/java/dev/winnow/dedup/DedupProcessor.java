package dev.winnow.dedup;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.duplicate.ClusteredItem;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.dataset.duplicate.Remembered;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.DatasetStore;
import dev.winnow.events.DatasetStore.Reading;
import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventParts;
import dev.winnow.events.Generations;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.PairJudged;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.SplitsSettled;
import dev.winnow.events.StageMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;

/**
 * Tells each image which others it is a copy of, and what each decision about the dataset changed. The store holds what is known
 * of every item; the clusters in memory are a cache of it, rebuilt for a dataset when its first image comes after a start or an
 * aborted transaction.
 */
final class DedupProcessor extends ContextualProcessor<String, Event, String, Event> {
    static final String STORE = "dedup-items";

    /** What the second look at a content needs, by its hash. */
    static final String LOOKS = "dedup-looks";

    /** What is kept of a dataset beside its items, by {@link RememberedFormat#key}. */
    static final String DECISIONS = "dedup-decisions";

    private static final Logger LOG = Logger.getLogger(DedupProcessor.class);

    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final StageMeter meter;
    private final Map<String, DuplicateClusters> datasets = new HashMap<>();
    private DatasetStore store;
    private DatasetStore looks;
    private DatasetStore decisions;
    private Generations generations;

    DedupProcessor(BiFunction<String, Integer, DatasetSpec> specs, StageMeter meter) {
        this.specs = specs;
        this.meter = meter;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        store = new DatasetStore(context.getStateStore(STORE));
        looks = new DatasetStore(context.getStateStore(LOOKS));
        decisions = new DatasetStore(context.getStateStore(DECISIONS));
        generations = new Generations(decisions, List.of()); // VerdictProcessor deletes, also from these stores
        datasets.clear();
    }

    @Override
    public void process(Record<String, Event> record) {
        long start = System.nanoTime();
        if (record.value() instanceof ImageAssessed image) {
            add(record, image);
        } else if (record.value() instanceof Decision decision) {
            decide(record, decision);
        }
        meter.timer().record(Duration.ofNanos(System.nanoTime() - start));
    }

    private void add(Record<String, Event> record, ImageAssessed image) {
        ImageUploaded upload = image.upload();
        Duplicates spec = specs.apply(upload.dataset(), upload.specVersion()).duplicates();
        DuplicateClusters.Change change = clusters(upload.dataset()).add(image.arrival(), image.fingerprints(), spec);
        keep(upload.dataset(), change);
        if (change.duplication().isPresent()) {
            Duplication duplication = change.duplication().get().at(position());
            announce(record, new ImageDeduplicated(image.withoutDetails(), duplication, now()));
            meter.passed();
            if (duplication.curtailed()) {
                meter.curtailed();
            }
        }
    }

    /**
     * Every decision is passed on, also one that changes nothing about clusters: splits depend on it too. Except the withdrawal of an unknown
     * item because of a rejection, which is most rejections.
     */
    private void decide(Record<String, Event> record, Decision decision) {
        String dataset = decision.dataset();
        if (decision instanceof DatasetDeleted deleted) {
            generations.reread(dataset);
            datasets.remove(dataset);
            announce(record, ClustersRevised.of(decision, Revision.none(position()), now()));
            LOG.infof("dataset deleted dataset=%s by=%s offset=%d", dataset, deleted.by(), position());
            return;
        }
        DuplicateClusters clusters = clusters(dataset);
        DatasetSpec spec = clusters.specVersion() == 0
                ? DatasetSpec.defaults() // no image has come that it could matter to
                : specs.apply(dataset, clusters.specVersion());
        if (decision instanceof ImageWithdrawn withdrawn) {
            if (withdrawn.cause() == ImageWithdrawn.Cause.REJECTED && !clusters.holds(withdrawn.subject())) {
                return; // nothing lay at the place of what was rejected
            }
            DuplicateClusters.Change change = clusters.withdraw(
                    withdrawn.subject(), withdrawn.upTo(), withdrawn.specVersion(), spec.duplicates(), position());
            revise(record, decision, change);
        } else if (decision instanceof PairJudged judged) {
            revise(record, decision, changeBy(judged, clusters, spec.duplicates()));
        } else if (decision instanceof SplitsFrozen || decision instanceof SplitsSettled) {
            announce(record, ClustersRevised.of(decision, Revision.none(position()), now()));
        }
    }

    private DuplicateClusters.Change changeBy(PairJudged judged, DuplicateClusters clusters, Duplicates spec) {
        ContentHash one = judged.oneContent();
        ContentHash other = judged.otherContent();
        return switch (judged.word()) {
            case COPIES -> clusters.judge(one, other, true, spec, position());
            case DIFFERENT -> clusters.judge(one, other, false, spec, position());
            case TAKEN_BACK -> clusters.takeBack(one, other, spec, position());
        };
    }

    private void revise(Record<String, Event> record, Decision decision, DuplicateClusters.Change change) {
        keep(decision.dataset(), change);
        announce(record, ClustersRevised.of(decision, change.revision().orElseThrow(), now()));
    }

    private void keep(String dataset, DuplicateClusters.Change change) {
        String space = generations.space(dataset);
        change.revision().ifPresent(revision -> revision.left().forEach(item -> store.delete(space, item)));
        for (ClusteredItem item : change.items()) {
            store.put(space, item.item(), ClusteredItemFormat.write(item));
        }
        for (Remembered remembered : change.remembered()) {
            decisions.put(space, RememberedFormat.key(remembered), RememberedFormat.write(remembered));
        }
    }

    private void announce(Record<String, Event> record, Event event) {
        for (Event part : EventParts.of(event)) {
            context().forward(record.withKey(part.key()).withValue(part));
        }
    }

    private long position() {
        return context().recordMetadata().orElseThrow().offset();
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private DuplicateClusters clusters(String dataset) {
        return datasets.computeIfAbsent(dataset, this::restored);
    }

    private DuplicateClusters restored(String dataset) {
        String space = generations.space(dataset);
        long start = System.nanoTime();
        List<Remembered> remembered = new ArrayList<>();
        try (Reading<Remembered> kept = decisions.all(space, RememberedFormat::read)) {
            kept.forEachRemaining(remembered::add);
        }
        try (Reading<ClusteredItem> items = store.all(space, ClusteredItemFormat::read)) {
            DuplicateClusters clusters = DuplicateClusters.of(items, remembered, new StoredLooks(space));
            if (items.count() > 0) {
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                meter.rebuilt(took, items.count());
                LOG.infof("clusters rebuilt dataset=%s items=%d took=%dms", dataset, items.count(), took.toMillis());
            }
            return clusters;
        }
    }

    /** What is kept of a dataset's contents. */
    private final class StoredLooks implements Looks {
        private final String space;

        StoredLooks(String space) {
            this.space = space;
        }

        @Override
        public Look of(ContentHash content) {
            byte[] kept = looks.get(space, content.hex());
            return kept == null ? Look.NONE : LookFormat.read(kept);
        }

        @Override
        public void keep(ContentHash content, Look look) {
            looks.put(space, content.hex(), LookFormat.write(look));
        }

        @Override
        public void drop(ContentHash content) {
            looks.delete(space, content.hex());
        }
    }
}
