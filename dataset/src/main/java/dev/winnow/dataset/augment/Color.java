package dev.winnow.dataset.augment;

/** An opaque colour; each part is 0 to 255. */
public record Color(int red, int green, int blue) {
    public Color {
        if (((red | green | blue) & ~255) != 0) {
            throw new IllegalArgumentException(
                    "A colour has three values from 0 to 255, not " + red + ", " + green + ", " + blue);
        }
    }

    public static Color gray(int value) {
        return new Color(value, value, value);
    }
}
