package dev.winnow.formats.coco;

import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.Flags;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.MalformedRunLengthsException;
import dev.winnow.dataset.annotation.Numbers;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.Provenance.Standing;
import dev.winnow.dataset.annotation.Ring;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import dev.winnow.formats.labels.Found;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.JsonText;
import dev.winnow.formats.text.JsonTokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** One entry of {@code annotations}, read from its tokens. Not safe for use by several threads. */
final class CocoAnnotation {
    /** A mask of more pixels is of no picture that is taken in. */
    private static final double MOST_PIXELS = 1 << 29;

    private static final int MOST_TEXT = 10_000;

    private final Origin origin;
    private final List<Shape> shapes = new ArrayList<>(3);
    private final Map<String, String> attributes = new HashMap<>(4);
    private final List<Finding> findings = new ArrayList<>(0);
    private final Set<String> fields = new HashSet<>(16);
    private String id = "";
    private String image = "";
    private String category = "";
    private boolean crowd;
    private String annotator = "";
    private boolean occluded;
    private boolean difficult;
    private boolean truncated;
    private double degrees;
    private OptionalDouble score = OptionalDouble.empty();
    private boolean numberAsText;
    private double[] numbers = new double[16];

    CocoAnnotation(String file, int index) {
        this.origin = new Origin(file, "annotations[" + index + "]");
    }

    String id() {
        return id;
    }

    String image() {
        return image;
    }

    String category() {
        return category;
    }

    /** Reads the current object. */
    void read(JsonTokens json) throws IOException {
        while (json.next() == JsonToken.FIELD_NAME) {
            String field = json.name();
            JsonToken value = json.next();
            if (!fields.add(field)) {
                find(LabelIssue.JSON_DUPLICATE_KEY, Outcome.ASKED, "Key '" + field + "' stands twice in one object.");
            }
            switch (field) {
                case "id" -> id = scalar(json, value);
                case "image_id" -> image = scalar(json, value);
                case "category_id" -> {
                    category = scalar(json, value).strip();
                    numberAsText |= value == JsonToken.VALUE_STRING && category.matches("-?\\d+");
                }
                case "iscrowd" -> crowd = isTrue(scalar(json, value));
                case "bbox" -> box(json, value);
                case "segmentation" -> segmentation(json, value);
                case "keypoints" -> keypoints(json, value);
                case "num_keypoints" -> attribute(Annotation.KEYPOINT_COUNT, json.value());
                case "area" -> attribute(Annotation.AREA, json.value());
                case "score" -> score = JsonObject.numberOf(json.value());
                case "attributes" -> attributes(json.value());
                case "annotator" -> annotator = scalar(json, value);
                default -> attribute(field, json.value());
            }
        }
        if (numberAsText) {
            find(LabelIssue.NUMBER_AS_TEXT, Outcome.FIXED, "A number is written as text; read as a number.");
        }
    }

    private void find(LabelIssue issue, Outcome outcome, String sentence) {
        findings.add(Found.of(issue, outcome, origin, sentence));
    }

    private static String scalar(JsonTokens json, JsonToken value) throws IOException {
        if (value.isStructStart() || value == JsonToken.VALUE_NULL) {
            json.skip();
            return "";
        }
        return json.text();
    }

    private static boolean isTrue(String text) {
        return text.equals("1") || text.equals("true") || text.equals("1.0");
    }

    private void attribute(String field, Object value) {
        String text = value instanceof String given ? given : JsonText.of(value);
        if (value != null && !text.isEmpty()) {
            attributes.put(field, text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text);
        }
    }

    private void attributes(Object value) {
        if (!(value instanceof JsonObject object)) {
            return;
        }
        object.fields().forEach((field, given) -> {
            switch (field) {
                case "occluded" -> occluded = isTrue(String.valueOf(given));
                case "difficult" -> difficult = isTrue(String.valueOf(given));
                case "truncated" -> truncated = isTrue(String.valueOf(given));
                case "rotation" -> degrees = JsonObject.numberOf(given).orElse(0);
                default -> attribute(field, given);
            }
        });
    }

