package dev.winnow.dataset.annotation;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Who made an annotation, and where it was read.
 *
 * @param id the annotation's id in its source, empty where the source has none
 * @param annotator who made it, empty where the source does not say
 * @param standing how much the source trusts it
 * @param changedAt when it was last changed, as far as the source says
 */
public record Provenance(Origin origin, String id, String annotator, Standing standing, Optional<Instant> changedAt) {

    public Provenance {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(annotator, "annotator");
        Objects.requireNonNull(standing, "standing");
        Objects.requireNonNull(changedAt, "changedAt");
    }

    /** Read at this place; the source names nobody. */
    public static Provenance of(Origin origin) {
        return new Provenance(origin, "", "", Standing.SUBMITTED, Optional.empty());
    }

    /** In ascending order of trust. */
    public enum Standing {
        /** A model made it. It is never taken for the truth. */
        PREDICTED,
        SUBMITTED,
        /** A second person agreed. */
        REVIEWED,
        /** The source marks it as the truth. */
        GROUND_TRUTH
    }
}
