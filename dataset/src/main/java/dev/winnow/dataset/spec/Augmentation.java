package dev.winnow.dataset.spec;

/**
 * What copies are made of each prepared picture. Amounts are drawn evenly from −x to +x.
 *
 * @param copies 0 to 32
 * @param flipProbability of a left–right flip, 0 to 1
 * @param maxRotation degrees, 0 to 180
 * @param brightness share of full scale, 0 to 1
 * @param contrast share, 0 to 1
 * @param saturation share, 0 to 1
 * @param hue share of the full circle, 0 to 0.5
 */
public record Augmentation(
        int copies,
        double flipProbability,
        double maxRotation,
        double brightness,
        double contrast,
        double saturation,
        double hue) {
    public Augmentation {
        Requirement.require(copies >= 0 && copies <= 32, "augmentation.copies", copies, "0 to 32");
        Requirement.require(
                flipProbability >= 0 && flipProbability <= 1,
                "augmentation.flipProbability",
                flipProbability,
                "0 to 1");
        Requirement.require(
                maxRotation >= 0 && maxRotation <= 180, "augmentation.maxRotation", maxRotation, "0 to 180");
        Requirement.require(brightness >= 0 && brightness <= 1, "augmentation.brightness", brightness, "0 to 1");
        Requirement.require(contrast >= 0 && contrast <= 1, "augmentation.contrast", contrast, "0 to 1");
        Requirement.require(saturation >= 0 && saturation <= 1, "augmentation.saturation", saturation, "0 to 1");
        Requirement.require(hue >= 0 && hue <= 0.5, "augmentation.hue", hue, "0 to 0.5");
    }

    public static Augmentation defaults() {
        return new Augmentation(1, 0.5, 15, 0.2, 0.2, 0.2, 0.05);
    }
}
