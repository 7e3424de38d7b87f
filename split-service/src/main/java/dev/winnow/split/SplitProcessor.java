package dev.winnow.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.split.AssignedItem;
import dev.winnow.dataset.split.Settlement.Extent;
import dev.winnow.dataset.split.SplitAssigner;
import dev.winnow.dataset.split.SplitAssigner.Ledger;
import dev.winnow.dataset.split.SplitAssigner.Moved;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetReleased;
import dev.winnow.events.DatasetStore;
import dev.winnow.events.DatasetStore.Reading;
import dev.winnow.events.Event;
import dev.winnow.events.EventJson;
import dev.winnow.events.Generations;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImagesSettled;
import dev.winnow.events.ReleaseMembers;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.SplitsSettled;
import dev.winnow.events.StageMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;

/**
 * Gives each image its split, and says which others moved. The store holds what is known of every item, and under no name what
 * the items do not tell; the assigners in memory are a cache of it, rebuilt for a dataset when its first record comes after a
 * start or an aborted transaction.
 *
 * <p>An item kept from before uploads were stored moves without an event of its own, until it is uploaded again: {@link
 * Assignment#moves} names it.
 */
final class SplitProcessor extends ContextualProcessor<byte[], Event, String, Event> {
    static final String STORE = "split-items";

    /** The name of what a dataset's items do not tell. */
    private static final String LEDGER = "";

    /** Other images that an assignment names at most. What is made of it nests it, and no broker takes an event of any size. */
    static final int MOST_OTHERS = 500;

    private static final Logger LOG = Logger.getLogger(SplitProcessor.class);

    /** Facts of deleted datasets are dropped so many at a time and so often, beside the images that come. */
    private static final int DROPPED_AT_A_TIME = 1_000;

    private static final Duration DROPPING = Duration.ofMillis(200);

    private final ObjectMapper json = EventJson.mapper();
    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final StageMeter meter;
    private final Map<String, SplitAssigner> datasets = new HashMap<>();
    private DatasetStore store;
    private Generations generations;

    SplitProcessor(BiFunction<String, Integer, DatasetSpec> specs, StageMeter meter) {
        this.specs = specs;
        this.meter = meter;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        store = new DatasetStore(context.getStateStore(STORE));
        generations = new Generations(store, List.of(store));
        datasets.clear();
        context.schedule(DROPPING, PunctuationType.WALL_CLOCK_TIME, time -> generations.drop(DROPPED_AT_A_TIME));
    }

    @Override
    public void process(Record<byte[], Event> record) {
        long start = System.nanoTime();
        if (record.value() instanceof ImageDeduplicated image) {
            assign(record, image);
        } else if (record.value() instanceof ClustersRevised revised) {
            revise(record, revised);
        }
        meter.timer().record(Duration.ofNanos(System.nanoTime() - start));
    }

    private void assign(Record<byte[], Event> record, ImageDeduplicated image) {
        ImageUploaded upload = image.upload();
        if (generations.covers(upload.dataset(), upload.specVersion())) {
            return; // announced by a dedup of before datasets could be deleted
        }
        Splits wish = specs.apply(upload.dataset(), upload.specVersion()).split();
        SplitAssigner.Change change = datasets.computeIfAbsent(upload.dataset(), this::restored)
                .assign(image.image().arrival(), image.duplication(), wish);
        if (change.assignment().isEmpty()) {
            return;
        }
        Map<String, byte[]> uploads = keep(upload.dataset(), change, upload);
        Assignment assignment = change.assignment().orElseThrow();
        Long position = image.duplication().position();
        announce(record, assigned(image, assignment, uploads));
        announceMoves(record, change, uploads, image.subject(), position == null ? 0 : position);
        if (!assignment.moves().isEmpty()) {
            LOG.infof(
                    "images moved dataset=%s image=%s unit=%s moved=%d",
                    upload.dataset(),
                    image.subject(),
                    assignment.unit(),
                    assignment.moves().size());
        }
        meter.passed();
    }

