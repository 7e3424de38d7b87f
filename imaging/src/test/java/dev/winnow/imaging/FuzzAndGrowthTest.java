package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.spec.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes: a verdict within the product's deadline, no exception, nothing left in memory. */
class FuzzAndGrowthTest {
    /** Small sides keep a lucky mutation of a header from asking for much memory; the rest is as it comes. */
    private static final Limits LIMITS = new Limits(1 << 22, 4_000_000, 16_384, 1);

    private static final int WIDTH = 40;
    private static final int HEIGHT = 30;
    private static final int DEADLINE_SECONDS = Limits.defaults().maxDecodeSeconds();

    private static PictureDecoder decoder;
    private static Analyzer analyzer;
    private static ExecutorService worker;

    @BeforeAll
    static void start() {
        decoder = new PictureDecoder();
        analyzer = new Analyzer();
        worker = Executors.newSingleThreadExecutor();
    }

    @AfterAll
    static void stop() {
        worker.shutdownNow();
    }

    @Test
    void everyFindOfTheFuzzersGetsAVerdict() {
        List<byte[]> files = corpus();

        for (byte[] file : files) {
            assertThat(verdict(file)).isNotEmpty();
        }

        assertThat(files).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(
            value = ImageFormat.class,
            names = {"JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PNM"})
    void everyMutationOfAGoodFileGetsAVerdict(ImageFormat format) {
        SplittableRandom random = new SplittableRandom(format.ordinal());
        for (byte[] whole : drawn(format)) {
            assertThat(verdict(whole)).startsWith("image");
            Set<String> verdicts = new HashSet<>();
            for (int i = 0; i < 250; i++) {
                byte[] mutated = mutated(whole, random);
                // Without true checksums hardly a mutation would come past a PNG's first chunk.
                verdicts.add(verdict(format == ImageFormat.PNG ? Embedding.withTrueChecksums(mutated) : mutated));
            }
            assertThat(verdicts).contains("image").hasSizeGreaterThan(1);
        }
    }

    /** Mutations of the metadata alone: the file stays whole, so that it must be accepted, with the pixels that it has. */
    @Test
    void mutatedMetadataNeverChangesPixels() {
        byte[] jpeg = Drawn.encoded(Drawn.scene(WIDTH, HEIGHT, 5), ".jpg");
        byte[] png = Drawn.encoded(Drawn.scene(WIDTH, HEIGHT, 5), ".png");
        String jpegPixels = pixels(jpeg);
        String pngPixels = pixels(png);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 400; i++) {
            byte[] exif = mutated(
                    DrawnExif.typical(i % 2 == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                            .shorts(DrawnExif.FIRST, 0x0112, 1)
                            .block(),
                    random);
            byte[] xmp =
                    mutated(Embedding.xmp("dc:rights='Mine' cc:license='x'>" + "<dc:creator>Ada</dc:creator>"), random);
            byte[] profile = mutated(profile(), random);
            byte[] iptc = mutated(Embedding.photoshop(Map.of(80, "Ida", 116, "Hers")), random);
            byte[] deflated = mutated(Embedding.deflated(profile()), random);
            List<String> jpegs = List.of(
                    pixels(Embedding.inJpeg(jpeg, 0xE1, "Exif\0\0", exif)),
                    pixels(Embedding.inJpeg(jpeg, 0xE1, "http://ns.adobe.com/xap/1.0/\0", xmp)),
                    pixels(Embedding.inJpeg(jpeg, 0xE2, "ICC_PROFILE\0\1\1", profile)),
                    pixels(Embedding.inJpeg(jpeg, 0xED, "Photoshop 3.0\0", iptc)));
            List<String> pngs = List.of(
                    pixels(Embedding.inPng(png, "eXIf", exif)),
                    pixels(Embedding.inPng(
                            png, "iTXt", Embedding.joined(Embedding.latin1("XML:com.adobe.xmp\0\0\0\0\0"), xmp))),
                    pixels(Embedding.inPng(png, "iTXt", mutated(xmp, random))),
                    pixels(Embedding.inPng(png, "cHRM", Arrays.copyOf(profile, 32))),
                    pixels(Embedding.inPng(png, "iCCP", Embedding.joined(Embedding.latin1("p\0\0"), deflated))));

            assertThat(jpegs).allSatisfy(found -> assertThat(found).isIn(jpegPixels, "turned"));
            assertThat(pngs).allSatisfy(found -> assertThat(found).isIn(pngPixels, "turned"));
        }
    }

    @Test
    void memoryDoesNotGrowFromPassToPass() {
        Assumptions.assumeTrue(residentBytes().isPresent(), "skipped: no /proc/self/status here");
        List<byte[]> files = new ArrayList<>(corpus());
        SplittableRandom random = new SplittableRandom(8);
        for (ImageFormat format : ImageFormat.values()) {
            if (format.accepted()) {
                drawn(format).forEach(whole -> {
                    files.add(whole);
                    for (int i = 0; i < 40; i++) {
                        files.add(mutated(whole, random));
                    }
                });
            }
        }
        pass(files);
        pass(files);
        System.gc();
        long before = residentBytes().getAsLong();

        for (int i = 0; i < 4; i++) {
            pass(files);
        }

        System.gc();
        assertThat(residentBytes().getAsLong() - before).isLessThan(64L << 20);
    }

    private static void pass(List<byte[]> files) {
        files.forEach(FuzzAndGrowthTest::verdict);
    }

    private static List<byte[]> corpus() {
        try (Stream<Path> files = Files.walk(SharedData.folder("corpus/fuzz"))) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(SharedData::bytes)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole files with metadata where the format has a place for it. */
    private static List<byte[]> drawn(ImageFormat format) {
        Map<String, byte[]> chunks = new LinkedHashMap<>();
        chunks.put("ICCP", profile());
        chunks.put("EXIF", DrawnExif.typical(ByteOrder.LITTLE_ENDIAN).block());
        chunks.put("XMP ", Embedding.xmp("dc:rights='Mine'>"));
        return switch (format) {
            case JPEG -> {
                byte[] jpeg = encoded(".jpg");
                yield List.of(jpeg, Embedding.inJpeg(jpeg, 0xE1, "Exif\0\0", chunks.get("EXIF")));
            }
            case PNG -> {
                byte[] png = encoded(".png");
                yield List.of(
                        png,
                        Embedding.inPng(Embedding.inPng(png, "eXIf", chunks.get("EXIF")), "gAMA", Embedding.number(1)));
            }
            case WEBP -> {
                byte[] webp = encoded(".webp");
                yield List.of(webp, Embedding.inWebp(webp, WIDTH, HEIGHT, chunks));
            }
            case GIF -> List.of(gif());
            case BMP -> List.of(encoded(".bmp"));
            case TIFF ->
                List.of(
                        encoded(".tiff"),
                        DrawnExif.typical(ByteOrder.BIG_ENDIAN).withPixels().block());
            case PNM -> List.of(encoded(".ppm"), Embedding.latin1("P2 2 2 255 0 1 2 3\n"));
            case HEIC,
                    AVIF,
                    PSD,
                    TGA,
                    ICO,
                    JPEG_2000,
                    EXR,
                    SVG,
                    EPS,
                    PDF,
                    JPEG_XL,
                    DDS,
                    DICOM,
                    PAM,
                    ICNS,
                    QOI,
                    CAMERA_RAW -> List.of();
        };
    }

    private static byte[] encoded(String extension) {
        return Drawn.encoded(Drawn.scene(WIDTH, HEIGHT, 5), extension);
    }

    /** Four pixels of two colours. */
    private static byte[] gif() {
        return Embedding.joined(
                Embedding.latin1("GIF89a"),
                new byte[] {2, 0, 2, 0, (byte) 0x80, 0, 0, 0, 0, 0, (byte) 255, (byte) 255, (byte) 255},
                new byte[] {0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05, 0, 0x3B});
    }

    private static byte[] profile() {
        return Embedding.profile("drawn", 0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841);
    }

    /** Flips bits, sets bytes, cuts, inserts or repeats a stretch; more than one of these now and then. */
    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int times = 1 + random.nextInt(3); times > 0 && bytes.length > 1; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 4 -> {
                    byte[] inserted = new byte[1 + random.nextInt(9)];
                    random.nextBytes(inserted);
                    bytes = Embedding.joined(
                            Arrays.copyOf(bytes, at), inserted, Arrays.copyOfRange(bytes, at, bytes.length));
                }
                default -> {
                    byte[] again = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 40));
                    bytes = Embedding.joined(
                            Arrays.copyOf(bytes, at), again, Arrays.copyOfRange(bytes, at, bytes.length));
                }
            }
        }
        return bytes;
    }

    /** {@code image} or the reason of the refusal. What is decoded is measured too, as it would be in the pipeline. */
    private static String verdict(byte[] file) {
        return withinDeadline(file, () -> {
            Decoded decoded = decoder.decode(file, "fuzz", LIMITS);
            if (decoded instanceof Decoded.Refused refused) {
                assertThat(refused.rejection().detail()).isNotBlank();
                return refused.rejection().reason().name();
            }
            Decoded.Image image = (Decoded.Image) decoded;
            try (Picture picture = image.picture()) {
                analyzer.analyze(picture, image.metadata());
            }
            return "image";
        });
    }

    /** The CRC-32 of the pixels, or {@code turned} where a mutation became a valid orientation. */
    private static String pixels(byte[] file) {
        return withinDeadline(file, () -> {
            Decoded decoded = decoder.decode(file, "fuzz", LIMITS);
            if (decoded instanceof Decoded.Refused refused) {
                return refused.rejection().toString();
            }
            Decoded.Image image = (Decoded.Image) decoded;
            try (Picture picture = image.picture()) {
                assertThat(image.issues())
                        .extracting(Issue::detail)
                        .allSatisfy(detail -> assertThat(detail).hasSizeLessThan(500));
                CRC32 crc = new CRC32();
                crc.update(Drawn.pixels(picture));
                return image.metadata().orientation() == 1 ? Long.toHexString(crc.getValue()) : "turned";
            }
        });
    }

    private static String withinDeadline(byte[] file, Callable<String> look) {
        try {
            return worker.submit(look).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return fail("No verdict within %d s on %d bytes, CRC-32 %08x", DEADLINE_SECONDS, file.length, crc(file));
        } catch (ExecutionException e) {
            return fail(String.format("%d bytes, CRC-32 %08x", file.length, crc(file)), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long crc(byte[] file) {
        CRC32 crc = new CRC32();
        crc.update(file);
        return crc.getValue();
    }

    /** VmRSS of this process; absent where the system does not tell. */
    private static OptionalLong residentBytes() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
