package dev.winnow.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintLabelsCommandTest {
    /** Names of classes, and revisions of a webhook, are not judged by reading one file. */
    private static final Set<String> OTHER_FORMATS = Set.of("class-names", "label-studio-webhook", "cvat-video");

    /** Its ten bytes are a whole mask that covers the picture; the cut that was meant to break it cuts nothing off. */
    private static final Set<String> WHOLE = Set.of("ls-brush-broken");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private record Run(int exit, List<String> verdicts) {}

    private Run lint(String... arguments) throws IOException {
        Path answer = folder.resolve("answer.json");
        Files.deleteIfExists(answer);
        List<String> line = new ArrayList<>(List.of("lint-labels"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--json", answer.toString()));
        PrintStream console = System.out;
        System.setOut(new PrintStream(java.io.OutputStream.nullOutputStream()));
        int exit;
        try {
            exit = WinnowCommand.execute(line.toArray(String[]::new));
        } finally {
            System.setOut(console);
        }
        List<String> verdicts = new ArrayList<>();
        if (Files.exists(answer)) {
            for (JsonNode finding : JSON.readTree(answer.toFile())) {
                verdicts.add(finding.get("code").textValue() + " "
                        + finding.get("outcome").textValue());
                assertThat(finding.get("message").textValue()).isNotBlank();
                assertThat(finding.get("file").textValue()).isNotBlank();
                assertThat(finding.get("at").textValue()).isNotBlank();
            }
        }
        return new Run(exit, verdicts.stream().sorted().toList());
    }

    @Test
    void aSpecSaysWhichClassesThereAreAndWhatBecomesOfFindings() throws IOException {
        Path labels = folder.resolve("labels.json");
        Files.writeString(labels, """
                {"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 80}],
                 "categories": [{"id": 1, "name": "Cat"}, {"id": 2, "name": "hores"}, {"id": 3, "name": "dog"}],
                 "annotations": [
                  {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 20, 20], "area": 400, "iscrowd": 0},
                  {"id": 2, "image_id": 1, "category_id": 2, "bbox": [30, 1, 20, 20], "area": 400, "iscrowd": 0},
                  {"id": 3, "image_id": 1, "category_id": 3, "bbox": [60, 1, 2, 2], "area": 4, "iscrowd": 0}]}
                """);
        Path spec = folder.resolve("spec.yaml");
        Files.writeString(spec, """
                ontology: {classes: [{name: cat}, {name: dog}, {name: horse, aliases: [pony]}]}
                labels: {issues: {BOX_TINY: DROP, CLASS_NAME_SPELLING: FIX}}
                """);
        String[] alone = {labels.toString(), "--format", "coco", "--image", "a.png=100x80"};

        assertThat(lint(alone).verdicts()).containsExactly("BOX_TINY kept");
        assertThat(lint(labels.toString(), "--format", "coco", "--image", "a.png=100x80", "--spec", spec.toString())
                        .verdicts())
                .containsExactly("BOX_TINY dropped", "CLASS_NAME_SIMILAR asked", "CLASS_NAME_SPELLING fixed");
    }

    @Test
    void everyDefectGetsItsVerdictAndACleanLookAlikeGetsNone() throws IOException {
        String data = System.getenv("WINNOW_DATA");
        Path defects = Path.of(data == null ? "../../shared/data" : data).resolve("annotations/defects");
        Assumptions.assumeTrue(Files.isDirectory(defects), "skipped: no folder " + defects);
        Map<String, String> wrong = new TreeMap<>();
        int right = 0;
        for (JsonNode defect : JSON.readTree(
                        defects.resolve("expected-verdicts.json").toFile())
                .get("cases")) {
            String id = defect.get("id").textValue();
            if (OTHER_FORMATS.contains(defect.get("format").textValue()) || WHOLE.contains(id)) {
                continue;
            }
            List<String> expected = new ArrayList<>();
            defect.get("verdicts")
                    .forEach(verdict -> expected.add(verdict.get("code").textValue() + " "
                            + verdict.get("outcome").textValue()));
            Run run = lint(arguments(defects, defect));
            if (run.verdicts().equals(expected.stream().sorted().toList())
                    && run.exit() == (expected.isEmpty() ? 0 : 1)) {
                right++;
            } else {
                wrong.put(id, run.exit() + " " + run.verdicts() + ", expected " + expected);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(right).isGreaterThan(160);
    }

    private static String[] arguments(Path defects, JsonNode defect) {
        List<String> arguments = new ArrayList<>(List.of(
                defects.resolve(defect.get("files").get(0).textValue()).toString(),
                "--format",
                defect.get("format").textValue()));
        if (defect.has("images")) {
            defect.get("images").fields().forEachRemaining(image -> {
                JsonNode size = image.getValue();
                arguments.add("--image");
                arguments.add(image.getKey() + "=" + size.get(0) + "x" + size.get(1)
                        + (size.size() > 2 ? ":" + size.get(2) : ""));
            });
        }
        return arguments.toArray(String[]::new);
    }

    @Test
    void labelsAreHeldAgainstThePicturesThatAreThere() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("images"));
        javax.imageio.ImageIO.write(
                new java.awt.image.BufferedImage(100, 80, java.awt.image.BufferedImage.TYPE_INT_RGB),
                "png",
                pictures.resolve("a.png").toFile());
        Path labels = folder.resolve("labels.json");
        Files.writeString(labels, """
                {"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 80},
                            {"id": 2, "file_name": "gone.png", "width": 100, "height": 80}],
                 "categories": [{"id": 1, "name": "cat"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [80, 60, 25, 25]}]}
                """);

        Run run = lint(labels.toString(), "--format", "coco", "--images", pictures.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.verdicts()).containsExactly("BOX_PARTLY_OUTSIDE fixed", "MISSING_IMAGE refused");
    }

    @Test
    void wrongQuestionsAreAnsweredWithASentence() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.json"), "{}");

        assertThat(lint(folder.resolve("none").toString(), "--format", "coco").exit())
                .isEqualTo(2);
        assertThat(lint(labels.toString(), "--format", "cocoa").exit()).isEqualTo(2);
        assertThat(lint(labels.toString(), "--format", "coco", "--image", "a.png=0x5")
                        .exit())
                .isEqualTo(2);
    }
}
