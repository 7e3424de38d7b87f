package dev.winnow.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.dataset.augment.Instruction;
import dev.winnow.dataset.augment.Parameters;
import dev.winnow.dataset.augment.Pipeline;
import dev.winnow.dataset.augment.PipelineReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.imgcodecs.Imgcodecs;

/** What other tools make of the same pictures with the same numbers, within the tolerance that each case states. */
class GoldenTransformsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Cases of several pictures, of a tool's own variant, or of a mistake of its. */
    private static final Set<String> OTHERS =
            Set.of("remap", "resize_shortest+center_crop", "letterbox_albumentations");

    @TestFactory
    Stream<DynamicTest> everyDeterministicCaseIsWithinItsTolerance() throws Exception {
        Path folder = folder();
        JsonNode golden = JSON.readTree(folder.resolve("expected.json").toFile());
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode image : golden.get("images")) {
            Map<String, Object> step = step(image);
            if (step != null) {
                Path input =
                        folder.resolve(golden.at("/inputs/" + image.get("input").asText() + "/file")
                                .asText());
                tests.add(DynamicTest.dynamicTest(image.get("id").asText(), () -> check(folder, image, input, step)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(90);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> everyMaskFollowsItsPicture() throws Exception {
        Path folder = folder();
        JsonNode golden = JSON.readTree(folder.resolve("expected.json").toFile());
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode image : golden.get("masks")) {
            if (!image.at("/params").has("matrix") && step(image) != null) {
                tests.add(DynamicTest.dynamicTest(image.get("id").asText(), () -> checkMask(folder, image)));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(6);
        return tests.stream();
    }

    static Path folder() {
        String configured = System.getenv("WINNOW_DATA");
        Path data = configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("winnow.root", "..")).resolve("../shared/data");
        Path folder = data.resolve("transforms").normalize();
        Assumptions.assumeTrue(
                Files.isDirectory(folder), () -> "skipped: no folder " + folder + " (set WINNOW_DATA to have it)");
        return folder;
    }

    private static void check(Path folder, JsonNode image, Path input, Map<String, Object> step) {
        try (Renderer renderer = new Renderer()) {
            Mat whole = Imgcodecs.imread(input.toString(), Imgcodecs.IMREAD_COLOR);
            JsonNode crop = image.at("/params/crop");
            Mat given = crop.isArray()
                    ? whole.submat(new Rect(
                                    0, 0, crop.get(2).asInt(), crop.get(3).asInt()))
                            .clone()
                    : whole;
            Mat rendered = renderer.render(given, instructions(step, given));
            Mat expected = Imgcodecs.imread(
                    folder.resolve(image.get("expect").asText()).toString(), Imgcodecs.IMREAD_COLOR);
            compare(rendered, expected, image.get("tolerance"));
        }
    }

    private static void checkMask(Path folder, JsonNode image) {
        try (Renderer renderer = new Renderer()) {
            Mat mask = Imgcodecs.imread(folder.resolve("inputs/scene_mask.png").toString(), Imgcodecs.IMREAD_GRAYSCALE);
            Mat rendered = renderer.renderMask(mask, instructions(step(image), mask), 255);
            Mat expected = Imgcodecs.imread(
                    folder.resolve(image.get("expect").asText()).toString(), Imgcodecs.IMREAD_GRAYSCALE);
            compare(rendered, expected, image.get("tolerance"));
        }
    }

    private static List<Instruction> instructions(Map<String, Object> step, Mat picture) {
        Pipeline pipeline = PipelineReader.read(Map.of("preprocessing", Map.of("steps", List.of(step))));
        return pipeline.instructions(picture.cols(), picture.rows());
    }

    private static void compare(Mat found, Mat expected, JsonNode tolerance) {
        assertThat(found.size()).isEqualTo(expected.size());
        byte[] a = bytes(found);
        byte[] b = bytes(expected);
        long sum = 0;
        int most = 0;
        int differing = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
            sum += difference;
            most = Math.max(most, difference);
            differing += difference > 0 ? 1 : 0;
        }
        if (tolerance.has("differing")) {
            assertThat((double) differing / a.length)
                    .isLessThanOrEqualTo(tolerance.get("differing").asDouble());
        } else {
            assertThat(most)
                    .as("greatest difference, mean " + (double) sum / a.length)
                    .isLessThanOrEqualTo(tolerance.get("max").asInt());
            assertThat((double) sum / a.length)
                    .as("mean difference")
                    .isLessThanOrEqualTo(tolerance.get("mean").asDouble() + 1e-9);
        }
    }

    private static byte[] bytes(Mat mat) {
        Mat whole = mat.isContinuous() ? mat : mat.clone();
        byte[] bytes = new byte[(int) whole.total() * whole.channels()];
        whole.get(0, 0, bytes);
        return bytes;
    }

    /** The case as a step of a pipeline, or null where it is none of ours. */
    private static Map<String, Object> step(JsonNode image) {
        String op = image.get("op").asText();
        Map<String, Object> p = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : image.get("params").properties()) {
            p.put(Parameters.camelCase(field.getKey()), JSON.convertValue(field.getValue(), Object.class));
        }
        List.of("geometry", "matrix").forEach(p::remove);
        if (p.get("crop") instanceof List<?>) {
            p.remove("crop");
        }
        boolean bgr = "bgr".equals(p.get("order"));
        if (bgr) {
            p.remove("order");
        }
        if (image.get("input").isArray()
                || p.containsKey("tool")
                || "rgb_as_bgr".equals(p.get("order"))
                || OTHERS.contains(op)
                || op.equals("non_local_means") && p.containsKey("hColor") && !bgr) {
            return null;
        }
        return switch (op) {
            case "resize" ->
                step(
                        "resize",
                        "fit",
                        "stretch",
                        "size",
                        List.of(p.get("width"), p.get("height")),
                        "interpolation",
                        p.get("interpolation"),
                        "antialias",
                        p.getOrDefault("antialias", false));
            case "resize_longest", "resize_shortest" ->
                step(
                        "resize",
                        "fit",
                        op.substring(7),
                        "size",
                        p.get("size"),
                        "interpolation",
                        p.get("interpolation"),
                        "antialias",
                        false);
            case "letterbox" ->
                step(
                        "resize",
                        "fit",
                        "letterbox",
                        "size",
                        List.of(p.get("width"), p.get("height")),
                        "antialias",
                        false,
                        "fill",
                        p.get("fill"),
                        "upscale",
                        p.getOrDefault("scaleup", true),
                        "stride",
                        Boolean.TRUE.equals(p.get("auto")) ? p.get("stride") : null,
                        "anchor",
                        Boolean.FALSE.equals(p.get("center")) ? "topLeft" : "center");
            case "median" -> step("denoise", "method", "median", "size", p.get("size"));
            case "bilateral" ->
                step(
                        "denoise",
                        "method",
                        "bilateral",
                        "d",
                        p.get("d"),
                        "sigmaColor",
                        p.get("sigmaColor"),
                        "sigmaSpace",
                        p.get("sigmaSpace"));
            case "non_local_means" -> {
                p.put("method", "non-local-means");
                yield Map.of("denoise", p);
            }
            case "clahe" ->
                step(
                        "equalize",
                        "method",
                        "clahe",
                        "clipLimit",
                        p.get("clipLimit"),
                        "tiles",
                        p.get("tiles"),
                        "on",
                        p.get("on"));
            case "equalize" -> step("equalize", "method", "histogram", "on", p.getOrDefault("by", "luma"));
            case "hflip" -> step("flip", "axis", "horizontal");
            case "vflip" -> step("flip", "axis", "vertical");
            default -> Map.of(Parameters.camelCase(op), p);
        };
    }

    private static Map<String, Object> step(String name, Object... keysAndValues) {
        Map<String, Object> parameters = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            parameters.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return Map.of(name, parameters);
    }
}
