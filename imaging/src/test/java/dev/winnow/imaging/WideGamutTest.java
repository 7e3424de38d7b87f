package dev.winnow.imaging;

import static dev.winnow.imaging.Embedding.inJpeg;
import static dev.winnow.imaging.Embedding.inPng;
import static dev.winnow.imaging.Embedding.joined;
import static dev.winnow.imaging.Embedding.latin1;
import static dev.winnow.imaging.Embedding.number;
import static dev.winnow.imaging.Embedding.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.spec.Limits;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colours beyond sRGB are told by the primaries a file names, not by the name it gives them. */
class WideGamutTest {
    private static final double[] SRGB = {0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141};
    /** Colorants under D50, as published profiles carry them. */
    private static final Map<String, double[]> WIDE = Map.of(
            "Display P3", new double[] {0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841},
            "Adobe RGB (1998)", new double[] {0.6097, 0.3111, 0.0195, 0.2053, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446},
            "ProPhoto RGB", new double[] {0.7977, 0.2880, 0, 0.1352, 0.7119, 0, 0.0313, 0.0001, 0.8249},
            "Rec. 2020", new double[] {0.6734, 0.2790, -0.0019, 0.1656, 0.6753, 0.0300, 0.1251, 0.0456, 0.7969});

    private final PictureDecoder decoder = new PictureDecoder();

    @ParameterizedTest
    @CsvSource({"Display P3", "Adobe RGB (1998)", "ProPhoto RGB", "Rec. 2020"})
    void aWideProfileIsAnIssueWithItsName(String name) {
        // The name says the contrary, to show that it is not what counts.
        Decoded.Image image = image(withProfile(profile("sRGB, not " + name, WIDE.get(name))));

        assertThat(image.metadata().wideGamut()).isTrue();
        assertThat(image.metadata().iccProfile()).isEqualTo("sRGB, not " + name);
        assertThat(image.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.WIDE_GAMUT);
        assertThat(image.issues().get(0).detail())
                .startsWith("The colour profile sRGB, not " + name + ", which reaches ")
                .endsWith(" % beyond sRGB: the numbers are taken as sRGB");
    }

    @Test
    void aProfileOfSrgbIsNoIssueWhateverItIsCalled() {
        double[] underD65 = {0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505};
        double[] narrower = {0.40, 0.22, 0.03, 0.37, 0.68, 0.13, 0.19, 0.10, 0.66};

        for (double[] colorants : new double[][] {SRGB, underD65, narrower, {}}) {
            Decoded.Image image = image(withProfile(profile("Display P3", colorants)));

            assertThat(image.metadata().wideGamut())
                    .as(Arrays.toString(colorants))
                    .isFalse();
            assertThat(image.metadata().iccProfile()).isEqualTo("Display P3");
            assertThat(image.issues()).isEmpty();
        }
    }

    @Test
    void aNameInSeveralLanguagesIsReadInEnglish() {
        byte[] profile = Embedding.profileInLanguages("Fläche", "Display");

        assertThat(image(withProfile(profile)).metadata().iccProfile()).isEqualTo("Display");
    }

    @Test
    void aProfileInPiecesIsPutTogetherByTheirNumbers() {
        byte[] profile = profile("Display P3", WIDE.get("Display P3"));
        int cut = profile.length - 30;
        byte[] jpeg = Drawn.encoded(Drawn.scene(24, 16, 1), ".jpg");
        // The one put in last stands first in the file.
        jpeg = inJpeg(jpeg, 0xE2, "ICC_PROFILE\0\1\2", Arrays.copyOf(profile, cut));
        jpeg = inJpeg(jpeg, 0xE2, "ICC_PROFILE\0\2\2", Arrays.copyOfRange(profile, cut, profile.length));

        assertThat(image(jpeg).metadata().wideGamut()).isTrue();
    }

