package dev.winnow.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Something that has to hold whatever was killed meanwhile. */
interface Promise {

    /** Where the promise is broken, a sentence with its evidence each; empty where it is kept. */
    List<String> violations(Evidence evidence);

    /** Fails with the first few violations. */
    default void requireKept(Evidence evidence) {
        List<String> violations = violations(evidence);
        assertThat(violations.stream().limit(10))
                .as("%s: %d violations", getClass().getSimpleName(), violations.size())
                .isEmpty();
    }
}
