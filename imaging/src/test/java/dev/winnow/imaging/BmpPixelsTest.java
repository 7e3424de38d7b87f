package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BMP files written byte by byte: what their samples mean is known. */
class BmpPixelsTest {
    private final PictureDecoder decoder = new PictureDecoder();

    @Test
    void fiveBitsOfOnesAreWhite() {
        ByteBuffer bmp = file(1, 1, 16, 0, 0, 4).putShort((short) 0x7FFF).putShort((short) 0);

        assertThat(pixels(bmp)).containsExactly(255, 255, 255);
    }

    @Test
    void masksSayWhichBitsAreRedGreenAndBlue() {
        ByteBuffer bmp = file(1, 1, 32, 3, 12, 4);
        bmp.putInt(0xFF000000).putInt(0x00FF0000).putInt(0x0000FF00); // red, green, blue
        bmp.putInt(0x0A141E00);

        assertThat(pixels(bmp)).containsExactly(0x1E, 0x14, 0x0A);
    }

    @Test
    void sixBitsOfGreenAreScaled() {
        ByteBuffer bmp = file(1, 1, 16, 3, 12, 4);
        bmp.putInt(0xF800).putInt(0x07E0).putInt(0x001F);
        bmp.putShort((short) 0x07E0).putShort((short) 0);

        assertThat(pixels(bmp)).containsExactly(0, 255, 0);
    }

    @Test
    void runsBeyondTheEndOfARowAreDropped() {
        ByteBuffer bmp = palette(3, 2, 8, 1, 16);
        bmp.put(new byte[] {4, 1, 0, 0, 4, 2, 0, 0, 0, 1}); // two rows of four, of which three are in the picture

        assertThat(pixels(bmp)).containsExactly(20, 20, 20, 20, 20, 20, 20, 20, 20, 10, 10, 10, 10, 10, 10, 10, 10, 10);
    }

    @Test
    void pixelsThatStartInsideThePaletteAreNoPicture() {
        ByteBuffer bmp = palette(3, 2, 8, 0, 16);
        bmp.putInt(10, 54 + 4); // one colour is left of four

        Decoded decoded =
                decoder.decode(bmp.array(), "a.bmp", DatasetSpec.defaults().limits());

        assertThat(((Decoded.Refused) decoded).rejection().reason()).isEqualTo(Rejection.Reason.CORRUPT);
    }

    /** One bit of alpha before five of each colour. */
    @Test
    void alphaOfSixteenBitsIsAlpha() {
        ByteBuffer bmp = ByteBuffer.allocate(14 + 56 + 4).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(70);
        bmp.putInt(56).putInt(2).putInt(1).putShort((short) 1).putShort((short) 16);
        bmp.putInt(3).putInt(4).putInt(0).putInt(0).putInt(0).putInt(0);
        bmp.putInt(0x7C00).putInt(0x3E0).putInt(0x1F).putInt(0x8000);
        bmp.putShort((short) 0xFFFF).putShort((short) 0x7C00);

        try (Picture picture = decoder.decodeVetted(bmp.array())) {
            byte[] alpha = new byte[2];
            picture.alpha().get(0, 0, alpha);
            assertThat(alpha).containsExactly(-1, 0);
            assertThat(Drawn.rgb(picture, 0, 0)).isEqualTo(0xFFFFFF);
            assertThat(Drawn.rgb(picture, 1, 0)).isEqualTo(0xFF0000);
        }
    }

    /** OS/2 2 lets a writer end the header where only zeros follow. */
    @Test
    void aHeaderOfSixteenBytesIsRead() {
        ByteBuffer bmp = ByteBuffer.allocate(14 + 16 + 4).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(30);
        bmp.putInt(16).putInt(1).putInt(1).putShort((short) 1).putShort((short) 24);
        bmp.put(new byte[] {1, 2, 3});

        assertThat(pixels(bmp)).containsExactly(1, 2, 3);
    }

    @Test
    void twoBitsArePaletteIndexes() {
        ByteBuffer bmp = palette(5, 1, 2, 0, 4);
        bmp.put(new byte[] {0b00011011, (byte) 0b11000000});

        assertThat(pixels(bmp)).containsExactly(0, 0, 0, 10, 10, 10, 20, 20, 20, 30, 30, 30, 30, 30, 30);
    }

    @ParameterizedTest
    @CsvSource({"64, 0, UNSUPPORTED_COLOUR", "24, 4, UNSUPPORTED_FORMAT", "24, 5, UNSUPPORTED_FORMAT", "3, 0, CORRUPT"})
    void whatIsNotReadHasItsReason(int bits, int compression, Rejection.Reason reason) {
        ByteBuffer bmp = file(1, 1, bits, compression, 0, 8);

        Decoded decoded =
                decoder.decode(bmp.array(), "a.bmp", DatasetSpec.defaults().limits());

        assertThat(((Decoded.Refused) decoded).rejection().reason()).isEqualTo(reason);
    }

    @Test
    void runsThatEndEarlyAreTruncated() {
        ByteBuffer bmp = palette(3, 4, 8, 1, 4);
        bmp.put(new byte[] {3, 1, 0, 0});

        Decoded decoded =
                decoder.decode(bmp.array(), "a.bmp", DatasetSpec.defaults().limits());

        assertThat(((Decoded.Refused) decoded).rejection().reason()).isEqualTo(Rejection.Reason.TRUNCATED);
    }

    private int[] pixels(ByteBuffer bmp) {
        Decoded decoded =
                decoder.decode(bmp.array(), "a.bmp", DatasetSpec.defaults().limits());
        assertThat(decoded).isInstanceOf(Decoded.Image.class);
        try (Picture picture = ((Decoded.Image) decoded).picture()) {
            byte[] bgr = new byte[picture.width() * picture.height() * 3];
            picture.bgr().get(0, 0, bgr);
            int[] values = new int[bgr.length];
            for (int i = 0; i < bgr.length; i++) {
                values[i] = bgr[i] & 0xFF;
            }
            return values;
        }
    }

    /** A header of 40 bytes, then room for masks and pixels; the buffer stands behind the header. */
    private static ByteBuffer file(int width, int height, int bits, int compression, int between, int pixels) {
        ByteBuffer bmp = ByteBuffer.allocate(54 + between + pixels).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(54 + between);
        bmp.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
        bmp.putInt(compression)
                .putInt(pixels)
                .putInt(0)
                .putInt(0)
                .putInt(between > 12 ? between / 4 : 0)
                .putInt(0);
        return bmp;
    }

    /** Four grays: 0, 10, 20, 30. */
    private static ByteBuffer palette(int width, int height, int bits, int compression, int pixels) {
        ByteBuffer bmp = file(width, height, bits, compression, 16, pixels);
        for (int gray = 0; gray < 40; gray += 10) {
            bmp.put((byte) gray).put((byte) gray).put((byte) gray).put((byte) 0);
        }
        return bmp;
    }
}