    @Test
    void aProfileIsReadInPngAndTiffToo() {
        byte[] profile = profile("Display P3", WIDE.get("Display P3"));
        byte[] png = inPng(png(), "iCCP", joined(latin1("P3\0\0"), Embedding.deflated(profile)));
        byte[] tiff = new DrawnExif(ByteOrder.BIG_ENDIAN)
                .withPixels()
                .bytes(DrawnExif.FIRST, 34675, profile)
                .block();

        for (byte[] file : new byte[][] {png, tiff}) {
            assertThat(image(file).metadata().iccProfile()).isEqualTo("Display P3");
            assertThat(image(file).metadata().wideGamut()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 13, false, ''",
        "1, 1, false, ''",
        "2, 2, false, ''",
        "12, 13, true, 'The PNG says its colours are Display P3, by chunk cICP'",
        "9, 16, true, 'The PNG says its colours are BT.2020, coded as PQ'",
        "1, 8, false, 'The PNG says its colours are BT.709, coded as linear light'"
    })
    void thePngChunkOfCodePointsIsJudged(int primaries, int transfer, boolean wide, String issue) {
        byte[] png = inPng(png(), "cICP", new byte[] {(byte) primaries, (byte) transfer, 0, 1});

        assertIssue(image(png), wide, issue);
    }

    @ParameterizedTest
    @CsvSource({
        "45455, ''",
        "45000, ''",
        "100000, 'The PNG''s gamma is 1.00, where sRGB has 2.2'",
        "55556, 'The PNG''s gamma is 1.80, where sRGB has 2.2'",
        "0, ''"
    })
    void aGammaOtherThanSrgbsIsSaid(int gamma, String issue) {
        assertIssue(image(inPng(png(), "gAMA", number(gamma))), false, issue);
        assertIssue(image(inPng(inPng(png(), "gAMA", number(gamma)), "sRGB", new byte[1])), false, "");
    }

    @Test
    void thePngChunkOfPrimariesIsJudged() {
        byte[] srgb = chromaticities(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000);
        byte[] p3 = chromaticities(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000);

        assertIssue(image(inPng(png(), "cHRM", srgb)), false, "");
        assertIssue(
                image(inPng(png(), "cHRM", p3)),
                true,
                "The PNG's primaries, which reach 26 % beyond sRGB by chunk cHRM");
    }

    @Test
    void adobeRgbIsKnownByTheWayCamerasSayIt() {
        byte[] exif = new DrawnExif(ByteOrder.LITTLE_ENDIAN)
                .shorts(DrawnExif.EXIF, 0xA001, 0xFFFF)
                .text(DrawnExif.INTEROPERABILITY, 1, "R03")
                .block();
        byte[] jpeg = inJpeg(Drawn.encoded(Drawn.scene(24, 16, 1), ".jpg"), 0xE1, "Exif\0\0", exif);

        assertIssue(image(jpeg), true, "EXIF says Adobe RGB, without a profile");
    }

    @Test
    void ofRealPhotographsThoseInAdobeRgbAreWide() {
        for (Path file : SharedData.files(SharedData.folder("photos"))) {
            Decoded.Image image = image(SharedData.bytes(file));
            String profile = image.metadata().iccProfile();

            assertThat(image.metadata().wideGamut())
                    .as("%s with %s", file, profile)
                    .isEqualTo("Adobe RGB (1998)".equals(profile));
        }
    }

    private static void assertIssue(Decoded.Image image, boolean wide, String sentence) {
        assertThat(image.metadata().wideGamut()).isEqualTo(wide);
        if (sentence.isEmpty()) {
            assertThat(image.issues()).isEmpty();
        } else {
            assertThat(image.issues())
                    .containsExactly(new Issue(Issue.Kind.WIDE_GAMUT, sentence + ": the numbers are taken as sRGB"));
        }
    }

    private static byte[] chromaticities(int... xy) {
        byte[] data = {};
        for (int value : xy) {
            data = joined(data, number(value));
        }
        return data;
    }

    private static byte[] withProfile(byte[] profile) {
        return inJpeg(Drawn.encoded(Drawn.scene(24, 16, 1), ".jpg"), 0xE2, "ICC_PROFILE\0\1\1", profile);
    }

    private static byte[] png() {
        return Drawn.encoded(Drawn.scene(24, 16, 1), ".png");
    }

    private Decoded.Image image(byte[] bytes) {
        Decoded decoded = decoder.decode(bytes, "a", Limits.defaults());
        assertThat(decoded).isInstanceOf(Decoded.Image.class);
        ((Decoded.Image) decoded).picture().close();
        return (Decoded.Image) decoded;
    }
}
