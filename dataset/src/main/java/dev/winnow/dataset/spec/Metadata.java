package dev.winnow.dataset.spec;

import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.setting.Setting;

/** What is kept of a file's own metadata. */
public record Metadata(
        @Setting("Whether the place where a picture was taken stands in events; that there is one always does")
        boolean keepPosition) {
    public static Metadata defaults() {
        return new Metadata(false);
    }

    /** What of a file's words may stand in an event. */
    public ImageMetadata kept(ImageMetadata metadata) {
        return keepPosition ? metadata : metadata.withoutPosition();
    }
}
