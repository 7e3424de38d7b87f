package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.spec.Limits;
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

    /** OpenCV's writer codes differences between neighbours. */
    @ParameterizedTest
    @ValueSource(ints = {NONE, LZW, DEFLATE, 8, PACK_BITS})
    void samplesComeOutAsTheyWentIn(int compression) {
        for (int[] size : new int[][] {{1, 1}, {3, 70}, {700, 300}}) {
            try (Picture scene = Drawn.scene(size[0], size[1], 9);
                    Picture narrow = decoder.decodeVetted(tiff(size[0], size[1], CvType.CV_8UC3, compression));
                    Picture wide = decoder.decodeVetted(tiff(size[0], size[1], CvType.CV_16UC3, compression))) {
                assertThat(Drawn.pixels(narrow)).isEqualTo(Drawn.pixels(scene));
                assertThat(Drawn.pixels(wide)).isEqualTo(Drawn.pixels(scene));
            }
        }
    }

    /** A tile is as large as the file says, however small the picture: its memory is not taken before that is looked at. */
    @Test
    void aTileFarLargerThanThePictureIsRefused() {
        byte[] zeros = new byte[65_520 * (65_520 / 8) / 8];
        byte[] file = new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 4, 4, 1, 1)
                .tag(DrawnTiff.COMPRESSION, 8)
                .tag(DrawnTiff.TILE_WIDTH, 65_520)
                .tag(DrawnTiff.TILE_HEIGHT, 65_520 / 8)
                .tile(DrawnPng.deflated(zeros))
                .bytes();

        assertThat(verdict(file)).isEqualTo("UNSUPPORTED_FORMAT");
    }

    @Test
    void aPaletteThatIsTooShortIsCorrupt() {
        byte[] file = new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 4, 1, 3, 4)
                .tag(DrawnTiff.COLORS, new long[24])
                .strip(new byte[2])
                .bytes();

        assertThat(verdict(file)).isEqualTo("CORRUPT");
    }

    @Test
    void bytesOfPalettesMayStandInTheLowerHalf() {
        long[] colors = {0, 0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80};
        byte[] file = new DrawnTiff(ByteOrder.BIG_ENDIAN, 2, 1, 3, 2)
                .tag(DrawnTiff.COLORS, colors)
                .strip(new byte[] {0x10})
                .bytes();

        try (Picture picture = decoder.decodeVetted(file)) {
            assertThat(Drawn.rgb(picture, 0, 0)).isEqualTo(10 << 8 | 50);
            assertThat(Drawn.rgb(picture, 1, 0)).isEqualTo(20 << 8 | 60);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 6, 7, 10, 12, 14})
    void samplesOfOddBitsAreScaledToFullWhite(int bits) {
        byte[] ones = new byte[4];
        Arrays.fill(ones, (byte) 0xFF);
        byte[] file = new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 2, 1, 1, bits)
                .strip(ones)
                .bytes();

        try (Picture picture = decoder.decodeVetted(file)) {
            assertThat(Drawn.pixels(picture)).containsOnly(255);
        }
    }

    @Test
    void bitsThatDifferFromSampleToSampleAreNotCalledBroken() {
        byte[] file = new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 8, 1, 2, 5, 6, 5)
                .strip(new byte[24])
                .bytes();

        assertThat(verdict(file)).startsWith("UNSUPPORTED");
    }

    @Test
    void aTagOfThePictureBeyondTheEndIsTruncated() {
        byte[] whole = new DrawnTiff(ByteOrder.LITTLE_ENDIAN, 1, 1, 2, 8, 8, 8)
                .tag(DrawnTiff.SAMPLE_FORMAT, 1, 1, 1)
                .strip(new byte[3])
                .bytes();

        assertThat(verdict(whole)).isEqualTo("image");
        assertThat(verdict(Arrays.copyOf(whole, whole.length - 1))).isEqualTo("TRUNCATED");
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

    @Test
    void planesOfSixteenBitsAreRead() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            assertThat(verdict(
                            planes(order, 16, 2).shorts(DrawnExif.FIRST, 284, 2).block()))
                    .isEqualTo("image");
        }
    }

    /** OpenCV may understand the tag, and does not write the pixels of such files: memory from before would be taken for the picture. */
    @Test
    void planesThatAreSaidInAnUnknownWayAreRefused() {
        byte[] odd = planes(ByteOrder.LITTLE_ENDIAN, 16, 2)
                .raw(DrawnExif.FIRST, 284, 8, 1, 2)
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
