package dev.winnow.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.augment.Instruction;
import dev.winnow.dataset.augment.Pipeline;
import dev.winnow.dataset.augment.PipelineReader;
import dev.winnow.dataset.augment.Transforms;
import dev.winnow.dataset.augment.UnfitPictureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/** Every step on pictures of one pixel, one column and one row. */
class OddSizesTest {
    /** What steps need that have keys without a default. */
    private static final Map<String, Map<String, ?>> NEEDED = Map.ofEntries(
            Map.entry("resize", Map.of("size", List.of(9, 5))),
            Map.entry("crop", Map.of("x", 0, "y", 0, "width", 1, "height", 1)),
            Map.entry("centerCrop", Map.of("width", 1, "height", 1)),
            Map.entry("safeRotate", Map.of("rotate", 33)),
            Map.entry("affine", Map.of("rotate", 33)),
            Map.entry(
                    "perspective",
                    Map.of("corners", List.of(List.of(0, 0), List.of(9, 1), List.of(8, 7), List.of(1, 6)))),
            Map.entry("policyGeometric", Map.of("kind", "shearX", "magnitude", 0.3)),
            Map.entry("gamma", Map.of("gamma", 2)),
            Map.entry("policyBrightness", Map.of("factor", 1.5)),
            Map.entry("policyContrast", Map.of("factor", 1.5)),
            Map.entry("policyColor", Map.of("factor", 1.5)),
            Map.entry("policySharpness", Map.of("factor", 1.5)),
            Map.entry("policyHue", Map.of("hue", 0.2)),
            Map.entry("convolve", Map.of("kernel", List.of(List.of(0, 0, 0), List.of(0, 1, 0), List.of(0, 0, 1)))),
            Map.entry("downscale", Map.of("scale", 0.25)),
            Map.entry("erase", Map.of("rectangles", List.of(List.of(0, 0, 9, 9)))));

    @Test
    void everyStepTakesPicturesOfOnePixelOneColumnAndOneRow() {
        try (Renderer renderer = new Renderer()) {
            for (String name : Transforms.names()) {
                Map<String, ?> keys = NEEDED.getOrDefault(name, Map.of());
                for (int[] size : new int[][] {{1, 1}, {1, 4000}, {4000, 1}, {2, 3}}) {
                    render(renderer, Map.of(name, keys), size[0], size[1]);
                }
            }
            for (String method : List.of("median", "bilateral", "nonLocalMeans")) {
                render(renderer, Map.of("denoise", Map.of("method", method)), 1, 40);
            }
            for (String on : List.of("gray", "luma", "lab", "channel")) {
                render(renderer, Map.of("equalize", Map.of("method", "clahe", "on", on)), 1, 1);
            }
        }
    }

    @Test
    void theReadmeNamesEveryStep() throws IOException {
        Path readme = Path.of(System.getProperty("winnow.root", "..")).resolve("README.md");
        assertThat(Files.readString(readme))
                .contains(StreamSupport.stream(Transforms.names().spliterator(), false)
                        .map(name -> "`" + name + "`")
                        .toList());
    }

    private static void render(Renderer renderer, Map<String, ?> step, int width, int height) {
        Pipeline pipeline = PipelineReader.read(Map.of("preprocessing", Map.of("steps", List.of(step))));
        Mat picture = new Mat(height, width, CvType.CV_8UC3, new Scalar(10, 200, 90));
        try {
            List<Instruction> instructions = pipeline.instructions(width, height);
            Mat rendered = renderer.render(picture, instructions);
            assertThat(rendered.empty())
                    .as(step + " on " + width + "x" + height)
                    .isFalse();
            assertThat(rendered.type()).isEqualTo(CvType.CV_8UC3);
        } catch (UnfitPictureException e) {
            assertThat(e).hasMessageStartingWith("Step ");
        } catch (RuntimeException e) {
            throw new AssertionError(step + " on " + width + "x" + height, e);
        } finally {
            picture.release();
        }
    }
}
