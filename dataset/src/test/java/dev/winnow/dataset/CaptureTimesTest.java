package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clocks of cameras, uploaders and this machine, of which any may be wrong. */
class CaptureTimesTest {
    private static final Instant UPLOADED = Instant.parse("2024-06-01T12:00:00Z");

    private final TimeZone zone = TimeZone.getDefault();

    @AfterEach
    void back() {
        TimeZone.setDefault(zone);
    }

    /** The second time does not exist in Berlin, the third exists twice. */
    @ParameterizedTest
    @CsvSource({
        "2024-01-15T10:00:00, 2024-01-15T10:00:00Z",
        "2024-03-31T02:30:00, 2024-03-31T02:30:00Z",
        "2023-10-29T02:30:00, 2023-10-29T02:30:00Z",
        "2024-03-31T02:30:00+02:00, 2024-03-31T00:30:00Z"
    })
    void aCaptureTimeIsTheSameInEveryZoneAndSeason(String written, Instant expected) {
        for (String id : List.of("Europe/Berlin", "Pacific/Kiritimati", "UTC")) {
            TimeZone.setDefault(TimeZone.getTimeZone(id));

            assertThat(arrival(written).capturedAt()).as(id).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-06-02T02:00:00, 2024-06-02T02:00:00Z", // noon, as a camera in Kiritimati wrote it
        "2024-06-02T12:00:00, 2024-06-02T12:00:00Z",
        "2024-06-02T12:00:01, 2024-06-01T12:00:00Z",
        "2099-01-01T00:00:00, 2024-06-01T12:00:00Z",
        "9999-12-31T23:59:59+14:00, 2024-06-01T12:00:00Z",
        "1996-01-01T00:00:00, 1996-01-01T00:00:00Z"
    })
    void aCaptureTimeInTheFutureIsNotBelieved(String written, Instant expected) {
        assertThat(arrival(written).capturedAt()).isEqualTo(expected);
    }

    @Test
    void whatNoFileSaysIsTheTimeOfTheUpload() {
        assertThat(arrival(null).capturedAt()).isEqualTo(UPLOADED);
        assertThat(arrival("0000:00:00 00:00:00").capturedAt()).isEqualTo(UPLOADED);
    }

    private static Arrival arrival(String capturedAt) {
        ImageMetadata metadata =
                new ImageMetadata(ImageFormat.JPEG, 64, 48, ColorMode.RGB, 3, 8, 1, 1, null, false, capturedAt, null);
        Traits traits = Traits.of(metadata, new QualityScores(Map.of()));
        return new Arrival(
                "0".repeat(32),
                "wren.jpg",
                ContentHash.of(new byte[0]),
                List.of(),
                null,
                null,
                Map.of(),
                1,
                UPLOADED,
                traits);
    }
}
