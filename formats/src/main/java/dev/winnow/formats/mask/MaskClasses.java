package dev.winnow.formats.mask;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Provenance;
import dev.winnow.dataset.annotation.RunLengths;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.labels.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The classes in one mask. Each class has one mask of all its pixels: parts that do not touch are no objects. */
final class MaskClasses {
    private static final double MOST_NOT_BINARY = 0.1;
    private static final int MOST_CLASSES = 4096;

    private final MaskPixels pixels;
    private final String name;
    private final ClassMap classes;

    MaskClasses(MaskPixels pixels, String name, ClassMap classes) {
        this.pixels = pixels;
        this.name = name;
        this.classes = classes;
    }

    /** The runs of one value, which grow column by column. */
    private static final class Runs {
        private int[] runs = new int[16];
        private int count;
        private int end;
        private long area;

        void add(int at) {
            area++;
            if (count > 0 && end == at) {
                runs[count - 1]++;
            } else {
                if (count + 2 > runs.length) {
                    runs = Arrays.copyOf(runs, 2 * runs.length);
                }
                runs[count++] = at - end;
                runs[count++] = 1;
            }
            end = at + 1;
        }

        Shape.Bitmap mask(int width, int height) {
            int[] all = Arrays.copyOf(runs, count + 1);
            all[count] = width * height - end;
            return new Shape.Bitmap(RunLengths.of(width, height, all[count] == 0 ? Arrays.copyOf(all, count) : all));
        }
    }

    private interface Value {
        int at(int x, int y);
    }

    private Map<Integer, Runs> values(Value value) {
        Map<Integer, Runs> all = new TreeMap<>();
        int last = 0;
        Runs runs = null;
        int at = 0;
        for (int x = 0; x < pixels.width(); x++) {
            for (int y = 0; y < pixels.height(); y++, at++) {
                int v = value.at(x, y);
                if (runs == null || v != last) {
                    runs = all.size() < MOST_CLASSES ? all.computeIfAbsent(v, k -> new Runs()) : all.get(v);
                    last = v;
                }
                if (runs != null) {
                    runs.add(at);
                }
            }
        }
        return all;
    }

    private Annotation annotation(String category, String at, Runs runs) {
        return Annotation.of(category, Provenance.of(new Origin(name, at)), runs.mask(pixels.width(), pixels.height()));
    }

    private Finding of(LabelIssue issue, Outcome outcome, String at, String sentence) {
        return Found.of(issue, outcome, new Origin(name, at), sentence);
    }

    /** Reads values as numbers of classes; 0 is background. */
    void byIndex(List<Annotation> annotations, List<Finding> findings) {
        Map<Integer, Runs> values = values(pixels::value);
        values.remove(0);
        values.remove(ClassMap.IGNORED);
        if (values.isEmpty()) {
            findings.add(of(LabelIssue.MASK_EMPTY, Outcome.KEPT, Origin.WHOLE_FILE, "The mask holds no pixel."));
            return;
        }
        Map<Integer, String> names = classes.names();
        if (!names.isEmpty()
                && isStretched(values.keySet().stream().mapToInt(i -> i).toArray())) {
            String shown = "0, " + values.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
            List<String> map = new ArrayList<>();
            values.keySet().forEach(value -> map.add(value + " = " + (map.size() + 1)));
            findings.add(Found.changed(
                    LabelIssue.MASK_STRETCHED,
                    Outcome.ASKED,
                    Origin.of(name),
                    "The mask's values " + shown + " look like class numbers stretched for viewing.",
                    new Finding.Change(shown, String.join(", ", map))));
            values.forEach(
                    (index, runs) -> annotations.add(annotation(Integer.toString(index), "index " + index, runs)));
            return;
        }
        values.forEach((index, runs) -> {
            String known = names.get(index);
            String at = "index " + index;
            if (known != null && ClassMap.isNoClass(known)) {
                return;
            }
            if (known != null || names.isEmpty()) {
                annotations.add(annotation(known == null ? Integer.toString(index) : known, at, runs));
            } else {
                annotations.add(annotation(Integer.toString(index), at, runs)
                        .withFindings(List.of(of(
                                LabelIssue.MASK_UNKNOWN_INDEX,
                                Outcome.ASKED,
                                at,
                                runs.area + " pixels have index " + index + ", the label map ends at " + classes.last()
                                        + "."))));
            }
        });
    }