    /**
     * The assignment as an event that the broker takes. Where many other images are named, those are left out that other events name:
     * {@link ImageMoved}, and the {@link ImageDeduplicated} on its own topic.
     */
    private ImageAssigned assigned(ImageDeduplicated image, Assignment assignment, Map<String, byte[]> uploads) {
        ImageDeduplicated told = image.duplication().others() <= MOST_OTHERS
                ? image
                : new ImageDeduplicated(image.image(), image.duplication().ofNewcomer(image.subject()), image.at());
        if (assignment.others() <= MOST_OTHERS) {
            return new ImageAssigned(told, assignment, now());
        }
        List<Assignment.Move> without = assignment.moves().stream()
                .filter(move -> uploads.get(move.item()) == null)
                .toList();
        if (without.size() > MOST_OTHERS) {
            LOG.warnf(
                    "moves without an event dataset=%s image=%s moved=%d named=%d reason=%s",
                    image.upload().dataset(),
                    image.subject(),
                    without.size(),
                    MOST_OTHERS,
                    "they were stored before uploads were");
        }
        return new ImageAssigned(
                told, assignment.ofNewcomer(without.stream().limit(MOST_OTHERS).toList()), now());
    }

    private void revise(Record<byte[], Event> record, ClustersRevised revised) {
        String dataset = revised.cause().dataset();
        if (generations.covers(revised.cause())) {
            return;
        }
        if (revised.deleted() != null) {
            generations.delete(revised.deleted());
            datasets.remove(dataset);
            return;
        }
        SplitAssigner assigner = datasets.computeIfAbsent(dataset, this::restored);
        long position = revised.revision().position();
        Splits wish = assigner.specVersion() == 0
                ? null // nothing is known that could change
                : specs.apply(dataset, assigner.specVersion()).split();
        if (revised.settled() != null) {
            settle(record, revised, assigner, wish);
            return;
        }
        if (revised.frozen() != null) {
            SplitAssigner.Change frozen = assigner.freeze(wish);
            announceMoves(record, frozen, keep(dataset, frozen, null), null, position);
            long items = release(record, revised.frozen(), assigner, position);
            LOG.infof(
                    "splits frozen dataset=%s release=%s items=%d offset=%d",
                    dataset, revised.frozen().release(), items, position);
            return;
        }
        if (wish != null) {
            List<String> judged = revised.judged() == null
                    ? List.of()
                    : List.of(revised.judged().one(), revised.judged().other());
            SplitAssigner.Change change = assigner.revise(revised.revision(), judged, wish);
            Map<String, byte[]> uploads = keep(dataset, change, null);
            announceMoves(
                    record,
                    change,
                    uploads,
                    revised.withdrawn() == null ? null : revised.withdrawn().subject(),
                    position);
        }
        if (revised.withdrawn() != null) {
            announce(record, new ImageRemoved(revised.withdrawn(), position, now()));
        }
    }

    /** Says what a release holds: in chunks, because a dataset does not fit into a record, and in the transaction of the freeze. */
    private long release(Record<byte[], Event> record, SplitsFrozen frozen, SplitAssigner assigner, long position) {
        DatasetReleased.Digest digest = new DatasetReleased.Digest();
        List<ReleaseMembers.Member> chunk = new ArrayList<>();
        long items = 0;
        int chunks = 0;
        Iterator<AssignedItem> members = assigner.members();
        while (members.hasNext()) {
            AssignedItem item = members.next();
            ReleaseMembers.Member member = new ReleaseMembers.Member(
                    item.item(), item.content(), item.split(), item.fold(), item.unit(), item.cluster());
            digest.add(member);
            chunk.add(member);
            items++;
            if (chunk.size() == ReleaseMembers.MOST || !members.hasNext()) {
                chunks++;
                announce(
                        record, new ReleaseMembers(frozen.dataset(), frozen.release(), position, chunks, chunk, now()));
                chunk.clear();
            }
        }
        announce(record, new DatasetReleased(frozen, position, items, chunks, digest.value(), now()));
        return items;
    }

