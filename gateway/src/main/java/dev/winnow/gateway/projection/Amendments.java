package dev.winnow.gateway.projection;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetJudged;
import dev.winnow.events.DatasetReleased;
import dev.winnow.events.DeadLetterClosed;
import dev.winnow.events.FencesTaken;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.ImagesCurated;
import dev.winnow.events.ImagesSettled;
import dev.winnow.events.LabelDocument;
import dev.winnow.events.PairJudged;
import dev.winnow.events.ReleaseAssembled;
import dev.winnow.events.ReleaseMembers;
import dev.winnow.events.SplitsFrozen;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What events say about things other than their own image: clusters, and the clusters and splits of other items. Of two
 * statements about the same thing the one with the higher position holds, so that the order of reading does not matter. Sorted
 * by key, so that transactions lock rows in one order.
 */
final class Amendments {

    /** @param value null where the item belongs to no cluster any more */
    record Statement(String value, long position) {}

    record ClusterName(String dataset, String name) implements Comparable<ClusterName> {
        @Override
        public int compareTo(ClusterName other) {
            int byDataset = dataset.compareTo(other.dataset);
            return byDataset != 0 ? byDataset : name.compareTo(other.name);
        }
    }

    /**
     * An item that was there already is elsewhere from a position on.
     *
     * @param to null where it is not part of the dataset any more
     * @param outside why it is not, or null where nothing but an assignment has named the move so far
     * @param told whether the item's own event says so, which tells more than the assignment that caused it
     */
    record Move(
            String item,
            long position,
            String dataset,
            Split from,
            Split to,
            Rejection outside,
            String unit,
            Integer fold,
            Assignment.MoveReason reason,
            String because,
            Instant at,
            boolean told) {

        private String id() {
            return item + ' ' + position;
        }
    }

    /** What an arrival is linked to. */
    record Link(String item, String dataset, long position, String exact, Duplication.Match match) {

        /** The item linked to, as it is stored. */
        String other() {
            return Stored.text(match.item());
        }

        private String id() {
            return item + ' ' + other();
        }
    }

    /** What is related to an arrival's content without being a copy. */
    record Related(String item, String dataset, long position, String content, Duplication.Match match) {
        /** The item that it is related to, as it is stored. */
        String other() {
            return Stored.text(match.item());
        }

        private String id() {
            return item + ' ' + other();
        }
    }

    /** Labels that lie in the store. */
    record LabelContent(String content, String dataset, int specVersion) {}

    /** @param json the event as text */
    record Repreparation(ImageReprepared event, UploadKey key, String json) {}

    record Freeze(SplitsFrozen event, long position) {}

    private final Map<String, Statement> clusters = new TreeMap<>();
    private final Map<String, Statement> standings = new TreeMap<>();
    private final Map<String, Statement> conflicts = new TreeMap<>();
    private final Map<String, Move> moves = new TreeMap<>();
    private final Map<String, Link> links = new TreeMap<>();
    private final Map<String, Related> related = new TreeMap<>();
    private final Map<String, Repreparation> repreparations = new TreeMap<>();
    private final Map<String, ImageWithdrawn> removals = new TreeMap<>();
    private final Map<String, FencesTaken> fences = new TreeMap<>();
    private final Map<String, DatasetJudged> judged = new TreeMap<>();
    private final Map<String, Long> decided = new TreeMap<>();
    private final List<PairJudged> judgements = new ArrayList<>();
    private final List<ImagesCurated> curations = new ArrayList<>();
    private final List<Freeze> freezes = new ArrayList<>();
    private final List<ImagesSettled> settlements = new ArrayList<>();
    private final List<ReleaseMembers> releaseChunks = new ArrayList<>();
    private final List<DatasetReleased> releases = new ArrayList<>();
    private final List<ReleaseAssembled> assembled = new ArrayList<>();
    private final Map<ClusterName, Statement> representatives = new TreeMap<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<DeadLetterClosed> closings = new ArrayList<>();
    private final Map<String, AnnotationsSubmitted> submissions = new TreeMap<>();
    private final Map<String, AnnotationsChecked> checks = new TreeMap<>();
    private final Set<LabelContent> labelContents = new LinkedHashSet<>();

    Map<String, Statement> clusters() {
        return clusters;
    }

    /** {@link dev.winnow.dataset.Standing}s by item. */
    Map<String, Statement> standings() {
        return standings;
    }

    /** By item the one whose labels contradict its own, null where there is none any more. */
    Map<String, Statement> conflicts() {
        return conflicts;
    }

    List<Move> moves() {
        return List.copyOf(moves.values());
    }

    List<Link> links() {
        return List.copyOf(links.values());
    }

    List<Related> related() {
        return List.copyOf(related.values());
    }

    List<Repreparation> repreparations() {
        return List.copyOf(repreparations.values());
    }

