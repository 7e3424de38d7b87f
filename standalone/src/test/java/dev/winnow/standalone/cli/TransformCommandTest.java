package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.standalone.Failure;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformCommandTest {
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
    }

    @Test
    void aFolderIsTransformedWithItsLabels() throws IOException {
        picture("in/cat/a.png", 100, 60);
        picture("in/b.png", 40, 80);
        Files.writeString(folder.resolve("coco.json"), """
                {"images": [{"id": 1, "file_name": "cat/a.png", "width": 100, "height": 60},
                            {"id": 2, "file_name": "b.png", "width": 40, "height": 80}],
                 "categories": [{"id": 1, "name": "square"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 20, 30, 20], "area": 600, "iscrowd": 0}]}
                """);

        int code = transform("{flip: {}}, {resize: {fit: letterbox, size: [50, 50]}}", "in", "out", "coco.json");

        assertThat(code).as(error()).isZero();
        BufferedImage flipped = ImageIO.read(folder.resolve("out/cat/a.png").toFile());
        assertThat(flipped.getWidth()).isEqualTo(50);
        assertThat(new Color(flipped.getRGB(37, 25))).as("the square, mirrored").isEqualTo(Color.RED);
        assertThat(new Color(flipped.getRGB(12, 25))).as("where it was").isEqualTo(Color.BLACK);
        JsonNode labels =
                new ObjectMapper().readTree(folder.resolve("out/labels.json").toFile());
        assertThat(labels.at("/images").findValuesAsText("file_name")).contains("cat/a.png");
        JsonNode box = labels.at("/annotations/0/bbox");
        double[] expected = {30, 20, 15, 10};
        for (int i = 0; i < 4; i++) {
            assertThat(box.get(i).asDouble()).isCloseTo(expected[i], within(1e-6));
        }
    }

    @Test
    void onePictureThatDoesNotFitIsNamedAndTheOthersAreWritten() throws IOException {
        picture("in/large.png", 100, 60);
        picture("in/small.png", 10, 10);

        assertThat(transform("{centerCrop: {width: 50, height: 50}}", "in", "out", null))
                .isEqualTo(Failure.WENT_WRONG);

        assertThat(error()).contains("small.png: Step centerCrop: A crop of 50x50 does not lie in a picture of 10x10");
        assertThat(folder.resolve("out/large.png")).exists();
        assertThat(folder.resolve("out/small.png")).doesNotExist();
    }

    @Test
    void transparentPartsAreShownOnTheColorThatIsAskedFor() throws IOException {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB); // all transparent black
        ImageIO.write(image, "png", folder.resolve("icon.png").toFile());
        Path pipeline = folder.resolve("over.yaml");
        Files.writeString(pipeline, "preprocessing: {decode: {alpha: {over: [10, 200, 30]}}}");

        int code = WinnowCommand.execute(
                "transform",
                "--pipeline",
                pipeline.toString(),
                folder.resolve("icon.png").toString(),
                folder.resolve("shown.png").toString());

        assertThat(code).as(error()).isZero();
        BufferedImage shown = ImageIO.read(folder.resolve("shown.png").toFile());
        assertThat(new Color(shown.getRGB(1, 1))).isEqualTo(new Color(10, 200, 30));
    }

    @Test
    void aMistakeInThePipelineIsTheCallersAndNamesTheRemedy() throws IOException {
        picture("in/a.png", 10, 10);

        assertThat(transform("{flipp: {}}", "in", "out", null)).isEqualTo(Failure.ASKED_WRONG);
        assertThat(error()).contains("There is no step flipp (did you mean flip?)");
        assertThat(transform("{flip: {}}", "absent", "out", null)).isEqualTo(Failure.ASKED_WRONG);
        assertThat(error()).contains("There is no file or folder");
    }

    private int transform(String steps, String in, String out, String labels) throws IOException {
        Path pipeline = folder.resolve("pipeline.yaml");
        Files.writeString(pipeline, "preprocessing: {steps: [" + steps + "], output: {format: png}}");
        String[] arguments = {
            "transform",
            "--pipeline",
            pipeline.toString(),
            folder.resolve(in).toString(),
            folder.resolve(out).toString()
        };
        if (labels != null) {
            arguments = new String[] {
                arguments[0],
                arguments[1],
                arguments[2],
                "--labels",
                folder.resolve(labels).toString(),
                arguments[3],
                arguments[4]
            };
        }
        return WinnowCommand.execute(arguments);
    }

    private String error() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Black, with a red square at 10, 20 that is 30 wide and 20 high. */
    private void picture(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(10, 20, 30, 20);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }
}
