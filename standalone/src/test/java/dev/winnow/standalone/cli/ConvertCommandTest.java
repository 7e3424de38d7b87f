package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private record Run(int exit, String out, String err) {}

    private static Run winnow(Object... line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream console = System.out;
        PrintStream errors = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exit =
                    WinnowCommand.execute(Stream.of(line).map(Object::toString).toArray(String[]::new));
            return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(console);
            System.setErr(errors);
        }
    }

    private static void draw(Path file, int number, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(0, 0, number + 1);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    /** A folder of COCO with four pictures of two splits, one without objects, and boxes with any number of decimals. */
    private Path coco() throws IOException {
        Path coco = folder.resolve("coco");
        Random random = new Random(18);
        int number = 0;
        for (String split : List.of("train", "val")) {
            List<String> images = new ArrayList<>();
            List<String> boxes = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                int width = List.of(997, 1913, 333, 4001).get(number);
                draw(coco.resolve("images/" + split + "/" + number + ".png"), number, width, 600);
                images.add("{\"id\": " + i + ", \"file_name\": \"" + number++ + ".png\", \"width\": " + width
                        + ", \"height\": 600}");
                for (int box = 0; box < (number == 4 ? 0 : 3); box++) {
                    double w = 5 + random.nextDouble() * 200;
                    double h = 5 + random.nextDouble() * 200;
                    boxes.add(String.format(
                            Locale.ROOT,
                            "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"bbox\": [%s, %s, %s, %s], \"area\": %s, \"iscrowd\": 0}",
                            boxes.size() + 1,
                            i,
                            box == 0 ? 7 : 3,
                            random.nextDouble() * (width - w),
                            random.nextDouble() * (600 - h),
                            w,
                            h,
                            w * h));
                }
            }
            Path file = coco.resolve("annotations/instances_" + split + ".json");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    "{\"images\": " + images + ", \"annotations\": " + boxes
                            + ", \"categories\": [{\"id\": 7, \"name\": \"zebra\"}, {\"id\": 3, \"name\": \"no\"}]}");
        }
        return coco;
    }

    /** Class and corners of each box, by the picture's name. */
    private static Map<String, List<Double>> boxes(Path coco) throws IOException {
        Map<String, List<Double>> boxes = new TreeMap<>();
        for (String split : List.of("train", "val")) {
            JsonNode root = JSON.readTree(
                    coco.resolve("annotations/instances_" + split + ".json").toFile());
            for (JsonNode image : root.get("images")) {
                String name = split + "/" + image.get("file_name").textValue().replaceFirst("^[0-9a-f]{12}_", "");
                List<Double> numbers = boxes.computeIfAbsent(name, n -> new ArrayList<>());
                for (JsonNode object : root.get("annotations")) {
                    if (object.get("image_id").equals(image.get("id"))) {
                        for (JsonNode category : root.get("categories")) {
                            if (category.get("id").equals(object.get("category_id"))) {
                                numbers.add(category.get("name").textValue().equals("zebra") ? 1.0 : 2.0);
                            }
                        }
                        double x = object.get("bbox").get(0).doubleValue();
                        double y = object.get("bbox").get(1).doubleValue();
                        numbers.addAll(List.of(
                                x,
                                y,
                                x + object.get("bbox").get(2).doubleValue(),
                                y + object.get("bbox").get(3).doubleValue()));
                    }
                }
            }
        }
        return boxes;
    }

    @Test
    void boxesComeBackThroughYoloAndVoc() throws IOException {
        Path coco = coco();
        Path yolo = folder.resolve("yolo");
        Path voc = folder.resolve("voc");
        Path back = folder.resolve("back");

        Run first = winnow("convert", "--from", "coco", coco, "--to", "yolo", yolo);
        Run second = winnow("convert", "--from", "yolo", yolo, "--to", "voc", voc);
        Run third = winnow("convert", "--from", "voc", voc, "--to", "coco", back);

        assertThat(List.of(first, second, third)).allSatisfy(run -> {
            assertThat(run.err()).isEmpty();
            assertThat(run.exit()).isZero();
            assertThat(run.out())
                    .contains("4 images with 9 objects written as ")
                    .doesNotContain("checks");
        });
        Map<String, List<Double>> given = boxes(coco);
        Map<String, List<Double>> got = boxes(back);
        assertThat(got.keySet()).isEqualTo(given.keySet());
        given.forEach((name, numbers) -> {
            assertThat(got.get(name)).hasSameSizeAs(numbers);
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(got.get(name).get(i)).as("number %d of %s", i, name).isCloseTo(numbers.get(i), within(1e-3));
            }
        });
        assertThat(winnow("verify", back).exit()).isZero();
    }

    @Test
    void classesKeepTheOrderInWhichTheyAreDeclared() throws IOException {
        winnow("convert", "--from", "coco", coco(), "--to", "yolo", folder.resolve("yolo"));

        assertThat(Files.readString(folder.resolve("yolo/data.yaml"))).contains("  0: \"zebra\"\n  1: \"no\"\n");
    }

    @Test
    void whatTheTargetHasNoPlaceForIsCounted() throws IOException {
        Run run = winnow("convert", "--from", "coco", coco(), "--to", "imagefolder", folder.resolve("out"));

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("4 images with 0 objects written as imagefolder")
                .containsPattern("objects +9: objects are left out, because the format has no place for objects")
                .containsPattern("unlabelled-images +4: ");
    }

    @Test
    void theSameFolderGivesTheSameBytes() throws IOException {
        Path coco = coco();
        winnow("convert", "--from", "coco", coco, "--to", "voc", "--date", "2026-01-02", folder.resolve("one"));
        winnow("convert", "--from", "coco", coco, "--to", "voc", "--date", "2026-01-02", folder.resolve("two"));

        assertThat(folder.resolve("two/winnow.lock")).hasSameBinaryContentAs(folder.resolve("one/winnow.lock"));
    }

    @Test
    void classesOfFoldersAreConverted() throws IOException {
        draw(folder.resolve("in/train/cat/a.png"), 1, 20, 20);
        draw(folder.resolve("in/val/dog/b.png"), 2, 20, 20);

        Run run = winnow(
                "convert",
                "--from",
                "imagefolder",
                folder.resolve("in"),
                "--to",
                "yolo-classify",
                folder.resolve("out"));

        assertThat(run.out()).contains("2 images with 0 objects written as yolo-classify");
        try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.resolve("out")
                                    .relativize(file)
                                    .toString()
                                    .replace('\\', '/')
                                    .replaceFirst("[0-9a-f]{12}_", "")))
                    .containsExactlyInAnyOrder("train/cat/a.png", "val/dog/b.png", "winnow.lock");
        }
    }

    @Test
    void whatIsAskedWronglyIsSaid() throws IOException {
        Path coco = coco();

        assertThat(winnow("convert", "--from", "coco", coco, "--to", "tiff", folder.resolve("x")))
                .satisfies(run -> assertThat(run.exit()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("--to is tiff, expected one of coco, "));
        assertThat(winnow("convert", "--from", "coco", coco, "--to", "voc", coco))
                .satisfies(run -> assertThat(run.exit()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("is not empty: name a folder that is not there yet"));
        assertThat(winnow(
                        "convert", "--from", "coco", coco, "--to", "voc", "--set", "voc.origin=2", folder.resolve("x")))
                .satisfies(run -> assertThat(run.err()).contains("Option voc.origin is '2', expected 0 or 1"));
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(winnow("verify", coco))
                .satisfies(run -> assertThat(run.exit()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("has no winnow.lock"));
    }

    @Test
    void aFlippedByteIsFound() throws IOException {
        Path out = folder.resolve("out");
        winnow("convert", "--from", "coco", coco(), "--to", "voc", out);
        Path list = out.resolve("VOCdevkit/VOC2012/ImageSets/Main/train.txt");
        Files.writeString(list, Files.readString(list).replace('_', '-'));
        Files.writeString(out.resolve("more.txt"), "x");

        Run run = winnow("verify", out);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("VOCdevkit/VOC2012/ImageSets/Main/train.txt has other bytes than the lock states")
                .contains("more.txt is in the folder and not in the lock")
                .contains("2 differ");
    }
}
