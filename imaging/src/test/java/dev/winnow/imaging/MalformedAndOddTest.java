package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Limits;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that break other people's software get a verdict here. */
class MalformedAndOddTest {
    private final PictureDecoder decoder = new PictureDecoder();

    @ParameterizedTest
    @CsvSource({
        "broken.png, CORRUPT",
        "broken_data_stream.png, CORRUPT",
        "broken_exif_dpi.jpg, image",
        "crash-2020-10-test.tif, CORRUPT",
        "decompression_bomb.gif, SIDE_TOO_LONG",
        "decompression_bomb.ico, UNSUPPORTED_FORMAT",
        "empty_gps_ifd.jpg, image",
        "exif-ifd-offset.jpg, image",
        "exif_gps.jpg, image",
        "exif_typeerror.jpg, image BAD_EXIF",
        "g4_orientation_5.tif, image",
        "hopper_16bit_qtables.jpg, image",
        "hopper_bad_exif.jpg, CORRUPT",
        "hopper_idat_after_image_end.png, image",
        "hopper_orientation_6.webp, image",
        "hopper_orientation_8.jpg, image",
        "hopper_rle8_row_overflow.bmp, CORRUPT",
        "icc-after-SOF.jpg, image",
        "no_palette.gif, image ANIMATED",
        "pil_sample_cmyk.jpg, image",
        "truncated_app14.jpg, image",
        "truncated_image.png, TRUNCATED",
        "truncated_jpeg.jpg, TRUNCATED"
    })
    void everyFileHasItsVerdict(String file, String expected) {
        Path folder = SharedData.folder("malformed-and-odd");

        assertThat(verdict(folder.resolve(file))).isEqualTo(expected);
    }

    @Test
    void anAnimatedWebpGivesItsFirstFrameWhereTheBuildOfOpenCvReadsIt() {
        Path folder = SharedData.folder("malformed-and-odd");

        // openpnp's OpenCV 4.9 does not read animations.
        assertThat(verdict(folder.resolve("iss634.webp"))).isIn("image ANIMATED", "CORRUPT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "corpus/fuzz/png",
                "corpus/fuzz/jpeg",
                "corpus/fuzz/gif",
                "corpus/fuzz/webp",
                "corpus/fuzz/bmp",
                "corpus/fuzz/tiff",
                "corpus/pngsuite",
                "formats"
            })
    void noFileOfTheCorpusTakesTheDecoderDown(String name) {
        Path folder = SharedData.folder(name);

        assertThat(SharedData.files(folder))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(verdict(file)).isNotEmpty());
    }

    @Test
    void badFilesAreRefused() {
        Path folder = SharedData.folder("corpus/bad");
        try (Stream<Path> files = java.nio.file.Files.walk(folder)) {
            assertThat(files.filter(java.nio.file.Files::isRegularFile).toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(verdict(file)).doesNotStartWith("image"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String verdict(Path file) {
        Decoded decoded =
                decoder.decode(SharedData.bytes(file), file.getFileName().toString(), Limits.defaults());
        if (decoded instanceof Decoded.Refused refused) {
            assertThat(refused.rejection().detail()).isNotBlank();
            return refused.rejection().reason().name();
        }
        Decoded.Image image = (Decoded.Image) decoded;
        image.picture().close();
        StringBuilder verdict = new StringBuilder("image");
        image.issues().forEach(issue -> verdict.append(' ').append(issue.kind()));
        return verdict.toString();
    }
}
