package dev.winnow.imaging;

import java.util.Objects;

/**
 * An encoded picture made from another.
 *
 * @param copy 0 for the standardised picture, 1, 2, … for variants
 * @param plan what was done, in words that stay the same for the same plan
 */
public record Rendered(int copy, byte[] jpeg, int width, int height, String plan) {
    public Rendered {
        Objects.requireNonNull(jpeg, "jpeg");
        Objects.requireNonNull(plan, "plan");
    }
}
