package dev.winnow.dedup;

import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.quality.JudgedItem;
import dev.winnow.dataset.quality.JudgedItems;
import dev.winnow.dataset.quality.JudgingState;
import dev.winnow.dataset.quality.Outcome;
import dev.winnow.dataset.quality.Verdicts;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.DatasetJudged;
import dev.winnow.events.DatasetStore;
import dev.winnow.events.DatasetStore.Reading;
import dev.winnow.events.Decision;
import dev.winnow.events.DeclaredDatasets;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.FencesTaken;
import dev.winnow.events.FencesTaken.MeasureFence;
import dev.winnow.events.Generations;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.SpecInForce;
import dev.winnow.events.StageMeter;
import dev.winnow.events.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;

/**
 * Judges a dataset's images by its rules, in its order, before anybody compares them.
 *
 * <ol>
 *   <li>An image that no rule rejects goes on with its issues. One that a rule rejects becomes an {@link ImageRejected}; what lay at
 *       its place is withdrawn.
 *   <li>A changed spec, or other fences, are applied to the images that there are, a bounded number at a time. Only what changes is
 *       announced: {@link ImageRejudged} for other issues, {@link ImageRejected} for an image that leaves.
 *   <li>An image that leaves or comes back by a changed rule does so in the dataset's order: its withdrawal, or its assessment under the
 *       changed spec, goes to {@code images.assessed} and is carried out when it is read there.
 *   <li>Where stores of an earlier version hold clusters and no measures, what stands on the topic before the first record is judged in
 *       turns, as if it arrived.
 *   <li>A deleted dataset is forgotten, with its clusters. What is about it and comes later goes no further.
 *   <li>A dataset that has had no record for half a second takes the fences of the images that there are. It is settled once all are judged by
 *       them, and {@link DatasetJudged} says so. Taking fences takes one twentieth of the time at most.
 * </ol>
 */
final class VerdictProcessor extends ContextualProcessor<byte[], Event, String, Event> {
    /** What is known of every item, in {@link JudgedItemFormat}. */
    static final String ITEMS = "dedup-judged";

    /** Every item's assessment, as JSON: it is announced again when a verdict on it changes. */
    static final String MEASURED = "dedup-measured";

    /** By dataset what {@link RulesFormat} holds, and the offset of its last record. */
    static final String RULES = "dedup-rules";

    private static final Logger LOG = Logger.getLogger(VerdictProcessor.class);
    private static final String STATE = "state";
    private static final String POSITION = "position";
    private static final Duration TURN = Duration.ofMillis(100);
    private static final long REST_MILLIS = 500;
    private static final int PAGE = 200;

    /** A turn reads no further page after this time. */
    private static final long WORK_NANOS = 20_000_000;

    private static final int LOOKING_SHARE = 20;

    /** Facts of deleted datasets that a turn drops. */
    private static final int DROPPED_A_TURN = 500;

    private static final EventDeserializer EVENTS = new EventDeserializer();
    private static final EventSerializer JSON = new EventSerializer();

    /** What is kept of the partition and of no dataset: from where and up to where its history is to be read. */
    private static final String HISTORY = "/history";

    /** Fences of an earlier version had fewer versions; those of images that it judged have more. */
    private static final int LATER_THAN_ANY = 1 << 20;

    private final BiFunction<String, Integer, DatasetSpec> specs;
    private final History history;
    private final StageMeter meter;
    private final String clusters;
    private final String announcements;
    private final Map<String, Judging> datasets = new HashMap<>();
    private KeyValueStore<String, byte[]> allRules;
    private DatasetStore items;
    private DatasetStore measured;
    private DatasetStore rules;
    private KeyValueStore<String, byte[]> allClustered;
    private DatasetStore clustered;
    private Generations generations;
    private boolean resumed;

    /** From which offset on history is to be read, and up to which; both are the same where none is. */
    private long historyFrom;

    private long historyUpTo;

