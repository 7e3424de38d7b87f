package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.DatasetSpec.Limits;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Strips of a TIFF must give every byte: libtiff shows what it got of short ones and says nothing. */
class TiffWholenessTest {
    private static final int NONE = 1;
    private static final int LZW = 5;
    private static final int DEFLATE = 32946;
    private static final int PACK_BITS = 32773;

    private final PictureDecoder decoder = new PictureDecoder();

    @ParameterizedTest
    @ValueSource(ints = {NONE, LZW, DEFLATE, 8, PACK_BITS})
    void wholeFilesPass(int compression) {
        for (int[] size : new int[][] {{1, 1}, {3, 70}, {130, 90}, {700, 300}}) {
            for (int type : new int[] {CvType.CV_8UC3, CvType.CV_8UC1, CvType.CV_16UC1, CvType.CV_16UC3}) {
                assertThat(verdict(tiff(size[0], size[1], type, compression)))
                        .as("%d×%d %s", size[0], size[1], CvType.typeToString(type))
                        .isEqualTo("image");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LZW, DEFLATE})
    void brokenCodesAreRefused(int compression) {
        byte[] tiff = tiff(700, 300, CvType.CV_8UC3, compression);
        Arrays.fill(tiff, 2000, 2400, (byte) 0x55);

        assertThat(verdict(tiff)).isIn("CORRUPT", "TRUNCATED");
    }

    @Test
    void aStripThatEndsEarlyIsTruncated() {
        byte[] tiff = tiff(40, 8, CvType.CV_8UC1, NONE);
        int strip = indexOf(tiff, new byte[] {0x17, 1, 4, 0, 1, 0, 0, 0}) + 8; // StripByteCounts, one LONG
        assertThat(tiff[strip] & 0xFF | tiff[strip + 1] << 8).isEqualTo(320);
        tiff[strip + 1] = 0;

        assertThat(verdict(tiff)).isEqualTo("TRUNCATED");
    }

    /** OpenCV does not write the pixels of such files: what was in memory before would be taken for the picture. */
    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void planesOfSixteenBitsAreRefused(int typeOfPlanarConfiguration) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            assertThat(verdict(
                            planes(order, 16, 2).shorts(DrawnExif.FIRST, 284, 2).block()))
                    .isEqualTo("UNSUPPORTED_COLOUR");
        }
        byte[] odd = planes(ByteOrder.LITTLE_ENDIAN, 16, 2)
                .raw(DrawnExif.FIRST, 284, typeOfPlanarConfiguration, 1, 2)
                .block();
        assertThat(verdict(odd)).isEqualTo("UNSUPPORTED_COLOUR");
    }

    @Test
    void planesOfEightBitsAreRead() {
        byte[] file = planes(ByteOrder.LITTLE_ENDIAN, 8, 1)
                .shorts(DrawnExif.FIRST, 284, 2)
                .block();

        assertThat(verdict(file)).isEqualTo("image");
    }

    /** One pixel of three colours, each in a strip of its own. */
    private static DrawnExif planes(ByteOrder order, int bits, int bytes) {
        return new DrawnExif(order)
                .withPixels()
                .shorts(DrawnExif.FIRST, 256, 1)
                .shorts(DrawnExif.FIRST, 257, 1)
                .shorts(DrawnExif.FIRST, 258, bits, bits, bits)
                .shorts(DrawnExif.FIRST, 262, 2)
                .shorts(DrawnExif.FIRST, 273, 8, 8 + bytes, 8 + 2 * bytes)
                .shorts(DrawnExif.FIRST, 277, 3)
                .shorts(DrawnExif.FIRST, 278, 1)
                .shorts(DrawnExif.FIRST, 279, bytes, bytes, bytes);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("OpenCV writes the tag in another way");
    }

    private String verdict(byte[] file) {
        Decoded decoded = decoder.decode(file, "a.tiff", Limits.defaults());
        if (decoded instanceof Decoded.Refused refused) {
            return refused.rejection().reason().name();
        }
        ((Decoded.Image) decoded).picture().close();
        return "image";
    }

    private static byte[] tiff(int width, int height, int type, int compression) {
        Mat mat = new Mat();
        try (Picture scene = Drawn.scene(width, height, 9)) {
            if (CvType.channels(type) == 1) {
                Imgproc.cvtColor(scene.bgr(), mat, Imgproc.COLOR_BGR2GRAY);
            } else {
                scene.bgr().copyTo(mat);
            }
            mat.convertTo(mat, CvType.depth(type), CvType.depth(type) == CvType.CV_16U ? 257 : 1);
            MatOfByte bytes = new MatOfByte();
            MatOfInt parameters = new MatOfInt(Imgcodecs.IMWRITE_TIFF_COMPRESSION, compression);
            Imgcodecs.imencode(".tiff", mat, bytes, parameters);
            byte[] file = bytes.toArray();
            bytes.release();
            parameters.release();
            return file;
        } finally {
            mat.release();
        }
    }
}
