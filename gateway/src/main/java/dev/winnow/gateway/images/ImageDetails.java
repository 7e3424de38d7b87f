package dev.winnow.gateway.images;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is known about one image.
 *
 * @param annotations what its labels are after their checks, as {@code annotations.checked} says it; null where nobody submitted any
 */
public record ImageDetails(
        @JsonUnwrapped ImageLine image,
        String content,
        String group,
        Integer fold,
        String colorMode,
        Hashes hashes,
        List<IssueLine> issueDetails,
        List<Picture> pictures,
        String original,
        Map<String, Object> metadata,
        Duplicates duplicates,
        List<Moment> history,
        int specVersion,
        Map<String, Object> annotations) {

    /** Hexadecimal, as Python's imagehash writes them; null before they were taken. */
    public record Hashes(String ahash, String phash, String dhash) {}

    public record IssueLine(String kind, String detail) {}

    public record Picture(int copy, String url, long bytes, int width, int height, String plan) {}

    /**
     * @param members of the cluster, the image included, at most sixty
     * @param related images that are no copies, nearest first
     */
    public record Duplicates(
            String exactOf,
            String cluster,
            String representative,
            List<Match> matches,
            List<ImageLine> members,
            List<Match> related) {}

    /**
     * @param distance bits between the perceptual hashes, 0 to 64
     * @param agreement of the parts once one picture is laid on the other, −1 to 1, or null where they were not compared
     */
    public record Match(String item, int distance, Double agreement) {}

    /** @param facts the few values worth reading, by name */
    public record Moment(String event, String topic, Instant at, long sinceUploadMs, Map<String, Object> facts) {}
}
