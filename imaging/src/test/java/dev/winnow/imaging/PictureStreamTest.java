package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pixels that go through a stream and come out the same; sizes around what is moved at a time. */
class PictureStreamTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 5", "16384, 4", "21845, 1", "21846, 1", "257, 511"})
    void whatWasWrittenIsReadAgain(int width, int height) throws IOException {
        byte[] bgr = new byte[3 * width * height];
        new Random(7).nextBytes(bgr);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (Picture picture = Picture.of(width, height, bgr)) {
            picture.write(written);
        }

        assertThat(written.toByteArray()).isEqualTo(bgr);
        try (Picture read = Picture.read(width, height, false, new ByteArrayInputStream(bgr))) {
            byte[] pixels = new byte[bgr.length];
            read.bgr().get(0, 0, pixels);
            assertThat(pixels).isEqualTo(bgr);
        }
        assertThatThrownBy(() -> Picture.read(
                        width, height, false, new ByteArrayInputStream(Arrays.copyOf(bgr, bgr.length - 1))))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void alphaFollowsTheColours() throws IOException {
        byte[] bytes = new byte[4 * 30_000];
        new Random(8).nextBytes(bytes);
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        try (Picture read = Picture.read(300, 100, true, new ByteArrayInputStream(bytes))) {
            read.write(written);

            assertThat(written.toByteArray()).isEqualTo(bytes);
            assertThat(read.bytes()).isEqualTo(bytes.length);
            byte[] alpha = new byte[30_000];
            read.alpha().get(0, 0, alpha);
            assertThat(alpha).isEqualTo(Arrays.copyOfRange(bytes, 3 * 30_000, bytes.length));
        }
        assertThatThrownBy(() -> Picture.read(300, 100, true, new ByteArrayInputStream(bytes, 0, bytes.length - 1)))
                .isInstanceOf(EOFException.class);
    }
}
