package dev.winnow.gateway.images;

import dev.winnow.dataset.Issue;
import java.util.List;

/** What is said of an image whose labels another image of the same picture contradicts. */
final class LabelConflict {
    private LabelConflict() {}

    /**
     * @param source the other image's source key
     * @param labels the other image's labels now
     */
    static ImageDetails.IssueLine with(String source, List<String> labels) {
        return new ImageDetails.IssueLine(
                Issue.Kind.LABEL_CONFLICT.name(),
                source + " is the same picture and has "
                        + (labels.size() == 1 ? "the label " : "the labels ")
                        + String.join(", ", labels)
                        + ": correct one of the two, or remove it");
    }
}
