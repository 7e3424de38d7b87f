package dev.winnow.dataset.quality;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.QuantileSketch;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.DatasetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a dataset's images by its newest spec, in the dataset's order. A function of what happened in that order alone; once {@link
 * #settle} and {@link #page} find nothing more to do, of the images and the spec alone.
 *
 * <ol>
 *   <li>An image is judged when it arrives, by the newest spec and the fences there are. Of two uploads of one item the later counts,
 *       whichever arrives first. An upload that a withdrawal covers counts never.
 *   <li>A fence lies around the values of all items that are in: no rule rejects them and nobody withdrew them. Fenced rules flag
 *       and never reject, so that no fence depends on another.
 *   <li>A changed spec, or other fences, begin a pass: {@link #page} judges the items again, a bounded number at a time, and returns those whose
 *       rejecting rule or kinds of issues changed. What a changed spec rejects is known under that spec's version from then on: a
 *       withdrawal of the upload as it was known before leaves it waiting to be taken in again.
 *   <li>While images arrive, a fence stands until the dataset has {@linkplain Fence#isOutlived changed enough}. {@link #settle}, which is called
 *       when the dataset rests, takes the fences of the values there are.
 *   <li>A measure that a changed spec fences for the first time is counted by the pass that the spec begins. It has no fence before that
 *       pass has ended.
 * </ol>
 *
 * <p>For example: an image of 5,000 pixels a side arrives, then 29 of 100. The first is in without an issue. {@link #settle} begins a
 * pass, and one outcome of {@link #page} gives it {@code ODD_SIZE}.
 */
public final class Verdicts {
    private static final String BEGINNING = "";

    private final JudgedItems items;
    private final Map<Measure, OrderedValues> values = new EnumMap<>(Measure.class);
    private final Set<Measure> uncounted = EnumSet.noneOf(Measure.class);
    private DatasetSpec spec;
    private int fenceVersion;
    private Map<Measure, Fence> fences;

    /** The id up to which the pass has come; null where there is no pass. */
    private String passed;

    /** Items that are in. */
    private long in;

    private long lookedAt;

    /**
     * Continues where another one stood; reads all items once.
     *
     * @param items that the other one kept
     * @param state of the other one after its last step, or {@link JudgingState#beginning}
     */
    public Verdicts(JudgedItems items, JudgingState state) {
        this.items = items;
        spec = state.spec();
        fenceVersion = state.fenceVersion();
        fences = state.fences();
        passed = state.passed();
        uncounted.addAll(state.uncounted());
        lookedAt = state.lookedAt();
        spec.quality().fenced().forEach(measure -> values.put(measure, new OrderedValues()));
        items.forEach(this::count);
    }

    /** Of the spec that items are judged by. */
    public int specVersion() {
        return spec.version();
    }

    /** What is to be kept beside the items after each step. */
    public JudgingState state() {
        return new JudgingState(spec, fenceVersion, fences, passed, uncounted, lookedAt);
    }

    /**
     * Judges an image that arrives.
     *
     * @param specVersion of its upload
     * @return nothing where a later upload of the item, or its withdrawal, is known
     */
    public Optional<Outcome> arrive(String item, Instant uploadedAt, int specVersion, QualityScores scores) {
        JudgedItem before = items.get(item);
        if (before != null && !before.isBefore(uploadedAt, specVersion)) {
            return Optional.empty();
        }
        QualityVerdict verdict = judge(scores);
        replace(before, judged(item, uploadedAt, specVersion, scores, verdict));
        lookAtFences();
        return Optional.of(new Outcome(item, uploadedAt, specVersion, false, spec.version(), fenceVersion, verdict));
    }

    /**
     * As {@link #arrive}, of an image that somebody else judged before and let in: the outcome says what there is to announce of it.
     *
     * @return nothing where a later upload of the item, or its withdrawal, is known
     */
    public Optional<Outcome> arriveEarlier(String item, Instant uploadedAt, int specVersion, QualityScores scores) {
        return arrive(item, uploadedAt, specVersion, scores).map(outcome -> {
            if (!outcome.isIn()) {
                items.put(items.get(item).under(spec.version()));
            }
            return new Outcome(
                    item, uploadedAt, specVersion, true, outcome.specVersion(), fenceVersion, outcome.verdict());
        });
    }

    /**
     * Withdraws the uploads of an item up to one, also those that arrive later.
     *
     * @param upTo when the last of them was taken
     * @param specVersion of the last of them
     * @return whether the newest upload of the item is withdrawn, so that none of them is in
     */
    public boolean withdraw(String item, Instant upTo, int specVersion) {
        JudgedItem before = items.get(item);
        boolean reached = before == null
                || before.isBefore(upTo, specVersion)
                || before.uploadedAt().equals(upTo) && before.specVersion() == specVersion;
        if (reached) {
            replace(before, JudgedItem.withdrawn(item, upTo, specVersion));
            lookAtFences();
        }
        return reached;
    }

    /** Judges by another spec from here on, unless it is older than the one there is. */
    public void change(DatasetSpec newer) {
        if (newer.version() < spec.version() || newer.equals(spec)) {
            return;
        }
        boolean sameRules = newer.quality().equals(spec.quality());
        spec = newer;
        if (sameRules) {
            return;
        }
        Set<Measure> fenced = newer.quality().fenced();
        values.keySet().retainAll(fenced);
        uncounted.retainAll(fenced);
        Map<Measure, Fence> kept = new EnumMap<>(Measure.class);
        fences.forEach((measure, fence) -> {
            if (fenced.contains(measure)) {
                kept.put(measure, fence);
            }
        });
        if (kept.size() < fences.size()) {
            fenceVersion++;
            fences = Map.copyOf(kept);
        }
        // What an earlier pass has counted up to here is counted anew: passes go by one place for all measures.
        for (Measure measure : fenced) {
            if (!values.containsKey(measure) || uncounted.contains(measure)) {
                values.put(measure, new OrderedValues());
                uncounted.add(measure);
            }
        }
        passed = BEGINNING;
    }

    /** Whether {@link #page} has more to do. */
    public boolean isPassing() {
        return passed != null;
    }

    /**
     * Judges the next items of a pass again.
     *
     * @param most items to read, 1 or more
     * @return those whose verdict changed
     */
    public List<Outcome> page(int most) {
        List<Outcome> changed = new ArrayList<>();
        if (passed == null) {
            return changed;
        }
        List<JudgedItem> page = items.after(passed, most);
        for (JudgedItem before : page) {
            discount(before);
            passed = before.item();
            if (before.scores() == null) {
                continue;
            }
            QualityVerdict verdict = judge(before.scores());
            JudgedItem after =
                    judged(before.item(), before.uploadedAt(), before.specVersion(), before.scores(), verdict);
            if (!after.agreesWith(before)) {
                after = after.isIn() ? after : after.under(spec.version());
                items.put(after);
                changed.add(new Outcome(
                        before.item(),
                        before.uploadedAt(),
                        before.specVersion(),
                        before.isIn(),
                        spec.version(),
                        fenceVersion,
                        verdict));
            }
            count(after);
        }
        if (page.size() < most) {
            passed = null;
            uncounted.clear();
        }
        return changed;
    }

    /**
     * Takes the fences of the values there are, where no pass is under way and they are others.
     *
     * @return whether a pass begins
     */
    public boolean settle() {
        if (passed != null) {
            return false;
        }
        lookedAt = in;
        Map<Measure, QuantileSketch> sketches = sketches();
        boolean fitting = sketches.keySet().equals(fences.keySet());
        for (Map.Entry<Measure, QuantileSketch> sketch : sketches.entrySet()) {
            fitting = fitting && fences.get(sketch.getKey()).isAround(sketch.getValue());
        }
        if (!fitting) {
            fence(sketches);
        }
        return !fitting;
    }

    /** Compares fences with values whenever a tenth more or fewer items are in. */
    private void lookAtFences() {
        if (passed != null || 10 * Math.abs(in - lookedAt) < Math.max(10, lookedAt)) {
            return;
        }
        lookedAt = in;
        Map<Measure, QuantileSketch> sketches = sketches();
        boolean outlived = false;
        for (Map.Entry<Measure, QuantileSketch> sketch : sketches.entrySet()) {
            Fence fence = fences.get(sketch.getKey());
            outlived |= fence == null || fence.isOutlived(sketch.getValue());
        }
        if (outlived) {
            fence(sketches);
        }
    }

    private void fence(Map<Measure, QuantileSketch> sketches) {
        fenceVersion++;
        Map<Measure, Fence> taken = new EnumMap<>(Measure.class);
        sketches.forEach((measure, sketch) -> taken.put(measure, Fence.around(sketch, fenceVersion)));
        fences = Map.copyOf(taken);
        passed = BEGINNING;
    }

    /** Of the measures that enough items have. */
    private Map<Measure, QuantileSketch> sketches() {
        Map<Measure, QuantileSketch> sketches = new EnumMap<>(Measure.class);
        values.forEach((measure, ordered) -> {
            QuantileSketch sketch = ordered.sketch();
            if (sketch.count() >= Fence.LEAST_COUNT) {
                sketches.put(measure, sketch);
            }
        });
        return sketches;
    }

    private QualityVerdict judge(QualityScores scores) {
        return spec.quality().judge(scores, fences);
    }

    private JudgedItem judged(
            String item, Instant uploadedAt, int specVersion, QualityScores scores, QualityVerdict verdict) {
        Set<Issue.Kind> kinds = EnumSet.noneOf(Issue.Kind.class);
        Issue.Kind rejectedBy = null;
        for (Issue issue : verdict.issues()) {
            kinds.add(issue.kind());
            if (rejectedBy == null && spec.quality().rules().get(issue.kind()).action() == Action.REJECT) {
                rejectedBy = issue.kind();
            }
        }
        return new JudgedItem(item, uploadedAt, specVersion, scores, kinds, rejectedBy);
    }

    private void replace(JudgedItem before, JudgedItem after) {
        if (before != null) {
            discount(before);
        }
        count(after);
        items.put(after);
    }

    private void count(JudgedItem item) {
        if (item.isIn()) {
            in++;
            values.forEach((measure, ordered) -> {
                Double value = item.scores().of(measure);
                if (value != null && isCounted(item, measure)) {
                    ordered.add(value);
                }
            });
        }
    }

    private void discount(JudgedItem item) {
        if (item.isIn()) {
            in--;
            values.forEach((measure, ordered) -> {
                Double value = item.scores().of(measure);
                if (value != null && isCounted(item, measure)) {
                    ordered.remove(value);
                }
            });
        }
    }

    private boolean isCounted(JudgedItem item, Measure measure) {
        return passed == null || !uncounted.contains(measure) || item.item().compareTo(passed) <= 0;
    }
}
