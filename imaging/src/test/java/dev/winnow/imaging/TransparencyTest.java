package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.spec.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What alpha is to the hash of the pixels, to perceptual hashes and to the picture, by every format that has it. */
class TransparencyTest {
    private static final int SIDE = 48;
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    /** Colours of the drawn emblem as 0xRRGGBB; the first is transparent. */
    private static final int[] COLORS = {0x000000, 0xC04020, 0x2060A0, 0xF0E0D0};

    private final PictureDecoder decoder = new PictureDecoder();
    private final Analyzer analyzer = new Analyzer();

    @ParameterizedTest
    @ValueSource(ints = {0x000000, 0xFFFFFF, 0x808080})
    void iconsOfOneColourDifferByTheirShape(int color) {
        Fingerprints disk = fingerprints(icon((x, y) -> inDisk(x, y) ? 255 : 0, color));
        Fingerprints bar = fingerprints(icon((x, y) -> x > 8 && x < 40 && y > 30 && y < 40 ? 255 : 0, color));

        assertThat(disk.informative()).isTrue();
        assertThat(disk.pixels()).isNotEqualTo(bar.pixels());
        assertThat(Fingerprints.hammingDistance(disk.perceptualHash(), bar.perceptualHash()))
                .isGreaterThan(8);
        assertThat(disk.thumbnail()).isNotEqualTo(bar.thumbnail());
        assertThat(disk.detail()).isNotEqualTo(bar.detail());
    }

    @Test
    void pixelsThatDifferByAlphaAloneAreOthers() {
        Fingerprints opaque = fingerprints(icon((x, y) -> 255, 0x336699));
        Fingerprints once = fingerprints(icon((x, y) -> inDisk(x, y) ? 254 : 255, 0x336699));

        assertThat(once.pixels()).isNotEqualTo(opaque.pixels());
        assertThat(fingerprints(icon((x, y) -> inDisk(x, y) ? 254 : 255, 0x336699))
                        .pixels())
                .isEqualTo(once.pixels());
    }

    @Test
    void anOpaqueAlphaIsNone() {
        IntBinaryOperator color = (x, y) -> 0x010203 * (x + y);
        byte[][] rgba =
                rows((x, y) -> new int[] {color.applyAsInt(x, y) >> 16, color.applyAsInt(x, y) >> 8, x + y, 255});
        byte[] withAlpha = new DrawnPng(SIDE, SIDE, 8, DrawnPng.RGB_ALPHA).with(rgba);
        byte[][] rgb = rows((x, y) -> new int[] {color.applyAsInt(x, y) >> 16, color.applyAsInt(x, y) >> 8, x + y});
        byte[] without = new DrawnPng(SIDE, SIDE, 8, DrawnPng.RGB).with(rgb);

        try (Picture picture = image(withAlpha).picture()) {
            assertThat(picture.alpha()).isNull();
        }
        assertThat(fingerprints(withAlpha)).isEqualTo(fingerprints(without));
        assertThat(image(withAlpha).issues()).isEmpty();
    }

    @Test
    void darkIsHashedOnWhiteAndBrightOnBlack() {
        Fingerprints dark = fingerprints(icon((x, y) -> inDisk(x, y) ? 255 : 0, 0x203020));
        Fingerprints darkOnWhite = opaque((x, y) -> inDisk(x, y) ? 0x203020 : 0xFFFFFF);
        Fingerprints bright = fingerprints(icon((x, y) -> inDisk(x, y) ? 255 : 0, 0xE0F0E0));
        Fingerprints brightOnBlack = opaque((x, y) -> inDisk(x, y) ? 0xE0F0E0 : 0x000000);

        assertThat(perceptual(dark)).isEqualTo(perceptual(darkOnWhite));
        assertThat(perceptual(bright)).isEqualTo(perceptual(brightOnBlack));
        assertThat(dark.pixels()).isNotEqualTo(darkOnWhite.pixels());
    }

    /** Half of the background shows through: 0 at alpha 128 on 255 is 127. */
    @Test
    void aHalfTransparentPixelIsMixed() {
        Fingerprints veil = fingerprints(icon((x, y) -> inDisk(x, y) ? 128 : 0, 0));
        Fingerprints mixed = opaque((x, y) -> inDisk(x, y) ? 0x7F7F7F : 0xFFFFFF);

        assertThat(perceptual(veil)).isEqualTo(perceptual(mixed));
    }

