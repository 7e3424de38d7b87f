package dev.winnow.gateway.images;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An image in a list.
 *
 * @param state {@code in-flight}, {@code accepted}, {@code rejected}, {@code quarantined} or {@code removed}
 * @param reason of a rejection, or null
 * @param representative whether the image stands for its cluster; one without a cluster stands for itself
 * @param label the first of its labels, or null
 * @param thumbnail the path of the prepared picture, or null where there is none
 * @param labels each once
 * @param tags words that people gave it beside labels
 */
public record ImageLine(
        String item,
        String source,
        String state,
        String reason,
        String detail,
        String label,
        String split,
        String cluster,
        boolean representative,
        String format,
        Integer width,
        Integer height,
        long bytes,
        List<String> issues,
        String thumbnail,
        Map<String, Double> measures,
        Instant uploadedAt,
        List<String> labels,
        List<String> tags) {}
