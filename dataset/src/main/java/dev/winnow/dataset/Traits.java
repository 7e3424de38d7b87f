package dev.winnow.dataset;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * What choosing a cluster's representative and balancing splits need to know of a picture.
 *
 * @param aspectRatio width ÷ height of the upright picture
 * @param merit how good a specimen the picture is, 0 or more, see {@link #of}
 * @param capturedAt when it was taken, or null where the file does not say
 */
public record Traits(double aspectRatio, double merit, Instant capturedAt) {

    /**
     * Merit is size × sharpness: √(width × height) times {@link Measure#SHARPNESS_SCORE}, 0.5 where that was not measured. A copy
     * that was made smaller, or blurred, or coded until its edges went has less of it than its original.
     *
     * <p>A time of capture without an offset is taken as UTC.
     */
    public static Traits of(ImageMetadata metadata, QualityScores scores) {
        Double sharpness = scores.of(Measure.SHARPNESS_SCORE);
        double size = Math.sqrt((double) metadata.width() * metadata.height());
        return new Traits(
                (double) metadata.width() / metadata.height(),
                size * (sharpness == null ? 0.5 : sharpness),
                instant(metadata.capturedAt()));
    }

    private static Instant instant(String capturedAt) {
        if (capturedAt == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(capturedAt).toInstant();
        } catch (DateTimeException noOffset) {
            try {
                return LocalDateTime.parse(capturedAt).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException unreadable) {
                return null;
            }
        }
    }
}
