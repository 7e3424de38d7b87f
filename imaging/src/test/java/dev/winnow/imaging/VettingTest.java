package dev.winnow.imaging;

import static dev.winnow.dataset.Rejection.Reason.BAD_SIGNATURE;
import static dev.winnow.dataset.Rejection.Reason.NOT_AN_IMAGE;
import static dev.winnow.dataset.Rejection.Reason.UNSUPPORTED_COLOUR;
import static dev.winnow.dataset.Rejection.Reason.UNSUPPORTED_FORMAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

class VettingTest {
    private final PictureDecoder decoder = new PictureDecoder();

    // Fault A 2.
    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".webp", ".bmp", ".tiff", ".ppm"})
    void aWholeFilePassesAndEveryTrueBeginningOfItIsRefused(String extension) {
        byte[] whole = Drawn.encoded(Drawn.scene(60, 40, 3), extension);

        assertThat(image(whole, "a" + extension).issues()).isEmpty();
        for (int length = 1; length < whole.length; length++) {
            Decoded cut = decoder.decode(Arrays.copyOf(whole, length), "a" + extension, Limits.defaults());
            assertThat(cut).as("the first %d of %d bytes", length, whole.length).isInstanceOf(Decoded.Refused.class);
        }
    }

    // Fault A 5.
    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".webp", ".bmp", ".ppm"})
    void bytesAfterThePictureAreAnIssue(String extension) {
        byte[] whole = Drawn.encoded(Drawn.scene(60, 40, 3), extension);

        byte[] longer = Arrays.copyOf(whole, whole.length + 11);

        assertThat(image(longer, "a" + extension).issues())
                .containsExactly(new Issue(Issue.Kind.TRAILING_DATA, "11 bytes follow the end of the picture"));
    }

    // Fault A 6.
    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png"})
    void bytesBeforeThePictureAreRefusedAsWhatTheyAre(String extension) {
        byte[] whole = Drawn.encoded(Drawn.scene(60, 40, 3), extension);
        byte[] displaced = new byte[whole.length + 5];
        System.arraycopy(whole, 0, displaced, 5, whole.length);

        assertThat(rejection(displaced).reason()).isEqualTo(BAD_SIGNATURE);
        assertThat(rejection(displaced).detail()).startsWith("5 bytes stand before");
    }

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".webp", ".bmp", ".tiff", ".ppm"})
    void flippedBytesGetAVerdict(String extension) {
        byte[] whole = Drawn.encoded(Drawn.scene(60, 40, 3), extension);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 300; i++) {
            byte[] broken = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                broken[random.nextInt(Math.min(broken.length, 400))] = (byte) random.nextInt(256);
            }
            Decoded decoded = decoder.decode(broken, "a" + extension, new Limits(1 << 20, 1_000_000, 10_000, 1));
            if (decoded instanceof Decoded.Image image) {
                image.picture().close();
            }
        }
    }

    // Fault A 4.
    @Test
    void aPngWithAWrongChecksumIsCorrupt() {
        byte[] png = Drawn.encoded(Drawn.scene(60, 40, 3), ".png");
        png[png.length / 2] ^= 1;

        assertThat(rejection(png).reason()).isEqualTo(Rejection.Reason.CORRUPT);
        assertThat(rejection(png).detail()).contains("IDAT").contains("checksum");
    }

    // Fault A 8, A 9.
    @ParameterizedTest
    @CsvSource({
        "....ftypheic...., HEIC",
        "....ftypavif...., AVIF",
        "8BPS............, PSD",
        "%PDF-1.7........, PDF",
        "%!PS-Adobe......, EPS",
        "v/1\u0001............, EXR",
        "'\0\0\1\0\1\0 ............', ICO",
        "'\0\0\0\u000cjP  \r\n', JPEG_2000",
        "'\0\0\2\0.........TRUEVISION-XFILE.\0', TGA",
        "....ftypmif1...., HEIC",
        "<svg xmlns='...', SVG",
        "'\0\0\0\u0020ftypmif1\0\0\0\0mif1avif....', AVIF",
        "'\u00ff\n..............', JPEG_XL",
        "'\0\0\0\u000cJXL \r\n.....', JPEG_XL",
        "DDS ............, DDS",
        "icns............, ICNS",
        "qoif............, QOI",
        "'P7\nWIDTH 1\n......', PAM",
        "....ftypcrx ...., CAMERA_RAW",
        "FUJIFILMCCD-RAW., CAMERA_RAW"
    })
    void formatsThatAreNotDecodedAreNamed(String start, String format) {
        Rejection rejection = rejection(start.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(rejection.reason()).isEqualTo(UNSUPPORTED_FORMAT);
        assertThat(rejection.detail())
                .isEqualTo("The file is " + format + ", which is not decoded: convert it to JPEG, PNG or WebP");
    }

    @ParameterizedTest
    @CsvSource({
        "'\0\0\0\u0018ftypqt  ............', a video",
        "'\u001a\u0045\u00df\u00a3............', a video",
        "'RIFF....AVI ....', a video",
        "'<!DOCTYPE html><html><svg>', a web page",
        "'<?xml version=\"1.0\"?><html><body><svg>', a web page"
    })
    void whatIsNoPictureIsNamed(String start, String kind) {
        Rejection rejection = rejection(start.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(rejection.reason()).isEqualTo(NOT_AN_IMAGE);
        assertThat(rejection.detail()).contains(kind);
    }

    // Fault A 9.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'https://example.org/x'\n",
                "<?xml version='1.0'?><image><read filename='/etc/passwd'/></image>"
            })
    void scriptsOfImageProgramsReachNoParser(String script) {
        assertThat(rejection(script.getBytes(StandardCharsets.US_ASCII)).reason())
                .isEqualTo(NOT_AN_IMAGE);
    }

    @Test
    void textIsNotAnImage() {
        Rejection rejection = rejection("name,label\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(rejection.reason()).isEqualTo(NOT_AN_IMAGE);
        assertThat(rejection.detail()).startsWith("The file starts with 6e 61 6d 65");
    }

    // Fault A 7.
    @Test
    void aNameThatPromisesAnotherFormatIsAnIssue() {
        byte[] png = Drawn.encoded(Drawn.scene(60, 40, 3), ".png");

        assertThat(image(png, "cat/0001.JPG").issues())
                .containsExactly(new Issue(Issue.Kind.EXT_MISMATCH, "The name says JPEG, the bytes are PNG"));
        assertThat(image(png, "cat.v2/0001").issues()).isEmpty();
        assertThat(image(png, "cat/0001.dat").issues()).isEmpty();
    }

    // Fault A 20.
    @Test
    void transparencyIsDroppedWithAnIssue() {
        OpenCv.load();
        Mat half = new Mat(20, 30, CvType.CV_8UC4, new Scalar(10, 20, 30, 255));
        assertThat(image(Drawn.encoded(half, ".png"), "a.png").issues()).isEmpty();
        half.put(3, 4, new byte[] {10, 20, 30, 0});

        Decoded.Image image = (Decoded.Image) decoder.decode(Drawn.encoded(half, ".png"), "a.png", Limits.defaults());

        try (Picture picture = image.picture()) {
            assertThat(image.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.ALPHA);
            assertThat(image.metadata().channels()).isEqualTo(4);
            assertThat(Drawn.rgb(picture, 4, 3)).isEqualTo(0x1E140A);
        }
        half.release();
    }

    // Fault A 20.
    @ParameterizedTest
    @ValueSource(strings = {".png", ".tiff", ".ppm"})
    void samplesOf16BitsKeepTheirHighByte(String extension) {
        OpenCv.load();
        Mat deep = new Mat(1, 4, CvType.CV_16UC3);
        deep.put(0, 0, new short[] {
            0, 255, 256, 511, 512, 0x7FFF, (short) 0x8000, (short) 0xFEFF, (short) 0xFF00, -1, -1, 1
        });
        byte[] bytes = Drawn.encoded(deep, extension);
        deep.release();

        Decoded.Image image = (Decoded.Image) decoder.decode(bytes, "a" + extension, Limits.defaults());

        try (Picture picture = image.picture()) {
            assertThat(image.metadata().bitDepth()).isEqualTo(16);
            assertThat(Drawn.pixels(picture)).containsExactly(0, 0, 1, 1, 2, 0x7F, 0x80, 0xFE, 0xFF, 0xFF, 0xFF, 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"'P1 3 1 0 1 0', ff00ff", "'P2 3 1 255 0 128 255', 0080ff", "'P1\n# one row\n3 1\n010\n', ff00ff"})
    void plainNetpbmIsRead(String text, String levels) {
        try (Picture picture = decoder.decodeVetted(text.getBytes(StandardCharsets.US_ASCII))) {
            StringBuilder read = new StringBuilder();
            for (int x = 0; x < picture.width(); x++) {
                read.append(String.format("%02x", Drawn.rgb(picture, x, 0) & 0xFF));
            }
            assertThat(read).hasToString(levels);
        }
    }

    @Test
    void samplesOfNetpbmAreScaledByTheLargestValue() {
        byte[] dim = "P5 3 1 100\n\000\062\144".getBytes(StandardCharsets.ISO_8859_1);

        try (Picture picture = decoder.decodeVetted(dim)) {
            assertThat(Drawn.rgb(picture, 0, 0) & 0xFF).isZero();
            assertThat(Drawn.rgb(picture, 1, 0) & 0xFF).isBetween(127, 128);
            assertThat(Drawn.rgb(picture, 2, 0) & 0xFF).isEqualTo(255);
        }
    }

    @Test
    void aFloatingPointTiffIsRefusedForItsColours() {
        OpenCv.load();
        Mat floats = new Mat(4, 4, CvType.CV_32FC1, Scalar.all(0.5));
        byte[] tiff = Drawn.encoded(floats, ".tiff");
        floats.release();

        assertThat(rejection(tiff).reason()).isEqualTo(UNSUPPORTED_COLOUR);
    }

    // Fault A 19.
    @Test
    void anInvertedCmykJpegHasTheColoursPillowGivesIt() {
        Path folder = SharedData.folder("malformed-and-odd");

        try (Picture picture = decoder.decodeVetted(SharedData.bytes(folder.resolve("pil_sample_cmyk.jpg")))) {
            Scalar mean = Core.mean(picture.bgr());

            assertThat(mean.val[2]).isBetween(29.2, 31.3);
            assertThat(mean.val[1]).isBetween(4.4, 6.5);
            assertThat(mean.val[0]).isBetween(6.3, 8.4);
        }
    }

    @Test
    void metadataIsRead() {
        Path folder = SharedData.folder("formats");

        Decoded.Image image = (Decoded.Image) decoder.decode(
                SharedData.bytes(folder.resolve("ukbench09380.jpeg")), "ukbench09380.jpeg", Limits.defaults());

        image.picture().close();
        assertThat(image.metadata().camera()).isEqualTo("Canon IXY DIGITAL 320");
        assertThat(image.metadata().capturedAt()).isEqualTo("2006-01-21T14:33:52");
        assertThat(image.metadata().exif()).isTrue();
    }

    @Test
    void theProfilesNameIsRead() {
        Path folder = SharedData.folder("hash-vectors");

        Decoded.Image image = (Decoded.Image)
                decoder.decode(SharedData.bytes(folder.resolve("peppers.png")), "peppers.png", Limits.defaults());

        image.picture().close();
        assertThat(image.metadata().iccProfile()).isEqualTo("GIMP built-in sRGB");
    }

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".webp", ".bmp", ".tiff", ".ppm"})
    void vettedContentDecodesToTheSamePixels(String extension) {
        byte[] bytes = Drawn.encoded(Drawn.scene(123, 77, 4), extension);
        Decoded.Image image = (Decoded.Image) decoder.decode(bytes, "a" + extension, Limits.defaults());

        try (Picture first = image.picture();
                Picture second = decoder.decodeVetted(bytes)) {
            assertThat(Drawn.pixels(second)).isEqualTo(Drawn.pixels(first));
        }
    }

    @Test
    void vettedContentThatIsNoneIsAnErrorOfOurs() {
        assertThatIllegalStateException()
                .isThrownBy(() -> decoder.decodeVetted(new byte[] {1, 2, 3}))
                .withMessageContaining("NOT_AN_IMAGE");
    }

    private Rejection rejection(byte[] bytes) {
        return ((Decoded.Refused) decoder.decode(bytes, "upload", Limits.defaults())).rejection();
    }

    /** The image, whose picture is closed already. */
    private Decoded.Image image(byte[] bytes, String source) {
        Decoded decoded = decoder.decode(bytes, source, Limits.defaults());
        assertThat(decoded).isInstanceOf(Decoded.Image.class);
        ((Decoded.Image) decoded).picture().close();
        return (Decoded.Image) decoded;
    }
}