    @Test
    void whereNothingIsVisibleTheColoursStandForThePicture() {
        byte[][] invisible = rows((x, y) -> new int[] {inDisk(x, y) ? 200 : 20, 60, 90, 0});
        byte[] png = new DrawnPng(SIDE, SIDE, 8, DrawnPng.RGB_ALPHA).with(invisible);

        assertThat(perceptual(fingerprints(png)))
                .isEqualTo(perceptual(opaque((x, y) -> (inDisk(x, y) ? 200 : 20) << 16 | 60 << 8 | 90)));
        assertThat(image(png).issues()).extracting(Issue::kind).containsExactly(Issue.Kind.EMPTY_ALPHA);
    }

    /** Measures and prepared pictures see colours as if they were opaque. */
    @Test
    void theColoursOfThePictureStayAsTheyAre() {
        try (Picture picture =
                image(icon((x, y) -> inDisk(x, y) ? 255 : 0, 0x336699)).picture()) {
            assertThat(Drawn.rgb(picture, 0, 0)).isEqualTo(0x336699);
            assertThat(Drawn.rgb(picture, SIDE / 2, SIDE / 2)).isEqualTo(0x336699);
        }
    }

    @Test
    void alphaIsTurnedAsThePicture() {
        byte[] tiff = new DrawnTiff(LITTLE, 3, 2, 2, 8, 8, 8, 8)
                .tag(DrawnTiff.EXTRA_SAMPLES, 2)
                .tag(274, 6)
                .strip(new byte[] {
                    1, 1, 1, 10, 2, 2, 2, 20, 3, 3, 3, 30,
                    4, 4, 4, 40, 5, 5, 5, 50, 6, 6, 6, 60
                })
                .bytes();

        try (Picture picture = image(tiff).picture()) {
            byte[] alpha = new byte[6];
            picture.alpha().get(0, 0, alpha);

            assertThat(alpha).containsExactly(40, 10, 50, 20, 60, 30);
            assertThat(Drawn.rgb(picture, 0, 0)).isEqualTo(0x040404);
        }
    }

    /** One emblem on transparent, in every way that a format has to say so. */
    @Test
    void everyFormatFollowsTheSameRule() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("PNG with alpha", new DrawnPng(SIDE, SIDE, 8, DrawnPng.RGB_ALPHA).with(rgba(1)));
        files.put("PNG with alpha of 16 bits", new DrawnPng(SIDE, SIDE, 16, DrawnPng.RGB_ALPHA).with(rgba(2)));
        files.put(
                "PNG with a palette",
                new DrawnPng(SIDE, SIDE, 8, DrawnPng.PALETTE)
                        .chunk("PLTE", palette())
                        .chunk("tRNS", new byte[] {0})
                        .with(rows((x, y) -> new int[] {emblem(x, y)})));
        files.put(
                "PNG with a transparent colour",
                new DrawnPng(SIDE, SIDE, 8, DrawnPng.RGB)
                        .chunk("tRNS", new byte[6])
                        .with(rows((x, y) -> new int[] {red(x, y), green(x, y), blue(x, y)})));
        files.put(
                "PNG with a transparent colour of 16 bits",
                new DrawnPng(SIDE, SIDE, 16, DrawnPng.RGB)
                        .chunk("tRNS", new byte[6])
                        .with(rows((x, y) ->
                                new int[] {red(x, y), red(x, y), green(x, y), green(x, y), blue(x, y), blue(x, y)})));
        files.put("GIF", gif());
        files.put("BMP", bmp());
        for (int meaning : new int[] {1, 2}) {
            files.put("TIFF " + meaning, tiff(8, meaning, rgba(1)));
            files.put("TIFF of 16 bits " + meaning, tiff(16, meaning, rgba(2)));
        }
        Fingerprints expected = fingerprints(files.get("PNG with alpha"));

