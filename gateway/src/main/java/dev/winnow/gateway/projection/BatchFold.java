package dev.winnow.gateway.projection;

import dev.winnow.dataset.Item;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DeadLetterClosed;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventPart;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesSettled;
import dev.winnow.events.PairJudged;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.SplitsSettled;
import dev.winnow.events.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Folds the records of one poll to what they come to. Events nest, so of an upload's events only the furthest is read whole;
 * of the others no more than the head. What is folded does not depend on the order of the records, except that of equal events
 * the first counts, and equal events stand on one partition.
 */
final class BatchFold {
    private static final EventDeserializer EVENTS = new EventDeserializer();

    /** What a record could not be read for. */
    record Unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {}

    /**
     * What the records of a poll come to.
     *
     * @param rows one per item, its furthest event; ordered by item, so that transactions lock rows in one order
     * @param declared the furthest declaration of each dataset
     * @param rejudgements one per item, the last; ordered by item
     */
    record Folded(
            List<ImageRow> rows,
            Amendments amendments,
            List<DatasetDeclared> declared,
            List<Rejudgement> rejudgements,
            List<Unreadable> unreadable) {

        /** Each row for itself, without what it says of others; that is left to {@link #rest}. */
        List<Folded> each() {
            return rows.stream()
                    .map(row -> new Folded(List.of(row), new Amendments(), List.of(), List.of(), List.of()))
                    .toList();
        }

        /** All but the rows. */
        Folded rest() {
            return new Folded(List.of(), amendments, declared, rejudgements, List.of());
        }
    }

    private final Map<Item, Map<UploadKey, List<Step>>> uploads = new LinkedHashMap<>();
    private final Map<String, DatasetDeclared> declared = new LinkedHashMap<>();
    private final Map<String, Rejudgement> rejudgements = new TreeMap<>();
    private final Amendments amendments = new Amendments();
    private final List<Unreadable> unreadable = new ArrayList<>();

    void add(ConsumerRecord<byte[], byte[]> record) {
        Optional<Step> step = Step.of(record);
        if (step.isPresent()) {
            add(step.get());
        } else {
            addWhole(record);
        }
    }

    void add(Step step) {
        uploads.computeIfAbsent(step.key().item(), item -> new LinkedHashMap<>())
                .computeIfAbsent(step.key(), k -> new ArrayList<>(2))
                .add(step);
    }

    /** Of a record that is no step of an image's way, by its head at least. */
    void addWhole(ConsumerRecord<byte[], byte[]> record) {
        if (Letter.standsOn(record.topic())) {
            amendments.add(Letter.of(record));
            return;
        }
        try {
            Event event = EVENTS.deserialize(record.topic(), record.headers(), record.value());
            if (event instanceof DatasetDeclared news) {
                declared.merge(
                        news.dataset(),
                        news,
                        (a, b) -> b.versions().size() > a.versions().size() ? b : a);
            } else if (event instanceof ImageRejudged rejudged) {
                rejudgements.merge(
                        rejudged.upload().key(),
                        Rejudgement.of(rejudged, record.value()),
                        (a, b) -> Rejudgement.ORDER.compare(b, a) > 0 ? b : a);
            } else if (event instanceof ClustersRevised revised) {
                amendments.add(revised);
            } else if (event instanceof ImageMoved moved) {
                amendments.add(moved);
            } else if (event instanceof ImagesSettled settled) {
                amendments.add(settled);
            } else if (event instanceof SplitsSettled) {
                return; // ImagesSettled says what it did
            } else if (event instanceof ImageReprepared reprepared) {
                amendments.add(reprepared, record.value());
            } else if (event instanceof ImageRemoved removed) {
                amendments.add(removed);
            } else if (event instanceof DeadLetterClosed closed) {
                amendments.add(closed);
            } else if (event instanceof PairJudged judged) {
                amendments.add(judged);
            } else if (event instanceof ImagesCurated curated) {
                amendments.add(curated);
            } else if (event instanceof SplitsFrozen frozen) {
                amendments.add(frozen, record.offset());
            } else if (event instanceof ImageWithdrawn withdrawn) {
                amendments.add(withdrawn); // an item is gone when images.removed says so
            } else if (event instanceof EventPart) {
                unreadable.add(new Unreadable(record, "Parts of an event are read together: resend all of them"));
            } else {
                if (event instanceof ImageDeduplicated image) {
                    amendments.add(image); // later events nest it without what it says of others where that is much
                }
                Stage stage = Topic.ofName(record.topic()).flatMap(Stage::of).orElseThrow();
                add(new Step(stage, UploadKey.of(((ImageEvent) event).upload()), record));
            }
        } catch (SerializationException e) {
            unreadable.add(new Unreadable(record, e.getMessage()));
        } catch (IllegalArgumentException e) {
            unreadable.add(new Unreadable(record, "No item can have this name: " + e.getMessage()));
        }
    }

    /** Of a record that was given up before it came to be read. */
    void addUnreadable(ConsumerRecord<byte[], byte[]> record, String reason) {
        unreadable.add(new Unreadable(record, reason));
    }

    Folded fold() {
        List<ImageRow> rows = new ArrayList<>(uploads.size());
        for (Map<UploadKey, List<Step>> ofItem : uploads.values()) {
            ImageRow furthest = null;
            Compared compared = null;
            for (Map.Entry<UploadKey, List<Step>> upload : ofItem.entrySet()) {
                for (ImageRow row : read(upload.getKey(), upload.getValue())) {
                    if (row.deduplicated() != null) {
                        amendments.add(row.deduplicated());
                    }
                    if (row.assigned() != null) {
                        amendments.add(row.assigned());
                    }
                    compared = Compared.later(compared, row.compared());
                    if (furthest == null || FURTHER.compare(row, furthest) > 0) {
                        furthest = row;
                    }
                }
            }
            if (furthest != null) {
                rows.add(furthest.with(compared));
            }
        }
        rows.sort(Comparator.comparing(ImageRow::item));
        return new Folded(
                rows,
                amendments,
                List.copyOf(declared.values()),
                List.copyOf(rejudgements.values()),
                List.copyOf(unreadable));
    }

    private static final Comparator<ImageRow> FURTHER =
            Comparator.comparing(ImageRow::key, UploadKey.ORDER).thenComparing(ImageRow::stage);

    /** The furthest readable event of an upload, and its rejection where there is one: that does not nest what came after quality. */
    private List<ImageRow> read(UploadKey key, List<Step> steps) {
        steps.sort(Comparator.comparing(Step::stage).reversed()); // stable: of equal ones the first stays first
        List<ImageRow> rows = new ArrayList<>(1);
        boolean chain = false;
        boolean rejection = false;
        for (Step step : steps) {
            boolean rejects = step.stage() == Stage.REJECTED;
            if (rejects ? rejection : chain) {
                continue;
            }
            ConsumerRecord<byte[], byte[]> record = step.record();
            try {
                ImageEvent event = (ImageEvent) EVENTS.deserialize(record.topic(), record.value());
                rows.add(ImageRow.of(key, step.stage(), record, event));
                rejection |= rejects;
                chain |= !rejects;
            } catch (SerializationException e) {
                unreadable.add(new Unreadable(record, e.getMessage()));
            }
        }
        return rows;
    }
}
