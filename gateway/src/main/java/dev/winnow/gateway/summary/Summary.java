package dev.winnow.gateway.summary;

import dev.winnow.dataset.split.Notice;
import java.util.List;
import java.util.Map;

/**
 * A dataset in numbers. Field names are a contract. At any quiet moment {@code uploaded = accepted + rejected + quarantined +
 * removed}; until then {@code inFlight} is the rest.
 *
 * @param rejections of rejected and quarantined images, by reason
 * @param issues of accepted images, by kind
 * @param splits of accepted images
 * @param classes accepted images by label, each under all of its labels; unlabelled ones are left out
 * @param leakage clusters whose accepted images stand in more than one split
 * @param prepared standardised pictures
 * @param augmented further copies of them
 * @param imagesPerSecond finished images by {@code seconds.pipeline}, or null before there is any
 * @param deadLetters records about the dataset that a service gave up and nobody has resent or dropped
 * @param cpuSecondsPerImage of every process, or null where the process does not know
 * @param overflagging of {@code issues} those by rules that flag more than a quarter of the accepted images, at least five
 * @param labels that sources submitted
 * @param notices what a person may not expect of the splits; none while images are on their way
 */
public record Summary(
        String dataset,
        Images images,
        Map<String, Long> rejections,
        Map<String, Long> issues,
        Duplicates duplicates,
        Map<String, Long> splits,
        Map<String, Long> classes,
        long leakage,
        long prepared,
        long augmented,
        Seconds seconds,
        Double imagesPerSecond,
        Double cpuSecondsPerImage,
        long deadLetters,
        long inFlight,
        Map<String, Long> overflagging,
        List<Notice> notices,
        Labels labels) {

    public record Images(long uploaded, long accepted, long rejected, long quarantined, long removed, long flagged) {}

    /**
     * @param images that have labels, an empty list among them
     * @param objects kept annotations with a shape
     * @param findings by kind
     * @param waiting images that have labels and no picture so far
     * @param pending images whose newest labels are not checked yet
     */
    public record Labels(long images, long objects, Map<String, Long> findings, long waiting, long pending) {}

    /**
     * @param exact images with the bytes of an earlier one
     * @param clusters of at least two images
     * @param images in those
     */
    public record Duplicates(long exact, long clusters, long images) {}

    /**
     * @param startup from the start of the process to its readiness, or null where the process does not know
     * @param pipeline from the first upload to the last event
     */
    public record Seconds(Double startup, double pipeline) {}
}