        files.forEach((name, file) -> {
            assertThat(image(file).issues()).as(name).extracting(Issue::kind).containsExactly(Issue.Kind.ALPHA);
            assertThat(fingerprints(file)).as(name).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 16})
    void aTransparentLevelOfGrayFollowsIt(int bits) {
        int most = (1 << Math.min(8, bits)) - 1;
        byte[] level = new DrawnPng(SIDE, SIDE, bits, DrawnPng.GRAY)
                .chunk("tRNS", bits == 16 ? new byte[] {-1, -1} : new byte[] {0, (byte) most})
                .with(packed(bits));
        byte[][] grayAlpha = rows((x, y) -> new int[] {inDisk(x, y) ? 0 : 255, inDisk(x, y) ? 255 : 0});

        assertThat(fingerprints(level))
                .isEqualTo(fingerprints(new DrawnPng(SIDE, SIDE, 8, DrawnPng.GRAY_ALPHA).with(grayAlpha)));
    }

    /** What was multiplied by alpha is divided by it, so that both files show the same colours. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void associatedAlphaIsDividedOut(int bits) {
        byte[] straight = tiff(bits, 2, deep(bits, 200, 100, 50, 102));
        byte[] associated = tiff(bits, 1, deep(bits, 80, 40, 20, 102));

        try (Picture one = image(straight).picture();
                Picture other = image(associated).picture()) {
            assertThat(Drawn.rgb(one, 5, 5)).isEqualTo(0xC86432);
            assertThat(Drawn.rgb(other, 5, 5)).isEqualTo(0xC86432);
        }
        assertThat(fingerprints(associated)).isEqualTo(fingerprints(straight));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7})
    void aSampleOfNoStatedMeaningIsNoAlpha(int meaning) {
        byte[] tiff = tiff(8, meaning, deep(8, 200, 100, 50, 0));

        try (Picture picture = image(tiff).picture()) {
            assertThat(picture.alpha()).isNull();
            assertThat(Drawn.rgb(picture, 5, 5)).isEqualTo(0xC86432);
        }
        assertThat(image(tiff).issues()).isEmpty();
    }

    private static boolean inDisk(int x, int y) {
        return (x - 24) * (x - 24) + (y - 24) * (y - 24) < 225;
    }

    private static int emblem(int x, int y) {
        return !inDisk(x, y) ? 0 : 1 + (x / 5 + y / 7) % 3;
    }

    private static int red(int x, int y) {
        return COLORS[emblem(x, y)] >> 16;
    }

    private static int green(int x, int y) {
        return COLORS[emblem(x, y)] >> 8 & 0xFF;
    }

    private static int blue(int x, int y) {
        return COLORS[emblem(x, y)] & 0xFF;
    }

    private interface Samples {
        int[] at(int x, int y);
    }

    private static byte[][] rows(Samples samples) {
        byte[][] rows = new byte[SIDE][];
        for (int y = 0; y < SIDE; y++) {
            ByteArrayOutputStream row = new ByteArrayOutputStream();
            for (int x = 0; x < SIDE; x++) {
                for (int sample : samples.at(x, y)) {
                    row.write(sample);
                }
            }
            rows[y] = row.toByteArray();
        }
        return rows;
    }

    private static byte[][] rgba(int times) {
        return rows((x, y) -> {
            int[] once = {red(x, y), green(x, y), blue(x, y), inDisk(x, y) ? 255 : 0};
            int[] all = new int[4 * times];
            for (int i = 0; i < all.length; i++) {
                all[i] = once[i / times];
            }
            return all;
        });
    }

    /** One colour all over, each sample as often as its bits need. */
    private static byte[][] deep(int bits, int red, int green, int blue, int alpha) {
        return rows((x, y) -> bits == 8
                ? new int[] {red, green, blue, alpha}
                : new int[] {red, red, green, green, blue, blue, alpha, alpha});
    }