    /** Whether values are multiples of a step, up to white, and none is the number of a class. */
    private boolean isStretched(int[] values) {
        int step = values[0];
        if (step < 2 || values.length > classes.last() || values[values.length - 1] < 250 && values.length > 1) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != step * (i + 1) || classes.names().containsKey(values[i])) {
                return false;
            }
        }
        return values.length > 1;
    }

    /** Reads colours; those of a JPEG as the nearest. */
    void byColour(List<Annotation> annotations, List<Finding> findings) {
        Map<Integer, String> colours = classes.colours();
        long[] moved = {0};
        Value value = pixels::colour;
        if (pixels.isLossy() && !colours.isEmpty()) {
            Map<Integer, Integer> nearest = new HashMap<>();
            value = (x, y) -> {
                int colour = pixels.colour(x, y);
                int known = nearest.size() < 1 << 16 ? nearest.computeIfAbsent(colour, this::nearest) : nearest(colour);
                moved[0] += known == colour ? 0 : 1;
                return known;
            };
        }
        Map<Integer, Runs> values = values(value);
        if (moved[0] > 0) {
            findings.add(of(
                    LabelIssue.MASK_LOSSY,
                    Outcome.FIXED,
                    Origin.WHOLE_FILE,
                    "The mask is a JPEG; " + moved[0] + " pixels were moved to the nearest class colour."));
        }
        values.forEach((colour, runs) -> {
            String known = colours.get(colour);
            String at = "colour " + (colour >> 16) + "," + (colour >> 8 & 255) + "," + (colour & 255);
            if (known != null && ClassMap.isNoClass(known) || known == null && colour == 0) {
                return;
            }
            if (known != null || colours.isEmpty()) {
                annotations.add(annotation(known == null ? at : known, at, runs));
            } else {
                annotations.add(annotation("", at, runs)
                        .withCategory(at)
                        .withFindings(List.of(of(
                                LabelIssue.MASK_UNKNOWN_COLOUR,
                                Outcome.ASKED,
                                at,
                                runs.area + " pixels have " + at + ", which is in no class."))));
            }
        });
        if (annotations.isEmpty()) {
            findings.add(of(LabelIssue.MASK_EMPTY, Outcome.KEPT, Origin.WHOLE_FILE, "The mask holds no pixel."));
        }
    }

    private int nearest(int colour) {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int known : classes.colours().keySet()) {
            long r = (known >> 16) - (colour >> 16);
            long g = (known >> 8 & 255) - (colour >> 8 & 255);
            long b = (known & 255) - (colour & 255);
            long distance = r * r + g * g + b * b;
            if (distance < least) {
                least = distance;
                best = known;
            }
        }
        return best;
    }

    /** Reads the pixels of one class. */
    void binary(String category, List<Annotation> annotations, List<Finding> findings) {
        int white = 0;
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < pixels.width(); x++) {
                white = Math.max(white, gray(x, y));
            }
        }
        int top = white == 1 ? 1 : 255;
        long between = 0;
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < pixels.width(); x++) {
                int v = gray(x, y);
                between += v != 0 && v != top ? 1 : 0;
            }
        }
        int threshold = top == 1 ? 1 : 128;
        Runs object = values((x, y) -> gray(x, y) >= threshold ? 1 : 0).get(1);
        if (object == null && between == 0) {
            findings.add(of(LabelIssue.MASK_EMPTY, Outcome.KEPT, Origin.WHOLE_FILE, "The mask holds no pixel."));
            return;
        }
        Annotation annotation = annotation(category, Origin.WHOLE_FILE, object == null ? new Runs() : object);
        if (between > 0) {
            boolean few = between <= MOST_NOT_BINARY * pixels.width() * pixels.height();
            annotation = annotation.withFindings(List.of(of(
                    LabelIssue.MASK_NOT_BINARY,
                    few ? Outcome.FIXED : Outcome.ASKED,
                    Origin.WHOLE_FILE,
                    between + " pixels are neither background nor object; "
                            + (few ? "split at 128." : "this may be a picture and no mask."))));
        }
        annotations.add(annotation);
    }

    private int gray(int x, int y) {
        if (pixels.kind() == MaskPixels.Kind.COLOUR || pixels.kind() == MaskPixels.Kind.INDEX) {
            int colour = pixels.colour(x, y);
            return pixels.kind() == MaskPixels.Kind.INDEX && pixels.value(x, y) <= 1
                    ? pixels.value(x, y)
                    : Math.max(colour >> 16, Math.max(colour >> 8 & 255, colour & 255));
        }
        return pixels.value(x, y) > 255 ? pixels.value(x, y) >> 8 : pixels.value(x, y);
    }
}
