package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.ImageMetadata.JpegCoding;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Rejection.Reason;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** A JPEG is whole if every scan's bits lead to its last block (faults A 2, 3, 5). */
class JpegWholenessTest {
    private static final byte[] END = {(byte) 0xFF, (byte) 0xD9};

    private final PictureDecoder decoder = new PictureDecoder();

    @ParameterizedTest
    @ValueSource(ints = {0x111111, 0x211111, 0x221111, 0x121111, 0x411111})
    void everySubsamplingAndSizePasses(int factors) {
        for (int[] size : new int[][] {{1, 1}, {8, 8}, {17, 9}, {33, 64}, {100, 1}, {250, 131}}) {
            for (int progressive = 0; progressive <= 1; progressive++) {
                for (int restart : new int[] {0, 1, 7}) {
                    byte[] jpeg = jpeg(
                            Drawn.scene(size[0], size[1], 5),
                            Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
                            factors,
                            Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
                            progressive,
                            Imgcodecs.IMWRITE_JPEG_RST_INTERVAL,
                            restart);
                    assertThat(verdict(jpeg)).isEqualTo("image");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aGrayPicturePasses(int progressive) {
        Mat gray = new Mat();
        try (Picture scene = Drawn.scene(77, 55, 5)) {
            Imgproc.cvtColor(scene.bgr(), gray, Imgproc.COLOR_BGR2GRAY);
        }
        MatOfByte bytes = new MatOfByte();
        Imgcodecs.imencode(".jpg", gray, bytes, new MatOfInt(Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, progressive));
        gray.release();

        assertThat(verdict(bytes.toArray())).isEqualTo("image");
        assertThat(coding(bytes.toArray()).subsampling()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 3", "1, 0", "1, 3"})
    void anEndMarkerDoesNotHideThatBlocksAreMissing(int progressive, int restart) {
        byte[] jpeg = jpeg(
                Drawn.scene(90, 70, 6),
                Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
                progressive,
                Imgcodecs.IMWRITE_JPEG_RST_INTERVAL,
                restart);
        List<Integer> scans = markers(jpeg, 0xDA);
        for (int length = scans.get(0) + 20; length < jpeg.length - 4; length++) {
            String verdict = verdict(joined(Arrays.copyOf(jpeg, length), END));
            if (progressive == 0) {
                assertThat(verdict).as("the first %d bytes", length).isIn("TRUNCATED", "CORRUPT");
            } else {
                // Between two scans a picture is whole and coarse.
                assertThat(verdict)
                        .as("the first %d bytes", length)
                        .isIn("TRUNCATED", "CORRUPT", "image PARTIAL_SCANS");
            }
        }
    }

    @Test
    void theSentenceSaysHowFarTheScanCame() {
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6));

        byte[] cut = joined(Arrays.copyOf(jpeg, jpeg.length * 3 / 4), END);

        Rejection rejection = ((Decoded.Refused) decoder.decode(cut, "a.jpg", Limits.defaults())).rejection();
        assertThat(rejection.reason()).isEqualTo(Reason.TRUNCATED);
        assertThat(rejection.detail())
                .matches("Scan 1 of the JPEG file ends after \\d+ of 30 blocks, although an end marker follows: "
                        + "upload the whole file again");
    }

    @Test
    void aProgressivePictureWithoutItsLastScansIsFlaggedOrRefusedBySpec() {
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6), Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1);
        List<Integer> scans = markers(jpeg, 0xDA);
        assertThat(scans).hasSizeGreaterThan(5);

        for (int kept = 1; kept < scans.size(); kept++) {
            byte[] cut = joined(Arrays.copyOf(jpeg, startOfTables(jpeg, scans.get(kept))), END);

            assertThat(verdict(cut)).as("%d of %d scans", kept, scans.size()).isEqualTo("image PARTIAL_SCANS");
            assertThat(verdict(cut, policy(Action.REJECT))).isEqualTo("TRUNCATED");
            assertThat(verdict(cut, policy(Action.ACCEPT))).isEqualTo("image");
        }
        assertThat(verdict(jpeg, policy(Action.REJECT))).isEqualTo("image");
    }

    @Test
    void restartMarkersMustComeInOrder() {
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6), Imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 2);
        List<Integer> second = markers(jpeg, 0xD1);
        List<Integer> third = markers(jpeg, 0xD2);
        byte[] swapped = jpeg.clone();
        swapped[second.get(0) + 1] = (byte) 0xD2;
        swapped[third.get(0) + 1] = (byte) 0xD1;
        byte[] without =
                joined(Arrays.copyOf(jpeg, second.get(0)), Arrays.copyOfRange(jpeg, third.get(0), jpeg.length));

        assertThat(verdict(jpeg)).isEqualTo("image");
        assertThat(verdict(swapped)).isEqualTo("CORRUPT");
        assertThat(verdict(without)).isEqualTo("CORRUPT");
    }

