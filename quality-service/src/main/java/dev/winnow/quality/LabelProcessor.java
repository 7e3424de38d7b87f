package dev.winnow.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.ItemLabels;
import dev.winnow.dataset.annotation.LabelChecks;
import dev.winnow.dataset.annotation.LabelRevision;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.dataset.annotation.LabelledItem;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.Event;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.LabelDocument;
import dev.winnow.events.StageMeter;
import dev.winnow.quality.LabelItemFormat.Kept;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps what is known of each item, and announces its labels when they change.
 *
 * <p>The store holds an item under {@code dataset/item}, the newest labels of each of its sources under {@code dataset/item/source}, and
 * items whose labels wait for their image under {@code /time/dataset/item}, the first to end their wait first.
 *
 * <p>Every second a page of items is compared with the rules in force, so that a changed spec judges the past again, without a pixel.
 */
final class LabelProcessor extends ContextualProcessor<byte[], Event, String, Event> {
    static final String STORE = "label-items";

    /** Between two looks at items that wait or whose rules changed. */
    static final Duration TICK = Duration.ofSeconds(1);

    /** Items of a page; a page takes a part of a second. */
    private static final int PAGE = 2_000;

    /** Items whose labels may wait at a time, in a partition; beyond, the first to end their wait end it at once. */
    private static final int MOST_WAITING = 100_000;

    private static final String WAITING = "/";
    private static final int DIGITS = 15;

    private final Function<String, LabelRules> rules;
    private final LabelDocument.Store documents;
    private final StageMeter meter;
    private KeyValueStore<String, byte[]> store;
    private int waiting;

    /** Where the page after this one begins. */
    private String next;

    /** What all items of a dataset are compared with in the pass under way, and were in the last one. */
    private final Map<String, InForce> underWay = new HashMap<>();

    private final Map<String, InForce> compared = new HashMap<>();

    /** What can change for all items of a dataset at once: its spec, and its deletion. */
    private record InForce(int specVersion, int deletedUpTo) {
        static InForce of(LabelRules rules) {
            return new InForce(rules.specVersion(), rules.deletedUpTo());
        }
    }

    LabelProcessor(Function<String, LabelRules> rules, LabelDocument.Store documents, StageMeter meter) {
        this.rules = rules;
        this.documents = documents;
        this.meter = meter;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        store = context.getStateStore(STORE);
        underWay.clear();
        compared.clear();
        next = null;
        waiting = 0;
        try (KeyValueIterator<String, byte[]> all = store.range(WAITING, "0")) { // '0' follows '/'
            all.forEachRemaining(entry -> waiting++);
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> {
            endWaits(Instant.ofEpochMilli(now));
            judgeAgain();
        });
    }

    @Override
    public void process(Record<byte[], Event> record) {
        long start = System.nanoTime();
        Event event = record.value();
        if (event instanceof AnnotationsSubmitted submitted) {
            submit(submitted);
            meter.passed();
        } else if (event instanceof ImageIngested ingested) {
            upload(
                    ingested.upload(),
                    new PictureSize(
                            ingested.metadata().width(),
                            ingested.metadata().height(),
                            ingested.metadata().orientation()));
        } else if (event instanceof ImageRejected rejected) {
            upload(rejected.upload(), null);
        } else if (event instanceof ImageRemoved removed
                && removed.withdrawn().cause() == ImageWithdrawn.Cause.REMOVED) {
            ImageWithdrawn withdrawn = removed.withdrawn();
            change(withdrawn.item(), withdrawn.specVersion(), item -> item.withdrawn(withdrawn.upTo()));
        }
        meter.timer().record(Duration.ofNanos(System.nanoTime() - start));
    }

    private void upload(ImageUploaded upload, PictureSize picture) {
        change(
                upload.item(),
                upload.specVersion(),
                item -> item.uploaded(
                        new LabelledItem.Upload(upload.at(), upload.specVersion(), upload.content(), picture)));
    }

    private void submit(AnnotationsSubmitted submitted) {
        LabelRevision revision = new LabelRevision(
                submitted.revision(),
                submitted.specVersion(),
                submitted.at(),
                submitted.id(),
                submitted.labels() instanceof LabelDocument.Deleted);
        change(submitted.item(), submitted.specVersion(), item -> {
            if (item.isNewest(submitted.from(), revision)) {
                String key = key(submitted.item()) + "/" + submitted.from();
                store.put(key, revision.deleted() ? null : LabelItemFormat.write(submitted.labels()));
            }
            return item.submitted(submitted.from(), revision);
        });
    }

