package dev.winnow.endtoend;

import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.endtoend.Topics.Recorded;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.Topic;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for uploads to come to their end. */
final class FinalStates {
    private FinalStates() {}

    /** Until the newest upload to each item, all of which are on the topic by now, has come to its end. */
    static void await(Installation installation, String dataset, Duration patience) {
        Map<String, ImageUploaded> newest = Evidence.newest(
                installation.topics().events(Topic.IMAGES_UPLOADED, ImageUploaded.class, dataset).stream()
                        .map(Recorded::event)
                        .toList());
        ReadModel readModel = installation.readModel();
        Map<String, Row> rows = new HashMap<>();
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> {
                        rows.clear();
                        rows.putAll(readModel.rows(dataset));
                        return newest.values().stream().allMatch(upload -> isThrough(upload, rows.get(upload.key())));
                    });
        } catch (ConditionTimeoutException e) {
            newest.values().removeIf(upload -> isThrough(upload, rows.get(upload.key())));
            throw new AssertionError(
                    newest.size() + " uploads did not come to an end within " + patience + ", such as "
                            + newest.values().stream()
                                    .limit(5)
                                    .map(upload -> upload + " in " + rows.get(upload.key()))
                                    .toList(),
                    e);
        }
    }

    private static boolean isThrough(ImageUploaded upload, Row row) {
        return row != null
                && row.isFinal()
                && row.uploadedAt().equals(upload.at().truncatedTo(ChronoUnit.MICROS));
    }
}
