package dev.winnow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeLimitTest {

    @TempDir
    Path temp;

    @Test
    void picturesAreDecodedByEveryProcessorAndTheirCpuTimeIsCounted() throws Exception {
        List<Path> files =
                List.of(Photographs.draw(temp.resolve("a.jpg"), 1), Photographs.draw(temp.resolve("b.jpg"), 2));

        try (DecodeLimit limit = DecodeLimit.of(files)) {
            DecodeLimit.Rate rate = limit.measure(50);

            assertThat(limit.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(rate.imagesPerSecond()).isPositive();
            assertThat(rate.cpuMillisPerImage()).isPositive();
        }
    }

    @Test
    void aFileWithoutPictureIsLeftOut() throws Exception {
        Path empty = Files.createFile(temp.resolve("empty.jpg"));
        List<Path> files = List.of(empty, Photographs.draw(temp.resolve("a.jpg"), 1));

        try (DecodeLimit limit = DecodeLimit.of(files)) {
            assertThat(limit.measure(1).imagesPerSecond()).isPositive();
        }
    }

    @Test
    void withoutAnyPictureThereIsNoLimit() throws IOException {
        Path text = Files.writeString(temp.resolve("notes.jpg"), "no picture");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DecodeLimit.of(List.of(text)))
                .withMessage("None of the 1 files can be decoded");
    }
}
