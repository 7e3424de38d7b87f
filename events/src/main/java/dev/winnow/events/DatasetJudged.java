package dev.winnow.events;

import java.time.Instant;
import java.util.Objects;

/**
 * How far a dataset's images are judged by the spec and the fences in force. On {@code images.rejudged}, keyed by dataset, behind the
 * {@link ImageRejudged} of the images that it counts.
 *
 * @param specVersion that images are judged by
 * @param fenceVersion of the dataset's fences, 0 for none
 * @param passed the item up to which, in the order of ids, images are judged by these, empty at the beginning; null where all are
 * @param settled whether the fences are those of the images that there are, and all are judged by them
 * @param position the offset on {@code images.assessed} of the last record of the dataset that this takes into account
 */
public record DatasetJudged(
        String dataset, int specVersion, int fenceVersion, String passed, boolean settled, long position, Instant at)
        implements Event {

    public DatasetJudged {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(at, "at");
        if (settled && passed != null) {
            throw new IllegalArgumentException("A dataset that is judged up to " + passed + " is not settled");
        }
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_REJUDGED;
    }

    @Override
    public String key() {
        return dataset;
    }

    @Override
    public String id() {
        return "judged:" + dataset + ":" + position + ":" + specVersion + ":" + fenceVersion + ":"
                + (settled ? "settled" : passed == null ? "" : passed);
    }

    @Override
    public String subject() {
        return dataset;
    }
}
