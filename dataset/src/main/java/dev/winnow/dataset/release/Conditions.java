package dev.winnow.dataset.release;

import dev.winnow.dataset.spec.Card;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.ReadinessBounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the spec asks of a dataset, held against its facts. Ids are a contract. */
final class Conditions {
    private final String page;
    private final DatasetSpec spec;
    private final ReadinessBounds bounds;
    private final DatasetFacts facts;
    private final Map<Box.Name, List<Condition>> found = new EnumMap<>(Box.Name.class);

    Conditions(String dataset, DatasetSpec spec, DatasetFacts facts) {
        this.page = "/datasets/" + dataset;
        this.spec = spec;
        this.bounds = spec.readiness();
        this.facts = facts;
    }

    Map<Box.Name, List<Condition>> all() {
        opened();
        leakage();
        labels();
        splits();
        preparation();
        issues();
        baseline();
        card();
        return found;
    }

    private void opened() {
        DatasetFacts.Images images = facts.images();
        String unknown = Readiness.unknown(spec, facts);
        add(
                Box.Name.IMAGES,
                "images.present",
                "There are enough images, and all have come to their end",
                unknown == null ? Verdict.GO : Verdict.UNDECIDED,
                (double) images.accepted(),
                (double) bounds.leastImages(),
                unknown == null ? images(images.accepted()) + " are part of the dataset." : unknown,
                "");
        add(
                Box.Name.IMAGES,
                "images.failed",
                "No record was given up",
                images.failed() == 0 ? Verdict.GO : Verdict.NO_GO,
                (double) images.failed(),
                0.0,
                images.failed() == 0
                        ? "No record was given up."
                        : images.failed() + " records were given up: resend or drop them on the page of dead letters.",
                "/dead-letters");
        double refused = share(images.refused(), images.uploaded());
        boolean few = refused <= bounds.mostRefused();
        add(
                Box.Name.IMAGES,
                "images.refused",
                "Few uploads were refused",
                empty(images.uploaded(), few ? Verdict.GO : Verdict.NO_GO),
                refused,
                bounds.mostRefused(),
                percent(refused) + " of the uploads were refused; readiness.mostRefused allows "
                        + percent(bounds.mostRefused()) + "."
                        + (few
                                ? ""
                                : " They are no part of the dataset: look at their reasons, and upload better files."),
                "?state=rejected#images");
        add(
                Box.Name.IMAGES,
                "images.quarantined",
                "No image waits for a person",
                images.quarantined() == 0 ? Verdict.GO : Verdict.WARN,
                (double) images.quarantined(),
                0.0,
                images.quarantined() == 0
                        ? "No image waits for a person."
                        : images(images.quarantined()) + " wait for a person: restore or withdraw them.",
                "?state=quarantined#images");
        long unprepared = Math.max(0, images.accepted() - images.prepared());
        add(
                Box.Name.IMAGES,
                "images.standardized",
                "Each image has its standardised picture",
                empty(images.accepted(), unprepared == 0 ? Verdict.GO : Verdict.NO_GO),
                (double) unprepared,
                0.0,
                unprepared == 0
                        ? "Each accepted image was decoded and has its standardised picture."
                        : images(unprepared) + " have no standardised picture: see the dead letters of augment.",
                "");
    }

    private void leakage() {
        long leaks = facts.copies().leaks();
        boolean tolerated = leaks <= bounds.mostLeaks();
        add(
                Box.Name.LEAKAGE,
                "leakage.copies",
                "No copies stand in different splits",
                empty(facts.images().accepted(), tolerated ? Verdict.GO : Verdict.NO_GO),
                (double) leaks,
                (double) bounds.mostLeaks(),
                leaks == 0
                        ? "No cluster of copies stands in more than one split."
                        : leaks + (leaks == 1 ? " cluster of copies stands" : " clusters of copies stand")
                                + " in more than one split; readiness.mostLeaks allows " + bounds.mostLeaks() + "."
                                + (tolerated ? "" : " Set copies aside, or let split.leaks do so."),
                "/duplicates#leakage");
        long apart = facts.copies().relatedApart();
        add(
                Box.Name.LEAKAGE,
                "leakage.related",
                "No related images stand in different splits",
                empty(facts.images().accepted(), apart == 0 ? Verdict.GO : Verdict.WARN),
                (double) apart,
                0.0,
                apart == 0
                        ? "No related images stand in different splits."
                        : images(apart) + " have a related one in another split, which is no copy: settle the splits,"
                                + " or rule on the pairs.",
                "/duplicates#leakage");
    }

