package dev.winnow.admission;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What clients may ask of the server. */
@ConfigMapping(prefix = "admission")
public interface AdmissionConfig {

    /** Uploads under way at a time; further ones are answered 503. */
    @WithDefault("64")
    int uploads();

    /** Seconds after which a client that was answered 503 may ask again. */
    @WithDefault("5")
    int retryAfterSeconds();

    /** Most bytes of a request's body that is no upload. */
    @WithDefault("2M")
    MemorySize body();

    /** From a connection's opening, or a request's first byte, until its header is complete. */
    @WithDefault("10S")
    Duration header();

    /** Fewest bytes a second of a body, over each {@link #window()}. */
    @WithDefault("1K")
    MemorySize leastRate();

    /** The time over which a client's rate is taken. What the server itself makes it wait does not count. */
    @WithDefault("10S")
    Duration window();

    /** Longest time a whole body may take. What the server itself makes the client wait does not count. */
    @WithDefault("15M")
    Duration deadline();

    /** How long an answered request's remaining body is read and dropped, so that the client sees the answer. */
    @WithDefault("5S")
    Duration linger();

    /** How long a client may take nothing of an answer that waits for it. */
    @WithDefault("30S")
    Duration stall();
}
