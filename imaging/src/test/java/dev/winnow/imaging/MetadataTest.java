package dev.winnow.imaging;

import static dev.winnow.imaging.DrawnExif.EXIF;
import static dev.winnow.imaging.DrawnExif.FIRST;
import static dev.winnow.imaging.DrawnExif.GPS;
import static dev.winnow.imaging.Embedding.inJpeg;
import static dev.winnow.imaging.Embedding.inPng;
import static dev.winnow.imaging.Embedding.inWebp;
import static dev.winnow.imaging.Embedding.joined;
import static dev.winnow.imaging.Embedding.latin1;
import static dev.winnow.imaging.Embedding.xmp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.ImageMetadata.Rights;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.spec.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files say of themselves, by blocks put together here. */
class MetadataTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final String XMP_WORDS = "http://ns.adobe.com/xap/1.0/\0";
    private static final String XMP_KEYWORD = "XML:com.adobe.xmp\0";

    private final PictureDecoder decoder = new PictureDecoder();

    @ParameterizedTest
    @CsvSource({
        "jpg, LITTLE_ENDIAN",
        "jpg, BIG_ENDIAN",
        "png, LITTLE_ENDIAN",
        "png, BIG_ENDIAN",
        "webp, LITTLE_ENDIAN",
        "webp, BIG_ENDIAN",
        "tiff, LITTLE_ENDIAN",
        "tiff, BIG_ENDIAN"
    })
    void exifIsReadAlikeInEveryFormatAndByteOrder(String format, String order) {
        DrawnExif exif = DrawnExif.typical(order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

        Read read =
                read(format.equals("tiff") ? exif.withPixels().block() : withExif(format, exif.block()), "a." + format);

        ImageMetadata said = read.metadata();
        assertThat(read.issues()).isEmpty();
        assertThat(said.exif()).isTrue();
        assertThat(said.orientation()).isEqualTo(6);
        assertThat(said.width()).isEqualTo(format.equals("tiff") ? 2 : HEIGHT);
        assertThat(said.height()).isEqualTo(format.equals("tiff") ? 3 : WIDTH);
        assertThat(said.capturedAt()).isEqualTo("2024-02-29T23:58:07.25+02:00");
        assertThat(said.camera()).isEqualTo("Apparatus One");
        assertThat(said.gps()).isTrue();
        assertThat(said.position().latitude()).isCloseTo(50.4525, within(1e-9));
        assertThat(said.position().longitude()).isCloseTo(30.516666, within(1e-5));
        assertThat(said.rights()).isEqualTo(new Rights("© 2024 Olena", "Олена Ö.", null));
    }

    @Test
    void aFileThatSaysNothingHasNothing() {
        ImageMetadata said = read(jpeg(), "a.jpg").metadata();

        assertThat(said.exif()).isFalse();
        assertThat(said.gps()).isFalse();
        assertThat(said.wideGamut()).isFalse();
        assertThat(said.capturedAt()).isNull();
        assertThat(said.camera()).isNull();
        assertThat(said.position()).isNull();
        assertThat(said.rights()).isNull();
    }

    @Test
    void aTiffsOwnTagsAreNoExif() {
        DrawnExif tiff = new DrawnExif(ByteOrder.LITTLE_ENDIAN).withPixels().text(FIRST, 0x010F, "Scanner");

        ImageMetadata said = read(tiff.block(), "a.tiff").metadata();

        assertThat(said.exif()).isFalse();
        assertThat(said.camera()).isEqualTo("Scanner");
    }

    @Test
    void thePositionStaysOutUnlessTheSpecKeepsIt() {
        byte[] jpeg = withExif("jpg", DrawnExif.typical(ByteOrder.BIG_ENDIAN).block());
        ImageMetadata said = read(jpeg, "a.jpg").metadata();

        ImageMetadata usual = dev.winnow.dataset.spec.Metadata.defaults().kept(said);

        assertThat(usual.position()).isNull();
        assertThat(usual.gps()).isTrue();
        assertThat(usual.capturedAt()).isEqualTo(said.capturedAt());
        assertThat(new dev.winnow.dataset.spec.Metadata(true).kept(said)).isEqualTo(said);
    }

    @Test
    void aPositionInSignedRationalsIsAPosition() {
        DrawnExif exif = new DrawnExif(ByteOrder.BIG_ENDIAN)
                .text(GPS, 1, "N")
                .signedRationals(GPS, 2, 50, 1, 30, 1, 0, 1)
                .text(GPS, 3, "W")
                .signedRationals(GPS, 4, -60, -2, 0, 1, 0, 1);

        ImageMetadata said = read(withExif("jpg", exif.block()), "a.jpg").metadata();

        assertThat(said.gps()).isTrue();
        assertThat(said.position()).isEqualTo(new ImageMetadata.Position(50.5, -30));
    }

    @ParameterizedTest
    @CsvSource({
        "'N', 50, 1, 'E', 30, 1, true",
        "'S', 50, 1, 'W', 30, 1, true",
        "'N', 91, 1, 'E', 30, 1, false",
        "'N', 50, 0, 'E', 30, 1, false",
        "'N', 50, 1, 'E', 181, 1, false",
        "'?', 50, 1, 'E', 30, 1, false"
    })
    void onlyAPlaceOnEarthIsAPosition(
            String north,
            int latitude,
            int latitudeUnit,
            String east,
            int longitude,
            int longitudeUnit,
            boolean known) {
        DrawnExif exif = new DrawnExif(ByteOrder.LITTLE_ENDIAN)
                .text(GPS, 1, north)
                .rationals(GPS, 2, latitude, latitudeUnit, 0, 1, 0, 1)
                .text(GPS, 3, east)
                .rationals(GPS, 4, longitude, longitudeUnit, 0, 1, 0, 1);

        ImageMetadata said = read(withExif("jpg", exif.block()), "a.jpg").metadata();

        assertThat(said.gps()).isEqualTo(known);
        if (known) {
            int sign = north.equals("S") ? -1 : 1;
            assertThat(said.position()).isEqualTo(new ImageMetadata.Position(sign * 50, sign * 30));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // clock, offset, satellites' date, hour, minute, second; then what is made of it
        "2024:06:01 12:00:00, +05:30, , 0, 0, 0, 2024-06-01T12:00:00+05:30",
        "2024:06:01 12:00:00, , , 0, 0, 0, 2024-06-01T12:00:00",
        "2024:06:01 12:00:00, summer, , 0, 0, 0, 2024-06-01T12:00:00",
        "2024:06:01 12:00:00, , 2024:06:01, 6, 29, 10, 2024-06-01T12:00:00+05:30",
        "2024:06:01 01:00:30, , 2024:05:31, 23, 0, 0, 2024-06-01T01:00:30+02:00",
        "2024:06:01 01:00:00, , 2024:06:01, 10, 0, 0, 2024-06-01T01:00:00-09:00",
        "2024:06:01 12:00:00, , 2024:06:01, 6, 23, 0, 2024-06-01T12:00:00",
        "2024:06:01 12:00:00, , 2024:05:29, 6, 30, 0, 2024-06-01T12:00:00",
        "0000:00:00 00:00:00, , 2024:06:01, 6, 30, 9, 2024-06-01T06:30:09Z",
        "2024:02:30 12:00:00, , , 0, 0, 0, ",
        "2024:13:01 12:00:00, , , 0, 0, 0, ",
        "2024:06:01 24:00:00, , , 0, 0, 0, ",
        "yesterday, , , 0, 0, 0, "
    })
    void theTimeHasAnOffsetWhereOneIsKnown(
            String clock, String offset, String date, int hour, int minute, int second, String expected) {
        DrawnExif exif = new DrawnExif(ByteOrder.LITTLE_ENDIAN).text(EXIF, 0x9003, clock);
        if (offset != null) {
            exif.text(EXIF, 0x9011, offset);
        }
        if (date != null) {
            exif.text(GPS, 29, date).rationals(GPS, 7, hour, 1, minute, 1, second, 1);
        }

        ImageMetadata said = read(withExif("jpg", exif.block()), "a.jpg").metadata();

        assertThat(said.capturedAt()).isEqualTo(expected);
    }

    @Test
    void rightsAreReadFromXmpInBothOfItsNotations() {
        byte[] elements = xmp("><dc:rights><rdf:Alt><rdf:li xml:lang='de'>Alle Rechte</rdf:li>"
                + "<rdf:li xml:lang='x-default'>All rights &amp; more</rdf:li></rdf:Alt></dc:rights>"
                + "<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Ben</rdf:li></rdf:Seq></dc:creator>"
                + "<cc:license rdf:resource='https://creativecommons.org/licenses/by/4.0/'/>");
        byte[] attributes = xmp("xmpRights:WebStatement='https://example.org/terms' dc:rights='Mine'>");
        byte[] terms = xmp("xmpRights:WebStatement='https://example.org/terms'>"
                + "<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang='x-default'>Ask first</rdf:li></rdf:Alt>"
                + "</xmpRights:UsageTerms>");

        assertThat(rightsOf(elements))
                .isEqualTo(new Rights("All rights & more", "Ada, Ben", "https://creativecommons.org/licenses/by/4.0/"));
        assertThat(rightsOf(attributes)).isEqualTo(new Rights("Mine", null, "https://example.org/terms"));
        assertThat(rightsOf(terms)).isEqualTo(new Rights(null, null, "Ask first"));
    }

    @Test
    void whatBelongsToAnIngredientIsNotThePictures() {
        byte[] packet = xmp("><exif:Other rdf:parseType='Resource'><dc:rights>Theirs</dc:rights></exif:Other>");

        assertThat(rightsOf(packet)).isNull();
    }

    @Test
    void xmpIsFoundInEveryFormatThatCarriesIt() {
        byte[] packet = xmp("dc:rights='Mine' exif:GPSLatitude='50,27.15N' exif:GPSLongitude='30,31,30W'>");
        byte[] plain = joined(latin1(XMP_KEYWORD + "\0\0\0\0"), packet);
        byte[] deflated = joined(latin1(XMP_KEYWORD + "\1\0en\0XMP\0"), Embedding.deflated(packet));
        List<byte[]> files = List.of(
                inJpeg(jpeg(), 0xE1, XMP_WORDS, packet),
                inPng(png(), "iTXt", plain),
                inPng(png(), "iTXt", deflated),
                inWebp(webp(), WIDTH, HEIGHT, Map.of("XMP ", packet)),
                new DrawnExif(ByteOrder.BIG_ENDIAN)
                        .withPixels()
                        .bytes(FIRST, 700, packet)
                        .block());

        assertThat(files).allSatisfy(file -> {
            Read read = read(file, "a");
            assertThat(read.issues()).isEmpty();
            assertThat(read.metadata().rights()).isEqualTo(new Rights("Mine", null, null));
            assertThat(read.metadata().gps()).isTrue();
            assertThat(read.metadata().position().latitude()).isCloseTo(50.4525, within(1e-9));
            assertThat(read.metadata().position().longitude()).isCloseTo(-30.525, within(1e-9));
        });
    }

    @Test
    void exifGoesBeforeXmpAndXmpBeforeIptc() {
        byte[] iptc = Embedding.photoshop(Map.of(80, "Ida of IPTC", 116, "Copyright of IPTC"));
        byte[] withIptc = inJpeg(jpeg(), 0xED, "Photoshop 3.0\0", iptc);
        byte[] withXmp = inJpeg(withIptc, 0xE1, XMP_WORDS, xmp("dc:rights='Copyright of XMP'>"));
        byte[] withExif = inJpeg(
                withXmp,
                0xE1,
                "Exif\0\0",
                new DrawnExif(ByteOrder.LITTLE_ENDIAN)
                        .text(FIRST, 0x8298, "Copyright of EXIF")
                        .block());

        assertThat(read(withIptc, "a.jpg").metadata().rights())
                .isEqualTo(new Rights("Copyright of IPTC", "Ida of IPTC", null));
        assertThat(read(withXmp, "a.jpg").metadata().rights())
                .isEqualTo(new Rights("Copyright of XMP", "Ida of IPTC", null));
        assertThat(read(withExif, "a.jpg").metadata().rights())
                .isEqualTo(new Rights("Copyright of EXIF", "Ida of IPTC", null));
    }

    @Test
    void textsArePrintableAndOnOneLine() {
        DrawnExif exif = new DrawnExif(ByteOrder.LITTLE_ENDIAN)
                .text(FIRST, 0x013B, "a\u202Eb\u0007\r\nc" + "\uD83D\uDCF7".repeat(300))
                .bytes(FIRST, 0x010F, new byte[] {1, 2, 3});

        ImageMetadata said = read(withExif("jpg", exif.block()), "a.jpg").metadata();

        assertThat(said.rights().artist()).startsWith("a b c\uD83D\uDCF7").hasSizeLessThanOrEqualTo(200);
        assertThat(said.rights().artist().codePoints().noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(said.rights().artist()).doesNotContain("\u202E").endsWith("\uD83D\uDCF7");
        assertThat(said.camera()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"self", "next", "count", "tag", "nowhere", "magic"})
    void brokenExifIsAnIssueAndThePixelsCount(String fault) {
        DrawnExif exif = new DrawnExif(ByteOrder.LITTLE_ENDIAN).text(FIRST, 0x010F, "Apparatus");
        switch (fault) {
            case "self" -> exif.raw(FIRST, 0x8769, 4, 1, 8);
            case "tag" -> exif.raw(FIRST, 0x013B, 2, -1, 40);
            case "nowhere" -> exif.raw(FIRST, 0x8825, 4, 1, 1_000_000);
            default -> {}
        }
        byte[] block = exif.block();
        switch (fault) {
            case "next" -> block[8 + 2 + 12] = 8; // the directory after the first is the first
            case "count" -> block[8] = block[9] = (byte) 0xFF;
            case "magic" -> block[0] = 'X';
            default -> {}
        }

        Read read = read(withExif("jpg", block), "a.jpg");

        assertThat(read.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.BAD_EXIF);
        assertThat(read.issues().get(0).detail()).startsWith("EXIF is not read in full: ");
        assertThat(read.pixels()).isEqualTo(read(jpeg(), "a.jpg").pixels());
    }

    @Test
    void aMakersNoteOutOfPlaceIsNobodysFault() {
        DrawnExif exif = new DrawnExif(ByteOrder.LITTLE_ENDIAN)
                .raw(EXIF, 0x927C, 7, 100_000, 5_000_000)
                .text(EXIF, 0x9003, "2024:06:01 12:00:00");

        Read read = read(withExif("jpg", exif.block()), "a.jpg");

        assertThat(read.issues()).isEmpty();
        assertThat(read.metadata().capturedAt()).isEqualTo("2024-06-01T12:00:00");
    }

    @Test
    void aDocumentTypeInXmpIsRefused() {
        String packet = new String(xmp("><dc:rights>&own;</dc:rights>"), StandardCharsets.UTF_8);
        byte[] hostile = ("<!DOCTYPE x [<!ENTITY own SYSTEM 'file:///etc/hostname'>]>"
                        + packet.substring(packet.indexOf("<x:xmpmeta")))
                .getBytes(StandardCharsets.UTF_8);

        Read read = read(inJpeg(jpeg(), 0xE1, XMP_WORDS, hostile), "a.jpg");

        assertThat(read.metadata().rights()).isNull();
        assertThat(read.issues())
                .containsExactly(new Issue(Issue.Kind.BAD_EXIF, "XMP is not read in full: it has a document type"));
    }

    @Test
    void xmpThatIsCutGivesWhatStandsBeforeTheCut() {
        byte[] packet = xmp("><dc:rights>Mine</dc:rights><dc:creator>Ada</dc:creator>");
        byte[] cut = java.util.Arrays.copyOf(packet, packet.length - 80);

        Read read = read(inJpeg(jpeg(), 0xE1, XMP_WORDS, cut), "a.jpg");

        assertThat(read.metadata().rights().copyright()).isEqualTo("Mine");
        assertThat(read.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.BAD_EXIF);
    }

    @Test
    void blocksBeyondTheLimitAreNotReadAndThePixelsCount() {
        byte[] bomb = Embedding.deflated(new byte[3 << 20]);
        byte[] large = new byte[(1 << 20) + 1];
        List<byte[]> files = List.of(
                inPng(png(), "iCCP", joined(latin1("bomb\0\0"), bomb)),
                inPng(png(), "zTXt", joined(latin1("Comment\0\0"), bomb)),
                inPng(png(), "iTXt", joined(latin1(XMP_KEYWORD + "\1\0\0\0"), bomb)),
                inPng(png(), "iTXt", joined(latin1("Comment\0\0\0\0\0"), large)),
                inPng(png(), "eXIf", joined(latin1("II*\0\10\0\0\0\0\0\0\0\0\0"), large)),
                inWebp(webp(), WIDTH, HEIGHT, Map.of("XMP ", large)),
                inWebp(webp(), WIDTH, HEIGHT, Map.of("ICCP", large)));

        assertThat(files).allSatisfy(file -> {
            Read read = read(file, "a");
            assertThat(read.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.METADATA_TOO_LARGE);
            assertThat(read.pixels())
                    .isEqualTo(read(file[0] == 'R' ? webp() : png(), "a").pixels());
        });
    }

    @Test
    void manySmallBombsAreOneLargeOne() {
        byte[] bomb = joined(latin1("Comment\0\0"), Embedding.deflated(new byte[200 << 10]));
        byte[] png = png();
        for (int i = 0; i < 20; i++) {
            png = inPng(png, "zTXt", bomb);
        }

        assertThat(read(png, "a.png").issues())
                .containsExactly(new Issue(
                        Issue.Kind.METADATA_TOO_LARGE,
                        "The text of the PNG has more than 1048576 bytes, of which the dataset reads at most 1048576"));
    }

    @Test
    void theLimitIsTheSpecs() {
        byte[] webp = inWebp(webp(), WIDTH, HEIGHT, Map.of("XMP ", xmp("dc:rights='" + "Mine ".repeat(300) + "'>")));
        Limits narrow = new Limits(1 << 20, 1_000_000, 10_000, 1, null, 1024, null, null, null);

        Read read = read(webp, "a.webp", narrow);

        assertThat(read.issues()).extracting(Issue::kind).containsExactly(Issue.Kind.METADATA_TOO_LARGE);
        assertThat(read.metadata().rights()).isNull();
        assertThat(read(webp, "a.webp").metadata().rights().copyright()).startsWith("Mine Mine");
    }

    @ParameterizedTest
    @CsvSource({"224, 'Exif\0\0', 5", "225, 'Exif', 4", "225, 'http://ns.adobe.com/xap', 9", "237, Photoshop, 2"})
    void segmentsThatEndInsideTheirOwnWordsAreLeftAlone(int marker, String words, int kept) {
        byte[] jpeg = inJpeg(jpeg(), marker, words.substring(0, Math.min(kept, words.length())), new byte[] {});

        assertThat(read(jpeg, "a.jpg").issues()).isEmpty();
    }

    /** The reference reads everything, in more time and with less care; on honest photographs both must say the same. */
    @Test
    void honestPhotographsAreReadAsTheReferenceReadsThem() {
        List<String> ours = new ArrayList<>();
        List<String> reference = new ArrayList<>();
        for (String folder : List.of("photos", "exif-orientation", "formats")) {
            for (Path file : SharedData.files(SharedData.folder(folder))) {
                byte[] bytes = SharedData.bytes(file);
                if (bytes.length > 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xD8) {
                    ImageMetadata said = read(bytes, file.toString()).metadata();
                    String time =
                            said.capturedAt() == null ? null : said.capturedAt().substring(0, 19);
                    ours.add(file + " " + said.camera() + " " + time);
                    reference.add(file + " " + reference(bytes));
                }
            }
        }

        assertThat(ours).hasSizeGreaterThan(100).isEqualTo(reference);
    }

    private static String reference(byte[] jpeg) {
        Metadata metadata;
        try {
            metadata = JpegMetadataReader.readMetadata(new ByteArrayInputStream(jpeg));
        } catch (JpegProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ExifIFD0Directory first = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        ExifSubIFDDirectory details = metadata.getFirstDirectoryOfType(ExifSubIFDDirectory.class);
        String make = first == null ? null : first.getString(ExifIFD0Directory.TAG_MAKE);
        String model = first == null ? null : first.getString(ExifIFD0Directory.TAG_MODEL);
        String both = ((make == null || model != null && model.startsWith(make.strip()) ? "" : make.strip() + " ")
                        + (model == null ? "" : model))
                .replace('\0', ' ')
                .replaceAll(" +", " ")
                .strip();
        String time = details == null ? null : details.getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL);
        if (time != null && time.startsWith("0000")) {
            time = null;
        }
        return (both.isEmpty() ? null : both) + " "
                + (time == null ? null : time.substring(0, 10).replace(':', '-') + "T" + time.substring(11));
    }

    private Rights rightsOf(byte[] packet) {
        Read read = read(inJpeg(jpeg(), 0xE1, XMP_WORDS, packet), "a.jpg");
        assertThat(read.issues()).isEmpty();
        return read.metadata().rights();
    }

    private static byte[] withExif(String format, byte[] block) {
        return switch (format) {
            case "jpg" -> inJpeg(jpeg(), 0xE1, "Exif\0\0", block);
            case "png" -> inPng(png(), "eXIf", block);
            case "webp" -> inWebp(webp(), WIDTH, HEIGHT, Map.of("EXIF", block));
            default -> throw new IllegalArgumentException(format);
        };
    }

    private static byte[] jpeg() {
        return Drawn.encoded(Drawn.scene(WIDTH, HEIGHT, 1), ".jpg");
    }

    private static byte[] png() {
        return Drawn.encoded(Drawn.scene(WIDTH, HEIGHT, 1), ".png");
    }

    private static byte[] webp() {
        return Drawn.encoded(Drawn.scene(WIDTH, HEIGHT, 1), ".webp");
    }

    private Read read(byte[] bytes, String source) {
        return read(bytes, source, Limits.defaults());
    }

    private Read read(byte[] bytes, String source, Limits limits) {
        Decoded decoded = decoder.decode(bytes, source, limits);
        assertThat(decoded).isInstanceOf(Decoded.Image.class);
        Decoded.Image image = (Decoded.Image) decoded;
        try (Picture picture = image.picture()) {
            return new Read(image.metadata(), image.issues(), Drawn.pixels(picture));
        }
    }

    private record Read(ImageMetadata metadata, List<Issue> issues, byte[] pixels) {}
}
