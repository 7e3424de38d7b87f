package dev.winnow.dataset.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.duplicate.LocalAgreement.Agreement;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocalAgreementTest {
    private static final int SIDE = 32;

    private final LocalAgreement agreement = new LocalAgreement(SIDE);

    @Test
    void aPictureAgreesWithItself() {
        Agreement found = agreement.upright(view(scene(1, Warp.IDENTITY)), view(scene(1, Warp.IDENTITY)));

        assertThat(found.percentile()).isCloseTo(1, within(1e-5));
        assertThat(found.share()).isEqualTo(1);
    }

    @Test
    void brightnessAndContrastDoNotMatter() {
        float[] changed = scene(1, Warp.IDENTITY);
        for (int i = 0; i < changed.length; i++) {
            changed[i] = 40 + 0.5f * changed[i];
        }

        assertThat(agreement
                        .upright(view(scene(1, Warp.IDENTITY)), view(changed))
                        .percentile())
                .isCloseTo(1, within(1e-4));
    }

    @Test
    void aCropAndARotationAreLaidOnTheirOriginal() {
        for (Warp drawn :
                new Warp[] {new Warp(1.11, 0, 1.2, 0, 1.11, -0.8), new Warp(0.996, -0.087, 0, 0.087, 0.996, 0)}) {
            Agreement found = agreement.registered(view(scene(1, drawn)), view(scene(1, Warp.IDENTITY)));

            assertThat(found.percentile()).as("%s", drawn).isGreaterThan(0.8);
            assertThat(1 / found.warp().xx()).as("%s", drawn).isCloseTo(1 / drawn.xx(), within(0.03));
        }
    }

    @Test
    void differentScenesDoNotAgree() {
        for (int seed = 2; seed < 50; seed++) {
            LocalAgreement.View one = view(scene(1, Warp.IDENTITY));
            LocalAgreement.View other = view(scene(seed, Warp.IDENTITY));
            Agreement registered = agreement.registered(one, other);

            assertThat(agreement.upright(one, other).isAtLeast(0.5, 0.8)).isFalse();
            assertThat(registered == null || !registered.isAtLeast(0.5, 0.8)).isTrue();
        }
    }

    /** Layout alone is no evidence: the same page with other lines. */
    @Test
    void onePartThatDiffersIsSeenAmongManyThatAgree() {
        float[] one = scene(1, Warp.IDENTITY);
        float[] other = one.clone();
        float[] stranger = scene(2, Warp.IDENTITY);
        System.arraycopy(stranger, 0, other, 0, other.length / 2);

        Agreement found = agreement.upright(view(one), view(other));

        assertThat(found.share()).isBetween(0.4, 0.75);
        assertThat(found.percentile()).isLessThan(0.5);
    }

    @Test
    void aWarpBeyondWhatEditsDoIsNotPlausible() {
        assertThat(Warp.IDENTITY.isPlausible(SIDE)).isTrue();
        assertThat(new Warp(1.11, 0.09, 3, -0.09, 1.11, -3).isPlausible(SIDE)).isTrue();
        assertThat(new Warp(1, 0, 8, 0, 1, 0).isPlausible(SIDE)).isFalse();
        assertThat(new Warp(1.5, 0, 0, 0, 1.5, 0).isPlausible(SIDE)).isFalse();
        assertThat(new Warp(1.3, 0, 0, 0, 0.9, 0).isPlausible(SIDE)).isFalse();
        assertThat(new Warp(1, 0.4, 0, 0, 1, 0).isPlausible(SIDE)).isFalse();
    }

    private LocalAgreement.View view(float[] gray) {
        return agreement.new View(gray);
    }

    /** Blobs at random places, as they lie under a map. */
    private static float[] scene(long seed, Warp warp) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] blobs = new double[90][];
        for (int i = 0; i < blobs.length; i++) {
            blobs[i] = new double[] {
                random.nextDouble(-4, SIDE + 4),
                random.nextDouble(-4, SIDE + 4),
                random.nextDouble(1, 2.5),
                random.nextDouble(-60, 60)
            };
        }
        float[] gray = new float[SIDE * SIDE];
        double middle = (SIDE - 1) / 2.0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double x = warp.xx() * (column - middle) + warp.xy() * (row - middle) + warp.x() + middle;
                double y = warp.yx() * (column - middle) + warp.yy() * (row - middle) + warp.y() + middle;
                double value = 128;
                for (double[] blob : blobs) {
                    double squared = (x - blob[0]) * (x - blob[0]) + (y - blob[1]) * (y - blob[1]);
                    value += blob[3] * Math.exp(-squared / (2 * blob[2] * blob[2]));
                }
                gray[row * SIDE + column] = (float) Math.max(0, Math.min(255, value));
            }
        }
        return gray;
    }
}
