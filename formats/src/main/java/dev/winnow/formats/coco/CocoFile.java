package dev.winnow.formats.coco;

import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.AnnotationRecord;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Spool;
import dev.winnow.formats.text.JsonTokens;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One COCO file, read once from its beginning to its end. Images and annotations go into a {@link Spool} by image id, because they come
 * in any order and classes may come last; from there each image comes out with its annotations.
 */
final class CocoFile {
    private static final int IMAGE = 1;
    private static final int ANNOTATION = 2;
    private static final int MOST_CATEGORIES = 100_000;

    private final Path path;
    private final String name;
    private final LabelSink sink;
    private final PictureLinks links;
    private final AnnotationRecord record;
    private final CocoCategories categories = new CocoCategories();
    private final Set<String> used = new HashSet<>();
    /** Ids in ascending order, as nearly all files have them, are not repeated. */
    private boolean idsAscend = true;

    private long lastId = Long.MIN_VALUE;
    private String exporter = "";
    private boolean renumbers;
    private boolean isCoco;

    CocoFile(Path path, String name, Pictures pictures, LabelSink sink) {
        this.path = path;
        this.name = name;
        this.sink = sink;
        this.links = new PictureLinks(pictures);
        this.record = new AnnotationRecord(name);
    }

    void read() throws IOException {
        try (Spool byImage = new Spool();
                Spool byName = new Spool();
                JsonTokens json = JsonTokens.of(path)) {
            if (json.next() != JsonToken.START_OBJECT) {
                throw notCoco(json.current() == null ? "it is empty" : "it holds no object with 'images'");
            }
            while (json.next() == JsonToken.FIELD_NAME) {
                String field = json.name();
                boolean array = json.next() == JsonToken.START_ARRAY;
                switch (field) {
                    case "images" -> {
                        isCoco |= array;
                        for (int i = 0; array && json.next() != JsonToken.END_ARRAY; i++) {
                            image(json, i, byImage, byName);
                        }
                    }
                    case "annotations" -> {
                        isCoco |= array;
                        for (int i = 0; array && json.next() != JsonToken.END_ARRAY; i++) {
                            annotation(json, i, byImage);
                        }
                    }
                    case "categories" -> {
                        for (int i = 0; array && json.next() != JsonToken.END_ARRAY; i++) {
                            if (i == MOST_CATEGORIES) {
                                throw notCoco("it has more than " + MOST_CATEGORIES + " categories");
                            }
                            categories.add(json.object());
                        }
                    }
                    case "info" -> exporter = json.object().text("contributor").orElse("");
                    default -> json.skip();
                }
            }
            if (json.current() == null) {
                throw new UnreadableFileException(
                        LabelIssue.JSON_BROKEN, "Not readable as JSON: the file ends inside an object.");
            }
            if (!isCoco) {
                throw notCoco("it has neither 'images' nor 'annotations'");
            }
            handOver(byImage, byName);
        }
    }

    private static UnreadableFileException notCoco(String why) {
        return new UnreadableFileException(
                LabelIssue.NOT_THE_EXPECTED_KIND, "This is no COCO file: " + why + "; check --format.");
    }

    private void image(JsonTokens json, int index, Spool byImage, Spool byName) throws IOException {
        String id = "";
        String file = "";
        long width = 0;
        long height = 0;
        if (json.current() != JsonToken.START_OBJECT) {
            json.skip();
            return;
        }
        while (json.next() == JsonToken.FIELD_NAME) {
            String field = json.name();
            JsonToken value = json.next();
            switch (field) {
                case "id" -> id = scalar(json, value);
                case "file_name" -> file = scalar(json, value);
                case "width" -> width = side(json, value);
                case "height" -> height = side(json, value);
                default -> json.skip();
            }
        }
        record.begin(IMAGE).number(index).text(file).number(width).number(height);
        byImage.add(id, record.bytes(), record.length());
        record.begin(IMAGE).number(index).text(id);
        byName.add(file, record.bytes(), record.length());
    }

