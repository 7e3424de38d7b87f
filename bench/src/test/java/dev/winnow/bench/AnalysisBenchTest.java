package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisBenchTest {

    @TempDir
    Path temp;

    private final PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());

    @Test
    void everyRoundStandsBesideTheDecodeLimitAndTheOtherProgram() throws Exception {
        Path images = temp.resolve("images");
        Photographs.draw(images.resolve("a.jpg"), 1);
        Photographs.draw(images.resolve("b.jpg"), 2);
        Files.writeString(images.resolve("notes.txt"), "no image");
        ExternalCommand other =
                new ExternalCommand("test -d {images} && echo done", line -> new ExternalCommand.Outcome(0.5, 4));

        AnalysisResult result =
                new AnalysisBench(new AnalysisBench.Plan(images, 2, 30, List.of(other)), nowhere).run(temp);

        assertThat(result.images()).isEqualTo(2);
        assertThat(result.refused()).isEqualTo(1);
        assertThat(result.analyses()).isEqualTo(32); // 30 rounded up to whole passes in both rounds
        assertThat(result.rounds()).hasSize(2).allSatisfy(round -> {
            assertThat(round.shareOfDecodeLimit())
                    .isEqualTo(round.imagesPerSecond() / round.decodeImagesPerSecond())
                    .isPositive();
            assertThat(round.others()).singleElement().satisfies(compared -> {
                assertThat(compared.ratio()).isEqualTo(round.imagesPerSecond() / 0.5);
                assertThat(compared.cpuMillis()).isEqualTo(2000);
            });
        });
        assertThat(result.table()).anyMatch(line -> line.startsWith("share of the decode limit"));
    }

    @Test
    void aFolderWithoutImagesCannotBeMeasured() throws IOException {
        Files.writeString(temp.resolve("notes.txt"), "no image");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnalysisBench(new AnalysisBench.Plan(temp, 1, 1, List.of()), nowhere).run(temp))
                .withMessage("None of the 1 files is an image that is taken in");
    }
}