    /** Of images that a person removed. Others that were withdrawn are told of by what they were rejected for. */
    List<ImageWithdrawn> removals() {
        return List.copyOf(removals.values());
    }

    /** Of each dataset those with the greatest version. */
    Collection<FencesTaken> fences() {
        return fences.values();
    }

    /** Of each dataset what was read last. */
    Collection<DatasetJudged> judged() {
        return judged.values();
    }

    /** The greatest position, by dataset, of what dedup did. */
    Map<String, Long> decided() {
        return decided;
    }

    List<PairJudged> judgements() {
        return judgements;
    }

    List<ImagesCurated> curations() {
        return curations;
    }

    List<Freeze> freezes() {
        return freezes;
    }

    List<ImagesSettled> settlements() {
        return settlements;
    }

    List<ReleaseMembers> releaseChunks() {
        return releaseChunks;
    }

    List<DatasetReleased> releases() {
        return releases;
    }

    List<ReleaseAssembled> assembled() {
        return assembled;
    }

    List<Letter> letters() {
        return letters;
    }

    List<DeadLetterClosed> closings() {
        return closings;
    }

    /** Of each source of an item the newest. */
    Collection<AnnotationsSubmitted> submissions() {
        return submissions.values();
    }

    /** Of each item the last. */
    Collection<AnnotationsChecked> checks() {
        return checks.values();
    }

    Set<LabelContent> labelContents() {
        return labelContents;
    }

    Map<ClusterName, Statement> representatives() {
        return representatives;
    }

    /** The datasets whose links, representatives, judgements, curations, labels, fences or progress in judging are spoken of. */
    Set<String> datasets() {
        Set<String> datasets = new TreeSet<>();
        links.values().forEach(link -> datasets.add(link.dataset()));
        related.values().forEach(one -> datasets.add(one.dataset()));
        representatives.keySet().forEach(cluster -> datasets.add(cluster.dataset()));
        judgements.forEach(judged -> datasets.add(judged.dataset()));
        curations.forEach(curated -> datasets.add(curated.dataset()));
        submissions.values().forEach(submitted -> datasets.add(submitted.dataset()));
        checks.values().forEach(checked -> datasets.add(checked.dataset()));
        releases.forEach(released -> datasets.add(released.frozen().dataset()));
        assembled.forEach(one -> datasets.add(one.dataset()));
        datasets.addAll(fences.keySet());
        datasets.addAll(judged.keySet());
        return datasets;
    }

    /** Where an arrival stands in its dataset's order; by its time in microseconds where the producer did not number it. */
    static long position(ImageDeduplicated image) {
        Long position = image.duplication().position();
        return position != null ? position : ChronoUnit.MICROS.between(java.time.Instant.EPOCH, image.at());
    }

    /** Takes in what an arrival did to clusters, in the order in which it took effect. */
    void add(ImageDeduplicated image) {
        String dataset = image.upload().dataset();
        Duplication duplication = image.duplication();
        long position = position(image);
        if (duplication.position() != null) {
            decided.merge(dataset, position, Math::max);
        }
        duplication.parts().forEach(part -> add(dataset, part, position));
        String cluster = Stored.text(duplication.cluster());
        duplication.relabelled().forEach(item -> keepNewest(clusters, Stored.text(item), cluster, position));
        if (cluster != null) {
            keepNewest(
                    representatives,
                    new ClusterName(dataset, cluster),
                    Stored.text(duplication.representative()),
                    position);
        }
        add(duplication.standings(), position);
        addConflicts(duplication.conflicts(), position);
        String item = image.upload().key();
        for (Duplication.Match match : duplication.matches()) {
            keepNewest(new Link(item, dataset, position, null, match));
        }
        for (Duplication.Match match : duplication.related()) {
            Related one = new Related(
                    item, dataset, position, image.upload().content().hex(), match);
            related.merge(one.id(), one, (a, b) -> b.position() >= a.position() ? b : a);
        }
        if (duplication.exactPixelsOf() != null) {
            keepNewest(
                    new Link(item, dataset, position, "PIXELS", new Duplication.Match(duplication.exactPixelsOf(), 0)));
        }
        if (duplication.exactOf() != null) {
            keepNewest(new Link(item, dataset, position, "BYTES", new Duplication.Match(duplication.exactOf(), 0)));
        }
    }

    private void add(String dataset, Duplication.Part part, long position) {
        String cluster = Stored.text(part.cluster());
        part.relabelled().forEach(item -> keepNewest(clusters, Stored.text(item), cluster, position));
        if (cluster != null) {
            keepNewest(
                    representatives, new ClusterName(dataset, cluster), Stored.text(part.representative()), position);
        }
    }

    private void add(List<Duplication.Standed> changed, long position) {
        changed.forEach(standed -> keepNewest(
                standings, Stored.text(standed.item()), standed.standing().name(), position));
    }