    private void settle(Record<byte[], Event> record, ClustersRevised revised, SplitAssigner assigner, Splits wish) {
        String dataset = revised.cause().dataset();
        long position = revised.revision().position();
        int moved = 0;
        SplitAssigner.Settled settled = null;
        SplitsSettled decision = revised.settled();
        if (decision.extent() == Extent.PREVIEW) {
            SplitAssigner.Forecast forecast =
                    wish == null ? new SplitAssigner.Forecast(0, 0, 0) : assigner.forecast(decision.mostMoves(), wish);
            announce(
                    record,
                    new ImagesSettled(
                            decision,
                            forecast.moved(),
                            0,
                            forecast.errorBefore(),
                            forecast.errorAfter(),
                            position,
                            now()));
            return;
        }
        if (wish != null) {
            long start = System.nanoTime();
            settled = decision.extent() == Extent.REBALANCE
                    ? assigner.rebalance(decision.mostMoves(), wish)
                    : assigner.settle(decision.extent(), wish);
            announceMoves(record, settled.change(), keep(dataset, settled.change(), null), null, position);
            moved = (int) settled.change().moved().stream()
                    .filter(one -> one.from() != one.to())
                    .count();
            LOG.infof(
                    "splits settled dataset=%s extent=%s moved=%d error=%.4f before=%.4f took=%dms",
                    dataset,
                    revised.settled().extent(),
                    moved,
                    settled.errorAfter(),
                    settled.errorBefore(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            assigner.notices(wish)
                    .forEach(notice -> LOG.warnf(
                            "splits notice dataset=%s code=%s unit=%s images=%d reason=%s",
                            dataset, notice.code(), notice.unit(), notice.images(), notice.detail()));
        }
        announce(
                record,
                new ImagesSettled(
                        revised.settled(),
                        moved,
                        settled == null ? 0 : settled.change().moved().size(),
                        settled == null ? 0 : settled.errorBefore(),
                        settled == null ? 0 : settled.errorAfter(),
                        position,
                        now()));
    }

    /** Stores what changed, and returns the JSON of the uploads of all items that are kept. */
    private Map<String, byte[]> keep(String dataset, SplitAssigner.Change change, ImageUploaded newcomer) {
        String space = generations.space(dataset);
        Map<String, byte[]> uploads = new HashMap<>();
        for (AssignedItem item : change.items()) {
            byte[] upload = newcomer != null && item.item().equals(newcomer.subject())
                    ? write(newcomer)
                    : AssignedItemFormat.readUpload(item.item(), store.get(space, item.item()));
            uploads.put(item.item(), upload);
            store.put(space, item.item(), AssignedItemFormat.write(item, upload));
        }
        change.removed().forEach(item -> store.delete(space, item));
        if (change.ledger() != null) {
            store.put(space, LEDGER, AssignedItemFormat.write(change.ledger()));
        }
        return uploads;
    }

    private void announceMoves(
            Record<byte[], Event> record,
            SplitAssigner.Change change,
            Map<String, byte[]> uploads,
            String because,
            long position) {
        for (Moved moved : change.moved()) {
            byte[] upload = uploads.get(moved.item());
            if (upload != null) {
                announce(
                        record,
                        new ImageMoved(
                                read(upload),
                                moved.from(),
                                moved.to(),
                                moved.outside(),
                                moved.unit(),
                                moved.group(),
                                moved.fold(),
                                moved.reason(),
                                because,
                                position,
                                now()));
            }
        }
    }

    private void announce(Record<byte[], Event> record, Event event) {
        context().forward(record.withKey(event.key()).withValue(event));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private byte[] write(ImageUploaded upload) {
        try {
            return json.writeValueAsBytes(upload);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write upload " + upload.id(), e);
        }
    }

    private ImageUploaded read(byte[] upload) {
        try {
            return json.readValue(upload, ImageUploaded.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a stored upload", e);
        }
    }

    private SplitAssigner restored(String dataset) {
        long start = System.nanoTime();
        String space = generations.space(dataset);
        byte[] ledger = store.get(space, LEDGER);
        try (Reading<AssignedItem> items = store.all(space, AssignedItemFormat::readItem)) {
            if (ledger != null) {
                items.skip(); // no name comes first
            }
            SplitAssigner assigner =
                    SplitAssigner.of(items, ledger == null ? Ledger.EMPTY : AssignedItemFormat.readLedger(ledger));
            if (items.count() > 0) {
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                meter.rebuilt(took, items.count());
                LOG.infof("splits rebuilt dataset=%s items=%d took=%dms", dataset, items.count(), took.toMillis());
            }
            return assigner;
        }
    }
}