    private interface Change {
        LabelledItem of(LabelledItem item);
    }

    /** @param specVersion of the dataset when the fact came about; what was deleted since changes nothing */
    private void change(Item item, int specVersion, Change change) {
        LabelRules inForce = rules.apply(item.dataset());
        if (inForce.haveDeleted(specVersion)) {
            return;
        }
        String key = key(item);
        byte[] stored = store.get(key);
        Kept kept = stored == null
                ? Kept.unknown(item.source(), inForce.deletedUpTo())
                : forget(key, LabelItemFormat.read(stored), inForce);
        LabelledItem changed = change.of(kept.item());
        if (changed.equals(kept.item())) {
            return;
        }
        moveWait(key, kept.item().waitsUntil(), changed.waitsUntil());
        store.put(key, LabelItemFormat.write(announced(item.dataset(), kept.with(changed), now())));
    }

    /** Drops what was deleted with the dataset; where nothing else is known, the item goes from the store. */
    private Kept forget(String key, Kept kept, LabelRules inForce) {
        LabelledItem item = kept.item();
        LabelledItem left = inForce.deletedUpTo() == 0 ? item : item.afterDeletion(inForce.deletedUpTo());
        if (left.equals(item)) {
            return kept;
        }
        item.revisions().keySet().stream()
                .filter(source -> !left.revisions().containsKey(source))
                .forEach(source -> store.delete(key + "/" + source));
        moveWait(key, item.waitsUntil(), left.waitsUntil());
        if (left.equals(LabelledItem.UNKNOWN)) {
            store.delete(key);
            return Kept.unknown(kept.source(), inForce.deletedUpTo());
        }
        Kept rest = kept.with(left);
        store.put(key, LabelItemFormat.write(rest));
        return rest;
    }

    private void moveWait(String key, Optional<Instant> from, Optional<Instant> to) {
        if (from.equals(to)) {
            return;
        }
        from.ifPresent(until -> endWait(waitKey(until, key)));
        to.ifPresent(until -> {
            store.put(waitKey(until, key), new byte[0]);
            waiting++;
        });
    }

    private void endWait(String waitKey) {
        if (store.delete(waitKey) != null) {
            waiting--;
        }
    }

    private static String waitKey(Instant until, String key) {
        return WAITING + String.format("%0" + DIGITS + "d", until.toEpochMilli()) + "/" + key;
    }

