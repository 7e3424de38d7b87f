package dev.winnow.gateway.projection;

import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import java.util.Map;

/**
 * What a dataset's images are judged under.
 *
 * @param fenceVersion 0 before there are fences
 */
public record Standard(DatasetSpec spec, int fenceVersion, Map<Measure, Fence> fences) {

    public Standard {
        fences = Map.copyOf(fences);
    }

    public QualityVerdict judge(QualityScores scores) {
        return spec.quality().judge(scores, fences);
    }
}