    /**
     * @param history closed by {@link #close}
     * @param clusters the child that takes what goes on in the dataset's order
     * @param announcements the child that writes each event to its own topic
     */
    VerdictProcessor(
            BiFunction<String, Integer, DatasetSpec> specs,
            History history,
            StageMeter meter,
            String clusters,
            String announcements) {
        this.specs = specs;
        this.history = history;
        this.meter = meter;
        this.clusters = clusters;
        this.announcements = announcements;
    }

    /** A dataset, and what of it is not in its verdicts. */
    private static final class Judging {
        private final String dataset;
        /** The name under which its facts are kept. */
        private final String space;

        private final Verdicts verdicts;
        /** As it lies in the store, null where nothing does. */
        private RulesFormat.Kept kept;

        private long position;
        private long settledAt;
        private long changedMillis;
        private long nextSettleMillis;

        private Judging(String dataset, String space, Verdicts verdicts, RulesFormat.Kept kept, long position) {
            this.dataset = dataset;
            this.space = space;
            this.verdicts = verdicts;
            this.kept = kept;
            this.position = position;
            this.settledAt = kept == null ? -1 : kept.settledAt();
        }
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        allRules = context.getStateStore(RULES);
        rules = new DatasetStore(allRules);
        items = new DatasetStore(context.getStateStore(ITEMS));
        measured = new DatasetStore(context.getStateStore(MEASURED));
        allClustered = context.getStateStore(DedupProcessor.STORE);
        clustered = new DatasetStore(allClustered);
        DatasetStore decisions = new DatasetStore(context.getStateStore(DedupProcessor.DECISIONS));
        generations = new Generations(
                decisions,
                List.of(
                        clustered,
                        new DatasetStore(context.getStateStore(DedupProcessor.LOOKS)),
                        decisions,
                        items,
                        measured,
                        rules));
        datasets.clear();
        resumed = false;
        historyFrom = 0;
        historyUpTo = 0;
        context.schedule(TURN, PunctuationType.WALL_CLOCK_TIME, this::turn);
    }

    @Override
    public void process(Record<byte[], Event> record) {
        Event event = record.value();
        long offset = context().recordMetadata().orElseThrow().offset();
        resume(offset);
        if (isDeleted(event)) {
            return;
        }
        if (event instanceof DatasetDeleted deleted) {
            generations.delete(deleted);
            datasets.remove(deleted.dataset());
            context().forward(record.withKey(event.key()).withValue(event), clusters);
            return;
        }
        Judging judging = judging(event);
        if (event instanceof ImageAssessed image) {
            arrive(record, judging, image);
        } else if (event instanceof SpecInForce change) {
            judging.verdicts.change(specs.apply(change.dataset(), change.specVersion()));
        } else {
            if (event instanceof ImageWithdrawn withdrawn
                    && judging.verdicts.withdraw(withdrawn.subject(), withdrawn.upTo(), withdrawn.specVersion())) {
                measured.delete(judging.space, withdrawn.subject());
            }
            context().forward(record.withKey(event.key()).withValue(event), clusters);
        }
        moveTo(judging, offset);
        keep(judging);
    }

    /** Whether an event is about what was deleted while it was on its way. */
    private boolean isDeleted(Event event) {
        return event instanceof ImageAssessed image
                ? generations.covers(image.upload().dataset(), image.upload().specVersion())
                : event instanceof Decision decision && generations.covers(decision);
    }

    private void arrive(Record<byte[], Event> record, Judging judging, ImageAssessed image) {
        ImageUploaded upload = image.upload();
        if (upload.specVersion() >= judging.verdicts.specVersion()) {
            judging.verdicts.change(specs.apply(upload.dataset(), upload.specVersion()));
        }
        Optional<Outcome> outcome =
                judging.verdicts.arrive(image.subject(), upload.at(), upload.specVersion(), image.scores());
        if (outcome.isEmpty()) {
            return; // a later upload of the item, or its withdrawal, is known
        }
        ImageAssessed judged = under(upload.specVersion(), image, outcome.get());
        measured.put(judging.space, image.subject(), JSON.serialize(Topic.IMAGES_ASSESSED.topicName(), judged));
        if (outcome.get().isIn()) {
            context().forward(record.withKey(judged.key()).withValue(judged), clusters);
            return;
        }
        Rejection rejection = outcome.get().verdict().rejectedFor();
        announce(RejectionProcessor.marked(record.headers()), new ImageRejected(upload, rejection, judged, now()));
        meter.rejected(rejection.reason().name());
        if (clustered.get(judging.space, image.subject()) != null) {
            announce(record.headers(), RejectionProcessor.predecessor(upload, rejection, now()));
        }
    }

