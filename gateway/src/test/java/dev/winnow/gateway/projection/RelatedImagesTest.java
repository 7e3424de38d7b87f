package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Duplication.Match;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.split.Notice;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.formats.manifest.CsvManifestReader;
import dev.winnow.formats.manifest.ManifestRow;
import dev.winnow.formats.manifest.ManifestWriter;
import dev.winnow.gateway.images.ImageDetails;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.images.Manifests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What dedup says of related images, as the read model shows it. */
@ExtendWith(Databases.class)
class RelatedImagesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    private final List<Event> events = new ArrayList<>();
    private final Map<String, ImageUploaded> uploads = new HashMap<>();
    private int position;

    @Test
    void bothOfTwoRelatedImagesShowTheOtherWhateverIsReadFirst() throws SQLException, IOException {
        upload("frame/1.png", "1", Split.VAL, null);
        upload(
                "frame/2.png",
                "2",
                Split.TRAIN,
                null,
                new Match(item("frame/1.png"), 6, null, null, null, false, null, 0.41));
        upload(
                "frame/3.png",
                "3",
                Split.TRAIN,
                null,
                new Match(item("frame/2.png"), 7, null, null, null, false, null, 0.5));
        Collections.shuffle(events, new Random(1));
        DataSource database = Databases.fresh();

        new Projected(database).project(events, 1);

        assertThat(related(database, "frame/1.png"))
                .containsExactly(new ImageDetails.Match(item("frame/2.png"), 6, 0.41));
        assertThat(related(database, "frame/2.png"))
                .containsExactly(
                        new ImageDetails.Match(item("frame/1.png"), 6, 0.41),
                        new ImageDetails.Match(item("frame/3.png"), 7, 0.5));
        assertThat(manifest(database))
                .containsEntry("frame/2.png", List.of(item("frame/1.png"), item("frame/3.png")))
                .containsEntry("frame/3.png", List.of(item("frame/2.png")));
        assertThat(Projected.summaries(database).summary("film").orElseThrow().notices())
                .extracting(Notice::code, Notice::images)
                .containsExactly(tuple(Notice.Code.RELATED_APART, 2L));
    }

    @Test
    void whatIsGoneReplacedOrACopyIsNotRelated() throws SQLException {
        upload("gone.png", "1", Split.VAL, null);
        upload("a.png", "2", Split.TRAIN, null, near("gone.png"));
        upload("replaced.png", "3", Split.TRAIN, null);
        upload("b.png", "4", Split.TRAIN, null, near("replaced.png"));
        upload("replaced.png", "5", Split.TRAIN, null);
        upload("copy.png", "6", Split.TRAIN, "k");
        upload("c.png", "7", Split.TRAIN, "k", near("copy.png"));
        ImageUploaded gone = uploads.get("gone.png");
        events.add(new ImageRemoved(
                new ImageWithdrawn(
                        "film", "gone.png", gone.at(), 1, ImageWithdrawn.Cause.REMOVED, "drawn so", null, at()),
                ++position,
                at()));
        DataSource database = Databases.fresh();

        new Projected(database).project(events, 3);

        for (String source : List.of("a.png", "b.png", "c.png", "replaced.png")) {
            assertThat(related(database, source)).as(source).isEmpty();
        }
    }

    private Match near(String source) {
        return new Match(item(source), 6);
    }

    private String item(String source) {
        return uploads.get(source).key();
    }

    private List<ImageDetails.Match> related(DataSource database, String source) throws SQLException {
        return new Images(database)
                .details("film", item(source))
                .orElseThrow()
                .duplicates()
                .related();
    }

    private static Map<String, List<String>> manifest(DataSource database) throws SQLException, IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try (ManifestWriter writer = ManifestWriter.Format.CSV.writer(csv)) {
            new Manifests(database).write("film", writer);
        }
        Map<String, List<String>> related = new HashMap<>();
        try (CsvManifestReader reader = new CsvManifestReader(new ByteArrayInputStream(csv.toByteArray()))) {
            for (Optional<ManifestRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                related.put(row.get().source(), row.get().related());
            }
        }
        return related;
    }

    private void upload(String source, String content, Split split, String cluster, Match... related) {
        ImageUploaded upload = new ImageUploaded(
                "film",
                source,
                ContentHash.of(content.getBytes(StandardCharsets.UTF_8)),
                100,
                null,
                null,
                null,
                Map.of(),
                1,
                at(),
                List.of());
        uploads.put(source, upload);
        ImageIngested ingested = new ImageIngested(
                upload,
                new ImageMetadata(ImageFormat.PNG, 8, 8, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null),
                List.of(),
                at());
        ImageAssessed assessed = new ImageAssessed(
                ingested, new QualityScores(Map.of()), new Fingerprints(0, 0, 0, false), List.of(), at());
        Duplication duplication = new Duplication(
                null,
                cluster,
                upload.key(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                Standing.KEPT,
                null,
                List.of(),
                (long) ++position,
                List.of(related),
                false,
                null);
        Assignment assignment = new Assignment(split, upload.key(), null, null, Assignment.Reason.BALANCE, List.of());
        events.add(new ImagePrepared(
                new ImageAssigned(new ImageDeduplicated(assessed, duplication, at()), assignment, at()),
                List.of(),
                at()));
    }

    private Instant at() {
        return BEGIN.plusMillis(events.size() * 10L + position);
    }
}