    /** A black disk on white, as gray of so many bits. */
    private static byte[][] packed(int bits) {
        if (bits > 1) {
            return rows((x, y) -> bits == 8
                    ? new int[] {inDisk(x, y) ? 0 : 255}
                    : new int[] {inDisk(x, y) ? 0 : 255, inDisk(x, y) ? 0 : 255});
        }
        byte[][] rows = new byte[SIDE][SIDE / 8];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                rows[y][x / 8] |= (byte) (inDisk(x, y) ? 0 : 0x80 >> x % 8);
            }
        }
        return rows;
    }

    private static byte[] icon(IntBinaryOperator alpha, int rgb) {
        return new DrawnPng(SIDE, SIDE, 8, DrawnPng.RGB_ALPHA).with(rows((x, y) ->
                new int[] {rgb >> 16, rgb >> 8, rgb, alpha.applyAsInt(x, y)}));
    }

    private static byte[] palette() {
        byte[] palette = new byte[3 * COLORS.length];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (COLORS[i / 3] >> 16 - i % 3 * 8);
        }
        return palette;
    }

    private static byte[] tiff(int bits, int meaning, byte[][] rows) {
        ByteArrayOutputStream strip = new ByteArrayOutputStream();
        for (byte[] row : rows) {
            strip.writeBytes(row);
        }
        return new DrawnTiff(LITTLE, SIDE, SIDE, 2, bits, bits, bits, bits)
                .tag(DrawnTiff.EXTRA_SAMPLES, meaning)
                .strip(strip.toByteArray())
                .bytes();
    }

    /** Header of 108 bytes with masks, the first row below. */
    private static byte[] bmp() {
        ByteBuffer bmp = ByteBuffer.allocate(14 + 108 + 4 * SIDE * SIDE).order(LITTLE);
        bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(122);
        bmp.putInt(108).putInt(SIDE).putInt(SIDE).putShort((short) 1).putShort((short) 32);
        bmp.putInt(3).putInt(4 * SIDE * SIDE).putInt(0).putInt(0).putInt(0).putInt(0);
        bmp.putInt(0xFF0000).putInt(0xFF00).putInt(0xFF).putInt(0xFF000000);
        bmp.position(122);
        for (int y = SIDE - 1; y >= 0; y--) {
            for (int x = 0; x < SIDE; x++) {
                bmp.putInt(COLORS[emblem(x, y)] | (inDisk(x, y) ? 0xFF000000 : 0));
            }
        }
        return bmp.array();
    }

    /** Codes of three bits, with a clear code before every second pixel so that they stay so. */
    private static byte[] gif() {
        ByteArrayOutputStream gif = new ByteArrayOutputStream();
        gif.writeBytes(new byte[] {'G', 'I', 'F', '8', '9', 'a', SIDE, 0, SIDE, 0, (byte) 0x81, 0, 0});
        gif.writeBytes(palette());
        gif.writeBytes(new byte[] {0x21, (byte) 0xF9, 4, 1, 0, 0, 0, 0});
        gif.writeBytes(new byte[] {0x2C, 0, 0, 0, 0, SIDE, 0, SIDE, 0, 0, 2});
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        int buffer = 0;
        int buffered = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            for (int code :
                    i % 2 == 0 ? new int[] {4, emblem(i % SIDE, i / SIDE)} : new int[] {emblem(i % SIDE, i / SIDE)}) {
                buffer |= code << buffered;
                buffered += 3;
                while (buffered >= 8) {
                    codes.write(buffer);
                    buffer >>= 8;
                    buffered -= 8;
                }
            }
        }
        codes.write(buffer | 5 << buffered);
        byte[] data = codes.toByteArray();
        for (int at = 0; at < data.length; at += 255) {
            int length = Math.min(255, data.length - at);
            gif.write(length);
            gif.write(data, at, length);
        }
        gif.writeBytes(new byte[] {0, 0x3B});
        return gif.toByteArray();
    }

    private static Object perceptual(Fingerprints prints) {
        return java.util.List.of(
                prints.averageHash(),
                prints.differenceHash(),
                prints.perceptualHash(),
                prints.informative(),
                prints.thumbnail(),
                prints.detail(),
                prints.waveletHash(),
                prints.pdq());
    }

    private Fingerprints opaque(IntBinaryOperator rgb) {
        try (Picture picture = Drawn.picture(SIDE, SIDE, rgb)) {
            return analyzer.analyze(picture, Drawn.metadata(picture), new WantedHashes(true, true, true, true))
                    .fingerprints();
        }
    }

    private Fingerprints fingerprints(byte[] file) {
        Decoded.Image image = (Decoded.Image) decoder.decode(file, "", Limits.defaults());
        try (Picture picture = image.picture()) {
            return analyzer.analyze(picture, image.metadata(), new WantedHashes(true, true, true, true))
                    .fingerprints();
        }
    }

    private Decoded.Image image(byte[] file) {
        Decoded decoded = decoder.decode(file, "", Limits.defaults());
        assertThat(decoded).as(decoded::toString).isInstanceOf(Decoded.Image.class);
        return (Decoded.Image) decoded;
    }
}
