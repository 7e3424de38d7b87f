package dev.winnow.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.PolarThumbnail.Alignment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolarThumbnailTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31, 32, 33, 63})
    void aDiskRotatedBySectorsIsTheSameAndToldByHowMuch(int sectors) {
        PolarThumbnail disk = waves(1, 0, false);

        Alignment alignment = waves(1, sectors * 5.625, false).align(disk);

        assertThat(alignment.correlation()).isGreaterThan(0.999);
        assertThat(alignment.mirrored()).isFalse();
        assertThat(alignment.degrees()).isBetween(-179, 180);
        assertThat(Math.floorMod(alignment.degrees(), 360) - sectors * 5.625).isCloseTo(0, within(0.5));
    }

    /** Angles between the sectors too, to a degree. */
    @Test
    void everyAngleIsTold() {
        for (int degrees = -179; degrees <= 180; degrees++) {
            for (boolean mirrored : new boolean[] {false, true}) {
                Alignment alignment = waves(degrees, degrees, mirrored).align(waves(degrees, 0, false));

                assertThat(alignment.mirrored()).isEqualTo(mirrored);
                assertThat(alignment.correlation()).isGreaterThan(0.97);
                assertThat(Math.floorMod(alignment.degrees() - degrees + 180, 360) - 180)
                        .as("%d degrees, mirrored: %s", degrees, mirrored)
                        .isBetween(-1, 1);
            }
        }
    }

    @Test
    void twoDisksAreEquallyAlikeFromBothSides() {
        SplittableRandom random = new SplittableRandom(5);
        for (int run = 0; run < 200; run++) {
            PolarThumbnail one = noise(random);
            PolarThumbnail other = noise(random);

            assertThat(one.align(other).correlation())
                    .isEqualTo(other.align(one).correlation())
                    .isBetween(-1.0, 0.5);
            assertThat(one.align(one)).isEqualTo(new Alignment(1, false, 0));
        }
    }

    @Test
    void brightnessAndContrastDoNotMatter() {
        PolarThumbnail disk = waves(3, 0, false);
        byte[] luma = disk.bytes();
        for (int at = 0; at < luma.length; at++) {
            luma[at] = (byte) (20 + (luma[at] & 0xff) / 2);
        }

        assertThat(new PolarThumbnail(luma).align(disk).correlation()).isGreaterThan(0.99);
    }

    @Test
    void ringsOfOneGrayEachCorrelateWithNothing() {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        for (int at = 0; at < luma.length; at++) {
            luma[at] = (byte) (31 * (at / PolarThumbnail.SECTORS));
        }
        PolarThumbnail rings = new PolarThumbnail(luma);

        assertThat(rings.angularVariance()).isZero();
        assertThat(rings.align(rings)).isEqualTo(new Alignment(0, false, 0));
        assertThat(rings.align(waves(1, 0, false)).correlation()).isZero();
    }

    @Test
    void theVarianceIsThatAlongTheRings() {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        for (int at = 0; at < luma.length; at++) {
            luma[at] = (byte) (10 * (at / PolarThumbnail.SECTORS) + (at % 2 == 0 ? 3 : -3) + 100);
        }

        assertThat(new PolarThumbnail(luma).angularVariance()).isEqualTo(9);
    }

    @Test
    void itsTextReadsAsItself() {
        PolarThumbnail disk = noise(new SplittableRandom(8));

        assertThat(PolarThumbnail.ofText(disk.text())).isEqualTo(disk).hasSameHashCodeAs(disk);
        assertThatThrownBy(() -> new PolarThumbnail(new byte[256]))
                .hasMessage("A polar thumbnail has 512 pixels, not 256");
    }

    private static PolarThumbnail noise(SplittableRandom random) {
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        random.nextBytes(luma);
        return new PolarThumbnail(luma);
    }

    /** Rings of seeded waves, mirrored left to right if so, and then rotated counter-clockwise. */
    private static PolarThumbnail waves(long seed, double degrees, boolean mirrored) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] luma = new byte[PolarThumbnail.RINGS * PolarThumbnail.SECTORS];
        for (int ring = 0; ring < PolarThumbnail.RINGS; ring++) {
            double[] strengths = new double[8];
            double[] phases = new double[8];
            for (int m = 1; m < strengths.length; m++) {
                strengths[m] = random.nextDouble(60) / m;
                phases[m] = random.nextDouble(2 * Math.PI);
            }
            for (int sector = 0; sector < PolarThumbnail.SECTORS; sector++) {
                double angle = 2 * Math.PI * (sector + 0.5) / PolarThumbnail.SECTORS - Math.toRadians(degrees);
                double source = mirrored ? Math.PI - angle : angle;
                double level = 127;
                for (int m = 1; m < strengths.length; m++) {
                    level += strengths[m] * Math.cos(m * source - phases[m]);
                }
                luma[ring * PolarThumbnail.SECTORS + sector] = (byte) Math.max(0, Math.min(255, Math.round(level)));
            }
        }
        return new PolarThumbnail(luma);
    }
}
