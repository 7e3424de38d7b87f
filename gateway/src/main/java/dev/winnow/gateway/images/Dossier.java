package dev.winnow.gateway.images;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.Rejection;
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
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageUploaded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An image's story, told from its furthest event: each event nests the one before it. */
final class Dossier {
    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS = new TypeReference<>() {};

    private final ImageUploaded upload;
    private final Deque<Event> story = new ArrayDeque<>();
    private ImageMetadata metadata;
    private final List<Issue> fileIssues = new ArrayList<>();
    private final List<Issue> issues = new ArrayList<>();
    private Duplication duplication;
    private List<PreparedPicture> pictures = List.of();

    private Dossier(ImageUploaded upload) {
        this.upload = upload;
    }

    /**
     * Tells an image's story.
     *
     * @param furthest an event about an image
     * @param rejudged the later word on its issues, or null
     * @param reprepared the pictures made of it since it moved, or null
     */
    static Dossier of(Event furthest, ImageRejudged rejudged, ImageReprepared reprepared) {
        Dossier dossier = new Dossier(((ImageEvent) furthest).upload());
        Event event = furthest;
        while (event != null) {
            dossier.story.addFirst(event);
            event = dossier.take(event);
        }
        if (rejudged != null) {
            dossier.story.addLast(rejudged);
            dossier.issues.clear();
            dossier.issues.addAll(rejudged.issues());
        }
        if (reprepared != null) {
            dossier.story.addLast(reprepared.moved());
            dossier.story.addLast(reprepared);
            dossier.pictures = reprepared.pictures();
        }
        return dossier;
    }

    /** @return the event nested in this one, or null */
    private Event take(Event event) {
        if (event instanceof ImagePrepared prepared) {
            pictures = prepared.pictures();
            return prepared.image();
        }
        if (event instanceof ImageAssigned assigned) {
            return assigned.image();
        }
        if (event instanceof ImageDeduplicated deduplicated) {
            duplication = deduplicated.duplication();
            return deduplicated.image();
        }
        if (event instanceof ImageAssessed assessed) {
            issues.addAll(assessed.issues());
            return assessed.image();
        }
        if (event instanceof ImageIngested ingested) {
            metadata = ingested.metadata();
            fileIssues.addAll(ingested.issues());
            return ingested.upload();
        }
        if (event instanceof ImageRejected rejected) {
            return rejected.assessed() == null ? rejected.upload() : rejected.assessed();
        }
        return null;
    }

    List<ImageDetails.IssueLine> issues() {
        return Stream.concat(fileIssues.stream(), issues.stream())
                .map(issue -> new ImageDetails.IssueLine(issue.kind().name(), issue.detail()))
                .toList();
    }

    List<ImageDetails.Match> matches() {
        return duplication == null
                ? List.of()
                : duplication.matches().stream()
                        .map(match -> new ImageDetails.Match(match.item(), match.distance(), match.agreement()))
                        .toList();
    }

    List<ImageDetails.Picture> pictures(String path) {
        return pictures.stream()
                .map(picture -> new ImageDetails.Picture(
                        picture.copy(),
                        path + "/pictures/" + picture.copy(),
                        picture.bytes(),
                        picture.width(),
                        picture.height(),
                        picture.plan()))
                .toList();
    }

    Map<Integer, String> contents() {
        Map<Integer, String> contents = new TreeMap<>();
        pictures.forEach(
                picture -> contents.put(picture.copy(), picture.content().hex()));
        return contents;
    }

    /** What the file says of its picture, then what the uploader said. */
    Map<String, Object> metadata() {
        Map<String, Object> fields =
                metadata == null ? new LinkedHashMap<>() : EventJson.mapper().convertValue(metadata, FIELDS);
        new TreeMap<>(upload.metadata()).forEach(fields::putIfAbsent);
        return fields;
    }

    List<ImageDetails.Moment> history() {
        return story.stream()
                .map(event -> new ImageDetails.Moment(
                        event.getClass().getSimpleName(),
                        event.topic().topicName(),
                        event.at(),
                        Duration.between(upload.at(), event.at()).toMillis(),
                        facts(event)))
                .toList();
    }

    private static Map<String, Object> facts(Event event) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (event instanceof ImageUploaded uploaded) {
            facts.put("bytes", uploaded.bytes());
            List<String> labels = uploaded.labels();
            put(facts, labels.size() > 1 ? "labels" : "label", labels.isEmpty() ? null : String.join(", ", labels));
            put(facts, "group", uploaded.group());
            put(
                    facts,
                    "layout",
                    uploaded.layout() == null ? null : uploaded.layout().key());
            facts.put("specVersion", uploaded.specVersion());
        } else if (event instanceof ImageRejected rejected) {
            Rejection rejection = rejected.rejection();
            facts.put("reason", rejection.reason().name());
            facts.put("detail", rejection.detail());
            facts.put("specVersion", rejected.upload().specVersion());
        } else if (event instanceof ImageIngested ingested) {
            facts.put("format", ingested.metadata().format().name());
            facts.put("width", ingested.metadata().width());
            facts.put("height", ingested.metadata().height());
            putIssues(facts, ingested.issues());
        } else if (event instanceof ImageAssessed assessed) {
            assessed.scores().values().forEach((measure, value) -> facts.put(measure.key(), value));
            putIssues(facts, assessed.issues());
        } else if (event instanceof ImageRejudged rejudged) {
            facts.put("specVersion", rejudged.specVersion());
            facts.put("fenceVersion", rejudged.fenceVersion());
            putIssues(facts, rejudged.issues());
        } else if (event instanceof ImageDeduplicated deduplicated) {
            Duplication found = deduplicated.duplication();
            put(facts, "exactOf", found.exactOf());
            put(facts, "cluster", found.cluster());
            facts.put("matches", found.matches().size());
            putCount(facts, "related", found.related());
            putCount(facts, "relabelled", found.relabelled());
            putCount(facts, "absorbed", found.absorbed());
        } else if (event instanceof ImageAssigned assigned) {
            Assignment assignment = assigned.assignment();
            put(
                    facts,
                    "split",
                    assignment.split() == null ? null : assignment.split().key());
            put(
                    facts,
                    "outside",
                    assignment.outside() == null ? null : assignment.outside().detail());
            facts.put("reason", assignment.reason().name());
            put(facts, "group", assignment.group());
            put(facts, "fold", assignment.fold());
            putCount(facts, "moves", assignment.moves());
        } else if (event instanceof ImageMoved moved) {
            put(facts, "from", moved.from() == null ? null : moved.from().key());
            put(facts, "to", moved.to() == null ? null : moved.to().key());
            facts.put("reason", moved.reason().name());
        } else if (event instanceof ImageReprepared reprepared) {
            facts.put("pictures", reprepared.pictures().size());
        } else if (event instanceof ImagePrepared prepared) {
            facts.put("pictures", prepared.pictures().size());
            facts.put(
                    "bytes",
                    prepared.pictures().stream()
                            .mapToLong(PreparedPicture::bytes)
                            .sum());
        }
        return facts;
    }

    private static void putIssues(Map<String, Object> facts, List<Issue> issues) {
        if (!issues.isEmpty()) {
            facts.put(
                    "issues",
                    String.join(", ", issues.stream().map(i -> i.kind().name()).toList()));
        }
    }

    private static void putCount(Map<String, Object> facts, String name, Collection<?> things) {
        if (!things.isEmpty()) {
            facts.put(name, things.size());
        }
    }

    private static void put(Map<String, Object> facts, String name, Object value) {
        if (value != null) {
            facts.put(name, value);
        }
    }
}
