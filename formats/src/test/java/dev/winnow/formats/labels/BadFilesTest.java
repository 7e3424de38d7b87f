package dev.winnow.formats.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a file holds, its reader says so in sentences with places and goes on. */
class BadFilesTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 60);
    private static final List<String> SPLINTERS = List.of(
            "1e999",
            "-1e999",
            "NaN",
            "2147483648",
            "99999999999999999999999999",
            "-1",
            "0",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            "<",
            ">",
            "&x;",
            "<!DOCTYPE a [<!ENTITY x \"y\">]>",
            "null",
            "true",
            ",,,",
            ";",
            "\0",
            "\u00e9",
            "\ud83d\udc08",
            "\r\n",
            "\n\n",
            "[".repeat(5_000),
            "<a>".repeat(5_000),
            "9".repeat(2_000),
            "\"id\":1,\"id\":2,",
            "../../../../x",
            "\\\\",
            "%2e%2e/");

    @TempDir
    Path folder;

    private Readings read(LabelFormat format, Map<String, byte[]> files) {
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Readings.of(
                format,
                DrawnLabels.toRead(folder, format),
                Readings.pictures(format.name().startsWith("YOLO") ? "images/a.png" : "images/pictures/a.png"));
    }

    private Readings read(LabelFormat format, byte[] content) {
        Map<String, byte[]> files = DrawnLabels.of(format);
        files.put(files.keySet().iterator().next(), content);
        return read(format, files);
    }

    private static byte[] content(LabelFormat format) {
        return DrawnLabels.of(format).values().iterator().next();
    }

    @ParameterizedTest
    @EnumSource(LabelFormat.class)
    void theExampleIsFine(LabelFormat format) {
        Readings readings = read(format, DrawnLabels.of(format));

        assertThat(readings.allFindings())
                .filteredOn(finding -> finding.issue() != LabelIssue.SHAPE_APPROXIMATED
                        && finding.issue() != LabelIssue.SIZE_MISSING
                        && finding.issue() != LabelIssue.ROW_KIND_MIXED
                        && !(finding.issue() == LabelIssue.MISSING_IMAGE && format == LabelFormat.CVAT)
                        && finding.issue() != LabelIssue.UNDEFINED_CLASS)
                .isEmpty();
        assertThat(readings.annotations())
                .isNotEmpty()
                .noneMatch(
                        annotation -> annotation.shape(Shape.Unreadable.class).isPresent());
    }

    @ParameterizedTest
    @EnumSource(LabelFormat.class)
    void whateverIsInAFileItsReaderGoesOn(LabelFormat format) {
        Random random = new Random(16 + format.ordinal());
        byte[] whole = content(format);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutated(whole, random);

            Readings readings = read(format, mutated);

            for (Finding finding : readings.allFindings()) {
                assertThat(finding.message()).isNotBlank().doesNotContain("\n").hasSizeLessThan(2_500);
                assertThat(finding.origin().file()).isNotBlank();
                assertThat(finding.origin().at()).isNotBlank();
            }
        }
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(bytes.length + 1);
            switch (random.nextInt(7)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 ->
                    bytes = spliced(
                            bytes,
                            at,
                            SPLINTERS.get(random.nextInt(SPLINTERS.size())).getBytes(StandardCharsets.UTF_8));
                case 2 -> {
                    for (int i = 0; i < 4 && bytes.length > 0; i++) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    }
                }
                case 3 ->
                    bytes = spliced(
                            bytes, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(80))));
                case 4 -> {
                    int end = Math.min(bytes.length, at + random.nextInt(30));
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (end - at));
                    System.arraycopy(bytes, end, shorter, at, bytes.length - end);
                    bytes = shorter;
                }
                case 5 ->
                    bytes = new String(bytes, StandardCharsets.UTF_8)
                            .replaceFirst("\\d+", SPLINTERS.get(random.nextInt(6)))
                            .getBytes(StandardCharsets.UTF_8);
                default -> {
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    bytes = text.getBytes(random.nextBoolean() ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
                }
            }
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] in) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + in.length);
        System.arraycopy(in, 0, longer, at, in.length);
        System.arraycopy(bytes, at, longer, at + in.length, bytes.length - at);
        return longer;
    }

    @ParameterizedTest
    @EnumSource(
            value = LabelFormat.class,
            names = {"COCO", "COCO_KEYPOINTS", "COCO_PANOPTIC", "LABEL_STUDIO", "LABELME"})
    void jsonThatIsNoneIsRefusedWithItsPlace(LabelFormat format) {
        byte[] whole = content(format);

        assertThat(read(format, Arrays.copyOf(whole, whole.length - 5)).codes()).contains("JSON_BROKEN REFUSED file");
        assertThat(read(format, ("{\"images\": " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8))
                        .codes())
                .contains("JSON_TOO_DEEP REFUSED file");
        assertThat(read(format, new byte[0]).codes()).contains("NOT_THE_EXPECTED_KIND REFUSED file");
    }

    @ParameterizedTest
    @EnumSource(
            value = LabelFormat.class,
            names = {"VOC", "CVAT"})
    void xmlThatIsNoneIsRefusedWithItsPlace(LabelFormat format) {
        byte[] whole = content(format);
        String bomb = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"" + "a".repeat(1_000) + "\"><!ENTITY b \""
                + "&a;".repeat(1_000) + "\">]><annotation>&b;</annotation>";

        assertThat(read(format, Arrays.copyOf(whole, whole.length - 5)).codes()).contains("XML_BROKEN REFUSED file");
        assertThat(read(format, bomb.getBytes(StandardCharsets.UTF_8)).codes()).contains("XML_DTD REFUSED file");
        assertThat(read(
                                format,
                                "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><annotation/>"
                                        .getBytes(StandardCharsets.UTF_8))
                        .codes())
                .contains("XML_DTD REFUSED file");
    }

    @ParameterizedTest
    @CsvSource({"COCO", "YOLO_DETECT", "VOC", "LABEL_STUDIO", "CVAT", "LABELME", "CSV"})
    void encodingsWithAMarkAreReadAsTheyAre(LabelFormat format) {
        String text = new String(content(format), StandardCharsets.UTF_8);
        List<Annotation> plain = read(format, content(format)).annotations();

        assertThat(read(format, ('\ufeff' + text).getBytes(StandardCharsets.UTF_8))
                        .annotations())
                .isEqualTo(plain);
        assertThat(read(format, ('\ufeff' + text).getBytes(StandardCharsets.UTF_16LE))
                        .annotations())
                .isEqualTo(plain);
        assertThat(read(format, text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
                        .annotations())
                .isEqualTo(plain);
    }

    @Test
    void aBrokenFileDoesNotStopTheOthers() throws IOException {
        Map<String, byte[]> files = DrawnLabels.of(LabelFormat.YOLO_DETECT);
        files.put("labels/b.txt", new byte[] {(byte) 0xE9, (byte) 0xFF, 'x'});
        files.put("labels/c.txt", "1 0.5 0.5 0.2 0.25".getBytes(StandardCharsets.UTF_8));

        Readings readings = read(LabelFormat.YOLO_DETECT, files);

        assertThat(readings.images).hasSize(2);
        assertThat(readings.findings)
                .filteredOn(finding ->
                        finding.outcome() == Outcome.REFUSED && finding.issue() == LabelIssue.NOT_THE_EXPECTED_KIND)
                .singleElement()
                .matches(finding -> finding.origin().file().equals("labels/b.txt")
                        && finding.message().contains("UTF-8"));
    }

    @Test
    void aLargeFileTakesNoMoreMemoryThanASmallOne() throws IOException {
        List<Long> peaks = new ArrayList<>();
        for (int images : new int[] {2_000, 60_000}) {
            Path file = folder.resolve("large.json");
            try (var out = Files.newBufferedWriter(file)) {
                out.write("{\"annotations\":[");
                for (int i = 0; i < 8 * images; i++) {
                    out.write((i == 0 ? "" : ",") + "{\"id\":" + i + ",\"image_id\":" + i % images
                            + ",\"category_id\":1,\"bbox\":[1,2,3,4],\"iscrowd\":0}");
                }
                out.write("],\"images\":[");
                for (int i = 0; i < images; i++) {
                    out.write((i == 0 ? "" : ",") + "{\"id\":" + i + ",\"file_name\":\"" + i
                            + ".png\",\"width\":9,\"height\":9}");
                }
                out.write("],\"categories\":[{\"id\":1,\"name\":\"cat\"}]}");
            }
            long[] seen = {0, 0};
            LabelReaders.of(LabelFormat.COCO)
                    .orElseThrow()
                    .read(new LabelRequest(file, Pictures.UNKNOWN, Map.of()), new LabelSink() {
                        @Override
                        public void image(ImageLabels labels) {
                            seen[0]++;
                            if (seen[0] == images / 2) {
                                System.gc();
                                Runtime runtime = Runtime.getRuntime();
                                seen[1] = runtime.totalMemory() - runtime.freeMemory();
                            }
                        }

                        @Override
                        public void found(Finding finding) {
                            throw new AssertionError(finding);
                        }
                    });
            assertThat(seen[0]).isEqualTo(images);
            peaks.add(seen[1]);
        }

        // 120 MB of annotations; held, they would take three times that
        assertThat(peaks.get(1) - peaks.get(0)).isLessThan(40L << 20);
    }
}
