package dev.winnow.dataset;

import java.time.Instant;
import java.util.Objects;

/**
 * A dataset was deleted, with all that was uploaded under a version of its spec up to one, also what is still on its way. Whoever
 * declares the name anew makes a later version, and what is uploaded under that belongs to a dataset of its own. No clock takes
 * part in this.
 *
 * @param upTo the last version of the spec that the deleted dataset had, 1 or more
 * @param by who deleted it, {@code anonymous} where nobody is named
 */
public record Deletion(int upTo, String by, Instant at) {

    public Deletion {
        Objects.requireNonNull(at, "at");
        if (upTo < 1) {
            throw new IllegalArgumentException(
                    "A deleted dataset had a spec of version 1 at least, not of version " + upTo);
        }
    }

    /** Whether an upload under this version of the spec was deleted. */
    public boolean covers(int specVersion) {
        return specVersion <= upTo;
    }

    /**
     * Whether nobody has declared the name anew since.
     *
     * @param versions how many versions of the dataset's spec there are
     */
    public boolean closes(int versions) {
        return versions <= upTo;
    }
}
