package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Hash256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The hashes of photographs are those of Python's imagehash and of PDQ's own tools, which stand in {@code
 * hashes/reference.csv}. To write it anew:
 *
 * <pre>
 * python imaging/src/test/resources/hashes/reference.py ../shared/data/photos
 * </pre>
 */
class PhotographHashesTest {
    /** Of a thousand photographs, as many may differ from imagehash: decoders of JPEG round differently. */
    private static final int DIFFERING_OF_A_THOUSAND = 1;

    private final PictureDecoder decoder = new PictureDecoder();
    private final Analyzer analyzer = new Analyzer();

    private record Reference(long average, long difference, long perceptual, long wavelet, Hash256 pdq, int quality) {}

    @Test
    void equalThoseOfImagehash() throws IOException {
        Map<String, Fingerprints> photographs = photographs();

        compare(photographs, "aHash", Fingerprints::averageHash, Reference::average);
        compare(photographs, "dHash", Fingerprints::differenceHash, Reference::difference);
        compare(photographs, "pHash", Fingerprints::perceptualHash, Reference::perceptual);
        compare(photographs, "wHash", Fingerprints::waveletHash, Reference::wavelet);
    }

    @Test
    void pdqIsWithinTenBitsOfItsOwnTools() throws IOException {
        Map<String, Reference> reference = reference();
        int[] byDistance = new int[257];
        photographs().forEach((file, prints) -> {
            Reference expected = reference.get(file);
            int distance = prints.pdq().hash().distanceTo(expected.pdq);
            byDistance[distance]++;

            assertThat(distance).as(file).isLessThanOrEqualTo(10);
            assertThat(Math.abs(prints.pdq().quality() - expected.quality))
                    .as(file)
                    .isLessThanOrEqualTo(1);
        });
        System.out.printf(
                "PDQ: %d photographs equal, %d 1 or 2 bits off%n", byDistance[0], byDistance[1] + byDistance[2]);
    }

    private static void compare(
            Map<String, Fingerprints> photographs,
            String name,
            Function<Fingerprints, Long> ours,
            Function<Reference, Long> theirs)
            throws IOException {
        Map<String, Reference> reference = reference();
        int differing = 0;
        for (Map.Entry<String, Fingerprints> photograph : photographs.entrySet()) {
            Reference expected = reference.get(photograph.getKey());
            int distance = Fingerprints.hammingDistance(ours.apply(photograph.getValue()), theirs.apply(expected));
            differing += distance > 0 ? 1 : 0;

            assertThat(distance).as(name + " of " + photograph.getKey()).isLessThanOrEqualTo(2);
        }
        System.out.printf("%s: %d of %d photographs differ%n", name, differing, photographs.size());
        assertThat(differing).as(name).isLessThanOrEqualTo(photographs.size() * DIFFERING_OF_A_THOUSAND / 1000);
    }

    private Map<String, Fingerprints> photographs() {
        Map<String, Fingerprints> photographs = new HashMap<>();
        for (Path photo : SharedData.files(SharedData.folder("photos"))) {
            try (Picture picture = decoder.decodeVetted(SharedData.bytes(photo))) {
                photographs.put(
                        photo.getFileName().toString(),
                        analyzer.analyze(picture, Drawn.metadata(picture), new WantedHashes(true, true, false, false))
                                .fingerprints());
            }
        }
        return photographs;
    }

    private static Map<String, Reference> reference() throws IOException {
        Map<String, Reference> reference = new HashMap<>();
        try (InputStream in = PhotographHashesTest.class.getResourceAsStream("/hashes/reference.csv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .forEach(line -> {
                        String[] cells = line.split(",");
                        reference.put(
                                cells[0],
                                new Reference(
                                        Long.parseUnsignedLong(cells[1], 16),
                                        Long.parseUnsignedLong(cells[2], 16),
                                        Long.parseUnsignedLong(cells[3], 16),
                                        Long.parseUnsignedLong(cells[4], 16),
                                        Hash256.ofHex(cells[5]),
                                        Integer.parseInt(cells[6])));
                    });
        }
        return reference;
    }
}
