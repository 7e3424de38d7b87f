package dev.winnow.dataset.annotation;

import java.util.Objects;

/**
 * What the checks made of one annotation.
 *
 * @param submitted as it came
 * @param result with all findings. Where the outcome {@linkplain Outcome#survives survives}, its shapes are upright, in pixels and inside
 *     the picture; else they are what is proposed, as far as there is anything
 * @param outcome the most severe of its findings and of those about its image; {@code KEPT} without one
 */
public record CheckedAnnotation(Annotation submitted, Annotation result, Outcome outcome) {
    public CheckedAnnotation {
        Objects.requireNonNull(submitted, "submitted");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(outcome, "outcome");
    }
}
