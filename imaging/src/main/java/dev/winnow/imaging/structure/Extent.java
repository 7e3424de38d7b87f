package dev.winnow.imaging.structure;

import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import java.util.List;

/**
 * What the walk through a whole file found.
 *
 * @param frames pictures in the file, 1 or more
 * @param end offset of the first byte that belongs to no picture: the file's length unless something trails
 * @param partial a sentence on what a progressive file lacks of its last scans, or null where it lacks nothing
 * @param jpeg how a JPEG was coded, or null for other formats
 * @param issues what is wrong with parts of the file that are no picture
 */
public record Extent(int frames, long end, String partial, ImageMetadata.JpegCoding jpeg, List<Issue> issues) {

    Extent(int frames, long end, String partial, ImageMetadata.JpegCoding jpeg) {
        this(frames, end, partial, jpeg, List.of());
    }

    Extent(int frames, long end) {
        this(frames, end, null, null);
    }
}
