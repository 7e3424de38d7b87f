package dev.winnow.dataset.quality;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.spec.DatasetSpec;
import java.util.Map;
import java.util.Set;

/**
 * What {@link Verdicts} keeps beside its items.
 *
 * @param fenceVersion 0 before there are fences
 * @param passed the id up to which items are judged by this spec and these fences; null once all are
 * @param uncounted fenced measures of which only the values of items up to {@code passed} are counted
 * @param lookedAt how many items were in when the fences were last compared with the values
 */
public record JudgingState(
        DatasetSpec spec,
        int fenceVersion,
        Map<Measure, Fence> fences,
        String passed,
        Set<Measure> uncounted,
        long lookedAt) {

    public JudgingState {
        fences = Map.copyOf(fences);
        uncounted = Set.copyOf(uncounted);
    }

    /** The state of a dataset without items. */
    public static JudgingState beginning(DatasetSpec spec) {
        return beginning(spec, 0);
    }

    /** The same where versions of fences up to this one were used up by somebody else. */
    public static JudgingState beginning(DatasetSpec spec, int fenceVersion) {
        return new JudgingState(spec, fenceVersion, Map.of(), null, Set.of(), 0);
    }
}