    /** Labels that waited long enough are told to be dangling. */
    private void endWaits(Instant now) {
        List<String> ended = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.range(WAITING, "0")) {
            while (all.hasNext() && ended.size() < PAGE) {
                String key = all.next().key;
                long until = Long.parseLong(key.substring(1, 1 + DIGITS));
                if (until > now.toEpochMilli() && waiting - ended.size() <= MOST_WAITING) {
                    break;
                }
                ended.add(key);
            }
        }
        for (String waitKey : ended) {
            String key = waitKey.substring(2 + DIGITS);
            Kept kept = LabelItemFormat.read(store.get(key));
            Instant until = kept.item().waitsUntil().orElse(now);
            store.put(key, LabelItemFormat.write(announced(dataset(key), kept, until.isAfter(now) ? until : now)));
            endWait(waitKey);
        }
    }

    /** Compares one page of items with the rules in force. */
    private void judgeAgain() {
        String from = next;
        if (from == null) {
            from = "0"; // behind those that wait
            underWay.clear();
        }
        int read = 0;
        Map<String, byte[]> outdated = new HashMap<>();
        next = null;
        try (KeyValueIterator<String, byte[]> items = store.range(from, null)) {
            while (items.hasNext()) {
                KeyValue<String, byte[]> entry = items.next();
                String dataset = dataset(entry.key);
                InForce inForce = InForce.of(rules.apply(dataset));
                if (inForce.equals(compared.get(dataset))) {
                    next = dataset + "0"; // behind the dataset's last item
                    break;
                }
                if (read++ == PAGE) {
                    next = entry.key;
                    break;
                }
                underWay.putIfAbsent(dataset, inForce);
                if (entry.key.indexOf('/', dataset.length() + 1) < 0) {
                    outdated.put(entry.key, entry.value);
                }
            }
        }
        outdated.forEach((key, stored) -> {
            LabelRules inForce = rules.apply(dataset(key));
            Kept kept = forget(key, LabelItemFormat.read(stored), inForce);
            if (!kept.item().revisions().isEmpty() && kept.specVersion() != inForce.specVersion()) {
                store.put(key, LabelItemFormat.write(announced(dataset(key), kept, now())));
            }
        });
        if (next == null) {
            compared.putAll(underWay);
        }
    }

    /** Checks an item's labels, and announces them where they are others than those announced last. */
    private Kept announced(String dataset, Kept kept, Instant now) {
        LabelledItem item = kept.item();
        if (item.revisions().isEmpty()) {
            return kept;
        }
        LabelRules inForce = rules.apply(dataset);
        String key = key(new Item(dataset, kept.source()));
        ItemLabels labels = item.decide(
                source -> labels(key, source), new LabelChecks(inForce.policy(), inForce.ontology())::check, now);
        AnnotationsChecked event = event(dataset, kept, labels, inForce, now);
        String digest = digest(event);
        if (digest.equals(kept.digest())) {
            return new Kept(kept.source(), item, kept.step(), inForce.specVersion(), digest);
        }
        context().forward(new Record<>(event.key(), event, context().currentSystemTimeMs(), new RecordHeaders()));
        return new Kept(kept.source(), item, event.step(), inForce.specVersion(), digest);
    }

    private ImageLabels labels(String key, LabelSource source) {
        try {
            return LabelItemFormat.readDocument(store.get(key + "/" + source))
                    .labels(documents)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the labels of " + key + " from " + source, e);
        }
    }

    private AnnotationsChecked event(String dataset, Kept kept, ItemLabels labels, LabelRules inForce, Instant now) {
        List<AnnotationsChecked.CheckedSource> sources = new ArrayList<>();
        kept.item()
                .revisions()
                .forEach((source, revision) -> sources.add(new AnnotationsChecked.CheckedSource(
                        source,
                        revision.number(),
                        revision.deleted(),
                        labels.chosen().filter(source::equals).isPresent())));
        return new AnnotationsChecked(
                dataset,
                kept.source(),
                kept.step() + 1,
                new AnnotationsChecked.Basis(
                        labels.upload().map(LabelledItem.Upload::content).orElse(null),
                        labels.upload().map(upload -> upload.picture().width()).orElse(null),
                        labels.upload().map(upload -> upload.picture().height()).orElse(null),
                        inForce.specVersion()),
                new AnnotationsChecked.Result(
                        labels.kept().state(),
                        document(kept.source(), labels, inForce),
                        labels.objects(),
                        List.copyOf(labels.classes()),
                        List.copyOf(labels.annotators()),
                        labels.issues(),
                        labels.findings()),
                sources,
                now);
    }

    private LabelDocument document(String source, ItemLabels labels, LabelRules inForce) {
        if (labels.upload().isEmpty() || labels.chosen().isEmpty()) {
            return new LabelDocument.Deleted();
        }
        PictureSize size = labels.upload().get().picture();
        ImageLabels checked = new ImageLabels(
                source,
                Origin.of(""),
                Optional.of(DeclaredSize.stated(size.width(), size.height())),
                new Convention(Convention.Unit.PIXELS, Convention.BoxNotation.SIZE, Convention.Space.UPRIGHT),
                "",
                labels.kept(),
                List.of());
        try {
            return LabelDocument.of(checked, inForce.policy().maxShapes(), documents);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot store the labels of " + source, e);
        }
    }

    /** Of what the event says besides when, under which version, and as which step. */
    private static String digest(AnnotationsChecked event) {
        try {
            byte[] said = EventJson.mapper()
                    .writeValueAsBytes(List.of(
                            event.basis().content() == null ? "" : event.basis().content(),
                            event.result(),
                            event.sources()));
            return ContentHash.of(said).hex().substring(0, 32);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write the labels of " + event.source(), e);
        }
    }

    private static String key(Item item) {
        return item.dataset() + "/" + item.id();
    }

    private static String dataset(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }
}
