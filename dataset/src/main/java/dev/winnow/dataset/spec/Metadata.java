package dev.winnow.dataset.spec;

import dev.winnow.dataset.ImageMetadata;

/**
 * What is kept of a file's own words.
 *
 * @param keepPosition whether the place a picture was taken at stands in events; that there is one is always said
 */
public record Metadata(boolean keepPosition) {
    public static Metadata defaults() {
        return new Metadata(false);
    }

    /** What of a file's words may stand in an event. */
    public ImageMetadata kept(ImageMetadata metadata) {
        return keepPosition ? metadata : metadata.withoutPosition();
    }
}