    private void addConflicts(List<Duplication.LabelConflict> changed, long position) {
        changed.forEach(conflict ->
                keepNewest(conflicts, Stored.text(conflict.item()), Stored.text(conflict.with()), position));
    }

    /** Takes in what a decision did to clusters. */
    void add(ClustersRevised revised) {
        Revision revision = revised.revision();
        decided.merge(revised.key(), revision.position(), Math::max);
        revision.parts().forEach(part -> add(revised.key(), part, revision.position()));
        add(revision.standings(), revision.position());
        addConflicts(revision.conflicts(), revision.position());
    }

    /** Takes in which items an assignment moved; it was decided in the order of arrivals. */
    void add(ImageAssigned assigned) {
        long position = position(assigned.image());
        Assignment assignment = assigned.assignment();
        for (Assignment.Move move : assignment.moves()) {
            keepTold(new Move(
                    Stored.text(move.item()),
                    position,
                    assigned.upload().dataset(),
                    move.from(),
                    move.to(),
                    null,
                    Stored.text(assignment.unit()),
                    null,
                    move.reason(),
                    assigned.upload().key(),
                    assigned.at(),
                    false));
        }
    }

    void add(ImageMoved moved) {
        keepTold(new Move(
                moved.upload().key(),
                moved.position(),
                moved.upload().dataset(),
                moved.from(),
                moved.to(),
                moved.outside(),
                Stored.text(moved.unit()),
                moved.fold(),
                moved.reason(),
                Stored.text(moved.because()),
                moved.at(),
                true));
    }

    void add(ImageReprepared reprepared, byte[] json) {
        Repreparation news = new Repreparation(reprepared, UploadKey.of(reprepared.upload()), Stored.json(json));
        repreparations.merge(reprepared.key(), news, (a, b) -> {
            int byUpload = UploadKey.ORDER.compare(b.key(), a.key());
            boolean later = byUpload != 0
                    ? byUpload > 0
                    : b.event().moved().position() > a.event().moved().position();
            return later ? b : a;
        });
    }

    void add(ImageRemoved removed) {
        ImageWithdrawn withdrawn = removed.withdrawn();
        switch (withdrawn.cause()) {
            case REMOVED -> keepFurthest(removals, withdrawn);
            case REJECTED -> {
                // the item's row follows the event that rejected it
            }
        }
    }

    void add(FencesTaken taken) {
        fences.merge(taken.dataset(), taken, (a, b) -> b.fenceVersion() > a.fenceVersion() ? b : a);
    }

    void add(DatasetJudged one) {
        judged.put(one.dataset(), one);
    }

    private static void keepFurthest(Map<String, ImageWithdrawn> kept, ImageWithdrawn withdrawn) {
        kept.merge(withdrawn.item().id(), withdrawn, (a, b) -> {
            int byTime = b.upTo().compareTo(a.upTo());
            return byTime > 0 || (byTime == 0 && b.specVersion() > a.specVersion()) ? b : a;
        });
    }

    void add(ImagesCurated curated) {
        curations.add(curated);
    }

    void add(Letter letter) {
        letters.add(letter);
    }

    void add(DeadLetterClosed closed) {
        closings.add(closed);
    }

    void add(AnnotationsSubmitted submitted) {
        submissions.merge(
                submitted.key() + ' ' + submitted.from(), submitted, (a, b) -> b.revision() > a.revision() ? b : a);
        addContent(submitted.labels(), submitted.dataset(), submitted.specVersion());
    }

    void add(AnnotationsChecked checked) {
        checks.merge(checked.key(), checked, (a, b) -> b.step() > a.step() ? b : a);
        addContent(checked.result().kept(), checked.dataset(), checked.basis().specVersion());
    }

    private void addContent(LabelDocument labels, String dataset, int specVersion) {
        if (labels instanceof LabelDocument.Stored stored) {
            labelContents.add(new LabelContent(stored.content().hex(), dataset, specVersion));
        }
    }

    void add(PairJudged judged) {
        judgements.add(judged);
    }

    void add(ReleaseMembers chunk) {
        releaseChunks.add(chunk);
    }

    void add(DatasetReleased released) {
        releases.add(released);
    }

    void add(ReleaseAssembled one) {
        assembled.add(one);
    }

    void add(ImagesSettled settled) {
        settlements.add(settled);
    }

    /** @param position offset of the event */
    void add(SplitsFrozen frozen, long position) {
        freezes.add(new Freeze(frozen, position));
    }

    private void keepNewest(Link link) {
        links.merge(link.id(), link, (a, b) -> b.position() >= a.position() ? b : a);
    }

    private void keepTold(Move move) {
        moves.merge(move.id(), move, (a, b) -> b.told() && !a.told() ? b : a);
    }

    private static <K> void keepNewest(Map<K, Statement> statements, K about, String value, long position) {
        Statement before = statements.get(about);
        if (before == null || before.position() <= position) {
            statements.put(about, new Statement(value, position));
        }
    }
}
