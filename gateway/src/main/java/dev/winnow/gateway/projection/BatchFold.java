package dev.winnow.gateway.projection;

import dev.winnow.dataset.Item;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DatasetDeleted;
import dev.winnow.events.DatasetJudged;
import dev.winnow.events.DatasetReleased;
import dev.winnow.events.DeadLetterClosed;
import dev.winnow.events.Decision;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventPart;
import dev.winnow.events.FencesTaken;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesSettled;
import dev.winnow.events.LabelDocument;
import dev.winnow.events.PairJudged;
import dev.winnow.events.ReleaseAssembled;
import dev.winnow.events.ReleaseMembers;
import dev.winnow.events.SplitsFrozen;
import dev.winnow.events.Topic;
import dev.winnow.gateway.projection.IssueFacts.Later;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
     * @param rejudged one per item, the last; ordered by item
     * @param overtaken of uploads to whose items there is a later one among the rows
     * @param gone what was left out, because it is about deleted datasets
     */
    record Folded(
            List<ImageRow> rows,
            List<ImageRow> overtaken,
            Amendments amendments,
            List<DatasetDeclared> declared,
            List<Later> rejudged,
            List<Unreadable> unreadable,
            Gone gone) {

        /** Each row for itself, without what it says of others; that is left to {@link #rest}. */
        List<Folded> each() {
            return rows.stream()
                    .map(row -> new Folded(
                            List.of(row), List.of(), new Amendments(), List.of(), List.of(), List.of(), gone.nothing()))
                    .toList();
        }

        /** All but the rows. */
        Folded rest() {
            return new Folded(List.of(), overtaken, amendments, declared, rejudged, List.of(), gone);
        }

        /** The same where these are the deletions that the read model knows, else folded with them. */
        Folded knowing(Deletions known) {
            return gone.known().equals(known) ? this : gone.fold().fold(known);
        }
    }

    /**
     * What a fold left out.
     *
     * @param fold that it was
     * @param known the deletions that the read model knew of
     * @param deleted those that the records told of
     * @param items whose events were left out
     * @param contents that those events named
     */
    record Gone(BatchFold fold, Deletions known, Deletions deleted, Set<String> items, Set<String> contents) {
        private Gone nothing() {
            return new Gone(fold, known, Deletions.NONE, Set.of(), Set.of());
        }
    }

    /** An event that is no step of an image's way. */
    private record Whole(Event event, ConsumerRecord<byte[], byte[]> record) {}

    private final Map<Item, Map<UploadKey, List<Step>>> uploads = new LinkedHashMap<>();
    private final List<Whole> wholes = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private Deletions deleted = Deletions.NONE;

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
            letters.add(Letter.of(record));
            return;
        }
        try {
            Event event = EVENTS.deserialize(record.topic(), record.headers(), record.value());
            Optional<Stage> stage = Topic.ofName(record.topic()).flatMap(Stage::of);
            if (event instanceof EventPart) {
                unreadable.add(new Unreadable(record, "Parts of an event are read together: resend all of them"));
                return;
            }
            if (event instanceof ImageEvent image && isStep(event) && stage.isPresent()) {
                if (event instanceof ImageDeduplicated) {
                    wholes.add(new Whole(
                            event, record)); // later events nest it without what it says of others where that is much
                }
                add(new Step(stage.get(), UploadKey.of(image.upload()), record));
                return;
            }
            if (event instanceof DatasetDeleted news) {
                deleted = deleted.with(news, record.offset());
            }
            wholes.add(new Whole(event, record));
        } catch (SerializationException e) {
            unreadable.add(new Unreadable(record, e.getMessage()));
        } catch (IllegalArgumentException e) {
            unreadable.add(unnamed(record, e));
        }
    }

    private static boolean isStep(Event event) {
        return !(event instanceof ImageRejudged || event instanceof ImageMoved || event instanceof ImageReprepared);
    }

    private static Unreadable unnamed(ConsumerRecord<byte[], byte[]> record, IllegalArgumentException e) {
        return new Unreadable(record, "No item can have this name: " + e.getMessage());
    }

    /** Of a record that was given up before it came to be read. */
    void addUnreadable(ConsumerRecord<byte[], byte[]> record, String reason) {
        unreadable.add(new Unreadable(record, reason));
    }

    /** Where the read model knows of no deletion. */
    Folded fold() {
        return fold(Deletions.NONE);
    }

    /** @param known the deletions that the read model knows of */
    Folded fold(Deletions known) {
        return new Folding(known).fold();
    }

    /** One fold of what was added. */
    private final class Folding {
        private final Deletions known;
        private final Deletions all;
        private final Map<String, DatasetDeclared> declared = new LinkedHashMap<>();
        private final Map<String, Later> rejudged = new TreeMap<>();
        private final Amendments amendments = new Amendments();
        private final List<Unreadable> problems = new ArrayList<>(unreadable);
        private final List<ImageRow> overtaken = new ArrayList<>();
        private final Set<String> items = new TreeSet<>();
        private final Set<String> contents = new TreeSet<>();

        Folding(Deletions known) {
            this.known = known;
            this.all = known.with(deleted);
        }

        Folded fold() {
            letters.stream().filter(letter -> !isGone(letter)).forEach(amendments::add);
            for (Whole whole : wholes) {
                try {
                    add(whole.event(), whole.record());
                } catch (IllegalArgumentException e) {
                    problems.add(unnamed(whole.record(), e));
                }
            }
            List<ImageRow> rows = new ArrayList<>(uploads.size());
            uploads.values().forEach(ofItem -> furthest(ofItem).ifPresent(rows::add));
            rows.sort(Comparator.comparing(ImageRow::item));
            return new Folded(
                    rows,
                    overtaken,
                    amendments,
                    List.copyOf(declared.values()),
                    List.copyOf(rejudged.values()),
                    List.copyOf(problems),
                    new Gone(BatchFold.this, known, deleted, items, contents));
        }

        private boolean isGone(Letter letter) {
            Letter.About about = letter.about();
            return about.dataset() != null
                    && (about.specVersion() != null
                            ? all.coverUpload(about.dataset(), about.specVersion())
                            : all.coverTime(about.dataset(), letter.at()));
        }

        private boolean isGone(ImageUploaded upload) {
            if (!all.coverUpload(upload.dataset(), upload.specVersion())) {
                return false;
            }
            items.add(upload.item().id());
            contents.add(upload.content().hex());
            return true;
        }

        private void add(Event event, ConsumerRecord<byte[], byte[]> record) {
            if (event instanceof DatasetDeclared news) {
                declared.merge(
                        news.dataset(),
                        news,
                        (a, b) -> b.versions().size() > a.versions().size() ? b : a);
            } else if (event instanceof ImageRejudged again) {
                if (!isGone(again.upload())) {
                    rejudged.merge(
                            again.upload().key(),
                            Later.of(again, record.value()),
                            (a, b) -> Later.ORDER.compare(b, a) > 0 ? b : a);
                }
            } else if (event instanceof FencesTaken fences) {
                if (!all.coverPosition(fences.dataset(), fences.position())) {
                    amendments.add(fences);
                }
            } else if (event instanceof DatasetJudged judged) {
                if (!all.coverPosition(judged.dataset(), judged.position())) {
                    amendments.add(judged);
                }
            } else if (event instanceof ClustersRevised revised) {
                if (!all.coverPosition(revised.key(), revised.revision().position())) {
                    amendments.add(revised);
                }
            } else if (event instanceof ImageMoved moved) {
                if (!isGone(moved.upload())) {
                    amendments.add(moved);
                }
            } else if (event instanceof ImagesSettled settled) {
                if (!all.coverPosition(settled.settled().dataset(), settled.position())) {
                    amendments.add(settled);
                }
            } else if (event instanceof ImageReprepared reprepared) {
                if (isGone(reprepared.upload())) {
                    reprepared
                            .pictures()
                            .forEach(picture -> contents.add(picture.content().hex()));
                } else {
                    amendments.add(reprepared, record.value());
                }
            } else if (event instanceof ImageRemoved removed) {
                if (!all.coverPosition(removed.withdrawn().dataset(), removed.position())) {
                    amendments.add(removed);
                }
            } else if (event instanceof ImageDeduplicated image) {
                if (!isGone(image.upload())) {
                    amendments.add(image);
                }
            } else if (event instanceof AnnotationsSubmitted submitted) {
                if (all.coverUpload(submitted.dataset(), submitted.specVersion())) {
                    addContent(submitted.labels());
                } else {
                    amendments.add(submitted);
                }
            } else if (event instanceof AnnotationsChecked checked) {
                if (all.coverUpload(checked.dataset(), checked.basis().specVersion())) {
                    addContent(checked.result().kept());
                } else {
                    amendments.add(checked);
                }
            } else if (event instanceof ReleaseMembers chunk) {
                if (!all.coverPosition(chunk.dataset(), chunk.position())) {
                    amendments.add(chunk);
                }
            } else if (event instanceof DatasetReleased released) {
                if (!all.coverPosition(released.frozen().dataset(), released.position())) {
                    amendments.add(released);
                }
            } else if (event instanceof ReleaseAssembled assembled) {
                if (all.coverPosition(assembled.dataset(), assembled.position())) {
                    contents.add(assembled.manifest().hex());
                } else {
                    amendments.add(assembled);
                }
            } else if (event instanceof DeadLetterClosed closed) {
                amendments.add(closed);
            } else if (event instanceof ImagesCurated curated) {
                if (all.coverTime(curated.dataset(), curated.at())) {
                    contents.add(curated.uploads().hex());
                } else {
                    amendments.add(curated);
                }
            } else if (event instanceof Decision decision) {
                if (!all.coverPosition(decision.dataset(), record.offset())) {
                    add(decision, record.offset());
                }
            } else {
                throw new IllegalStateException(event.type() + " is no event that the read model follows");
            }
        }

        private void add(Decision decision, long position) {
            if (decision instanceof PairJudged judged) {
                amendments.add(judged);
            } else if (decision instanceof SplitsFrozen frozen) {
                amendments.add(frozen, position);
            }
            // images.removed says which items are gone, ImagesSettled what a settlement did, datasets.declared which
            // specs there are; a deletion
            // was taken in by addWhole
        }

        private void addContent(LabelDocument labels) {
            if (labels instanceof LabelDocument.Stored stored) {
                contents.add(stored.content().hex());
            }
        }

        private void addOvertaken(ImageRow row) {
            if (row != null) {
                overtaken.add(row);
            }
        }

        private Optional<ImageRow> furthest(Map<UploadKey, List<Step>> ofItem) {
            ImageRow furthest = null;
            for (Map.Entry<UploadKey, List<Step>> upload : ofItem.entrySet()) {
                for (ImageRow row : read(upload.getKey(), upload.getValue(), problems)) {
                    if (isGone(row.upload())) {
                        contents.addAll(row.pictureContents());
                        continue;
                    }
                    if (row.deduplicated() != null) {
                        amendments.add(row.deduplicated());
                    }
                    if (row.assigned() != null) {
                        amendments.add(row.assigned());
                    }
                    if (furthest == null || FURTHER.compare(row, furthest) > 0) {
                        addOvertaken(furthest);
                        furthest = row;
                    } else {
                        addOvertaken(row);
                    }
                }
            }
            return Optional.ofNullable(furthest);
        }
    }

    private static final Comparator<ImageRow> FURTHER =
            Comparator.comparing(ImageRow::key, UploadKey.ORDER).thenComparing(ImageRow::stage);

    /** The furthest readable event of an upload, and its rejection where there is one: that does not nest what came after quality. */
    private static List<ImageRow> read(UploadKey key, List<Step> steps, List<Unreadable> problems) {
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
                problems.add(new Unreadable(record, e.getMessage()));
            }
        }
        return rows;
    }
}