    private void labels() {
        DatasetFacts.Labels labels = facts.labels();
        long accepted = facts.images().accepted();
        double unlabelled = share(labels.unlabelled(), accepted);
        boolean enough = !bounds.labels() || unlabelled <= bounds.mostUnlabelled();
        add(
                Box.Name.LABELS,
                "labels.complete",
                "Each image has a label",
                bounds.labels() ? empty(accepted, enough ? Verdict.GO : Verdict.NO_GO) : Verdict.GO,
                unlabelled,
                bounds.labels() ? bounds.mostUnlabelled() : null,
                !bounds.labels()
                        ? "The spec asks for no labels (readiness.labels is false)."
                        : labels.unlabelled() == 0
                                ? "No image lacks a label."
                                : images(labels.unlabelled()) + " have no label, " + percent(unlabelled)
                                        + "; readiness.mostUnlabelled allows " + percent(bounds.mostUnlabelled())
                                        + (enough
                                                ? "."
                                                : ". Label them, or set readiness.labels to false where none are needed."),
                "");
        add(
                Box.Name.LABELS,
                "labels.agree",
                "Equal images have equal labels",
                empty(accepted, labels.conflicts() == 0 ? Verdict.GO : Verdict.NO_GO),
                (double) labels.conflicts(),
                0.0,
                labels.conflicts() == 0
                        ? "No images with the same bytes or pixels have different labels."
                        : images(labels.conflicts()) + " have the bytes or pixels of another one and other labels:"
                                + " decide which label is right.",
                "?issue=LABEL_CONFLICT#images");
        long findings = labels.findings().values().stream().mapToLong(n -> n).sum();
        add(
                Box.Name.LABELS,
                "labels.checked",
                "The checks of labels found nothing",
                labels.pending() > 0 ? Verdict.UNDECIDED : empty(accepted, findings == 0 ? Verdict.GO : Verdict.WARN),
                (double) findings,
                0.0,
                labels.pending() > 0
                        ? "The labels of " + images(labels.pending()) + " are not checked yet."
                        : findings == 0
                                ? "The checks of labels found nothing."
                                : "The checks of labels found " + findings + " issues (" + byCount(labels.findings())
                                        + "): correct the labels, or choose in labels.issues what becomes of them.",
                "");
    }

    private void splits() {
        List<DatasetFacts.Share> shares = facts.splits().shares();
        long accepted = facts.images().accepted();
        List<String> empty = shares.stream()
                .filter(share -> share.wish() > 0 && share.images() == 0)
                .map(DatasetFacts.Share::name)
                .toList();
        add(
                Box.Name.SPLITS,
                "splits.present",
                "Each wished split has images",
                empty(accepted, empty.isEmpty() ? Verdict.GO : Verdict.NO_GO),
                (double) empty.size(),
                0.0,
                empty.isEmpty()
                        ? "Each split that the spec wishes has images."
                        : "The split " + String.join(" and ", empty)
                                + " has no image: settle the splits, or wish it a share of 0.",
                "/splits");
        long all = shares.stream().mapToLong(DatasetFacts.Share::images).sum();
        List<DatasetFacts.Share> off = shares.stream()
                .filter(share -> Math.abs(share(share.images(), all) - share.wish()) > share.tolerance())
                .toList();
        add(
                Box.Name.SPLITS,
                "splits.shares",
                "Splits are as large as wished",
                empty(all, off.isEmpty() ? Verdict.GO : Verdict.WARN),
                shares.stream()
                        .mapToDouble(share -> Math.abs(share(share.images(), all) - share.wish()))
                        .max()
                        .orElse(0),
                shares.stream().mapToDouble(DatasetFacts.Share::tolerance).max().orElse(0),
                off.isEmpty()
                        ? "Each split is as large as wished, within its largest unit."
                        : off.stream()
                                        .map(share -> share.name() + " has " + percent(share(share.images(), all))
                                                + " in place of " + percent(share.wish()))
                                        .collect(Collectors.joining(", "))
                                + ": settle the splits, or wish other shares.",
                "/splits#sizes");
        List<String> uneven = facts.splits().unevenLabels();
        add(
                Box.Name.SPLITS,
                "splits.stratified",
                "Classes are spread evenly over the splits",
                empty(all, uneven.isEmpty() ? Verdict.GO : Verdict.WARN),
                (double) uneven.size(),
                0.0,
                uneven.isEmpty()
                        ? "No class of 50 images or more is off by over two points."
                        : classes(uneven) + " by more than two points off their shares: try 'winnow rebalance'.",
                "/splits#balance");
        Optional<DatasetFacts.Drift> worst = facts.splits().drifts().stream()
                .filter(DatasetFacts.Drift::significant)
                .max(Comparator.comparingDouble(DatasetFacts.Drift::distance));
        double distance = worst.map(DatasetFacts.Drift::distance).orElse(0.0);
        boolean alike = distance <= bounds.mostDrift();
        add(
                Box.Name.SPLITS,
                "splits.alike",
                "Images of all splits are alike in quality and shape",
                empty(all, alike ? Verdict.GO : Verdict.WARN),
                distance,
                bounds.mostDrift(),
                worst.map(drift -> "The " + drift.measure().replace('_', ' ') + " of " + drift.split()
                                + " differs from that of train by "
                                + String.format(Locale.ROOT, "%.3f", drift.distance())
                                + " (Kolmogorov-Smirnov); readiness.mostDrift allows " + bounds.mostDrift()
                                + (alike ? "." : ": look for a source that only one of the splits has."))
                        .orElse("No measure differs significantly between splits."),
                "/splits#distances");
    }

