package dev.winnow.events;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Rules that compare an image with its dataset compare it with these values from here on. On {@code images.rejudged}, keyed by dataset.
 *
 * @param fenceVersion grows by one with each, until the dataset is deleted
 * @param fences of the measures that rules fence and that enough images have; replaces all that there were
 * @param position the offset on {@code images.assessed} of the last record of the dataset that this takes into account
 */
public record FencesTaken(String dataset, int fenceVersion, List<MeasureFence> fences, long position, Instant at)
        implements Event {

    public FencesTaken {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(at, "at");
        fences = List.copyOf(fences);
    }

    /**
     * How the values of one measure are distributed.
     *
     * @param measure its key; readers pass over one that they do not know
     * @param count values that the fence was taken from
     * @param centiles 101 values, ascending: no more than so many hundredths of the values are below each
     */
    public record MeasureFence(String measure, long count, List<Double> centiles) {

        public MeasureFence {
            Objects.requireNonNull(measure, "measure");
            centiles = List.copyOf(centiles);
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
        return "fences:" + dataset + ":" + position + ":" + fenceVersion;
    }

    @Override
    public String subject() {
        return dataset;
    }
}
