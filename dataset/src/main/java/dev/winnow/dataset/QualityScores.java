package dev.winnow.dataset;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The raw measures of one picture, finite numbers without a verdict. Measures a producer did not know are absent. */
public record QualityScores(Map<Measure, Double> values) {

    public QualityScores {
        EnumMap<Measure, Double> copy = new EnumMap<>(Measure.class);
        values.forEach((measure, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(measure.key() + " must be finite, not " + value);
            }
            copy.put(measure, value);
        });
        values = Collections.unmodifiableMap(copy);
    }

    /** @return the measure's value, or null where it was not measured */
    public Double of(Measure measure) {
        return values.get(measure);
    }
}
