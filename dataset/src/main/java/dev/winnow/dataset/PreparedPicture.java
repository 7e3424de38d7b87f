package dev.winnow.dataset;

import java.util.Objects;

/**
 * Pixels made from an image, stored under their own content hash.
 *
 * @param copy 0 for the standardised picture, 1, 2, … for variants of it
 * @param content of the encoded picture
 * @param bytes of the encoded picture
 * @param plan what was done to make it, in words that stay the same for the same plan
 */
public record PreparedPicture(int copy, ContentHash content, long bytes, int width, int height, String plan) {
    public PreparedPicture {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(plan, "plan");
    }
}
