package dev.winnow.dataset.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pipeline from the tree of a spec: maps, lists, texts, numbers and flags. A key that is not known is refused with the nearest one that is.
 *
 * <pre>{@code
 * preprocessing:
 *   version: 1
 *   steps:
 *     - resize: {fit: letterbox, size: [640, 640]}
 *   output: {format: png}
 * }</pre>
 */
public final class PipelineReader {
    private static final int VERSION = 1;

    private PipelineReader() {}

    /**
     * @param tree of the whole text
     * @throws IllegalArgumentException with a sentence that names key, value and remedy
     */
    public static Pipeline read(Map<String, ?> tree) {
        known("A pipeline", tree, Set.of("preprocessing", "labels"));
        Map<String, ?> preprocessing = map("preprocessing", tree.get("preprocessing"));
        known("preprocessing", preprocessing, Set.of("version", "decode", "steps", "output"));
        Object version = preprocessing.get("version");
        if (version != null && !(version instanceof Number number && number.doubleValue() == VERSION)) {
            throw new IllegalArgumentException(
                    "preprocessing.version is " + version + "; this Winnow knows version " + VERSION);
        }
        return new Pipeline(
                steps(preprocessing.get("steps")),
                over(map("preprocessing.decode", preprocessing.get("decode"))),
                output(map("preprocessing.output", preprocessing.get("output"))),
                labels(map("labels", tree.get("labels"))));
    }

    private static List<Step> steps(Object given) {
        if (given == null) {
            return List.of();
        }
        if (!(given instanceof List<?> list)) {
            throw new IllegalArgumentException("preprocessing.steps must be a list; each item is one step by its name");
        }
        List<Step> steps = new ArrayList<>();
        for (Object item : list) {
            String at = "Step " + (steps.size() + 1) + " of preprocessing: ";
            if (!(item instanceof Map<?, ?> named) || named.size() != 1) {
                throw new IllegalArgumentException(
                        at + "write its name and its keys, as in - flip: {axis: horizontal}");
            }
            String name = String.valueOf(named.keySet().iterator().next());
            try {
                steps.add(Transforms.step(
                        name, map(name, named.values().iterator().next())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(at + e.getMessage(), e);
            }
        }
        return steps;
    }

    /** Orientation is always applied and pictures are always RGB: the keys state it and cannot change it. */
    private static Color over(Map<String, ?> decode) {
        Parameters p = new Parameters("preprocessing.decode", decode);
        p.text("orientation", "exif", "exif");
        p.text("color", "RGB", "RGB");
        p.text("icc", "ignore", "ignore");
        Color over = null;
        if (p.has("alpha")) {
            Parameters alpha = new Parameters("preprocessing.decode.alpha", map("alpha", decode.get("alpha")));
            over = alpha.color("over", Color.gray(255));
            alpha.checkUnknown();
        }
        p.checkUnknown();
        return over;
    }

    private static Pipeline.Output output(Map<String, ?> given) {
        Parameters p = new Parameters("preprocessing.output", given);
        Pipeline.Output output = new Pipeline.Output(
                p.word("format", Pipeline.Output.Format.JPEG, Pipeline.Output.Format.class),
                p.whole("quality", 95, 1, 100));
        p.checkUnknown();
        return output;
    }

    private static LabelRules labels(Map<String, ?> given) {
        known("labels", given, Set.of("boxes", "masks", "keypoints"));
        Parameters boxes = new Parameters("labels.boxes", map("labels.boxes", given.get("boxes")));
        LabelRules.Boxes defaults = LabelRules.Boxes.DEFAULT;
        LabelRules.Boxes kept = new LabelRules.Boxes(
                boxes.number("minVisibility", defaults.minVisibility(), 0, 1),
                boxes.number("minArea", defaults.minArea(), 0, 1e9),
                boxes.number("minSide", defaults.minSide(), 0, 1e5),
                boxes.number("maxAspect", defaults.maxAspect(), 1, 1e9));
        List<LabelRules.TightBox> ways =
                boxes.words("afterRotation", LabelRules.DEFAULT.afterRotation(), LabelRules.TightBox.class);
        if (!boxes.flag("clip", true)) {
            throw boxes.wrong("clip", false, "true: boxes are always cut to the picture");
        }
        boxes.checkUnknown();
        Parameters masks = new Parameters("labels.masks", map("labels.masks", given.get("masks")));
        masks.text("interpolation", "nearest", "nearest");
        int fill = masks.whole("fill", LabelRules.DEFAULT.maskFill(), 0, 255);
        masks.checkUnknown();
        Parameters keypoints = new Parameters("labels.keypoints", map("labels.keypoints", given.get("keypoints")));
        keypoints.text("outside", "invisible", "invisible");
        List<LabelRules.Pair> pairs = keypoints.has("flipPairs") ? pairs(keypoints) : List.of();
        keypoints.checkUnknown();
        return new LabelRules(kept, ways, fill, pairs);
    }

    private static List<LabelRules.Pair> pairs(Parameters keypoints) {
        List<LabelRules.Pair> pairs = new ArrayList<>();
        for (double[] pair : keypoints.rows("flipPairs")) {
            if (pair.length != 2) {
                throw keypoints.wrong(
                        "flipPairs", "a list of " + pair.length, "pairs of keypoints by their places, from 0");
            }
            pairs.add(new LabelRules.Pair((int) pair[0], (int) pair[1]));
        }
        return pairs;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> map(String key, Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(key + " is " + value + "; it must be a mapping of keys to values");
        }
        return (Map<String, ?>) map;
    }

    private static void known(String where, Map<String, ?> tree, Set<String> keys) {
        for (String key : tree.keySet()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(where + " has no key " + key + Parameters.nearest(key, keys)
                        + ". It takes " + String.join(", ", new TreeSet<>(keys)));
            }
        }
    }
}
