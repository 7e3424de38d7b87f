package dev.winnow.gateway.projection;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a dataset's images are judged under.
 *
 * @param fenceVersion 0 before there are fences
 */
public record Standard(DatasetSpec spec, int fenceVersion, Map<Measure, Fence> fences) {

    public Standard {
        fences = Map.copyOf(fences);
    }

    /**
     * Whether an image is said to be something else than it is by this standard: in or out, out for another rule, or in with
     * other kinds of issues.
     *
     * @param rejection why it is out, or null
     * @param fileIssues the kinds of issues of the file, which no rule changes
     * @param issues the kinds it is said to have, those of the file included
     */
    public boolean deviates(
            QualityScores scores, Rejection rejection, Collection<String> fileIssues, Collection<String> issues) {
        if (rejection != null && rejection.reason() != Rejection.Reason.LOW_QUALITY) {
            return false;
        }
        QualityVerdict verdict = judge(scores);
        if (rejection != null) {
            return verdict.rejectedFor() == null || !rule(verdict.rejectedFor()).equals(rule(rejection));
        }
        if (verdict.rejectedFor() != null) {
            return true;
        }
        Set<String> kinds = new HashSet<>(fileIssues);
        verdict.issues().forEach(issue -> kinds.add(issue.kind().name()));
        return !kinds.equals(new HashSet<>(issues));
    }

    /** The rule that a rejection is by, with which its sentence begins. */
    private static String rule(Rejection rejection) {
        int end = rejection.detail().indexOf(':');
        return end < 0 ? rejection.detail() : rejection.detail().substring(0, end);
    }

    public QualityVerdict judge(QualityScores scores) {
        return spec.quality().judge(scores, fences);
    }
}
