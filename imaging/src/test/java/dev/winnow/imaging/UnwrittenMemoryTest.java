package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * No picture shows memory that nobody wrote, in which pictures of others may still stand. All files are decoded, measured, hashed and
 * prepared by two processes whose memory is filled with different bytes before it is used; what they say must be equal.
 */
class UnwrittenMemoryTest {
    private static final int DEADLINE_SECONDS = 300;

    @TempDir
    Path folder;

    @Test
    void whatIsMadeOfAFileDoesNotDependOnWhatWasInMemory() throws IOException, InterruptedException {
        Assumptions.assumeTrue(isGlibc(), "skipped: the C library is not glibc, which fills memory by MALLOC_PERTURB_");
        Path files = Files.createDirectory(folder.resolve("files"));
        draw(files);
        int drawn = SharedData.files(files).size();
        copyReported(files);

        Process one = start(files, 85);
        Process other = start(files, 170);
        List<String> first = answer(one, 85);
        List<String> second = answer(other, 170);

        assertThat(first.get(0)).as("memory that nobody wrote").isNotEqualTo(second.get(0));
        assertThat(first).hasSameSizeAs(second).hasSizeGreaterThan(drawn);
        for (int i = 1; i < first.size(); i++) {
            assertThat(first.get(i)).isEqualTo(second.get(i));
        }
    }

    private static void draw(Path files) throws IOException {
        int number = 0;
        for (DrawnLayouts.Layout layout : DrawnLayouts.all()) {
            if (layout.compression() == 8) {
                write(files, "layout-" + number++ + ".tif", layout.file());
            }
        }
        for (int[] size : new int[][] {{1, 1}, {7, 5}, {61, 43}, {300, 211}}) {
            String name = size[0] + "x" + size[1];
            try (Picture scene = Drawn.scene(size[0], size[1], 11)) {
                for (String extension : new String[] {"jpg", "png", "webp", "bmp", "ppm", "tiff"}) {
                    write(files, name + "." + extension, Drawn.encoded(scene.bgr(), "." + extension));
                }
                byte[] jpeg = Drawn.encoded(scene.bgr(), ".jpg");
                for (int cut = 2; cut < 6; cut++) {
                    byte[] part = java.util.Arrays.copyOf(jpeg, jpeg.length * cut / 6);
                    write(files, name + "-" + cut + ".jpg", part);
                }
                write(
                        files,
                        name + "-progressive.jpg",
                        JpegWholenessTest.jpeg(
                                Drawn.scene(size[0], size[1], 12), Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1));
                Mat alpha = new Mat();
                Core.extractChannel(scene.bgr(), alpha, 1);
                Mat bgra = new Mat();
                Core.merge(List.of(scene.bgr(), alpha), bgra);
                for (String extension : new String[] {"png", "webp", "tiff", "bmp"}) {
                    write(files, name + "-alpha." + extension, Drawn.encoded(bgra, "." + extension));
                }
                Mat deep = new Mat();
                bgra.convertTo(deep, CvType.CV_16U, 257);
                for (String extension : new String[] {"png", "tiff"}) {
                    write(files, name + "-deep." + extension, Drawn.encoded(deep, "." + extension));
                }
                alpha.release();
                bgra.release();
                deep.release();
            }
        }
        drawPng(files);
    }

    /** Each kind of pixel, with a transparent one and without. */
    private static void drawPng(Path files) throws IOException {
        int[][] kinds = {
            {0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1}, {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16},
            {6, 8}, {6, 16}
        };
        int[] samples = {1, 0, 3, 1, 2, 0, 4};
        for (int[] kind : kinds) {
            byte[][] rows = new byte[13][(17 * samples[kind[0]] * kind[1] + 7) / 8];
            for (int i = 0; i < rows.length; i++) {
                for (int at = 0; at < rows[i].length; at++) {
                    rows[i][at] = (byte) (kind[0] == 3 ? 0 : i * 31 + at * 7);
                }
            }
            for (boolean transparent : new boolean[] {false, true}) {
                DrawnPng png = new DrawnPng(17, 13, kind[1], kind[0]);
                if (kind[0] == 3) {
                    png.chunk("PLTE", new byte[] {1, 2, 3, 4, 5, 6});
                }
                if (transparent && kind[0] < 4) {
                    png.chunk("tRNS", new byte[kind[0] == 3 ? 1 : 2 * samples[kind[0]]]);
                }
                write(files, "png-" + kind[0] + "-" + kind[1] + (transparent ? "-t" : "") + ".png", png.with(rows));
            }
        }
    }

    private static void write(Path files, String name, byte[] bytes) throws IOException {
        Files.write(files.resolve(name), bytes);
    }

    private static void copyReported(Path files) throws IOException {
        for (Path file : SharedData.optional("reported/files")) {
            Files.copy(file, files.resolve("reported-" + file.getFileName()));
        }
    }

    private Process start(Path files, int fill) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FilledMemory.class.getName()));
        command.addAll(
                List.of(files.toString(), folder.resolve("answer-" + fill).toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + fill).toFile());
        builder.environment().put("MALLOC_PERTURB_", Integer.toString(fill));
        return builder.start();
    }

    private List<String> answer(Process process, int fill) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(() -> text(folder.resolve("log-" + fill)))
                    .isZero();
            return Files.readAllLines(folder.resolve("answer-" + fill));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        return new String(SharedData.bytes(file), StandardCharsets.UTF_8);
    }

    private static boolean isGlibc() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.anyMatch(line -> line.contains("libc.so.6") || line.contains("/libc-2."));
        }
    }
}
