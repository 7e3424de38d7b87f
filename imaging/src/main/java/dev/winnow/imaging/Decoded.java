package dev.winnow.imaging;

import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import java.util.List;
import java.util.Objects;

/** What became of a file: a picture, or the reason why there is none. */
public sealed interface Decoded permits Decoded.Image, Decoded.Refused {

    /** @param picture held once for whoever receives this, who closes it */
    record Image(Picture picture, ImageMetadata metadata, List<Issue> issues) implements Decoded {
        public Image {
            Objects.requireNonNull(picture, "picture");
            Objects.requireNonNull(metadata, "metadata");
            issues = List.copyOf(issues);
        }
    }

    record Refused(Rejection rejection) implements Decoded {
        public Refused {
            Objects.requireNonNull(rejection, "rejection");
        }
    }
}
