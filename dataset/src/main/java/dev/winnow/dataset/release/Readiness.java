package dev.winnow.dataset.release;

import dev.winnow.dataset.spec.DatasetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether one may train on a dataset: eight boxes, each with conditions.
 *
 * <ol>
 *   <li>While images or labels are on their way, while rules are still applied, and where there are fewer images than the spec asks for, the
 *       verdict is {@link Verdict#UNDECIDED}, whatever single conditions say.
 *   <li>Else it is the worst of its boxes. What nobody measured is undecided, so that {@link Verdict#GO} is never given for it.
 *   <li>A condition that a person waived is a warning until the waiver ends. Rule 1 cannot be waived.
 * </ol>
 *
 * @param reason one sentence that tells the verdict
 * @param specVersion whose bounds were held against the facts
 * @param atRest whether nothing is on its way; until then another look may decide
 */
public record Readiness(
        String dataset, int specVersion, Verdict verdict, String reason, boolean atRest, Instant at, List<Box> boxes) {

    public Readiness {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(at, "at");
        boxes = List.copyOf(boxes);
    }

    /** @param now when waivers are held against their end */
    public static Readiness of(String dataset, DatasetSpec spec, DatasetFacts facts, Instant now) {
        List<Box> boxes = new ArrayList<>();
        Map<Box.Name, List<Condition>> found = new Conditions(dataset, spec, facts).all();
        for (Box.Name name : Box.Name.values()) {
            List<Condition> conditions = new ArrayList<>();
            for (Condition condition : found.get(name)) {
                boolean met = condition.verdict() == Verdict.GO;
                conditions.add(
                        met
                                ? condition
                                : spec.readiness()
                                        .waiver(condition.id(), now)
                                        .map(condition::waivedBy)
                                        .orElse(condition));
            }
            boxes.add(Box.of(name, conditions));
        }
        String unknown = unknown(spec, facts);
        Verdict verdict = unknown != null
                ? Verdict.UNDECIDED
                : Verdict.worst(boxes.stream().map(Box::verdict).toList());
        return new Readiness(
                dataset,
                spec.version(),
                verdict,
                unknown != null ? unknown : reason(verdict, boxes),
                isAtRest(facts),
                now,
                boxes);
    }

    /** All conditions, in the order of the boxes. */
    public List<Condition> conditions() {
        return boxes.stream().flatMap(box -> box.conditions().stream()).toList();
    }

    private static boolean isAtRest(DatasetFacts facts) {
        return facts.images().inFlight() == 0 && facts.labels().pending() == 0 && facts.judged();
    }

    /** Why nothing can be said of the whole, or null. */
    static String unknown(DatasetSpec spec, DatasetFacts facts) {
        long inFlight = facts.images().inFlight();
        if (inFlight > 0) {
            return inFlight == 1 ? "1 image is still on its way." : inFlight + " images are still on their way.";
        }
        if (facts.labels().pending() > 0) {
            return "The labels of " + Conditions.images(facts.labels().pending()) + " are not checked yet.";
        }
        if (!facts.judged()) {
            return "The rules of the spec are still being applied.";
        }
        long accepted = facts.images().accepted();
        long least = spec.readiness().leastImages();
        if (accepted == 0) {
            return "There is no accepted image.";
        }
        return accepted < least
                ? "There are " + accepted + " accepted images, too few to tell: readiness.leastImages is " + least + "."
                : null;
    }

    private static String reason(Verdict verdict, List<Box> boxes) {
        List<Condition> decisive = boxes.stream()
                .flatMap(box -> box.conditions().stream())
                .filter(condition -> condition.verdict() == verdict)
                .toList();
        return switch (verdict) {
            case GO -> "All " + decisive.size() + " conditions are met.";
            case WARN -> counted(decisive.size(), "condition warns", "conditions warn") + ": " + titles(decisive) + ".";
            case NO_GO ->
                counted(decisive.size(), "condition is not met", "conditions are not met") + ": " + titles(decisive)
                        + ".";
            case UNDECIDED ->
                counted(decisive.size(), "condition cannot be decided", "conditions cannot be decided") + ": "
                        + titles(decisive) + ".";
        };
    }

    private static String counted(int n, String one, String several) {
        return n + " " + (n == 1 ? one : several);
    }

    private static String titles(List<Condition> conditions) {
        return String.join(", ", conditions.stream().map(Condition::id).toList());
    }
}