    private void box(JsonTokens json, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            if (value != JsonToken.VALUE_NULL) {
                unreadable(LabelIssue.BOX_MALFORMED, "The box is no list of numbers", JsonText.of(json.value()));
            }
            return;
        }
        int count = numbers(json);
        if (count == 4) {
            shapes.add(new Shape.Box(numbers[0], numbers[1], numbers[2], numbers[3]));
        } else if (count != 0) {
            unreadable(
                    LabelIssue.BOX_MALFORMED,
                    count < 0
                            ? "The box holds something that is no number"
                            : "The box has " + count + " numbers, 4 are needed",
                    text(Math.max(0, count)));
        }
    }

    /**
     * Reads the rest of the current array into {@link #numbers}.
     *
     * @return how many there are, or -1 where one is no number
     */
    private int numbers(JsonTokens json) throws IOException {
        int count = 0;
        boolean broken = false;
        for (JsonToken token = json.next(); token != JsonToken.END_ARRAY; token = json.next()) {
            double number;
            if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
                number = json.number();
            } else {
                OptionalDouble spelled =
                        token == JsonToken.VALUE_STRING ? JsonObject.numberOf(json.text()) : OptionalDouble.empty();
                broken |= spelled.isEmpty();
                numberAsText |= spelled.isPresent();
                number = spelled.orElse(Double.NaN);
                json.skip();
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = number;
        }
        return broken ? -1 : count;
    }

    private String text(int count) {
        return Arrays.toString(Arrays.copyOf(numbers, Math.min(count, 20)));
    }

    private void unreadable(LabelIssue issue, String why, String text) {
        shapes.add(new Shape.Unreadable(issue, why, text));
    }

    private void segmentation(JsonTokens json, JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            mask(json);
        } else if (value == JsonToken.START_ARRAY) {
            outlines(json);
        } else if (value == JsonToken.VALUE_STRING) {
            unreadable(LabelIssue.RLE_BROKEN, "The segmentation is a text", json.text());
        }
    }

    private void outlines(JsonTokens json) throws IOException {
        List<Ring> parts = new ArrayList<>(1);
        JsonToken token = json.next();
        if (token == JsonToken.END_ARRAY) {
            return;
        }
        if (token != JsonToken.START_ARRAY) {
            flatOutline(json, token);
            return;
        }
        boolean empty = true;
        boolean odd = false;
        for (; token != JsonToken.END_ARRAY; token = json.next()) {
            int count = -1;
            if (token == JsonToken.START_ARRAY) {
                count = numbers(json);
            } else {
                json.skip();
            }
            if (count == 0) {
                continue;
            }
            empty = false;
            if (count < 0) {
                unreadable(LabelIssue.POLYGON_TOO_FEW_POINTS, "An outline holds something that is no number", "");
            } else if (count % 2 != 0) {
                if (!odd) {
                    unreadable(
                            LabelIssue.POLYGON_ODD_COUNT,
                            "An outline of " + count + " numbers has half a point; outline dropped.",
                            text(count));
                }
                odd = true;
            } else {
                parts.add(Ring.of(Arrays.copyOf(numbers, count)));
            }
        }
        if (!parts.isEmpty()) {
            shapes.add(new Shape.Polygon(parts));
        } else if (empty) {
            find(LabelIssue.SEGMENTATION_EMPTY, Outcome.KEPT, "The segmentation is empty; the box stays.");
        }
    }

    private void flatOutline(JsonTokens json, JsonToken first) throws IOException {
        boolean numeric = first.isNumeric();
        double number = numeric ? json.number() : Double.NaN;
        json.skip();
        int count = numbers(json);
        if (!numeric || count < 0) {
            unreadable(LabelIssue.POLYGON_TOO_FEW_POINTS, "The outline holds something that is no number", "");
            return;
        }
        double[] all = new double[count + 1];
        all[0] = number;
        System.arraycopy(numbers, 0, all, 1, count);
        find(
                LabelIssue.SEGMENTATION_NOT_NESTED,
                Outcome.FIXED,
                "The outline is a flat list, a list of lists is meant; read as one outline.");
        if (all.length % 2 != 0) {
            unreadable(
                    LabelIssue.POLYGON_ODD_COUNT,
                    "An outline of " + all.length + " numbers has half a point; outline dropped.",
                    Arrays.toString(Arrays.copyOf(all, Math.min(all.length, 20))));
        } else {
            shapes.add(new Shape.Polygon(List.of(Ring.of(all))));
        }
    }

    private void mask(JsonTokens json) throws IOException {
        double[] size = {};
        String compressed = null;
        double[] runs = null;
        while (json.next() == JsonToken.FIELD_NAME) {
            String field = json.name();
            JsonToken value = json.next();
            if (field.equals("size") && value == JsonToken.START_ARRAY) {
                size = Arrays.copyOf(numbers, Math.max(0, numbers(json)));
            } else if (field.equals("counts") && value == JsonToken.VALUE_STRING) {
                compressed = json.text();
            } else if (field.equals("counts") && value == JsonToken.START_ARRAY) {
                int count = numbers(json);
                runs = count < 0 ? null : Arrays.copyOf(numbers, count);
            } else {
                json.skip();
            }
        }
        if (size.length != 2
                || !(size[0] >= 0 && size[1] >= 0 && size[0] * size[1] <= MOST_PIXELS)
                || size[0] != Math.rint(size[0])
                || size[1] != Math.rint(size[1])
                || Math.max(size[0], size[1]) > MOST_PIXELS) {
            unreadable(
                    LabelIssue.RLE_BROKEN,
                    "The mask cannot be read: its size is " + Arrays.toString(size)
                            + ", expected [height, width]; mask dropped.",
                    "");
            return;
        }
        int width = (int) size[1];
        int height = (int) size[0];
        try {
            if (compressed != null) {
                shapes.add(new Shape.Bitmap(RunLengths.decompress(width, height, compressed)));
            } else if (runs != null) {
                runs(width, height, runs);
            } else {
                unreadable(
                        LabelIssue.RLE_BROKEN,
                        "The mask cannot be read: its counts are neither a text nor a list; mask dropped.",
                        "");
            }
        } catch (MalformedRunLengthsException e) {
            unreadable(
                    LabelIssue.RLE_BROKEN,
                    "The mask cannot be read: " + e.getMessage() + "; mask dropped.",
                    compressed);
        }
    }

    private void runs(int width, int height, double[] runs) {
        int[] whole = new int[runs.length];
        for (int i = 0; i < runs.length; i++) {
            if (!(runs[i] >= 0 && runs[i] <= Integer.MAX_VALUE) || runs[i] != Math.rint(runs[i])) {
                unreadable(
                        LabelIssue.RLE_BROKEN,
                        "The mask cannot be read: run " + (i + 1) + " is " + shown(runs[i]) + "; mask dropped.",
                        Arrays.toString(Arrays.copyOf(runs, Math.min(runs.length, 20))));
                return;
            }
            whole[i] = (int) runs[i];
        }
        shapes.add(new Shape.Bitmap(RunLengths.of(width, height, whole)));
    }

    private static String shown(double number) {
        return JsonObject.textOf(number).orElse("");
    }

    private void keypoints(JsonTokens json, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            json.skip();
            return;
        }
        int count = numbers(json);
        if (count > 0) {
            shapes.add(new Shape.Keypoints(Numbers.of(Arrays.copyOf(numbers, count)), Skeleton.NONE));
        } else if (count < 0) {
            unreadable(LabelIssue.KEYPOINTS_MALFORMED, "The keypoints hold something that is no number", "");
        }
    }

    /** The annotation with the id of its class in place of the name. */
    Annotation annotation() {
        List<Shape> all = shapes;
        if (degrees != 0 && shapes.size() == 1 && shapes.get(0) instanceof Shape.Box box) {
            all = List.of(new Shape.RotatedBox(
                    box.x() + box.width() / 2, box.y() + box.height() / 2, box.width(), box.height(), degrees));
        } else if (degrees != 0) {
            attributes.put("rotation", shown(degrees));
        }
        return new Annotation(
                category,
                all,
                Flags.of(crowd, difficult, occluded, truncated),
                score,
                new Provenance(
                        origin,
                        id,
                        annotator,
                        score.isPresent() ? Standing.PREDICTED : Standing.SUBMITTED,
                        Optional.empty()),
                attributes,
                findings);
    }
}
