package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adobe's JPEGs of four colours, inverted as Adobe writes them (fault A 19). */
class FourColourJpegTest {
    private static final int CMYK = 0;
    private static final int YCCK = 2;

    private final PictureDecoder decoder = new PictureDecoder();

    @ParameterizedTest
    @ValueSource(ints = {CMYK, YCCK})
    void coloursAreThoseOfTheInks(int transform) throws IOException {
        byte[] jpeg = SharedData.bytes(SharedData.folder("malformed-and-odd").resolve("pil_sample_cmyk.jpg"));
        jpeg[adobe(jpeg) + 11] = (byte) transform; // the same samples, read as the other kind

        Raster samples = samples(jpeg);
        try (Picture picture = decoder.decodeVetted(jpeg)) {
            assertThat(picture.width()).isEqualTo(samples.getWidth());
            long difference = 0;
            int[] stored = new int[4];
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < picture.width(); x++) {
                    int rgb = rgb(samples.getPixel(x, y, stored), transform);
                    int found = Drawn.rgb(picture, x, y);
                    for (int shift = 0; shift < 24; shift += 8) {
                        difference += Math.abs((rgb >> shift & 0xFF) - (found >> shift & 0xFF));
                    }
                }
            }
            assertThat(difference / (3.0 * picture.width() * picture.height())).isLessThan(1.5);
        }
    }

    private static int rgb(int[] stored, int transform) {
        double[] inks = {stored[0], stored[1], stored[2]};
        if (transform == YCCK) {
            double y = stored[0];
            double cb = stored[1] - 128;
            double cr = stored[2] - 128;
            inks = new double[] {
                255 - clamped(y + 1.402 * cr),
                255 - clamped(y - 0.344136 * cb - 0.714136 * cr),
                255 - clamped(y + 1.772 * cb)
            };
        }
        int rgb = 0;
        for (double ink : inks) { // inverted: 255 is no ink
            rgb = rgb << 8 | (int) Math.round(ink * stored[3] / 255);
        }
        return rgb;
    }

    private static double clamped(double value) {
        return Math.max(0, Math.min(255, value));
    }

    private static int adobe(byte[] jpeg) {
        byte[] name = "Adobe".getBytes(StandardCharsets.US_ASCII);
        for (int at = jpeg.length - 12; at > 3; at--) { // its thumbnails have such markers too, before it
            if (jpeg[at - 3] == (byte) 0xEE && Arrays.equals(jpeg, at, at + 5, name, 0, 5)) {
                return at;
            }
        }
        throw new AssertionError("no Adobe marker");
    }

    /** As stored, without any conversion of colours. */
    private static Raster samples(byte[] jpeg) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
            reader.setInput(in);
            return reader.readRaster(0, null);
        } finally {
            reader.dispose();
        }
    }
}
