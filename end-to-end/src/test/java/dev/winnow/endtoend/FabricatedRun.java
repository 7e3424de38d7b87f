package dev.winnow.endtoend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.split.DatasetReplay;
import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.endtoend.Topics.Recorded;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.Event;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.storage.FolderStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run of the services as it should have gone, without the services: evidence to spoil. */
final class FabricatedRun {
    private static final String DATASET = "made";

    final List<DrawnImage> acknowledged = new ArrayList<>();
    final List<Recorded<ImageUploaded>> uploaded = new ArrayList<>();
    final List<Recorded<ImageRejected>> rejected = new ArrayList<>();
    final List<Recorded<ImageIngested>> ingested = new ArrayList<>();
    final List<Recorded<ImageAssessed>> assessed = new ArrayList<>();
    final List<Recorded<ImageDeduplicated>> deduplicated = new ArrayList<>();
    final List<ClustersRevised> revisions = new ArrayList<>();
    final List<Recorded<ImageAssigned>> assigned = new ArrayList<>();
    final List<Recorded<ImageMoved>> moved = new ArrayList<>();
    final List<Recorded<ImagePrepared>> prepared = new ArrayList<>();
    final Map<String, Row> rows = new HashMap<>();

    /** Images that the summary claims there are. */
    long counted;

    private final FolderStore store;
    private final DatasetReplay decisions = new DatasetReplay(version -> DatasetSpec.defaults());

    FabricatedRun(FolderStore store) {
        this.store = store;
    }

    String item(String source) {
        return new Item(DATASET, source).id();
    }

    /** Takes an image all the way. */
    void upload(String source, String text, long perceptualHash) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        DrawnImage image = new DrawnImage(source, "x", null, bytes, null);
        acknowledged.add(image);
        Instant at = Instant.EPOCH.plusSeconds(acknowledged.size());
        ImageUploaded upload =
                new ImageUploaded(DATASET, source, store.put(bytes), bytes.length, "x", null, null, Map.of(), 1, at);
        ImageMetadata metadata =
                new ImageMetadata(ImageFormat.JPEG, 8, 8, ColorMode.RGB, 3, 8, 1, 1, null, false, null, null);
        ImageIngested vetted = new ImageIngested(upload, metadata, List.of(), at);
        Fingerprints prints = new Fingerprints(0, 0, perceptualHash, true);
        ImageAssessed measured = new ImageAssessed(vetted, new QualityScores(Map.of()), prints, List.of(), at);
        DatasetReplay.Decision decision =
                decisions.next(measured.arrival(), prints).orElseThrow();
        ImageDeduplicated compared =
                new ImageDeduplicated(measured, decision.duplication().at(assessed.size()), at);
        ImageAssigned placed = new ImageAssigned(compared, decision.assignment(), at);
        PreparedPicture picture = new PreparedPicture(0, upload.content(), bytes.length, 8, 8, "plan");
        uploaded.add(recorded(upload));
        ingested.add(recorded(vetted));
        assessed.add(recorded(measured));
        deduplicated.add(recorded(compared));
        assigned.add(recorded(placed));
        prepared.add(recorded(new ImagePrepared(placed, List.of(picture), at)));
        rows.put(upload.key(), row(upload, decision));
        decisions
                .clusters()
                .forEach((item, cluster) -> rows.compute(item, (i, row) -> with(row, cluster, row.split())));
        counted++;
    }

    /** Puts an item's row into another split. */
    void move(String source, Split split) {
        rows.compute(item(source), (item, row) -> with(row, row.cluster(), split.key()));
    }

    /** As it would stand next on its topic; assessments, whose places count, are numbered from 0. */
    <E extends ImageEvent> Recorded<E> recorded(E event) {
        return new Recorded<>(event, ((Event) event).id(), 0, assessed.size());
    }

    Evidence evidence() {
        return new Evidence(
                acknowledged,
                List.of(DatasetSpec.defaults()),
                uploaded,
                rejected,
                ingested,
                assessed,
                List.of(),
                deduplicated,
                revisions,
                assigned,
                moved,
                prepared,
                rows,
                decisions.representatives(),
                summary(),
                store);
    }

    private static Row row(ImageUploaded upload, DatasetReplay.Decision decision) {
        return new Row(
                upload.key(),
                upload.source(),
                upload.content().hex(),
                upload.at(),
                "accepted",
                null,
                upload.label(),
                decision.assignment().split().key(),
                decision.duplication().cluster(),
                decision.duplication().exactOf(),
                1,
                0);
    }

    private static Row with(Row row, String cluster, String split) {
        return new Row(
                row.item(),
                row.source(),
                row.content(),
                row.uploadedAt(),
                row.state(),
                row.reason(),
                row.label(),
                split,
                cluster,
                row.exactOf(),
                row.prepared(),
                row.augmented());
    }

    private ObjectNode summary() {
        ObjectNode summary = EventJson.mapper().createObjectNode();
        summary.putObject("images")
                .put("uploaded", counted)
                .put("accepted", counted)
                .put("rejected", 0)
                .put("quarantined", 0)
                .put("removed", 0);
        summary.putObject("duplicates")
                .put(
                        "exact",
                        rows.values().stream()
                                .filter(row -> row.exactOf() != null)
                                .count());
        ObjectNode splits = summary.putObject("splits");
        rows.values()
                .forEach(row -> splits.put(row.split(), splits.path(row.split()).asLong() + 1));
        summary.putObject("classes").put("x", rows.size());
        summary.putObject("rejections");
        return summary.put("leakage", 0).put("prepared", rows.size()).put("augmented", 0);
    }
}