    private static String scalar(JsonTokens json, JsonToken value) throws IOException {
        if (value.isStructStart() || value == JsonToken.VALUE_NULL) {
            json.skip();
            return "";
        }
        return json.text();
    }

    private static long side(JsonTokens json, JsonToken value) throws IOException {
        if (value.isNumeric()) {
            double number = json.number();
            return number >= 0 && number < Integer.MAX_VALUE ? (long) number : 0;
        }
        json.skip();
        return 0;
    }

    private void annotation(JsonTokens json, int index, Spool byImage) throws IOException {
        if (json.current() != JsonToken.START_OBJECT) {
            json.skip();
            return;
        }
        CocoAnnotation read = new CocoAnnotation(name, index);
        read.read(json);
        if (used.size() < MOST_CATEGORIES) {
            used.add(read.category());
        }
        if (idsAscend && !read.id().isEmpty()) {
            Long id = numberOf(read.id());
            idsAscend = id != null && id > lastId;
            lastId = id == null ? lastId : id;
        }
        record.begin(ANNOTATION).number(index).annotation(read.annotation());
        byImage.add(read.image(), record.bytes(), record.length());
    }

    private void handOver(Spool byImage, Spool byName) throws IOException {
        categories.declare(name, used, sink);
        if (!idsAscend) {
            reportRepeatedIds(byImage);
        }
        Map<String, String> sameImage = sameImages(byName);
        if (sameImage.isEmpty()) {
            byImage.each(this::handOver);
            return;
        }
        try (Spool joined = new Spool()) {
            byImage.each((id, records) -> {
                String key = sameImage.getOrDefault(id, id);
                for (ByteBuffer next = records.next(); next != null; next = records.next()) {
                    if (key.equals(id) || next.get(0) != IMAGE) {
                        byte[] bytes = new byte[next.remaining()];
                        next.get(bytes);
                        joined.add(key, bytes, bytes.length);
                    }
                }
            });
            joined.each(this::handOver);
        }
    }

    private void reportRepeatedIds(Spool byImage) throws IOException {
        try (Spool byId = new Spool()) {
            byImage.each((image, records) -> {
                for (ByteBuffer next = records.next(); next != null; next = records.next()) {
                    if (next.get() == ANNOTATION) {
                        next.getLong();
                        String id = record.annotation(next).provenance().id();
                        if (!id.isEmpty()) {
                            byId.add(id, new byte[0], 0);
                        }
                    }
                }
            });
            byId.each((id, records) -> {
                int times = 0;
                while (records.next() != null) {
                    times++;
                }
                if (times > 1 && !renumbers) {
                    renumbers = true;
                    sink.found(Found.of(
                            LabelIssue.ANNOTATION_ID_REPEATED,
                            Outcome.FIXED,
                            Origin.of(name),
                            "Annotation id " + id + " is used " + times
                                    + " times; all are numbered anew by their places in the file."));
                }
            });
        }
    }

