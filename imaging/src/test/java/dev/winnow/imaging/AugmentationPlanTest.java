package dev.winnow.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Augmentation;
import org.junit.jupiter.api.Test;

class AugmentationPlanTest {
    private static final ContentHash CONTENT = ContentHash.of(new byte[] {1, 2, 3});

    @Test
    void splitMix64GivesThePublishedSequence() {
        SplitMix64 random = new SplitMix64(1234567);

        assertThat(Long.toUnsignedString(random.next())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("3203168211198807973");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("9817491932198370423");
    }

    @Test
    void aPlanDependsOnContentPolicyAndCopyAlone() {
        Augmentation policy = Augmentation.defaults();
        AugmentationPlan plan = AugmentationPlan.draw(CONTENT, policy, 1);

        assertThat(AugmentationPlan.draw(CONTENT, policy, 1)).isEqualTo(plan);
        assertThat(AugmentationPlan.draw(CONTENT, policy, 2)).isNotEqualTo(plan);
        assertThat(AugmentationPlan.draw(ContentHash.of(new byte[0]), policy, 1))
                .isNotEqualTo(plan);
        assertThat(AugmentationPlan.draw(CONTENT, new Augmentation(1, 0.5, 15, 0.2, 0.2, 0.2, 0.06), 1))
                .isNotEqualTo(plan);
    }

    @Test
    void moreCopiesDoNotChangeEarlierOnes() {
        assertThat(AugmentationPlan.draw(CONTENT, new Augmentation(9, 0.5, 15, 0.2, 0.2, 0.2, 0.05), 1))
                .isEqualTo(AugmentationPlan.draw(CONTENT, Augmentation.defaults(), 1));
    }

    @Test
    void aPlanIsTheSameOnEveryMachine() {
        assertThat(AugmentationPlan.draw(CONTENT, Augmentation.defaults(), 1).describe())
                .isEqualTo("brightness -0.0979 contrast -0.0757 saturation +0.0358 hue -0.0117 flip rotate -13.4066");
    }

    @Test
    void amountsStayWithinThePolicyAndFlipsComeAsOftenAsAsked() {
        Augmentation policy = Augmentation.defaults();
        int flips = 0;
        for (int i = 0; i < 2_000; i++) {
            AugmentationPlan plan =
                    AugmentationPlan.draw(ContentHash.of(Integer.toString(i).getBytes()), policy, 1);
            flips += plan.flip() ? 1 : 0;
            assertThat(plan.rotation()).isBetween(-15.0, 15.0);
            assertThat(plan.brightness()).isBetween(-0.2, 0.2);
            assertThat(plan.contrast()).isBetween(-0.2, 0.2);
            assertThat(plan.saturation()).isBetween(-0.2, 0.2);
            assertThat(plan.hue()).isBetween(-0.05, 0.05);
        }
        assertThat(flips).isBetween(900, 1_100);
    }

    @Test
    void changesOfSaturationAndHueKeepGray() {
        double[] matrix = new AugmentationPlan(false, 0, 0, 0, 0.2, 0.05).colorMatrix();

        for (int row = 0; row < 3; row++) {
            assertThat(matrix[4 * row] + matrix[4 * row + 1] + matrix[4 * row + 2])
                    .isCloseTo(1, within(1e-9));
            assertThat(matrix[4 * row + 3]).isZero();
        }
    }

    @Test
    void aHueTurnOfAThirdThriceIsNoTurn() {
        double[] third = new AugmentationPlan(false, 0, 0, 0, 0, 1 / 3.0).colorMatrix();
        double[] color = {10, 90, 200};
        for (int turn = 0; turn < 3; turn++) {
            double[] turned = new double[3];
            for (int row = 0; row < 3; row++) {
                for (int channel = 0; channel < 3; channel++) {
                    turned[row] += third[4 * row + channel] * color[channel];
                }
            }
            color = turned;
        }

        assertThat(color).containsExactly(new double[] {10, 90, 200}, within(1e-6));
    }

    @Test
    void brightnessAndContrastWorkAroundMidGray() {
        double[] matrix = new AugmentationPlan(false, 0, 0.1, 0.5, 0, 0).colorMatrix();

        double mid = 127.5 * (matrix[0] + matrix[1] + matrix[2]) + matrix[3];
        assertThat(mid).isCloseTo(127.5 + 25.5, within(1e-9));
        assertThat(matrix[0] + matrix[1] + matrix[2]).isCloseTo(1.5, within(1e-9));
    }
}
