package dev.winnow.gateway.projection;

import dev.winnow.events.ImageUploaded;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * An upload of an item that dedup was told of, by what a withdrawal names it by.
 *
 * @param at as the event says it, to the nanosecond
 */
record Compared(Instant at, int specVersion) implements Comparable<Compared> {
    private static final Comparator<Compared> ORDER =
            Comparator.comparing(Compared::at).thenComparing(Compared::specVersion);

    static Compared of(ImageUploaded upload) {
        return new Compared(upload.at(), upload.specVersion());
    }

    Instant micros() {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    /** Nanoseconds beyond the microsecond, which is as much as the database's times hold. */
    short nanos() {
        return (short) (at.getNano() % 1_000);
    }

    /** The later of two, either of which may be null. */
    static Compared later(Compared one, Compared other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }

    @Override
    public int compareTo(Compared other) {
        return ORDER.compare(this, other);
    }
}
