package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.spec.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * PngSuite with the results that image-rs states for it: files that must fail, and for the others the CRC-32 of their samples,
 * 8 bits wide, as gray, gray and alpha, RGB or RGBA.
 */
class PngSuiteTest {
    private final PictureDecoder decoder = new PictureDecoder();

    @Test
    void everyFileHasTheResultThatIsStatedForIt() throws IOException {
        Map<String, String> stated = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        Path suite = SharedData.folder("corpus/pngsuite");
        for (String line : Files.readAllLines(suite.resolve("results.txt"))) {
            String[] cells = line.split(": ", 2);
            Path file = suite.resolve(cells[0].replace("tests/", ""));
            if (Files.exists(file)) {
                stated.put(cells[0], cells[1]);
                found.put(cells[0], result(SharedData.bytes(file)));
            }
        }

        assertThat(found).hasSizeGreaterThan(160).isEqualTo(stated);
        assertThat(stated.values()).filteredOn("Expected failure"::equals).hasSizeGreaterThan(10);
    }

    private String result(byte[] bytes) {
        Decoded decoded = decoder.decode(bytes, "a.png", Limits.defaults());
        if (!(decoded instanceof Decoded.Image image)) {
            return "Expected failure";
        }
        ColorMode mode = image.metadata().colorMode();
        boolean gray =
                mode == ColorMode.L || mode == ColorMode.LA || mode == ColorMode.I16 || mode == ColorMode.BILEVEL;
        try (Picture picture = image.picture()) {
            byte[] bgr = Drawn.pixels(picture);
            byte[] alpha = image.metadata().transparency() == null ? null : alpha(picture);
            CRC32 crc = new CRC32();
            for (int pixel = 0, at = 0; at < bgr.length; pixel++, at += 3) {
                for (int channel = gray ? 0 : 2; channel >= 0; channel--) {
                    crc.update(bgr[at + channel]);
                }
                if (alpha != null) {
                    crc.update(alpha[pixel]);
                }
            }
            return Long.toString(crc.getValue());
        }
    }

    private static byte[] alpha(Picture picture) {
        byte[] values = new byte[picture.width() * picture.height()];
        if (picture.alpha() == null) {
            Arrays.fill(values, (byte) 255);
        } else {
            picture.alpha().get(0, 0, values);
        }
        return values;
    }
}
