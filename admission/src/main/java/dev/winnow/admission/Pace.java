package dev.winnow.admission;

import java.time.Duration;

/**
 * The times a connection is held to.
 *
 * @param leastRate bytes a second
 */
record Pace(Duration header, long leastRate, Duration window, Duration deadline, Duration linger, Duration stall) {
    static Pace of(AdmissionConfig config) {
        return new Pace(
                config.header(),
                config.leastRate().asLongValue(),
                config.window(),
                config.deadline(),
                config.linger(),
                config.stall());
    }
}