    private static Long numberOf(String id) {
        try {
            return Long.valueOf(id);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The ids of images that are listed under another id before, with that id. */
    private Map<String, String> sameImages(Spool byName) throws IOException {
        Map<String, String> same = new HashMap<>();
        byName.each((file, records) -> {
            String first = null;
            for (ByteBuffer next = records.next(); next != null; next = records.next()) {
                next.get();
                long index = next.getLong();
                String id = AnnotationRecord.text(next);
                if (first == null || file.isEmpty()) {
                    first = id;
                } else {
                    sink.found(Found.of(
                            LabelIssue.DUPLICATE_IMAGE_RECORD,
                            Outcome.FIXED,
                            new Origin(name, "images[" + index + "]"),
                            "'" + file + "' is listed twice (ids " + first + ", " + id + "); taken as one picture."));
                    if (!first.equals(id)) {
                        same.put(id, first);
                    }
                }
            }
        });
        return same;
    }

    private record Image(long index, String file, long width, long height) {}

    private void handOver(String id, Spool.Records records) throws IOException {
        List<Image> images = new ArrayList<>();
        List<Annotation> annotations = new ArrayList<>();
        for (ByteBuffer next = records.next(); next != null; next = records.next()) {
            if (next.get() == IMAGE) {
                Image image = new Image(next.getLong(), AnnotationRecord.text(next), next.getLong(), next.getLong());
                if (images.stream().noneMatch(known -> known.file().equals(image.file()))) {
                    images.add(image);
                }
            } else {
                annotations.add(named(next.getLong(), record.annotation(next)));
            }
        }
        if (images.isEmpty()) {
            for (Annotation annotation : annotations) {
                sink.found(Found.of(
                        LabelIssue.DANGLING_ANNOTATION,
                        Outcome.DROPPED,
                        annotation.provenance().origin(),
                        "Annotation " + annotation.provenance().id() + " names picture "
                                + (id.isEmpty() ? "nothing" : id) + ", which is not in the file; dropped."));
            }
            return;
        }
        for (int i = 0; i < images.size(); i++) {
            handOver(id, images, i, i == 0 ? annotations : List.of());
        }
    }

    private void handOver(String id, List<Image> images, int place, List<Annotation> annotations) {
        Image image = images.get(place);
        Origin origin = new Origin(name, "images[" + image.index() + "]");
        PictureLinks.Link link = links.link(origin, image.file());
        if (link.escapes()) {
            link.findings().forEach(sink::found);
            return;
        }
        List<Finding> findings = new ArrayList<>(link.findings());
        if (place == 0 && images.size() > 1) {
            findings.add(Found.of(
                    LabelIssue.DUPLICATE_IMAGE_ID,
                    Outcome.ASKED,
                    new Origin(name, "images[" + images.get(1).index() + "]"),
                    "Picture id " + id + " is used by '" + image.file() + "' and '"
                            + images.get(1).file() + "'; its annotations could belong to either."));
        }
        AnnotationSet set = !annotations.isEmpty()
                ? AnnotationSet.of(annotations)
                : images.size() > 1 ? AnnotationSet.UNLABELLED : AnnotationSet.DECLARED_EMPTY;
        sink.image(new ImageLabels(
                link.image(),
                origin,
                Optional.of(DeclaredSize.stated(image.width(), image.height())),
                Convention.PIXELS,
                exporter,
                set,
                findings));
    }

    /** The annotation with its class by name, and with the skeleton of its class. */
    private Annotation named(long index, Annotation annotation) {
        Annotation named = annotation;
        if (renumbers) {
            Provenance was = annotation.provenance();
            named = new Annotation(
                    named.category(),
                    named.shapes(),
                    named.flags(),
                    named.score(),
                    new Provenance(
                            was.origin(), Long.toString(index + 1), was.annotator(), was.standing(), was.changedAt()),
                    named.attributes(),
                    named.findings());
        }
        Optional<DeclaredCategory> category = categories.of(annotation.category());
        if (category.isEmpty()) {
            return named.withFindings(List.of(Found.of(
                    LabelIssue.UNDEFINED_CLASS,
                    Outcome.ASKED,
                    annotation.provenance().origin(),
                    "Class " + (annotation.category().isEmpty() ? "nothing" : annotation.category())
                            + " is not defined; known are " + categories.names() + ".")));
        }
        named = named.withCategory(category.get().name());
        Skeleton skeleton = category.get().skeleton();
        if (annotation.shape(Shape.Keypoints.class).isEmpty() || skeleton.equals(Skeleton.NONE)) {
            return named;
        }
        List<Shape> shapes = new ArrayList<>();
        for (Shape shape : named.shapes()) {
            Numbers values = shape instanceof Shape.Keypoints keypoints ? keypoints.values() : null;
            shapes.add(values == null ? shape : new Shape.Keypoints(values, skeleton));
        }
        return named.withShapes(shapes);
    }
}
