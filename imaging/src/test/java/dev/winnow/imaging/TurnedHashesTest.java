package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is computed for a turn, without turning a pixel, is what the turned picture has. */
class TurnedHashesTest {
    private static final WantedHashes WANTED = new WantedHashes(false, true, true, false);

    private final Analyzer analyzer = new Analyzer();

    /** On every size, because the samples of the turned picture are taken and not derived; only the order of summation differs. */
    @ParameterizedTest
    @CsvSource({"5, 7", "64, 64", "128, 128", "150, 130", "200, 340", "320, 96", "640, 480"})
    void pdqOfATurnIsThatOfTheTurnedPicture(int width, int height) {
        for (Dihedral turn : Dihedral.values()) {
            for (int seed = 0; seed < 4; seed++) {
                try (Picture scene = Drawn.picture(width, height, noise(seed));
                        Picture turned = Drawn.turned(scene, turn)) {
                    assertThat(hashes(scene).pdqHash(turn))
                            .as("%s of noise %d", turn, seed)
                            .isEqualTo(hashes(turned).pdq().hash());
                }
            }
        }
    }

    /**
     * The resize is symmetric but for its rounding, to 8 bits after each of two passes, which come in the other order for
     * transposed pictures. That moves frequencies next to the median to its other side: single pairs of bits.
     */
    @Test
    void thePerceptualHashOfATurnIsWithinFourBitsOfTheTurnedPicture() {
        int[] byDistance = new int[65];
        for (Dihedral turn : Dihedral.values()) {
            for (int seed = 0; seed < 30; seed++) {
                try (Picture scene = Drawn.scene(120 + 13 * seed, 400 - 7 * seed, seed);
                        Picture turned = Drawn.turned(scene, turn)) {
                    int distance = Fingerprints.hammingDistance(
                            hashes(scene).perceptualHash(turn), hashes(turned).perceptualHash());
                    byDistance[distance]++;

                    assertThat(distance).as("%s of scene %d", turn, seed).isLessThanOrEqualTo(4);
                }
            }
        }
        assertThat(byDistance[0]).as("equal ones of 240").isGreaterThanOrEqualTo(200);
    }

    @Test
    void turnedHashesOfPhotographsAreNearThoseOfTheTurnedPhotographs() {
        int[] perceptual = new int[65];
        int[] pdq = new int[257];
        for (Path photo : everyTenth(SharedData.files(SharedData.folder("photos")))) {
            try (Picture picture = new PictureDecoder().decodeVetted(SharedData.bytes(photo))) {
                Fingerprints upright = hashes(picture);
                for (Dihedral turn : Dihedral.values()) {
                    try (Picture turned = Drawn.turned(picture, turn)) {
                        Fingerprints its = hashes(turned);
                        perceptual[Fingerprints.hammingDistance(upright.perceptualHash(turn), its.perceptualHash())]++;
                        pdq[upright.pdqHash(turn).distanceTo(its.pdq().hash())]++;
                    }
                }
            }
        }
        System.out.printf("pHash of turns by distance: %s; PDQ: %s%n", shown(perceptual), shown(pdq));
        assertThat(highest(perceptual)).isLessThanOrEqualTo(4);
        assertThat(highest(pdq)).isLessThanOrEqualTo(2);
    }

    @Test
    void hashesThatNobodyAskedForAreNotTaken() {
        try (Picture scene = Drawn.scene(80, 60, 1)) {
            Fingerprints prints = analyzer.analyze(scene, Drawn.metadata(scene)).fingerprints();

            assertThat(prints.waveletHash()).isNull();
            assertThat(prints.pdq()).isNull();
            assertThat(prints.turnedHashes()).isEmpty();
            assertThat(prints.turnedPdq()).isEmpty();
            assertThat(prints.rotation()).isNull();
        }
    }

    private Fingerprints hashes(Picture picture) {
        return analyzer.analyze(picture, Drawn.metadata(picture), WANTED).fingerprints();
    }

    private static IntBinaryOperator noise(int seed) {
        return (x, y) -> (int) new SplittableRandom(seed * 1_000_003L + y * 4099L + x).nextLong() & 0xFFFFFF;
    }

    private static List<Path> everyTenth(List<Path> files) {
        List<Path> some = new ArrayList<>();
        for (int i = 0; i < files.size(); i += 10) {
            some.add(files.get(i));
        }
        return some;
    }

    private static int highest(int[] counts) {
        int highest = counts.length - 1;
        while (counts[highest] == 0) {
            highest--;
        }
        return highest;
    }

    private static String shown(int[] counts) {
        StringBuilder shown = new StringBuilder();
        for (int distance = 0; distance < counts.length; distance++) {
            if (counts[distance] > 0) {
                shown.append(distance).append(": ").append(counts[distance]).append(' ');
            }
        }
        return shown.toString();
    }
}
