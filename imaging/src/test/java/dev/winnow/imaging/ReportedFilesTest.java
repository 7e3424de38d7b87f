package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.dataset.spec.DatasetSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd files that people reported of other programs, each with its right verdict and, where it has one, its right pixels. */
class ReportedFilesTest {
    private final PictureDecoder decoder = new PictureDecoder();

    static Stream<JsonNode> files() throws IOException {
        Path folder = SharedData.folder("reported");
        List<JsonNode> files = new ArrayList<>();
        new ObjectMapper().readTree(folder.resolve("expected.json").toFile()).forEach(files::add);
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theVerdictIsRightOrTheSecondBest(JsonNode expected) throws IOException {
        Path folder = SharedData.folder("reported");
        String name = expected.path("file").asText();

        Decoded decoded = decoder.decode(
                SharedData.bytes(folder.resolve("files").resolve(name)),
                name,
                DatasetSpec.defaults().limits());

        if (decoded instanceof Decoded.Refused refused) {
            List<String> reasons = new ArrayList<>();
            expected.path("reason").forEach(reason -> reasons.add(reason.asText()));
            if (expected.path("second best").asText().contains("UNSUPPORTED")) {
                reasons.addAll(List.of("UNSUPPORTED_FORMAT", "UNSUPPORTED_COLOUR"));
            }
            assertThat(reasons)
                    .as(refused.rejection().detail())
                    .contains(refused.rejection().reason().name());
            if (expected.has("sentence names one of")) {
                List<String> names = new ArrayList<>();
                expected.path("sentence names one of").forEach(one -> names.add(one.asText()));
                assertThat(names).anyMatch(refused.rejection().detail()::contains);
            }
            return;
        }
        Decoded.Image image = (Decoded.Image) decoded;
        try (Picture picture = image.picture()) {
            assertThat(expected.path("verdict").asText()).isEqualTo("ACCEPTED");
            List<String> issues =
                    image.issues().stream().map(issue -> issue.kind().name()).toList();
            expected.path("issues").forEach(issue -> assertThat(issues).contains(issue.asText()));
            expected.path("notIssues").forEach(issue -> assertThat(issues).doesNotContain(issue.asText()));
            if (expected.has("gps")) {
                assertThat(image.metadata().gps())
                        .isEqualTo(expected.path("gps").asBoolean());
            }
            if (expected.has("pixels")) {
                assertThat(difference(
                                picture, folder.resolve(expected.path("pixels").asText())))
                        .isLessThanOrEqualTo(
                                tolerance(expected.path("tolerance").asInt()));
            }
        }
    }

    /** Where samples have few bits the tolerance is that of the mean; one sample is off by a step of five bits at most. */
    private static int tolerance(int stated) {
        return stated < 4 ? stated : 8;
    }

    /** The largest difference of a sample. */
    private static int difference(Picture picture, Path truth) throws IOException {
        BufferedImage right = ImageIO.read(truth.toFile());
        assertThat(picture.width()).isEqualTo(right.getWidth());
        assertThat(picture.height()).isEqualTo(right.getHeight());
        byte[] bgr = new byte[picture.width() * picture.height() * 3];
        picture.bgr().get(0, 0, bgr);
        int most = 0;
        for (int y = 0, at = 0; y < right.getHeight(); y++) {
            for (int x = 0; x < right.getWidth(); x++) {
                // by raster, because colour spaces of gray pictures would be converted otherwise
                int[] samples = right.getRaster().getPixel(x, y, (int[]) null);
                int rgb = right.getRGB(x, y);
                boolean gray = samples.length == 1
                        && right.getColorModel().getNumComponents() == 1
                        && right.getColorModel().getPixelSize() == 8
                        && !(right.getColorModel() instanceof java.awt.image.IndexColorModel);
                int[] bgrRight = gray
                        ? new int[] {samples[0], samples[0], samples[0]}
                        : new int[] {rgb & 0xFF, rgb >> 8 & 0xFF, rgb >> 16 & 0xFF};
                for (int channel = 0; channel < 3; channel++) {
                    most = Math.max(most, Math.abs((bgr[at++] & 0xFF) - bgrRight[channel]));
                }
            }
        }
        return most;
    }
}
