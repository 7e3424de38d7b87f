package dev.winnow.events;

import dev.winnow.dataset.Issue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An image that is in has other issues than before, because its dataset's spec changed or the dataset around it did. On {@code
 * images.rejudged}, keyed by dataset; earlier versions keyed it by item. Of two about one upload the one with the greater spec
 * version counts, then the one with the greater fence version.
 *
 * @param specVersion that the image was judged under
 * @param fenceVersion of the dataset's fences that it was judged with, 0 for none
 * @param issues all that the scores mean, in place of those in {@link ImageAssessed}
 */
public record ImageRejudged(ImageUploaded upload, int specVersion, int fenceVersion, List<Issue> issues, Instant at)
        implements Event, ImageEvent {

    public ImageRejudged {
        Objects.requireNonNull(upload, "upload");
        Objects.requireNonNull(at, "at");
        issues = List.copyOf(issues);
    }

    @Override
    public Topic topic() {
        return Topic.IMAGES_REJUDGED;
    }

    @Override
    public String key() {
        return upload.dataset();
    }

    @Override
    public String id() {
        return upload.id("rejudged-" + specVersion + "-" + fenceVersion);
    }

    @Override
    public String subject() {
        return upload.subject();
    }
}
