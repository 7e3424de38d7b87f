package dev.winnow.formats.coco;

import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.AnnotationRecord;
import dev.winnow.formats.labels.DeclaredCategory;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelFiles;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.RowMask;
import dev.winnow.formats.labels.Spool;
import dev.winnow.formats.mask.MaskPixels;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.JsonTokens;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads COCO's panoptic form: a JSON file of segments, and a PNG of each image in which a segment's pixels have the colour of its id,
 * {@code R + 256·G + 65536·B}. The PNG files lie beside the JSON or in the folder of its name.
 */
public final class CocoPanopticReader implements LabelReader {
    private static final int IMAGE = 1;
    private static final int SEGMENT = 2;
    private static final int FILE = 3;
    private static final int MOST_SEGMENTS = 1_000_000;

    @Override
    public LabelFormat format() {
        return LabelFormat.COCO_PANOPTIC;
    }

    @Override
    public void read(LabelRequest request, LabelSink sink) throws IOException {
        LabelFiles.of(request, sink)
                .each(
                        source -> source.substring(source.lastIndexOf('/') + 1)
                                .toLowerCase(Locale.ROOT)
                                .matches(".*panoptic.*\\.json"),
                        (file, name) -> new Reading(file, name, request.pictures(), sink).read());
    }

    /** One file. */
    private static final class Reading {
        private final Path path;
        private final String name;
        private final LabelSink sink;
        private final PictureLinks links;
        private final AnnotationRecord record;
        private final CocoCategories categories = new CocoCategories();
        private final Set<String> used = new HashSet<>();

        Reading(Path path, String name, Pictures pictures, LabelSink sink) {
            this.path = path;
            this.name = name;
            this.sink = sink;
            this.links = new PictureLinks(pictures);
            this.record = new AnnotationRecord(name);
        }

        void read() throws IOException {
            boolean panoptic = false;
            try (JsonTokens json = JsonTokens.of(path);
                    Spool byImage = new Spool()) {
                if (json.next() != JsonToken.START_OBJECT) {
                    throw notPanoptic();
                }
                while (json.next() == JsonToken.FIELD_NAME) {
                    String field = json.name();
                    boolean array = json.next() == JsonToken.START_ARRAY;
                    if (!array) {
                        json.skip();
                        continue;
                    }
                    for (int i = 0; json.next() != JsonToken.END_ARRAY; i++) {
                        if (json.current() == null) {
                            throw new UnreadableFileException(
                                    LabelIssue.JSON_BROKEN, "Not readable as JSON: the file ends inside a list.");
                        }
                        switch (field) {
                            case "images" -> image(json.object(), i, byImage);
                            case "annotations" -> panoptic |= segments(json.object(), byImage);
                            case "categories" -> categories.add(json.object());
                            default -> json.skip();
                        }
                    }
                    panoptic |= field.equals("annotations");
                }
                if (json.current() == null) {
                    throw new UnreadableFileException(
                            LabelIssue.JSON_BROKEN, "Not readable as JSON: the file ends inside an object.");
                }
                if (!panoptic) {
                    throw notPanoptic();
                }
                categories.declare(name, used, sink);
                byImage.each(this::handOver);
            }
        }

        private static UnreadableFileException notPanoptic() {
            return new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "This is no panoptic COCO file: it has no annotations with 'segments_info'; check --format.");
        }

        private void image(JsonObject image, int index, Spool byImage) throws IOException {
            record.begin(IMAGE)
                    .number(index)
                    .text(image.text("file_name").orElse(""))
                    .number((long) image.number("width").orElse(0))
                    .number((long) image.number("height").orElse(0));
            byImage.add(image.text("id").orElse(""), record.bytes(), record.length());
        }

        private boolean segments(JsonObject annotation, Spool byImage) throws IOException {
            String image = annotation.text("image_id").orElse("");
            record.begin(FILE).text(annotation.text("file_name").orElse(""));
            byImage.add(image, record.bytes(), record.length());
            for (JsonObject segment : annotation.objects("segments_info")) {
                String category = segment.text("category_id").orElse("");
                if (used.size() < MOST_SEGMENTS) {
                    used.add(category);
                }
                String id = segment.text("id").orElse("");
                Map<String, String> attributes = new HashMap<>();
                segment.text("area").ifPresent(area -> attributes.put(Annotation.AREA, area));
                List<Shape> shapes = segment.get("bbox") instanceof double[] box && box.length == 4
                        ? List.of(new Shape.Box(box[0], box[1], box[2], box[3]))
                        : List.of();
                Provenance provenance = new Provenance(
                        new Origin(name, "segment " + id), id, "", Provenance.Standing.SUBMITTED, Optional.empty());
                record.begin(SEGMENT)
                        .annotation(new Annotation(
                                category,
                                shapes,
                                segment.isTrue("iscrowd") ? Flags.CROWD : Flags.NONE,
                                OptionalDouble.empty(),
                                provenance,
                                attributes,
                                List.of()));
                byImage.add(image, record.bytes(), record.length());
            }
            return annotation.has("segments_info");
        }

