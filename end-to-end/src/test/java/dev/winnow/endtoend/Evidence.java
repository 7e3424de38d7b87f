package dev.winnow.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.endtoend.ReadModel.Row;
import dev.winnow.endtoend.Topics.Decided;
import dev.winnow.endtoend.Topics.Recorded;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.Topic;
import dev.winnow.storage.ImageStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that a run left behind about one dataset: what its uploader was told, and what topics, database, gateway and store say.
 *
 * @param acknowledged what was answered 202, of one source in the order of the answers
 * @param decisions that stand among the assessments
 * @param revisions what they changed about clusters
 * @param rows of the database, by item
 * @param representatives of clusters, by the cluster's name, as the database knows them
 * @param summary as the gateway answers it
 */
record Evidence(
        List<DrawnImage> acknowledged,
        List<DatasetSpec> specs,
        List<Recorded<ImageUploaded>> uploaded,
        List<Recorded<ImageRejected>> rejected,
        List<Recorded<ImageIngested>> ingested,
        List<Recorded<ImageAssessed>> assessed,
        List<Decided> decisions,
        List<Recorded<ImageDeduplicated>> deduplicated,
        List<ClustersRevised> revisions,
        List<Recorded<ImageAssigned>> assigned,
        List<Recorded<ImageMoved>> moved,
        List<Recorded<ImagePrepared>> prepared,
        Map<String, Row> rows,
        Map<String, String> representatives,
        JsonNode summary,
        ImageStore store) {

    static Evidence collect(
            String dataset, List<DrawnImage> acknowledged, Installation installation, ImageStore store) {
        Topics topics = installation.topics();
        ReadModel readModel = installation.readModel();
        return new Evidence(
                List.copyOf(acknowledged),
                specs(topics, dataset),
                topics.events(Topic.IMAGES_UPLOADED, ImageUploaded.class, dataset),
                topics.events(Topic.IMAGES_REJECTED, ImageRejected.class, dataset),
                topics.events(Topic.IMAGES_INGESTED, ImageIngested.class, dataset),
                topics.events(Topic.IMAGES_ASSESSED, ImageAssessed.class, dataset),
                topics.decisions(dataset),
                topics.events(Topic.IMAGES_DEDUPLICATED, ImageDeduplicated.class, dataset),
                topics.revisions(dataset),
                topics.events(Topic.IMAGES_ASSIGNED, ImageAssigned.class, dataset),
                topics.events(Topic.IMAGES_MOVED, ImageMoved.class, dataset),
                topics.events(Topic.IMAGES_PREPARED, ImagePrepared.class, dataset),
                readModel.rows(dataset),
                readModel.representatives(dataset),
                installation.gateway().summary(dataset),
                store);
    }

    /** What dedup and split said, where they run alone. */
    static Evidence ofDecisions(String dataset, Topics topics) {
        return new Evidence(
                List.of(),
                specs(topics, dataset),
                List.of(),
                List.of(),
                List.of(),
                topics.events(Topic.IMAGES_ASSESSED, ImageAssessed.class, dataset),
                topics.decisions(dataset),
                topics.events(Topic.IMAGES_DEDUPLICATED, ImageDeduplicated.class, dataset),
                topics.revisions(dataset),
                topics.events(Topic.IMAGES_ASSIGNED, ImageAssigned.class, dataset),
                topics.events(Topic.IMAGES_MOVED, ImageMoved.class, dataset),
                List.of(),
                Map.of(),
                Map.of(),
                EventJson.mapper().createObjectNode(),
                null);
    }

    /** Versions 1, 2, … */
    private static List<DatasetSpec> specs(Topics topics, String dataset) {
        return topics.records(Topic.DATASETS_DECLARED).stream()
                .flatMap(record -> Topics.event(record).stream())
                .map(DatasetDeclared.class::cast)
                .filter(declared -> declared.dataset().equals(dataset))
                .map(DatasetDeclared::versions)
                .reduce((first, later) -> later)
                .orElse(List.of());
    }

    DatasetSpec spec(int version) {
        return specs.get(version - 1);
    }

    /** The newest upload to each item, by item. */
    Map<String, ImageUploaded> newestUploads() {
        return newest(uploaded.stream().map(Recorded::event).toList());
    }

    /** The newest of some uploads to each item, by item. */
    static Map<String, ImageUploaded> newest(List<ImageUploaded> uploads) {
        Map<String, ImageUploaded> newest = new HashMap<>();
        uploads.forEach(upload ->
                newest.merge(upload.key(), upload, (one, other) -> other.at().isAfter(one.at()) ? other : one));
        return newest;
    }

    /** Where an item is spoken of, a line each, to be read where a promise is broken. */
    String trail(String item) {
        List<String> lines = new ArrayList<>();
        Stream.of(uploaded, rejected, ingested, assessed, deduplicated, assigned, moved, prepared)
                .flatMap(List::stream)
                .filter(recorded -> recorded.event().upload().key().equals(item))
                .forEach(recorded -> lines.add(recorded.id() + " of the upload at "
                        + recorded.event().upload().at() + ", partition " + recorded.partition() + ", offset "
                        + recorded.offset()));
        lines.add("in the database: " + rows.get(item));
        return "\n    " + String.join("\n    ", lines);
    }
}
