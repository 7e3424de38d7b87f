package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Counts what a reading came to while it hands everything on: what was read, which images have labels and which do not, which labels have
 * no image. Keeps the first {@value #SHOWN} of what is wrong with their places. Not safe for use by several threads.
 */
public final class LabelTally implements LabelSink {
    /** Findings that are kept to be shown. */
    public static final int SHOWN = 20;

    /** Of one issue, so that a common one leaves room for the others. */
    private static final int SHOWN_OF_AN_ISSUE = 3;

    private final Pictures pictures;
    private final LabelSink next;
    private final Set<String> files = new HashSet<>();
    private final Set<String> labelled = new HashSet<>();
    private final Map<LabelIssue, Long> issues = new EnumMap<>(LabelIssue.class);
    private final List<Finding> shown = new ArrayList<>();
    private long annotations;
    private long unmatched;

    public LabelTally(Pictures pictures, LabelSink next) {
        this.pictures = pictures;
        this.next = next;
    }

    /**
     * What was read.
     *
     * @param files of labels
     * @param annotations in them
     * @param matched images of the dataset that labels speak of
     * @param withoutLabels images of the dataset that none speaks of
     * @param withoutImage images in label files that the dataset does not have
     * @param issues how often each thing was found
     * @param shown the first of the findings
     */
    public record Report(
            long files,
            long annotations,
            long matched,
            long withoutLabels,
            long withoutImage,
            Map<LabelIssue, Long> issues,
            List<Finding> shown) {

        /** One line for people. */
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "%,d annotations in %,d label %s: %,d images have labels, %,d have none; labels of %,d images have no image",
                    annotations,
                    files,
                    files == 1 ? "file" : "files",
                    matched,
                    withoutLabels,
                    withoutImage);
        }
    }

    @Override
    public void image(ImageLabels labels) {
        files.add(labels.origin().file());
        annotations += labels.set().annotations().size();
        if (pictures.find(labels.image()) instanceof Pictures.Match.One one
                && one.picture().name().equals(labels.image())) {
            labelled.add(labels.image());
        } else {
            unmatched++;
        }
        labels.findings().forEach(this::count);
        labels.set().annotations().forEach(annotation -> annotation.findings().forEach(this::count));
        next.image(labels);
    }

    @Override
    public void found(Finding finding) {
        count(finding);
        next.found(finding);
    }

    @Override
    public void category(DeclaredCategory category) {
        next.category(category);
    }

    private void count(Finding finding) {
        long times = issues.merge(finding.issue(), 1L, Long::sum);
        if (shown.size() < SHOWN && times <= SHOWN_OF_AN_ISSUE && finding.issue() != LabelIssue.NO_LABEL_FILE) {
            shown.add(finding);
        }
    }

    /** What was counted so far. */
    public Report report() {
        return new Report(
                files.size(),
                annotations,
                labelled.size(),
                pictures.all().size() - labelled.size(),
                unmatched,
                Collections.unmodifiableMap(new EnumMap<>(issues)),
                List.copyOf(shown));
    }
}
