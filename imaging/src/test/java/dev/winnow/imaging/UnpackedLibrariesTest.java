package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

class UnpackedLibrariesTest {
    @TempDir
    Path folder;

    /** A process that loads OpenCV and calculates with it. */
    static final class Loading {
        public static void main(String... arguments) {
            OpenCv.load();
            Mat ones = Mat.ones(4, 4, CvType.CV_8UC1);
            System.out.println("sum " + (int) Core.sumElems(ones).val[0]);
        }
    }

    @BeforeAll
    static void unpack() {
        OpenCv.load();
        assumeTrue(
                UnpackedLibraries.of(OpenCv.class) != null,
                "bytedeco's OpenCV for Linux on x86-64 is not on the class path");
    }

    @Test
    void theNextProcessLoadsWhatThisOneUnpackedWithoutJavaCpp() throws Exception {
        assertThat(verbose()).contains("sum 16").doesNotContain("org.bytedeco.javacpp.Loader");
    }

    @Test
    void withoutAListTheyAreLeftToJavaCpp() throws Exception {
        UnpackedLibraries none = UnpackedLibraries.of(OpenCv.class, folder);

        assertThat(none.load()).isFalse();
    }

    @Test
    void aLibraryThatIsNotAsListedIsNotLoaded() throws Exception {
        UnpackedLibraries changed = UnpackedLibraries.of(OpenCv.class, folder);
        Path library = Files.writeString(
                Files.createDirectories(changed.list().getParent()).resolve("libopencv_java.so"), "x");
        Files.writeString(changed.list(), "2 0 " + library + "\n");

        assertThat(changed.load()).isFalse();
    }

    private String verbose() throws Exception {
        Path output = folder.resolve("output.txt");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
