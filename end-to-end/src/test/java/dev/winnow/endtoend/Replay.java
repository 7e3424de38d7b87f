package dev.winnow.endtoend;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.split.DatasetReplay;
import dev.winnow.endtoend.Topics.Recorded;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageUploaded;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What has to have been decided about copies and splits: computed anew, in one thread, from {@code images.assessed} alone. All
 * assessments of a dataset stand on one partition, so that they have one order.
 *
 * @param decisions by upload, in the order in which they had to be made
 * @param end what holds after the last of them
 */
record Replay(Map<ImageUploaded, Decision> decisions, DatasetReplay end) {

    record Decision(Duplication duplication, Assignment assignment) {}

    static Replay of(Evidence evidence) {
        DatasetReplay dataset = new DatasetReplay(evidence::spec);
        Map<ImageUploaded, Decision> decisions = new LinkedHashMap<>();
        for (Recorded<ImageAssessed> recorded : evidence.assessed()) {
            ImageAssessed image = recorded.event();
            dataset.next(image.arrival(), image.fingerprints())
                    .ifPresent(decision -> decisions.put(
                            image.upload(),
                            new Decision(decision.duplication().at(recorded.offset()), decision.assignment())));
        }
        return new Replay(decisions, dataset);
    }
}