    private void turn(long now) {
        resume(-1);
        generations.drop(DROPPED_A_TURN);
        if (historyFrom < historyUpTo) {
            readHistory();
            return;
        }
        for (Judging judging : datasets.values()) {
            advance(judging, now);
        }
    }

    private void advance(Judging judging, long now) {
        long start = System.nanoTime();
        if (judging.verdicts.isPassing()) {
            do {
                judging.verdicts.page(PAGE).forEach(outcome -> announce(judging, outcome));
            } while (judging.verdicts.isPassing() && System.nanoTime() - start < WORK_NANOS);
        } else if (judging.position != judging.settledAt
                && now - judging.changedMillis >= REST_MILLIS
                && now >= judging.nextSettleMillis) {
            if (!judging.verdicts.settle()) {
                judging.settledAt = judging.position;
            }
            long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            judging.nextSettleMillis = now + LOOKING_SHARE * took;
        } else {
            return;
        }
        keep(judging);
        JudgingState state = judging.kept.state();
        announce(new DatasetJudged(
                judging.dataset,
                state.spec().version(),
                state.fenceVersion(),
                state.passed(),
                judging.settledAt == judging.position && state.passed() == null,
                judging.position,
                now()));
    }

    /** Says what a pass changed about an image. */
    private void announce(Judging judging, Outcome outcome) {
        byte[] json = measured.get(judging.space, outcome.item());
        ImageAssessed image = (ImageAssessed) EVENTS.deserialize(Topic.IMAGES_ASSESSED.topicName(), json);
        if (outcome.wasIn() && outcome.isIn()) {
            announce(new ImageRejudged(
                    image.upload(),
                    outcome.specVersion(),
                    outcome.fenceVersion(),
                    outcome.verdict().issues(),
                    now()));
            return;
        }
        ImageAssessed again = under(outcome.specVersion(), image, outcome);
        if (outcome.isIn()) {
            announce(again);
            return;
        }
        Rejection rejection = outcome.verdict().rejectedFor();
        announce(
                RejectionProcessor.marked(new RecordHeaders()),
                new ImageRejected(again.upload(), rejection, again, now()));
        if (outcome.wasIn()) {
            meter.rejected(rejection.reason().name());
            announce(new ImageWithdrawn(
                    judging.dataset,
                    image.upload().source(),
                    outcome.uploadedAt(),
                    outcome.uploadVersion(),
                    ImageWithdrawn.Cause.REJECTED,
                    "A changed rule rejects it: " + rejection.detail(),
                    null,
                    now()));
        }
    }

    /** As if the image had been uploaded under this version of the spec, and with the issues of the verdict. */
    private static ImageAssessed under(int specVersion, ImageAssessed image, Outcome outcome) {
        ImageIngested ingested = image.image();
        return new ImageAssessed(
                specVersion == ingested.upload().specVersion()
                        ? ingested
                        : new ImageIngested(
                                ingested.upload().withSpecVersion(specVersion),
                                ingested.metadata(),
                                ingested.issues(),
                                ingested.at()),
                image.scores(),
                image.fingerprints(),
                outcome.verdict().issues(),
                image.at());
    }

