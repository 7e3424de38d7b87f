package dev.winnow.dataset.release;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a dataset, or of a part of it, when its readiness is judged. All counts are of images unless they say otherwise.
 *
 * @param judged whether the rules of the spec in force have been brought to bear on all images
 */
public record DatasetFacts(Images images, Copies copies, Labels labels, Splits splits, Issues issues, boolean judged) {

    /**
     * @param uploaded items there are, of any state
     * @param refused that could not be opened or broke a limit
     * @param quarantined that wait for a person
     * @param inFlight on their way
     * @param failed records that a service gave up and nobody has resent or dropped
     * @param prepared accepted ones with a standardised picture
     */
    public record Images(
            long uploaded, long accepted, long refused, long quarantined, long inFlight, long failed, long prepared) {}

    /**
     * @param leaks clusters of copies that stand in more than one split
     * @param relatedApart images with a related one in another split
     */
    public record Copies(long leaks, long relatedApart) {}

    /**
     * @param unlabelled accepted images without any label
     * @param conflicts images whose bytes or pixels have other labels elsewhere
     * @param pending images whose newest labels are not checked yet
     * @param findings what the checks of labels found, by kind
     */
    public record Labels(long unlabelled, long conflicts, long pending, Map<String, Long> findings) {
        public Labels {
            findings = Map.copyOf(findings);
        }
    }

    /**
     * @param name of the split
     * @param wish its share, 0 to 1
     * @param tolerance by which its share may differ, because units are indivisible
     */
    public record Share(String name, double wish, long images, double tolerance) {}

    /**
     * How differently a measure is distributed in a split and in the training split.
     *
     * @param distance of Kolmogorov and Smirnov, 0 to 1
     * @param significant at five per cent
     */
    public record Drift(String measure, String split, double distance, boolean significant) {}

    /** @param unevenLabels labels of enough images whose shares are off by more than two points */
    public record Splits(List<Share> shares, List<String> unevenLabels, List<Drift> drifts) {
        public Splits {
            shares = List.copyOf(shares);
            unevenLabels = List.copyOf(unevenLabels);
            drifts = List.copyOf(drifts);
        }
    }

    /**
     * @param flagged accepted images with an issue
     * @param overflagging by kind, the images that a rule flags which flags more than a quarter
     */
    public record Issues(long flagged, Map<String, Long> overflagging) {
        public Issues {
            overflagging = Map.copyOf(overflagging);
        }
    }

    public DatasetFacts {
        Objects.requireNonNull(images, "images");
        Objects.requireNonNull(copies, "copies");
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(splits, "splits");
        Objects.requireNonNull(issues, "issues");
    }
}
