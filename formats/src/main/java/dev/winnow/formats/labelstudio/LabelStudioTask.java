package dev.winnow.formats.labelstudio;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.UnreadableFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One task of an export. */
final class LabelStudioTask {
    private static final Set<String> NO_CONTROLS = Set.of(
            "id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "data", "meta", "predictions");

    private final String file;
    private final int place;
    private final LabelingConfig config;
    private final PictureLinks links;
    private final LabelSink sink;

    LabelStudioTask(String file, int place, LabelingConfig config, PictureLinks links, LabelSink sink) {
        this.file = file;
        this.place = place;
        this.config = config;
        this.links = links;
        this.sink = sink;
    }

    void read(JsonObject task) throws UnreadableFileException {
        boolean full = task.has("annotations") || task.has("data") || task.has("completions");
        if (!full && (task.has("image_id") || task.has("images") || task.has("shapes"))) {
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "This is no export of Label Studio: it has "
                            + (task.has("shapes") ? "shapes as of labelme" : "images as of COCO")
                            + "; check --format.");
        }
        Origin origin = new Origin(file, "task " + task.text("id").orElse(Integer.toString(place)));
        Optional<String> reference = image(full ? task.object("data") : task);
        if (reference.isEmpty()) {
            sink.found(Found.of(
                    LabelIssue.MISSING_IMAGE,
                    Outcome.REFUSED,
                    origin,
                    "The task names no image: expected a path or an address in its data."));
            return;
        }
        PictureLinks.Link link = links.link(origin, reference.get());
        if (link.escapes()) {
            link.findings().forEach(sink::found);
            return;
        }
        LabelStudioRegions regions = new LabelStudioRegions(file, config, link.size());
        AnnotationSet.State empty = full ? full(task, origin, regions) : min(task, regions);
        List<Finding> findings = new ArrayList<>(link.findings());
        regions.ofTask().forEach(sink::found);
        List<Annotation> annotations = regions.annotations();
        sink.image(new ImageLabels(
                link.image(),
                origin,
                regions.declared().map(size -> DeclaredSize.stated(size[0], size[1])),
                regions.isNormalised() ? Convention.NORMALISED : Convention.PIXELS,
                "Label Studio",
                annotations.isEmpty() ? new AnnotationSet(empty, List.of()) : AnnotationSet.of(annotations),
                findings));
    }

    private AnnotationSet.State full(JsonObject task, Origin origin, LabelStudioRegions regions) {
        boolean seen = false;
        List<JsonObject> annotations =
                task.has("annotations") ? task.objects("annotations") : task.objects("completions");
        for (JsonObject annotation : annotations) {
            String id = annotation.text("id").orElse("");
            if (annotation.isTrue("was_cancelled")) {
                sink.found(Found.of(
                        LabelIssue.CANCELLED,
                        Outcome.IGNORED,
                        new Origin(file, "annotation " + id),
                        "The annotator cancelled this annotation; nothing taken."));
                continue;
            }
            seen = true;
            regions.annotation(annotation, id);
        }
        if (annotations.isEmpty() && !task.objects("predictions").isEmpty()) {
            sink.found(Found.of(
                    LabelIssue.PREDICTION_ONLY, Outcome.IGNORED, origin, "Only a model's prediction, no annotation."));
        }
        return seen ? AnnotationSet.State.SEEN_EMPTY : AnnotationSet.State.UNLABELLED;
    }

    private AnnotationSet.State min(JsonObject task, LabelStudioRegions regions) {
        String id = task.text("annotation_id").orElse("");
        String annotator = LabelStudioRegions.annotator(task.get("annotator"));
        for (Map.Entry<String, Object> control : task.fields().entrySet()) {
            if (!NO_CONTROLS.contains(control.getKey())) {
                List<JsonObject> values = task.objects(control.getKey());
                for (int i = 0; i < values.size(); i++) {
                    regions.value(values.get(i), id, control.getKey() + "[" + i + "]", annotator, task);
                }
            }
        }
        return task.has("annotation_id") ? AnnotationSet.State.SEEN_EMPTY : AnnotationSet.State.UNLABELLED;
    }

    /** The address of the image: the field that the configuration names, or one called so, or the first that has an address. */
    private Optional<String> image(JsonObject data) {
        for (String key : List.of(config.imageKey(), "image", "img", "url", "image_url")) {
            Optional<String> text = first(data.get(key));
            if (text.isPresent()) {
                return text;
            }
        }
        return data.fields().values().stream()
                .map(LabelStudioTask::first)
                .flatMap(Optional::stream)
                .filter(text -> text.contains("/") || text.matches("(?i).*\\.(jpe?g|png|webp|bmp|tiff?|gif)"))
                .findFirst();
    }

    private static Optional<String> first(Object value) {
        if (value instanceof List<?> list && !list.isEmpty()) {
            return first(list.get(0));
        }
        return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }
}
