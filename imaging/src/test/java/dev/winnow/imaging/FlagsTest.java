package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QuantileSketch;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** The default rules flag few images of an ordinary dataset, and every spoiled picture that is put among them. */
class FlagsTest {
    private static final Quality RULES = Quality.defaults();

    private final Analyzer analyzer = new Analyzer();
    private final PictureDecoder decoder = new PictureDecoder();

    /** @param fileIssues of the file itself; rules add to them */
    private record Measured(String name, QualityScores scores, List<Issue> fileIssues) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photos",
                "detection-bccd/JPEGImages",
                "segmentation-camvid/train",
                "classification",
                "detection-raccoon/images"
            })
    void atMostATenthOfASetIsFlaggedAndAllThatIsSpoiled(String folder) {
        List<Measured> set = new ArrayList<>();
        List<Measured> spoiled = new ArrayList<>();
        List<Path> files = filesBelow(SharedData.folder(folder));
        for (int i = 0; i < files.size(); i++) {
            Decoded.Image image = (Decoded.Image) decoder.decode(
                    SharedData.bytes(files.get(i)),
                    files.get(i).toString(),
                    DatasetSpec.defaults().limits());
            try (Picture picture = image.picture()) {
                set.add(new Measured(
                        files.get(i).toString(),
                        analyzer.analyze(picture, image.metadata()).scores(),
                        image.issues()));
                if (i % (files.size() / 3) == 1) {
                    spoil(picture.bgr(), files.get(i).getFileName().toString(), spoiled);
                }
            }
        }

        verify(set, spoiled);
    }

    /** Pictures that look alike, smooth ones with a little texture, as from a microscope. */
    @Test
    void aSetOfOneKindIsNotFlaggedForItsKind() {
        List<Measured> set = new ArrayList<>();
        List<Measured> spoiled = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            SplittableRandom random = new SplittableRandom(i);
            int[] grid = random.ints(64, 90, 190).toArray();
            try (Picture picture = Drawn.gray(160, 120, (x, y) -> {
                double u = x * 6.9 / 160;
                double v = y * 6.9 / 120;
                int at = (int) v * 8 + (int) u;
                double fu = u - (int) u;
                double fv = v - (int) v;
                double smooth = (grid[at] * (1 - fu) + grid[at + 1] * fu) * (1 - fv)
                        + (grid[at + 8] * (1 - fu) + grid[at + 9] * fu) * fv;
                return (int) smooth + random.nextInt(7);
            })) {
                set.add(measured("drawn " + i, picture));
                if (i % 20 == 1) {
                    spoil(picture.bgr(), "drawn " + i, spoiled);
                }
            }
        }

        verify(set, spoiled);
    }

    private static void verify(List<Measured> set, List<Measured> spoiled) {
        List<Measured> all = new ArrayList<>(set);
        all.addAll(spoiled);
        Map<Measure, Fence> fences = fences(all);
        List<String> flagged = set.stream()
                .filter(image -> !image.fileIssues().isEmpty() || isFlagged(image, fences))
                .map(Measured::name)
                .toList();
        assertThat(flagged).hasSizeLessThanOrEqualTo(set.size() / 10);
        assertThat(spoiled)
                .hasSizeGreaterThanOrEqualTo(18)
                .allSatisfy(image -> assertThat(isFlagged(image, fences))
                        .as(image.name() + " " + image.scores().values())
                        .isTrue());
    }

    private static boolean isFlagged(Measured image, Map<Measure, Fence> fences) {
        return !RULES.judge(image.scores(), fences).issues().isEmpty();
    }

    private static Map<Measure, Fence> fences(List<Measured> images) {
        Map<Measure, Fence> fences = new EnumMap<>(Measure.class);
        for (Measure measure : RULES.fenced()) {
            QuantileSketch sketch = new QuantileSketch();
            images.forEach(image -> sketch.add(image.scores().of(measure)));
            fences.put(measure, Fence.around(sketch, 1));
        }
        return fences;
    }

    /** Six ways to spoil a picture: out of focus, nearly black, nearly white, without contrast, of one colour, and tiny. */
    private void spoil(Mat picture, String name, List<Measured> spoiled) {
        Mat blurred = new Mat();
        int longer = Math.max(picture.cols(), picture.rows());
        Imgproc.GaussianBlur(picture, blurred, new Size(0, 0), Math.max(4, longer / 50.0));
        take("blurred " + name, blurred, spoiled);
        take("dark " + name, scaled(picture, 0.08, 0), spoiled);
        take("white " + name, scaled(picture, 0.06, 239), spoiled);
        take("pale " + name, scaled(picture, 0.04, 120), spoiled);
        take("blank " + name, new Mat(picture.size(), CvType.CV_8UC3, new Scalar(90, 120, 60)), spoiled);
        Mat tiny = new Mat();
        Imgproc.resize(picture, tiny, new Size(7, 6), 0, 0, Imgproc.INTER_AREA);
        take("tiny " + name, tiny, spoiled);
    }

    private static Mat scaled(Mat picture, double factor, double offset) {
        Mat scaled = new Mat();
        Core.convertScaleAbs(picture, scaled, factor, offset);
        return scaled;
    }

    private void take(String name, Mat drawn, List<Measured> to) {
        try (Picture picture = new Picture(drawn)) {
            to.add(measured(name, picture));
        }
    }

    private Measured measured(String name, Picture picture) {
        return new Measured(
                name, analyzer.analyze(picture, Drawn.metadata(picture)).scores(), List.of());
    }

    private static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
