package dev.winnow.events;

import dev.winnow.dataset.Arrival;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Traits;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An image's quality was measured and its fingerprints taken. On {@code images.assessed}, keyed by dataset, so that a
 * dataset's images have one order.
 *
 * @param issues what the scores mean under the spec and the fences in force, as dedup judges them: none before that, and as earlier
 *     versions of the quality service judged them by the upload's spec. Those of the file itself stand in the nested event
 */
public record ImageAssessed(
        ImageIngested image, QualityScores scores, Fingerprints fingerprints, List<Issue> issues, Instant at)
        implements Event, ImageEvent {

    public ImageAssessed {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(scores, "scores");
        Objects.requireNonNull(fingerprints, "fingerprints");
        Objects.requireNonNull(at, "at");
        issues = List.copyOf(issues);
    }

    /** What deciding about copies and splits needs to know. */
    public Arrival arrival() {
        return upload().arrival(Traits.of(image.metadata(), scores));
    }

    /** The same without what only dedup needs: {@link Fingerprints#withoutDetails}. */
    public ImageAssessed withoutDetails() {
        return new ImageAssessed(image, scores, fingerprints.withoutDetails(), issues, at);
    }

    @Override
    public ImageUploaded upload() {
        return image.upload();
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_ASSESSED;
    }

    @Override
    public String key() {
        return upload().dataset();
    }

    @Override
    public String id() {
        return upload().id("assessed");
    }

    @Override
    public String subject() {
        return upload().subject();
    }
}
