package dev.winnow.dataset;

import java.util.List;
import java.util.Optional;

/**
 * What an image's raw measures mean under a spec.
 *
 * @param issues in the order of {@link Issue.Kind}; those that reject included
 * @param rejectedFor the first rule that rejects, with a sentence, or null where the image stays in
 */
public record QualityVerdict(List<Issue> issues, Rejection rejectedFor) {

    public QualityVerdict {
        issues = List.copyOf(issues);
    }

    public Optional<Rejection> rejection() {
        return Optional.ofNullable(rejectedFor);
    }
}
