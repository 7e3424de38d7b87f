package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.DatasetJudged;
import dev.winnow.events.Event;
import dev.winnow.events.FencesTaken;
import dev.winnow.events.FencesTaken.MeasureFence;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageUploaded;
import dev.winnow.gateway.quality.Distributions;
import dev.winnow.gateway.quality.Filter;
import dev.winnow.gateway.quality.Quality;
import dev.winnow.gateway.quality.Verdicts;
import dev.winnow.gateway.specs.Specs;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the read model shows of how far images are judged, and by what. */
@ExtendWith(Databases.class)
class JudgingFactsTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final DataSource database = Databases.fresh();
    private final Projected projected = new Projected(database);
    private final Verdicts verdicts = new Verdicts(database);

    @Test
    void aDatasetIsSettledOnceAllThatTheReadModelKnowsIsJudgedByTheSpecInForce() throws SQLException {
        assertThat(verdicts.areSettled("birds")).as("nothing is to be judged").isTrue();
        project(declared(1), image("wren.png", 5));
        assertThat(verdicts.areSettled("birds")).isFalse();

        project(judged(1, null, true, 4));
        assertThat(verdicts.areSettled("birds")).as("an image came since").isFalse();
        project(judged(1, null, true, 5));
        assertThat(verdicts.areSettled("birds")).isTrue();

        project(declared(2));
        assertThat(verdicts.areSettled("birds")).as("another spec is in force").isFalse();
        project(judged(2, "", false, 6));
        assertThat(verdicts.areSettled("birds")).as("images are gone through").isFalse();
        project(judged(2, null, false, 6));
        assertThat(verdicts.areSettled("birds")).as("fences are to be taken").isFalse();
        project(judged(2, null, true, 6));
        assertThat(verdicts.areSettled("birds")).isTrue();
    }

    @Test
    void theOrderInWhichTopicsAreReadChangesNothing() throws SQLException {
        project(judged(1, null, true, 5), declared(1), image("wren.png", 5));

        assertThat(verdicts.areSettled("birds")).isTrue();
    }

    @Test
    void fencesAreReplacedByLaterOnesAndByNoEarlier() throws SQLException {
        project(declared(1), image("wren.png", 5), fences(2, "size", 40), fences(1, "size", 30));
        assertThat(fence(Measure.SIZE).count()).isEqualTo(40);
        project(fences(3, "noise_sigma", 50), fences(3, "of_a_later_version", 50));

        assertThat(fence(Measure.SIZE)).isNull();
        assertThat(fence(Measure.NOISE_SIGMA).count()).isEqualTo(50);
        assertThat(fence(Measure.NOISE_SIGMA).version()).isEqualTo(3);
    }

    private Quality.FenceLine fence(Measure measure) throws SQLException {
        return new Distributions(database, new Specs(database, null))
                .quality(new Filter("birds", null, null), 10).measures().stream()
                        .filter(line -> line.measure().equals(measure.key()))
                        .findFirst()
                        .orElseThrow()
                        .fence();
    }

    private void project(Event... events) throws SQLException {
        projected.project(List.of(events), events.length);
    }

    private static DatasetDeclared declared(int versions) {
        return new DatasetDeclared(
                "birds",
                versions == 1
                        ? List.of(DatasetSpec.defaults())
                        : List.of(DatasetSpec.defaults(), DatasetSpec.defaults().withVersion(2)),
                null,
                NOON);
    }

    private static DatasetJudged judged(int specVersion, String passed, boolean settled, long position) {
        return new DatasetJudged("birds", specVersion, 0, passed, settled, position, NOON);
    }

    private static FencesTaken fences(int version, String measure, long count) {
        return new FencesTaken(
                "birds", version, List.of(new MeasureFence(measure, count, Collections.nCopies(101, 0.5))), 5, NOON);
    }

    private static ImageDeduplicated image(String source, long position) {
        ImageUploaded upload = new ImageUploaded(
                "birds", source, ContentHash.of(new byte[] {1}), 9, null, null, null, Map.of(), 1, NOON);
        ImageMetadata metadata =
                new ImageMetadata(ImageFormat.PNG, 8, 8, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null);
        return new ImageDeduplicated(
                new ImageAssessed(
                        new ImageIngested(upload, metadata, List.of(), NOON),
                        new QualityScores(Map.of(Measure.SIZE, 512.0)),
                        new Fingerprints(0, 0, 7, true),
                        List.of(),
                        NOON),
                new Duplication(null, null, upload.key(), List.of(), List.of(), List.of()).at(position),
                NOON);
    }
}
