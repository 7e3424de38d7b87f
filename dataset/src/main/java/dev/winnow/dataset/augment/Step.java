package dev.winnow.dataset.augment;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A named step of a pipeline.
 *
 * @param parameters all of the step's keys with the values that count, defaults filled in, sorted
 */
public record Step(String name, Map<String, Object> parameters, Transform transform) {
    public Step {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** The same name and parameters make the same step. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Step step && name.equals(step.name) && parameters.equals(step.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + parameters.hashCode();
    }
}
