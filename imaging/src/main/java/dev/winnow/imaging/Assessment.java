package dev.winnow.imaging;

import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.QualityScores;
import java.util.Objects;

/** All that is computed from a picture's pixels: raw numbers without verdicts. */
public record Assessment(QualityScores scores, Fingerprints fingerprints) {
    public Assessment {
        Objects.requireNonNull(scores, "scores");
        Objects.requireNonNull(fingerprints, "fingerprints");
    }
}