    /** Stores what changed beside the items, and announces the fences where they are others. */
    private void keep(Judging judging) {
        JudgingState state = judging.verdicts.state();
        RulesFormat.Kept kept = new RulesFormat.Kept(state, judging.settledAt);
        if (kept.equals(judging.kept)) {
            return;
        }
        if (state.fenceVersion()
                != (judging.kept == null ? 0 : judging.kept.state().fenceVersion())) {
            List<MeasureFence> fences = new ArrayList<>();
            state.fences()
                    .forEach((measure, fence) ->
                            fences.add(new MeasureFence(measure.key(), fence.count(), fence.centiles())));
            announce(new FencesTaken(judging.dataset, state.fenceVersion(), fences, judging.position, now()));
        }
        judging.kept = kept;
        rules.put(judging.space, STATE, RulesFormat.write(kept));
    }

    private void announce(Event event) {
        announce(new RecordHeaders(), event);
    }

    private void announce(Headers headers, Event event) {
        context().forward(new Record<>(event.key(), event, context().currentSystemTimeMs(), headers), announcements);
    }

    @Override
    public void close() {
        history.close();
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    /** Judges the next of what stands on the topic since before this store was made. */
    private void readHistory() {
        History.Page page = history.read(context().taskId().partition(), historyFrom, historyUpTo);
        for (Event event : page.events()) {
            try {
                judgeEarlier(event, page.next() - 1);
            } catch (DeclaredDatasets.UnknownSpecException e) {
                LOG.warnf("an earlier image is not judged again reason=%s", e.getMessage());
            }
        }
        historyFrom = page.next();
        if (historyFrom >= historyUpTo) {
            history.close();
            LOG.infof("what an earlier version took in is judged images up to offset=%d", historyUpTo);
        }
        putHistory();
    }

    /** @param position of the event or of a later one, before the first record that these stores took in */
    private void judgeEarlier(Event event, long position) {
        if (isDeleted(event) || event instanceof DatasetDeleted) {
            return; // the ledger has every deletion that the clusters have
        }
        Judging judging = judging(event);
        if (event instanceof ImageWithdrawn withdrawn) {
            judging.verdicts.withdraw(withdrawn.subject(), withdrawn.upTo(), withdrawn.specVersion());
        } else if (event instanceof ImageAssessed image) {
            ImageUploaded upload = image.upload();
            if (upload.specVersion() >= judging.verdicts.specVersion()) {
                judging.verdicts.change(specs.apply(upload.dataset(), upload.specVersion()));
            }
            Optional<Outcome> outcome =
                    judging.verdicts.arriveEarlier(image.subject(), upload.at(), upload.specVersion(), image.scores());
            if (outcome.isPresent()) {
                measured.put(judging.space, image.subject(), JSON.serialize(Topic.IMAGES_ASSESSED.topicName(), image));
                announce(judging, outcome.get());
            }
        }
        if (judging.position < position) {
            moveTo(judging, position);
        }
        keep(judging);
    }

    private void moveTo(Judging judging, long position) {
        judging.position = position;
        judging.changedMillis = context().currentSystemTimeMs();
        rules.put(
                judging.space,
                POSITION,
                ByteBuffer.allocate(Long.BYTES).putLong(position).array());
    }

    private static boolean isEmpty(KeyValueIterator<String, byte[]> entries) {
        try (entries) {
            return !entries.hasNext();
        }
    }

    private void putHistory() {
        allRules.put(
                HISTORY,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(historyFrom)
                        .putLong(historyUpTo)
                        .array());
    }

    /**
     * Takes up what the last owner of these stores left, at the first opportunity: history to be read, and datasets that were not settled.
     *
     * @param offset of the record in hand, -1 for none
     */
    private void resume(long offset) {
        if (resumed) {
            return;
        }
        byte[] kept = allRules.get(HISTORY);
        if (kept == null && offset < 0) {
            return; // nothing is known before the first record
        }
        resumed = true;
        if (kept == null) {
            historyUpTo = isEmpty(allClustered.all()) ? 0 : offset;
            putHistory();
        } else {
            ByteBuffer in = ByteBuffer.wrap(kept);
            historyFrom = in.getLong();
            historyUpTo = in.getLong();
        }
        takeUpUnsettled();
    }

    private void takeUpUnsettled() {
        Map<String, byte[]> states = new HashMap<>();
        Map<String, Long> positions = new HashMap<>();
        try (KeyValueIterator<String, byte[]> kept = allRules.all()) {
            while (kept.hasNext()) {
                KeyValue<String, byte[]> entry = kept.next();
                if (entry.key.equals(HISTORY)) {
                    continue;
                }
                Optional<String> named = generations.dataset(entry.key.substring(0, entry.key.indexOf('/')));
                if (named.isEmpty()) {
                    continue;
                }
                String dataset = named.get();
                if (entry.key.endsWith("/" + STATE)) {
                    states.put(dataset, entry.value);
                } else {
                    positions.put(dataset, ByteBuffer.wrap(entry.value).getLong());
                }
            }
        }
        states.forEach((dataset, state) -> {
            if (RulesFormat.settledAt(state) != positions.getOrDefault(dataset, -1L)) {
                datasets.computeIfAbsent(dataset, name -> restored(name, null));
            }
        });
    }

    private Judging judging(Event first) {
        return datasets.computeIfAbsent(first.key(), dataset -> restored(dataset, first));
    }

    /** @param first record of the dataset, where there may be nothing in the store */
    private Judging restored(String dataset, Event first) {
        long start = System.nanoTime();
        String space = generations.space(dataset);
        byte[] kept = rules.get(space, STATE);
        byte[] position = rules.get(space, POSITION);
        RulesFormat.Kept state = kept == null ? null : RulesFormat.read(kept, version -> spec(dataset, version));
        StoredItems stored = new StoredItems(space);
        Judging judging = new Judging(
                dataset,
                space,
                new Verdicts(stored, state == null ? beginning(first) : state.state()),
                state,
                position == null ? -1 : ByteBuffer.wrap(position).getLong());
        if (stored.read > 0) {
            LOG.infof(
                    "verdicts rebuilt dataset=%s items=%d took=%dms",
                    dataset,
                    stored.read,
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
        return judging;
    }

    private JudgingState beginning(Event first) {
        return JudgingState.beginning(
                firstSpec(first),
                isEmpty(allClustered.prefixScan(generations.space(first.key()) + "/", new StringSerializer()))
                        ? 0
                        : LATER_THAN_ANY);
    }

    private DatasetSpec firstSpec(Event first) {
        if (first instanceof ImageAssessed image) {
            return spec(image.upload().dataset(), image.upload().specVersion());
        }
        // A decision about a dataset of which nothing came yet that could be judged: the first spec that does takes the
        // place of this.
        return first instanceof SpecInForce change
                ? spec(change.dataset(), change.specVersion())
                : DatasetSpec.defaults();
    }

    /** The defaults stand for the first version where nobody declared one. */
    private DatasetSpec spec(String dataset, int version) {
        try {
            return specs.apply(dataset, version);
        } catch (DeclaredDatasets.UnknownSpecException e) {
            if (version > 1) {
                throw e;
            }
            return DatasetSpec.defaults();
        }
    }

    /** What is kept of a dataset's items. */
    private final class StoredItems implements JudgedItems {
        private final String space;
        private long read;

        StoredItems(String space) {
            this.space = space;
        }

        @Override
        public JudgedItem get(String item) {
            byte[] kept = items.get(space, item);
            return kept == null ? null : JudgedItemFormat.read(item, kept);
        }

        @Override
        public void put(JudgedItem item) {
            items.put(space, item.item(), JudgedItemFormat.write(item));
        }

        @Override
        public List<JudgedItem> after(String item, int most) {
            List<JudgedItem> page = new ArrayList<>(most);
            try (Reading<JudgedItem> kept = items.after(space, item, JudgedItemFormat::read)) {
                while (page.size() < most && kept.hasNext()) {
                    page.add(kept.next());
                }
            }
            return page;
        }

        @Override
        public void forEach(Consumer<JudgedItem> reader) {
            try (Reading<JudgedItem> kept = items.all(space, JudgedItemFormat::read)) {
                kept.forEachRemaining(reader);
                read = kept.count();
            }
        }
    }
}