    private void preparation() {
        long accepted = facts.images().accepted();
        add(
                Box.Name.PREPARATION,
                "preparation.defined",
                "The spec says how pictures are prepared",
                Verdict.GO,
                (double) spec.preprocessing().size(),
                null,
                "Pictures are letterboxed to " + spec.preprocessing().size() + " pixels; "
                        + spec.augmentation().copies()
                        + " variants are drawn of each, from seeds that follow from content"
                        + " and spec version " + spec.version() + ".",
                "");
        add(
                Box.Name.PREPARATION,
                "preparation.made",
                "Each picture was prepared that way",
                empty(accepted, facts.images().prepared() >= accepted ? Verdict.GO : Verdict.NO_GO),
                (double) facts.images().prepared(),
                (double) accepted,
                facts.images().prepared() + " of " + accepted
                        + " images are prepared, and lie under the hash of what they are.",
                "");
    }

    private void issues() {
        long accepted = facts.images().accepted();
        double flagged = share(facts.issues().flagged(), accepted);
        boolean few = flagged <= bounds.mostFlagged();
        boolean documented = Card.isWritten(spec.card().limitations());
        add(
                Box.Name.ISSUES,
                "issues.flagged",
                "Few images have an issue, or the card speaks of them",
                !facts.judged() ? Verdict.UNDECIDED : empty(accepted, few || documented ? Verdict.GO : Verdict.NO_GO),
                flagged,
                bounds.mostFlagged(),
                percent(flagged) + " of the images have an issue; readiness.mostFlagged allows "
                        + percent(bounds.mostFlagged()) + "."
                        + (few
                                ? ""
                                : documented
                                        ? " card.limitations speaks of it."
                                        : " Set the worst aside, change the rules, or write card.limitations."),
                "/quality");
        Map<String, Long> over = facts.issues().overflagging();
        add(
                Box.Name.ISSUES,
                "issues.rules",
                "No rule flags a large part of the images",
                empty(accepted, over.isEmpty() ? Verdict.GO : Verdict.WARN),
                (double) over.size(),
                0.0,
                over.isEmpty()
                        ? "No rule flags more than a quarter of the images."
                        : byCount(over) + ": a rule that flags a quarter of the images tells little; change its bound.",
                "/quality");
    }

    private void baseline() {
        Double score = bounds.baselineScore();
        Double shuffled = bounds.shuffledScore();
        Verdict verdict = score == null || shuffled == null
                ? Verdict.UNDECIDED
                : score - shuffled >= bounds.baselineMargin() ? Verdict.GO : Verdict.NO_GO;
        add(
                Box.Name.BASELINE,
                "baseline.score",
                "A small model learns, and learns nothing from shuffled labels",
                verdict,
                score,
                shuffled == null ? null : shuffled + bounds.baselineMargin(),
                verdict == Verdict.UNDECIDED
                        ? "Nobody has reported a baseline: train a small model, and write its scores into"
                                + " readiness.baselineScore and readiness.shuffledScore, or waive the condition."
                        : "The reported score is " + score + ", with shuffled labels " + shuffled
                                + "; readiness.baselineMargin asks for a difference of " + bounds.baselineMargin() + "."
                                + (verdict == Verdict.GO ? "" : " Look for wrong labels."),
                "");
    }

    private void card() {
        String license = spec.card().license();
        boolean clear = Card.isWritten(license);
        add(
                Box.Name.CARD,
                "card.license",
                "The license is known",
                clear ? Verdict.GO : Verdict.NO_GO,
                null,
                null,
                clear
                        ? "The license is " + license + "."
                        : "Nobody has said under which license the images are: write card.license.",
                "");
        List<String> missing = spec.card().missing();
        add(
                Box.Name.CARD,
                "card.complete",
                "People have written what only they know",
                missing.isEmpty() ? Verdict.GO : Verdict.NO_GO,
                (double) missing.size(),
                0.0,
                missing.isEmpty()
                        ? "Each part of the card is written."
                        : "The card lacks " + String.join(", ", missing) + ": write them into the spec.",
                "");
    }

    private void add(
            Box.Name box,
            String id,
            String title,
            Verdict verdict,
            Double value,
            Double limit,
            String sentence,
            String below) {
        found.computeIfAbsent(box, none -> new ArrayList<>())
                .add(new Condition(
                        id,
                        title,
                        verdict,
                        value,
                        limit,
                        sentence,
                        below.startsWith("/dead-letters") ? below : page + below,
                        null));
    }

    /** Of nothing, nothing can be said. */
    private static Verdict empty(long of, Verdict otherwise) {
        return of == 0 ? Verdict.UNDECIDED : otherwise;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    static String images(long n) {
        return n == 1 ? "1 image" : n + " images";
    }

    private static String classes(List<String> labels) {
        List<String> shown = labels.subList(0, Math.min(3, labels.size()));
        String more = labels.size() > shown.size() ? " and " + (labels.size() - shown.size()) + " more" : "";
        return (labels.size() == 1 ? "The class " : "The classes ")
                + String.join(", ", shown)
                + more
                + (labels.size() == 1 ? " is" : " are");
    }

    private static String byCount(Map<String, Long> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
