package dev.winnow.formats.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexPngTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 200, 256, 60_000})
    void everyIndexIsReadAsItWasWritten(int values) throws IOException {
        Random random = new Random(values);
        for (int round = 0; round < 50; round++) {
            int width = 1 + random.nextInt(400);
            int height = 1 + random.nextInt(8);
            int[] pixels = new int[width * height];
            int value = 0;
            for (int i = 0; i < pixels.length; i++) {
                value = random.nextInt(1 + random.nextInt(300)) == 0 ? random.nextInt(values) : value;
                pixels[i] = value;
            }

            BufferedImage read = ImageIO.read(new ByteArrayInputStream(IndexPng.write(width, height, pixels)));

            assertThat(read.getRaster().getSamples(0, 0, width, height, 0, (int[]) null))
                    .isEqualTo(pixels);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void aMaskOfOneObjectTakesSomeBytesARow(int value) {
        int[] pixels = new int[1920 * 1080];
        for (int y = 200; y < 900; y++) {
            Arrays.fill(pixels, y * 1920 + 300, y * 1920 + 1500, value);
        }

        assertThat(IndexPng.write(1920, 1080, pixels)).hasSizeLessThan(30_000);
    }
}
