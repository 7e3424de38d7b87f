package dev.winnow.endtoend;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.split.DatasetReplay;
import dev.winnow.endtoend.Topics.Decided;
import dev.winnow.endtoend.Topics.Recorded;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.PairJudged;
import dev.winnow.events.SpecInForce;
import dev.winnow.events.SplitsSettled;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has to have been decided about copies and splits: computed anew, in one thread, from {@code images.assessed} alone. All
 * assessments and decisions of a dataset stand on one partition, so that they have one order.
 *
 * @param decisions by upload, in the order in which they had to be made
 * @param end what holds after the last of them
 */
record Replay(Map<ImageUploaded, Decision> decisions, DatasetReplay end) {

    record Decision(Duplication duplication, Assignment assignment) {}

    static Replay of(Evidence evidence) {
        DatasetReplay dataset = new DatasetReplay(evidence::spec);
        Map<ImageUploaded, Decision> decisions = new LinkedHashMap<>();
        Map<String, ImageWithdrawn> rejections = new HashMap<>();
        TreeMap<Long, Runnable> order = new TreeMap<>();
        for (Recorded<ImageAssessed> recorded : evidence.assessed()) {
            ImageAssessed image = recorded.event();
            order.put(
                    recorded.offset(),
                    () -> (isKeptOut(image.upload(), rejections.get(image.subject()))
                                    ? Optional.<DatasetReplay.Decision>empty()
                                    : dataset.next(image.arrival(), image.fingerprints()))
                            .ifPresent(decision -> decisions.put(
                                    image.upload(),
                                    new Decision(
                                            decision.duplication().at(recorded.offset()), decision.assignment()))));
        }
        evidence.decisions()
                .forEach(decided -> order.put(decided.offset(), () -> decide(dataset, rejections, decided)));
        order.values().forEach(Runnable::run);
        return new Replay(decisions, dataset);
    }

    /** Whether a later upload to the item is known to be rejected. */
    private static boolean isKeptOut(ImageUploaded upload, ImageWithdrawn rejection) {
        return rejection != null
                && (upload.at().isBefore(rejection.upTo())
                        || upload.at().equals(rejection.upTo()) && upload.specVersion() <= rejection.specVersion());
    }

    private static void decide(DatasetReplay dataset, Map<String, ImageWithdrawn> rejections, Decided decided) {
        if (decided.event() instanceof SpecInForce) {
            return; // of no matter to copies and splits
        }
        if (decided.event() instanceof ImageWithdrawn withdrawn) {
            if (withdrawn.cause() == ImageWithdrawn.Cause.REJECTED) {
                rejections.merge(
                        withdrawn.subject(), withdrawn, (a, b) -> b.upTo().isBefore(a.upTo()) ? a : b);
                if (!dataset.holds(withdrawn.subject())) {
                    return;
                }
            }
            dataset.withdraw(withdrawn.subject(), withdrawn.upTo(), withdrawn.specVersion(), decided.offset());
        } else if (decided.event() instanceof PairJudged judged) {
            Boolean copies = switch (judged.word()) {
                case COPIES -> true;
                case DIFFERENT -> false;
                case TAKEN_BACK -> null;
            };
            dataset.judge(
                    List.of(judged.one(), judged.other()),
                    judged.oneContent(),
                    judged.otherContent(),
                    copies,
                    decided.offset());
        } else if (decided.event() instanceof SplitsSettled settled) {
            dataset.settle(settled.extent());
        } else {
            dataset.freeze();
        }
    }
}
