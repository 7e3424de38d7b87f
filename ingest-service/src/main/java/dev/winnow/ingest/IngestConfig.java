package dev.winnow.ingest;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the ingest service. Their defaults stand in its properties; {@link VettingProducer} checks them at start-up. */
@ConfigMapping(prefix = "ingest")
public interface IngestConfig {

    /** Images decoded at a time. */
    int decoders();

    /** {@code true} or {@code false}: whether uploads are decoded in child processes, because anybody may send them. */
    String untrusted();

    /** A file for what is being decoded, where {@code untrusted} is off; empty for none. */
    Optional<String> journal();

    Airlock airlock();

    Notifications notifications();

    /** Read where {@code untrusted} is on. */
    interface Airlock {

        /** Child processes, 1 to 256. */
        String children();

        /** What one child may hold, its heap included: bytes, or a number and K, M or G. At least 128M. */
        String memory();
    }

    /** Of a bucket that is watched. */
    interface Notifications {

        boolean enabled();
    }
}
