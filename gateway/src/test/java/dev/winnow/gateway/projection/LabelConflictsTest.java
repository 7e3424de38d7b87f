package dev.winnow.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.duplicate.DuplicateClusters;
import dev.winnow.dataset.duplicate.Looks;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.Event;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.formats.manifest.CsvManifestReader;
import dev.winnow.formats.manifest.ManifestRow;
import dev.winnow.formats.manifest.ManifestWriter;
import dev.winnow.gateway.images.ImageDetails;
import dev.winnow.gateway.images.ImageFilter;
import dev.winnow.gateway.images.ImageLine;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dedup says of contradicting labels, as the read model shows it. */
@ExtendWith(Databases.class)
class LabelConflictsTest {
    private static final Duplicates SPEC = DatasetSpec.defaults().duplicates();
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    private final DuplicateClusters clusters = new DuplicateClusters(Looks.onHeap());
    private final List<Event> events = new ArrayList<>();
    private final Map<String, ImageUploaded> uploads = new HashMap<>();
    private int position;

    @Test
    void itIsAnIssueToFilterByWithASentenceThatNamesTheOther() throws SQLException, IOException {
        DataSource database = Databases.fresh();
        upload("cat/1.png", "picture", "cat");
        upload("dog/1.png", "picture", "dog");
        upload("dog/2.png", "another", "dog");

        new Projected(database).project(events, 1);

        Images images = new Images(database);
        assertThat(conflicting(images)).containsExactly("cat/1.png", "dog/1.png");
        ImageDetails details =
                images.details("pets", uploads.get("cat/1.png").key()).orElseThrow();
        assertThat(details.issueDetails())
                .containsExactly(new ImageDetails.IssueLine(
                        "LABEL_CONFLICT",
                        "dog/1.png is the same picture and has the label dog: correct one of the two, or remove it"));
        assertThat(details.image().issues()).containsExactly("LABEL_CONFLICT");
        assertThat(manifest(database))
                .containsEntry("dog/1.png", List.of(Issue.Kind.LABEL_CONFLICT))
                .containsEntry("dog/2.png", List.of());
        assertThat(Projected.summaries(database).summary("pets").orElseThrow().issues())
                .isEqualTo(Map.of("LABEL_CONFLICT", 2L));
    }

    /** Whatever happens, and in whatever order the topics are read: the rows show the conflicts there are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void rowsShowTheConflictsThereAre(long seed) throws SQLException {
        Random random = new Random(seed);
        for (int step = 0; step < 40; step++) {
            String source = "item" + random.nextInt(9);
            if (random.nextInt(5) == 0 && uploads.containsKey(source)) {
                withdraw(source);
            } else {
                String[] labels = random.nextInt(4) == 0 ? new String[0] : new String[] {"label" + random.nextInt(2)};
                upload(source, "picture" + random.nextInt(4), labels);
            }
            if (random.nextInt(4) == 0 && uploads.containsKey(source)) {
                Issue dark = new Issue(Issue.Kind.DARK, "drawn so");
                events.add(new ImageRejudged(uploads.get(source), 1, 1 + random.nextInt(3), List.of(dark), at()));
            }
        }
        Collections.shuffle(events, random);
        DataSource database = Databases.fresh();

        new Projected(database).project(events, 5 + random.nextInt(9));

        TreeSet<String> expected = uploads.values().stream()
                .filter(one -> uploads.values().stream().anyMatch(other -> contradict(one, other)))
                .map(ImageUploaded::source)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(conflicting(new Images(database))).isEqualTo(expected);
        Map<String, Long> issues =
                Projected.summaries(database).summary("pets").orElseThrow().issues();
        assertThat(issues.getOrDefault("LABEL_CONFLICT", 0L)).isEqualTo(expected.size());
    }

    private static Map<String, List<Issue.Kind>> manifest(DataSource database) throws SQLException, IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try (ManifestWriter writer = ManifestWriter.Format.CSV.writer(csv)) {
            new Manifests(database).write("pets", writer);
        }
        Map<String, List<Issue.Kind>> issues = new HashMap<>();
        try (CsvManifestReader rows = new CsvManifestReader(new ByteArrayInputStream(csv.toByteArray()))) {
            for (Optional<ManifestRow> row = rows.next(); row.isPresent(); row = rows.next()) {
                issues.put(row.get().source(), row.get().issues());
            }
        }
        return issues;
    }

    private static boolean contradict(ImageUploaded one, ImageUploaded other) {
        return one.content().equals(other.content())
                && one.label() != null
                && other.label() != null
                && !one.label().equals(other.label());
    }

    private static TreeSet<String> conflicting(Images images) throws SQLException {
        ImageFilter filter = new ImageFilter(
                "flagged",
                null,
                null,
                null,
                "LABEL_CONFLICT",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                ImageFilter.Sort.UPLOADED,
                false);
        return images.page("pets", filter, 100, null).images().stream()
                .map(ImageLine::source)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void upload(String source, String content, String... labels) {
        ImageUploaded upload = new ImageUploaded(
                "pets",
                source,
                ContentHash.of(content.getBytes(StandardCharsets.UTF_8)),
                100,
                labels.length == 0 ? null : labels[0],
                null,
                null,
                Map.of(),
                1,
                at(),
                List.of(labels));
        uploads.put(source, upload);
        ImageIngested ingested = new ImageIngested(
                upload,
                new ImageMetadata(ImageFormat.PNG, 8, 8, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null),
                List.of(),
                at());
        Fingerprints prints = new Fingerprints(0, 0, 0, false);
        ImageAssessed assessed = new ImageAssessed(ingested, new QualityScores(Map.of()), prints, List.of(), at());
        clusters.add(assessed.arrival(), prints, SPEC).duplication().ifPresent(duplication -> {
            ImageDeduplicated deduplicated = new ImageDeduplicated(assessed, duplication.at(++position), at());
            Assignment train =
                    new Assignment(Split.TRAIN, upload.key(), null, null, Assignment.Reason.BALANCE, List.of());
            events.add(new ImagePrepared(new ImageAssigned(deduplicated, train, at()), List.of(), at()));
        });
    }

    private void withdraw(String source) {
        ImageUploaded upload = uploads.remove(source);
        ImageWithdrawn withdrawn = new ImageWithdrawn(
                "pets", source, upload.at(), 1, ImageWithdrawn.Cause.REMOVED, "drawn so", null, at());
        DuplicateClusters.Change change = clusters.withdraw(upload.key(), upload.at(), 1, SPEC, ++position);
        events.add(ClustersRevised.of(withdrawn, change.revision().orElseThrow(), at()));
        events.add(new ImageRemoved(withdrawn, position, at()));
    }

    private Instant at() {
        return BEGIN.plusMillis(events.size() * 10L + position);
    }
}
