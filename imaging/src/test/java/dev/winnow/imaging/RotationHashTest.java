package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.PolarThumbnail.Alignment;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.dataset.spec.Duplicates.Turned;
import dev.winnow.dataset.spec.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk in the middle of a picture stays the same disk, however the picture is rotated. */
class RotationHashTest {
    private static final WantedHashes WANTED =
            WantedHashes.of(new Duplicates(12, null, null, null, Turned.ANY_ANGLE, null, null, null));

    private final Analyzer analyzer = new Analyzer();

    /** Nothing is resampled: the scene is drawn at the angle, and what was outside of the canvas is black. */
    @ParameterizedTest
    @CsvSource({"300, 300", "320, 240", "97, 201", "64, 64", "1000, 700"})
    void aRotatedSceneHasNearlyTheSameHashAndTellsTheAngle(int width, int height) {
        SplittableRandom random = new SplittableRandom(31L * width + height);
        for (int run = 0; run < 20; run++) {
            DoubleBinaryOperator scene = blobs(run);
            int degrees = random.nextInt(-179, 181);
            boolean mirrored = random.nextBoolean();
            RotationHash upright = drawn(width, height, scene, 0, false);
            RotationHash rotated = drawn(width, height, scene, degrees, mirrored);

            Alignment alignment = rotated.polar().align(upright.polar());

            String what = "scene " + run + (mirrored ? " mirrored and" : "") + " rotated by " + degrees;
            assertThat(Fingerprints.hammingDistance(rotated.hash(), upright.hash()))
                    .as(what)
                    .isLessThanOrEqualTo(8);
            assertThat(alignment.correlation()).as(what).isGreaterThan(0.9);
            assertThat(alignment.mirrored()).as(what).isEqualTo(mirrored);
            assertThat(Math.floorMod(alignment.degrees() - degrees + 180, 360) - 180)
                    .as(what)
                    .isBetween(-2, 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Dihedral.class)
    void aTurnByQuartersAndAMirrorImageHaveTheVerySameHash(Dihedral turn) {
        int[][] sizes = {{200, 200}, {97, 64}, {64, 97}, {151, 150}, {31, 77}, {640, 480}};
        for (int seed = 0; seed < 6; seed++) {
            try (Picture scene = Drawn.scene(sizes[seed][0], sizes[seed][1], seed);
                    Picture turned = Drawn.turned(scene, turn)) {
                RotationHash hash = hash(scene);

                Alignment alignment = hash(turned).polar().align(hash.polar());

                assertThat(hash(turned).hash()).isEqualTo(hash.hash());
                assertThat(alignment.correlation()).isEqualTo(1);
                assertThat(alignment.mirrored()).isEqualTo(turn.ordinal() >= Dihedral.FLIP_LEFT_RIGHT.ordinal());
                assertThat(alignment.degrees() % 90).isZero();
            }
        }
    }

    @Test
    void strangersAreFarApart() {
        List<RotationHash> hashes = new ArrayList<>();
        for (int seed = 0; seed < 60; seed++) {
            hashes.add(drawn(200, 200, blobs(seed), 0, false));
        }
        for (RotationHash one : hashes) {
            for (RotationHash other : hashes) {
                assertThat(one == other
                                || Fingerprints.hammingDistance(one.hash(), other.hash()) > 12
                                || one.polar().align(other.polar()).correlation() < 0.75)
                        .isTrue();
            }
        }
    }

    @Test
    void anotherSizeAndALittleBlurHardlyMatter() {
        for (int run = 0; run < 10; run++) {
            RotationHash large = drawn(1200, 900, blobs(run), 0, false);
            RotationHash small = drawn(160, 120, blobs(run), 77, false);

            assertThat(Fingerprints.hammingDistance(large.hash(), small.hash())).isLessThanOrEqualTo(8);
            assertThat(small.polar().align(large.polar()).correlation()).isGreaterThan(0.9);
        }
    }

    /** A canvas of 320×240 rotated by 30 degrees: what of it the rotated canvas does not cover, known by geometry to a hundredth. */
    @Test
    void cornersThatARotationLeftEmptyAreCounted() {
        RotationHash upright = drawn(320, 240, blobs(3), 0, false);
        RotationHash rotated = drawn(320, 240, blobs(3), 30, false);

        double covered = 0;
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 320; x++) {
                double dx = x - 159.5;
                double dy = y - 119.5;
                double sourceX = Math.cos(Math.PI / 6) * dx - Math.sin(Math.PI / 6) * dy;
                double sourceY = Math.sin(Math.PI / 6) * dx + Math.cos(Math.PI / 6) * dy;
                covered += Math.abs(sourceX) <= 160 && Math.abs(sourceY) <= 120 ? 1 : 0;
            }
        }
        assertThat(upright.corners()).isZero();
        assertThat(rotated.corners()).isCloseTo(1 - covered / (320 * 240), within(0.01));
    }