        private void handOver(String id, Spool.Records records) throws IOException {
            String file = null;
            String png = "";
            long index = 0;
            long width = 0;
            long height = 0;
            List<Annotation> segments = new ArrayList<>();
            for (ByteBuffer next = records.next(); next != null; next = records.next()) {
                switch (next.get()) {
                    case IMAGE -> {
                        index = next.getLong();
                        file = AnnotationRecord.text(next);
                        width = next.getLong();
                        height = next.getLong();
                    }
                    case FILE -> png = AnnotationRecord.text(next);
                    default -> segments.add(record.annotation(next));
                }
            }
            Origin origin = new Origin(name, "images[" + index + "]");
            if (file == null) {
                sink.found(Found.of(
                        LabelIssue.DANGLING_ANNOTATION,
                        Outcome.DROPPED,
                        Origin.of(name),
                        "The annotation of '" + png + "' names picture " + id
                                + ", which is not in the file; dropped."));
                return;
            }
            PictureLinks.Link link = links.link(origin, file);
            if (link.escapes()) {
                link.findings().forEach(sink::found);
                return;
            }
            List<Annotation> annotations = new ArrayList<>();
            DeclaredSize size = DeclaredSize.stated(width, height);
            if (!png.isEmpty()) {
                try {
                    MaskPixels pixels = MaskPixels.of(find(png));
                    size = DeclaredSize.raster(pixels.width(), pixels.height());
                    masks(pixels, segments, annotations);
                } catch (UnreadableFileException e) {
                    sink.found(LabelFiles.refused(png, e));
                    return;
                }
            }
            sink.image(new ImageLabels(
                    link.image(),
                    origin,
                    Optional.of(size),
                    Convention.PIXELS,
                    "",
                    annotations.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(annotations),
                    link.findings()));
        }

        private Path find(String png) throws UnreadableFileException {
            Path folder = path.toAbsolutePath().normalize().getParent();
            String json = path.getFileName().toString();
            String stem = json.substring(0, json.lastIndexOf('.') < 0 ? json.length() : json.lastIndexOf('.'));
            for (String place : List.of(stem + '/' + png, png, "panoptic/" + png, "../" + stem + '/' + png)) {
                Path file = folder.resolve(place).normalize();
                boolean inside =
                        file.startsWith(folder) || place.startsWith("..") && file.startsWith(folder.getParent());
                if (inside && Files.isRegularFile(file)) {
                    return file;
                }
            }
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "The segments' picture is not there: expected it beside the JSON file or in the folder '" + stem
                            + "'.");
        }

        private void masks(MaskPixels pixels, List<Annotation> segments, List<Annotation> annotations) {
            Map<Integer, RowMask> masks = new HashMap<>();
            Map<Integer, Long> counts = new HashMap<>();
            for (Annotation segment : segments) {
                number(segment).ifPresent(id -> masks.put(id, null));
            }
            for (int y = 0; y < pixels.height(); y++) {
                for (int x = 0; x < pixels.width(); x++) {
                    int colour = pixels.colour(x, y);
                    int id = colour >> 16 | (colour >> 8 & 255) << 8 | (colour & 255) << 16; // R + 256 G + 65536 B
                    if (id == 0) {
                        continue;
                    }
                    if (masks.size() < 10_000 || masks.containsKey(id)) {
                        masks.computeIfAbsent(id, k -> new RowMask(pixels.width(), pixels.height()))
                                .set(x, y);
                        counts.merge(id, 1L, Long::sum);
                    }
                }
            }
            for (Annotation segment : segments) {
                Origin origin = segment.provenance().origin();
                Optional<Integer> id = number(segment);
                RowMask mask = id.map(masks::remove).orElse(null);
                Annotation named = named(segment);
                List<Shape> shapes = new ArrayList<>();
                if (mask == null) {
                    annotations.add(named.withShapes(List.of(new Shape.Unreadable(
                            LabelIssue.PANOPTIC_MISSING_SEGMENT,
                            "Segment " + segment.provenance().id() + " has no pixel.",
                            origin.at()))));
                    continue;
                }
                shapes.add(new Shape.Bitmap(mask.runs()));
                shapes.addAll(segment.shapes());
                annotations.add(named.withShapes(shapes));
            }
            masks.forEach((id, mask) -> {
                if (mask != null) {
                    Origin origin = new Origin(name, "segment " + id);
                    annotations.add(Annotation.of("", Provenance.of(origin), new Shape.Bitmap(mask.runs()))
                            .withFindings(List.of(Found.of(
                                    LabelIssue.PANOPTIC_UNKNOWN_SEGMENT,
                                    Outcome.ASKED,
                                    origin,
                                    counts.get(id) + " pixels belong to segment " + id
                                            + ", which segments_info does not list."))));
                }
            });
        }

        private static Optional<Integer> number(Annotation segment) {
            String id = segment.provenance().id();
            return id.matches("\\d{1,8}") ? Optional.of(Integer.valueOf(id)) : Optional.empty();
        }

        private Annotation named(Annotation segment) {
            Optional<DeclaredCategory> category = categories.of(segment.category());
            if (category.isPresent()) {
                return segment.withCategory(category.get().name());
            }
            return segment.withFindings(List.of(Found.of(
                    LabelIssue.UNDEFINED_CLASS,
                    Outcome.ASKED,
                    segment.provenance().origin(),
                    "Class " + segment.category() + " is not defined; known are " + categories.names() + ".")));
        }
    }
}
