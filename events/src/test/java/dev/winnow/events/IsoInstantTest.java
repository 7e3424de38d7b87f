package dev.winnow.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoInstantTest {

    @Test
    void anyInstantIsWrittenAsJavaWritesItAndReadBack() {
        Random random = new Random(7);
        int[] units = {1, 1000, 1_000_000, 1_000_000_000};
        for (int i = 0; i < 200_000; i++) {
            long seconds = random.nextLong(-63_000_000_000L, 254_000_000_000L);
            int unit = units[random.nextInt(units.length)];
            Instant instant = Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000) / unit * unit);

            String text = IsoInstant.format(instant);

            assertThat(text).isEqualTo(instant.toString());
            assertThat(IsoInstant.parse(text)).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T23:59:59Z",
                "2026-12-31T00:00:00.5Z",
                "2026-01-02T03:04:05.12345678Z",
                "1969-12-31T23:59:59.999Z",
                "2026-06-30T23:59:60Z",
                "2026-01-02T24:00:00Z",
                "+12026-01-02T03:04:05Z",
                "2026-01-02T03:04:05+02:00",
                "2026-01-02T03:04:05.Z"
            })
    void otherTextsAreReadAsJavaReadsThem(String text) {
        assertThat(IsoInstant.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "noon",
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-02T25:00:00Z",
                "2026-01-0xT00:00:00Z",
                "2026-01-02T03:04:05.12a4Z",
                "2026-01-02T03:04:05.1234567890Z"
            })
    void whatIsNoInstantIsRefused(String text) {
        assertThatThrownBy(() -> IsoInstant.parse(text)).isInstanceOf(DateTimeParseException.class);
    }
}