    @Test
    void aBackgroundThatReachesAlongAnEdgeIsNoCorner() {
        try (Picture spot = Drawn.gray(100, 80, (x, y) -> Math.hypot(x - 60, y - 35) < 25 ? 20 + 2 * x : 255);
                Picture bars = Drawn.gray(100, 80, (x, y) -> x < 15 || x > 84 ? 0 : 40 + (x * 37 + y * 91) % 200)) {
            assertThat(hash(spot).corners()).isZero();
            assertThat(hash(bars).corners()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 4", "200, 150, 9", "640, 480, 17", "33, 50, 6"})
    void whatIsAlikeAllAroundHasNone(int width, int height, int ringWidth) {
        double x0 = width / 2.0 - 0.5;
        double y0 = height / 2.0 - 0.5;
        try (Picture uniform = Drawn.uniform(width, height, 0x808080);
                Picture target = Drawn.gray(width, height, (x, y) ->
                        (int) (127 + 60 * Math.cos(Math.hypot(x - x0, y - y0) / ringWidth)))) {
            assertThat(hash(uniform)).isNull();
            assertThat(hash(target)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "2, 3", "3, 200", "500, 2"})
    void tinyAndThinPicturesAreTaken(int width, int height) {
        try (Picture noise = Drawn.gray(width, height, (x, y) -> (x * 83 + y * 47) % 256)) {
            RotationHash hash = hash(noise);

            assertThat(hash == null || hash.polar().align(hash.polar()).correlation() == 1)
                    .isTrue();
        }
    }

    /** What stands on topics and in stores: never to change under this name of the algorithm. */
    @Test
    void theHashOfADrawnSceneIsPinned() {
        RotationHash hash = drawn(320, 240, blobs(7), 0, false);

        assertThat(RotationHash.ALGORITHM).isEqualTo("polar8x64-1");
        assertThat(Long.toHexString(hash.hash())).isEqualTo("f9fe7f7f2fadb534");
        assertThat(ContentHash.of(hash.polar().bytes()).hex())
                .isEqualTo("d1ba9ddac3d8b098a679a30fb6974766b523e1f92cfd3729b9a910294e348429");
    }

    /** The default rule's radius and correlation, on all pairs of the photographs there are. */
    @Test
    void noTwoPhotographsAreTakenForRotatedCopies() {
        List<RotationHash> hashes = new ArrayList<>();
        for (Path photo : SharedData.files(SharedData.folder("photos"))) {
            if (new PictureDecoder().decode(SharedData.bytes(photo), photo.toString(), Limits.defaults())
                    instanceof Decoded.Image image) {
                try (Picture picture = image.picture()) {
                    hashes.add(hash(picture));
                }
            }
        }
        int near = 0;
        double most = -1;
        for (int one = 0; one < hashes.size(); one++) {
            for (int other = 0; other < one; other++) {
                RotationHash a = hashes.get(one);
                RotationHash b = hashes.get(other);
                if (Fingerprints.hammingDistance(a.hash(), b.hash()) <= 16) {
                    near++;
                    most = Math.max(most, a.polar().align(b.polar()).correlation());
                }
            }
        }
        assertThat(hashes).doesNotContainNull();
        assertThat(most)
                .as("correlation of the disks of %d pairs with hashes within 16 bits", near)
                .isLessThan(Duplicates.defaults().minCorrelation());
    }

    private RotationHash drawn(int width, int height, DoubleBinaryOperator scene, int degrees, boolean mirrored) {
        double radians = Math.toRadians(degrees);
        double scale = Math.min(width, height) / 2.0;
        try (Picture picture = Drawn.gray(width, height, (column, row) -> {
            double x = (column + 0.5 - width / 2.0) / scale;
            double y = (height / 2.0 - row - 0.5) / scale;
            double sourceX = Math.cos(radians) * x + Math.sin(radians) * y;
            double sourceY = Math.cos(radians) * y - Math.sin(radians) * x;
            boolean outside = Math.abs(sourceX) > width / 2.0 / scale || Math.abs(sourceY) > height / 2.0 / scale;
            return outside ? 0 : (int) scene.applyAsDouble(mirrored ? -sourceX : sourceX, sourceY);
        })) {
            return hash(picture);
        }
    }

    /** Soft bright and dark spots, 0 to 255 of places around the middle, which is 1 from the nearest edges. */
    private static DoubleBinaryOperator blobs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] spots = new double[14][];
        for (int i = 0; i < spots.length; i++) {
            double width = random.nextDouble(0.08, 0.4);
            spots[i] = new double[] {
                random.nextDouble(-1, 1), random.nextDouble(-1, 1), width * width, random.nextDouble(-90, 90)
            };
        }
        return (x, y) -> {
            double level = 127;
            for (double[] spot : spots) {
                double dx = x - spot[0];
                double dy = y - spot[1];
                level += spot[3] * StrictMath.exp(-(dx * dx + dy * dy) / spot[2]);
            }
            return Math.max(0, Math.min(255, level));
        };
    }

    private RotationHash hash(Picture picture) {
        return analyzer.analyze(picture, Drawn.metadata(picture), WANTED)
                .fingerprints()
                .rotation();
    }
}
