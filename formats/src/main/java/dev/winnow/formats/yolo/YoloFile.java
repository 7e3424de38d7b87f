package dev.winnow.formats.yolo;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.PictureLinks;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.Excerpt;
import dev.winnow.formats.text.TextLines;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The rows of one label file. */
final class YoloFile {
    private static final int MOST_ROWS = 1_000_000;
    private static final int MOST_NUMBERS = 20_000_000;

    private final LabelFormat format;
    private final YoloClasses classes;
    private final String name;
    private final PictureLinks.Link link;
    private final LabelSink sink;
    private final List<Annotation> annotations = new ArrayList<>();
    private final Map<LabelIssue, Finding> ofFile = new LinkedHashMap<>();
    private Convention convention = Convention.NORMALISED;
    private boolean boxes;
    private boolean outlines;
    private long numbersRead;

    YoloFile(LabelFormat format, YoloClasses classes, String name, PictureLinks.Link link, LabelSink sink) {
        this.format = format;
        this.classes = classes;
        this.name = name;
        this.link = link;
        this.sink = sink;
    }

    void read(Path file) throws IOException {
        try (TextLines lines = TextLines.of(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    row(line, new Origin(name, "line " + lines.line()));
                }
                if (annotations.size() > MOST_ROWS || numbersRead > MOST_NUMBERS) {
                    throw new UnreadableFileException(
                            LabelIssue.NOT_THE_EXPECTED_KIND,
                            "This is no label file of one picture: it has more than " + MOST_ROWS + " rows or "
                                    + MOST_NUMBERS + " numbers.");
                }
            }
        }
        if (format == LabelFormat.YOLO_SEGMENT && boxes && outlines) {
            find(
                    LabelIssue.ROW_KIND_MIXED,
                    Outcome.KEPT,
                    "Boxes and outlines stand in one file; each line is read as what it is.");
        }
        List<Finding> findings = new ArrayList<>(link.findings());
        findings.addAll(ofFile.values());
        sink.image(new ImageLabels(
                link.image(),
                Origin.of(name),
                Optional.empty(),
                convention,
                "",
                annotations.isEmpty() ? AnnotationSet.DECLARED_EMPTY : AnnotationSet.of(annotations),
                findings));
    }

    private void find(LabelIssue issue, Outcome outcome, String sentence) {
        ofFile.putIfAbsent(issue, Found.of(issue, outcome, Origin.of(name), sentence));
    }

    private void row(String line, Origin origin) {
        List<Finding> findings = new ArrayList<>(1);
        String[] tokens = line.strip().split("\\s+");
        if (line.indexOf(',') >= 0 || line.indexOf(';') >= 0) {
            tokens = withoutCommas(line, tokens, origin, findings);
        }
        if (tokens.length == 0) {
            annotations.add(Annotation.of(
                            "",
                            Provenance.of(origin),
                            unreadable(
                                    LabelIssue.ROW_TOO_SHORT,
                                    "L" + origin.at().substring(1) + " has no values, at least 5 are needed; dropped.",
                                    line))
                    .withFindings(findings));
            return;
        }
        if (format == LabelFormat.YOLO_OBB && isDota(tokens)) {
            dota(tokens, origin);
            return;
        }
        if (annotations.isEmpty() && format == LabelFormat.YOLO_OBB && line.matches("(?:imagesource|gsd)\\s*:.*")) {
            return;
        }
        String category = category(tokens[0], origin, findings);
        Shape[] shapes = shapes(tokens, line, origin);
        annotations.add(Annotation.of(category, Provenance.of(origin), shapes).withFindings(findings));
    }

    private static String[] withoutCommas(String line, String[] tokens, Origin origin, List<Finding> findings) {
        if (tokens.length >= 5 && Arrays.stream(tokens).allMatch(token -> token.matches("[^,;]*(?:,[^,;]+)?"))) {
            findings.add(Found.of(LabelIssue.DECIMAL_COMMA, Outcome.FIXED, origin, "Decimal commas; read as points."));
            return Arrays.stream(tokens).map(token -> token.replace(',', '.')).toArray(String[]::new);
        }
        findings.add(Found.of(
                LabelIssue.ROW_SEPARATOR,
                Outcome.FIXED,
                origin,
                "Values are separated by commas, spaces are expected; read."));
        return Arrays.stream(line.split("[\\s,;]+"))
                .filter(token -> !token.isEmpty())
                .toArray(String[]::new);
    }

    private String category(String token, Origin origin, List<Finding> findings) {
        OptionalDouble number = Decimal.parse(token);
        if (number.isEmpty()) {
            if (classes.names().containsValue(token)) {
                findings.add(Found.changed(
                        LabelIssue.CLASS_AS_NAME,
                        Outcome.FIXED,
                        origin,
                        "The class is a name, a number is expected; the name '" + Excerpt.of(token) + "' is known.",
                        new Finding.Change(token, token)));
            } else {
                findings.add(undefined(token, origin));
            }
            return token;
        }
        double value = number.getAsDouble();
        if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
            findings.add(undefined(token, origin));
            return token;
        }
        if (!token.matches("\\+?\\d+")) {
            find(
                    LabelIssue.CLASS_ID_AS_DECIMAL,
                    Outcome.FIXED,
                    "The class number is written as a decimal, such as " + Excerpt.of(token) + "; read as "
                            + (int) value + ".");
        }
        String known = classes.names().get((int) value);
        if (known == null && !classes.names().isEmpty()) {
            findings.add(undefined(token, origin));
        }
        return known == null ? Integer.toString((int) value) : known;
    }

    private Finding undefined(String token, Origin origin) {
        return Found.of(
                LabelIssue.UNDEFINED_CLASS,
                Outcome.ASKED,
                origin,
                "Class " + Excerpt.of(token) + " is not defined; known are " + classes.shown() + ".");
    }

    private Shape[] shapes(String[] tokens, String line, Origin origin) {
        double[] v = new double[tokens.length - 1];
        numbersRead += v.length;
        for (int i = 0; i < v.length; i++) {
            OptionalDouble number = Decimal.parse(tokens[i + 1]);
            if (number.isEmpty()) {
                return unreadable(
                        LabelIssue.BOX_MALFORMED,
                        "Value " + (i + 2) + " of " + origin.at() + " is '" + Excerpt.of(tokens[i + 1])
                                + "', a number is expected; dropped.",
                        line);
            }
            v[i] = number.getAsDouble();
        }
        if (v.length < 4) {
            return unreadable(
                    LabelIssue.ROW_TOO_SHORT,
                    "L" + origin.at().substring(1) + " has " + tokens.length
                            + " values, at least 5 are needed; dropped.",
                    line);
        }
        return switch (format) {
            case YOLO_POSE -> pose(v, line, origin);
            case YOLO_OBB -> corners(v, line, origin);
            case YOLO_SEGMENT -> outline(v, line, origin, false);
            default -> outline(v, line, origin, true);
        };
    }

    private static Shape[] unreadable(LabelIssue issue, String why, String line) {
        return new Shape[] {new Shape.Unreadable(issue, why, line)};
    }

    private static Shape.Box box(double[] v) {
        return new Shape.Box(v[0] - v[2] / 2, v[1] - v[3] / 2, v[2], v[3]);
    }

    private Shape[] outline(double[] v, String line, Origin origin, boolean asBox) {
        if (v.length <= 5) {
            boxes = true;
            extraColumn(v.length > 4);
            return new Shape[] {box(v)};
        }
        if (v.length % 2 != 0) {
            return unreadable(
                    LabelIssue.ROW_ODD_COUNT,
                    "L" + origin.at().substring(1) + " has " + v.length + " coordinates, an outline needs pairs.",
                    line);
        }
        outlines = true;
        return new Shape[] {asBox ? bounds(v) : new Shape.Polygon(List.of(Ring.of(v)))};
    }

    private void extraColumn(boolean there) {
        if (there) {
            find(LabelIssue.EXTRA_COLUMN, Outcome.FIXED, "A sixth value (a score or a track number) is left out.");
        }
    }

    private static Shape.Box bounds(double[] xy) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xy.length; i += 2) {
            left = Math.min(left, xy[i]);
            right = Math.max(right, xy[i]);
            top = Math.min(top, xy[i + 1]);
            bottom = Math.max(bottom, xy[i + 1]);
        }
        return Shape.Box.between(left, top, right, bottom);
    }

    private Shape[] corners(double[] v, String line, Origin origin) {
        if (v.length == 8 || v.length == 9) {
            extraColumn(v.length == 9);
            return new Shape[] {new Shape.Corners(Ring.of(Arrays.copyOf(v, 8)))};
        }
        if (v.length <= 5) {
            extraColumn(v.length == 5);
            return new Shape[] {box(v)};
        }
        return unreadable(
                LabelIssue.ROW_ODD_COUNT,
                "L" + origin.at().substring(1) + " has " + v.length + " coordinates, four corners need 8.",
                line);
    }

    private Shape[] pose(double[] v, String line, Origin origin) {
        int points = v.length - 4;
        DataYaml.KeypointShape shape = classes.keypoints()
                .orElseGet(() ->
                        new DataYaml.KeypointShape(points % 3 == 0 ? points / 3 : points / 2, points % 3 == 0 ? 3 : 2));
        if (shape.numbers() < 2 || shape.numbers() > 3 || points != (long) shape.count() * shape.numbers()) {
            return unreadable(
                    LabelIssue.POSE_COLUMNS,
                    "L" + origin.at().substring(1) + " has " + (v.length + 1) + " values, kpt_shape asks for "
                            + (5 + (long) shape.count() * shape.numbers()) + "; dropped.",
                    line);
        }
        double[] values = new double[3 * shape.count()];
        for (int i = 0; i < shape.count(); i++) {
            int at = 4 + i * shape.numbers();
            boolean labelled = shape.numbers() == 3 || v[at] >= 0 && v[at + 1] >= 0;
            values[3 * i] = labelled ? v[at] : 0;
            values[3 * i + 1] = labelled ? v[at + 1] : 0;
            values[3 * i + 2] = shape.numbers() == 3 ? v[at + 2] : labelled ? 2 : 0;
        }
        Skeleton skeleton = new Skeleton(
                IntStream.range(0, shape.count()).mapToObj(Integer::toString).toList(), List.of());
        return new Shape[] {box(v), new Shape.Keypoints(Numbers.of(values), skeleton)};
    }

    private static boolean isDota(String[] tokens) {
        return (tokens.length == 9 || tokens.length == 10)
                && Decimal.parse(tokens[8]).isEmpty()
                && IntStream.range(0, 8).allMatch(i -> Decimal.parse(tokens[i]).isPresent());
    }

    private void dota(String[] tokens, Origin origin) {
        convention = Convention.PIXELS;
        double[] xy = new double[8];
        Arrays.setAll(xy, i -> Decimal.parse(tokens[i]).orElseThrow());
        Annotation annotation = Annotation.of(tokens[8], Provenance.of(origin), new Shape.Corners(Ring.of(xy)));
        boolean difficult = tokens.length == 10 && !tokens[9].equals("0");
        annotations.add(new Annotation(
                annotation.category(),
                annotation.shapes(),
                Flags.of(false, difficult, false, false),
                annotation.score(),
                annotation.provenance(),
                annotation.attributes(),
                annotation.findings()));
    }
}