    @Test
    void paddingAfterTheLastBlockPassesAndMoreDoesNot() {
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6));
        byte[] data = Arrays.copyOf(jpeg, jpeg.length - 2);

        assertThat(verdict(joined(data, new byte[30], END))).isEqualTo("image");
        assertThat(verdict(joined(data, new byte[] {7, 8}, END))).isEqualTo("image");
        assertThat(verdict(joined(data, new byte[300], END))).isEqualTo("CORRUPT");
    }

    /** Every block is there, and decoders show the picture. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 33, 64})
    void strayBytesBehindAWholeScanAreAnIssue(int count) {
        byte[] stray = new byte[count];
        Arrays.fill(stray, (byte) 0x7F);
        for (int progressive = 0; progressive < 2; progressive++) {
            byte[] jpeg = jpeg(Drawn.scene(90, 70, 6), Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, progressive);
            byte[] file = joined(Arrays.copyOf(jpeg, jpeg.length - 2), stray, END);

            assertThat(verdict(file)).isEqualTo("image TRAILING_DATA");
            try (Picture whole = decoder.decodeVetted(jpeg);
                    Picture followed = decoder.decodeVetted(file)) {
                assertThat(Drawn.pixels(followed)).isEqualTo(Drawn.pixels(whole));
            }
        }
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6));
        assertThat(verdict(joined(Arrays.copyOf(jpeg, jpeg.length - 2), stray, new byte[62], END)))
                .isEqualTo("CORRUPT");
    }

    /** Most flipped bits change a value and break nothing; what breaks the codes, libjpeg warns of: nearly all of that is refused, the rest an issue. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatLibjpegWarnsOfIsRefused(int progressive) {
        byte[] jpeg = jpeg(
                Drawn.scene(200, 150, 7),
                Imgcodecs.IMWRITE_JPEG_OPTIMIZE,
                1,
                Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
                progressive);
        int first = markers(jpeg, 0xDA).get(0) + 14;
        SplittableRandom random = new SplittableRandom(3);
        int warned = 0;
        int accepted = 0;
        for (int i = 0; i < 400; i++) {
            byte[] broken = jpeg.clone();
            int at = first + random.nextInt(jpeg.length - first - 20);
            broken[at] ^= (byte) (1 << random.nextInt(8));
            String warning = libjpegWarning(broken);
            if (warning != null && !warning.contains("data: 1 ext") && !warning.contains("data: 2 ext")) {
                warned++;
                String verdict = verdict(broken);
                // Bits that went astray may end where a byte does, or before ones.
                accepted += verdict.equals("image TRAILING_DATA") ? 1 : 0;
                assertThat(verdict).as("byte %d: %s", at, warning).isIn("CORRUPT", "TRUNCATED", "image TRAILING_DATA");
            }
        }

        assertThat(warned).isGreaterThan(20);
        assertThat(accepted).isLessThan(warned / 4);
    }

    /** What the decoder of the JDK, which is libjpeg, complains about, or null. */
    private static String libjpegWarning(byte[] jpeg) {
        List<String> warnings = new ArrayList<>();
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
            reader.setInput(in);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.read(0);
        } catch (IOException | RuntimeException e) {
            warnings.add(String.valueOf(e.getMessage()));
        } finally {
            reader.dispose();
        }
        return warnings.isEmpty() ? null : warnings.get(0);
    }

    @Test
    void aSecondPictureBehindTheFirstIsAnIssue() {
        byte[] first = jpeg(Drawn.scene(90, 70, 6));
        byte[] second = jpeg(Drawn.scene(45, 35, 6));

        assertThat(verdict(joined(first, second))).isEqualTo("image TRAILING_DATA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PK\3\4rest",
                "\0\0 padding PK\3\4rest",
                "\r\n<HTML><body>",
                "...<!DOCTYPE html>",
                "<script>alert(1)</script>",
                "%PDF-1.7",
                "\u007fELF\2\1\1",
                "#!/bin/sh\n",
                "<?php echo 1;",
                "Rar!\u001a\7\0"
            })
    void anotherFileBehindThePictureIsSetAside(String trailer) {
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6));

        assertThat(verdict(joined(jpeg, trailer.getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo("POLYGLOT");
        assertThat(Reason.POLYGLOT.quarantines()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 25, 40, 49, 50, 51, 60, 75, 85, 90, 95, 98, 99, 100})
    void theQualityItWasWrittenWithIsRead(int quality) {
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6), Imgcodecs.IMWRITE_JPEG_QUALITY, quality);

        assertThat(coding(jpeg).quality()).isEqualTo(quality);
        assertThat(coding(jpeg).progressive()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0x111111, 4:4:4", "0x211111, 4:2:2", "0x221111, 4:2:0", "0x121111, 4:4:0", "0x411111, 4:1:1"})
    void theSubsamplingIsRead(String factors, String name) {
        byte[] jpeg = jpeg(Drawn.scene(90, 70, 6), Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR, Integer.decode(factors));

        assertThat(coding(jpeg).subsampling()).isEqualTo(name);
    }

    @Test
    void aJpegMadeFromACoarserJpegShowsIt() {
        byte[] coarse = jpeg(noisy(), Imgcodecs.IMWRITE_JPEG_QUALITY, 70);

        byte[] once = jpeg(noisy(), Imgcodecs.IMWRITE_JPEG_QUALITY, 92);
        byte[] twice = jpeg(decoder.decodeVetted(coarse), Imgcodecs.IMWRITE_JPEG_QUALITY, 92);

        assertThat(coding(once).doubleCompression()).isBetween(0.0, 0.2);
        assertThat(coding(twice).doubleCompression()).isBetween(0.6, 1.0);
    }

    @Test
    void aPictureOfFewBlocksDoesNotTellHowOftenItWasCompressed() {
        assertThat(coding(jpeg(Drawn.scene(16, 16, 2))).doubleCompression()).isNull();
    }

    /** Grain over soft colours, as photographs have it. */
    private static Picture noisy() {
        SplittableRandom random = new SplittableRandom(8);
        int[] noise = random.ints(320 * 240, -40, 41).toArray();
        return Drawn.gray(320, 240, (x, y) -> {
            double level = 128 + 50 * Math.sin(x / 17.0) + 40 * Math.cos(y / 11.0) + noise[y * 320 + x];
            return (int) Math.max(0, Math.min(255, level));
        });
    }

    private JpegCoding coding(byte[] jpeg) {
        Decoded.Image image = (Decoded.Image) decoder.decode(jpeg, "a.jpg", Limits.defaults());
        image.picture().close();
        return image.metadata().jpeg();
    }

    private String verdict(byte[] jpeg) {
        return verdict(jpeg, Limits.defaults());
    }

    private String verdict(byte[] jpeg, Limits limits) {
        Decoded decoded = decoder.decode(jpeg, "a.jpg", limits);
        if (decoded instanceof Decoded.Refused refused) {
            return refused.rejection().reason().name();
        }
        Decoded.Image image = (Decoded.Image) decoded;
        image.picture().close();
        StringBuilder verdict = new StringBuilder("image");
        for (Issue issue : image.issues()) {
            verdict.append(' ').append(issue.kind());
        }
        return verdict.toString();
    }

    private static Limits policy(Action partialScans) {
        return new Limits(1 << 20, 1_000_000, 10_000, 1, null, null, null, null, partialScans);
    }

    /** @param parameters of OpenCV's encoder: name, value, … */
    static byte[] jpeg(Picture picture, int... parameters) {
        MatOfByte bytes = new MatOfByte();
        MatOfInt list = new MatOfInt(parameters);
        try (picture) {
            Imgcodecs.imencode(".jpg", picture.bgr(), bytes, list);
            return bytes.toArray();
        } finally {
            bytes.release();
            list.release();
        }
    }

    /** Offsets of a marker; entropy-coded data hold none by chance, tables of these small pictures neither. */
    private static List<Integer> markers(byte[] jpeg, int marker) {
        List<Integer> offsets = new ArrayList<>();
        for (int at = 0; at + 1 < jpeg.length; at++) {
            if (jpeg[at] == (byte) 0xFF && jpeg[at + 1] == (byte) marker) {
                offsets.add(at);
            }
        }
        return offsets;
    }

    /** A scan's own Huffman tables stand before it. */
    private static int startOfTables(byte[] jpeg, int scan) {
        int start = scan;
        for (int table : markers(jpeg, 0xC4)) {
            int length = 2 + ((jpeg[table + 2] & 0xFF) << 8 | jpeg[table + 3] & 0xFF);
            if (table + length == scan) {
                start = table;
            }
        }
        return start;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
