package dev.winnow.imaging;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.spec.Augmentation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What is done to a picture to make a variant: drawn first, then applied, so that pixels, masks and boxes can follow
 * the same plan on any machine. Applied in the order of the components' groups: colours, then the flip, then the rotation.
 *
 * @param flip left and right are swapped
 * @param rotation degrees, counter-clockwise as seen
 * @param brightness added, as a share of full scale
 * @param contrast by which differences from mid-gray grow, as a share
 * @param saturation by which differences from gray grow, as a share
 * @param hue turn of the colours, as a share of the full circle
 */
public record AugmentationPlan(
        boolean flip, double rotation, double brightness, double contrast, double saturation, double hue) {

    /**
     * The plan for one copy. Depends on nothing but the arguments: the draws come from {@link SplitMix64}, seeded with the
     * first 8 bytes (big-endian) of SHA-256 over the content's hash, the policy in words and the copy's number.
     *
     * @param copy 1, 2, …
     */
    public static AugmentationPlan draw(ContentHash content, Augmentation policy, int copy) {
        String words = "flip " + policy.flipProbability() + " rotation " + policy.maxRotation() + " brightness "
                + policy.brightness() + " contrast " + policy.contrast() + " saturation " + policy.saturation()
                + " hue "
                + policy.hue();
        MessageDigest digest = ContentHash.sha256();
        byte[] seed = digest.digest((content.hex() + "\n" + words + "\n" + copy).getBytes(StandardCharsets.UTF_8));
        SplitMix64 random = new SplitMix64(ByteBuffer.wrap(seed).getLong());
        return new AugmentationPlan(
                random.unit() < policy.flipProbability(),
                random.within(policy.maxRotation()),
                random.within(policy.brightness()),
                random.within(policy.contrast()),
                random.within(policy.saturation()),
                random.within(policy.hue()));
    }

    /** Whether colours change at all. */
    boolean changesColors() {
        return brightness != 0 || contrast != 0 || saturation != 0 || hue != 0;
    }

    /**
     * The colour change as one matrix of 3 rows and 4 columns for pixels in the order blue, green, red; the last column is
     * added. Hue and saturation turn and stretch the colour-difference plane of YUV (BT.601), which keeps luma.
     */
    double[] colorMatrix() {
        double[] matrix = new double[12];
        double gain = 1 + contrast;
        double offset = 127.5 * (1 - gain) + 255 * brightness;
        for (int channel = 0; channel < 3; channel++) {
            double[] changed = turned(channel == 0 ? 1 : 0, channel == 1 ? 1 : 0, channel == 2 ? 1 : 0);
            for (int row = 0; row < 3; row++) {
                matrix[4 * row + channel] = gain * changed[row];
            }
        }
        for (int row = 0; row < 3; row++) {
            matrix[4 * row + 3] = offset;
        }
        return matrix;
    }

    private double[] turned(double blue, double green, double red) {
        double y = 0.299 * red + 0.587 * green + 0.114 * blue;
        double u = 0.492 * (blue - y);
        double v = 0.877 * (red - y);
        double angle = 2 * Math.PI * hue;
        double cos = (1 + saturation) * StrictMath.cos(angle);
        double sin = (1 + saturation) * StrictMath.sin(angle);
        double newBlue = y + (u * cos - v * sin) / 0.492;
        double newRed = y + (u * sin + v * cos) / 0.877;
        return new double[] {newBlue, (y - 0.299 * newRed - 0.114 * newBlue) / 0.587, newRed};
    }

    /** The plan in words, the same for the same plan. */
    public String describe() {
        return "brightness " + signed(brightness) + " contrast " + signed(contrast) + " saturation "
                + signed(saturation) + " hue " + signed(hue) + (flip ? " flip" : "") + " rotate " + signed(rotation);
    }

    /** With sign and four decimals. */
    private static String signed(double value) {
        long tenThousandths = Math.round(Math.abs(value) * 10_000);
        String decimals = Long.toString(10_000 + tenThousandths % 10_000).substring(1);
        return (value < 0 ? "-" : "+") + tenThousandths / 10_000 + "." + decimals;
    }
}
