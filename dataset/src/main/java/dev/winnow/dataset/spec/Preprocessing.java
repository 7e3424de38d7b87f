package dev.winnow.dataset.spec;

/**
 * How pixels are standardised: scaled to fit a square, the rest filled.
 *
 * @param size side of the square in pixels, 8 to 4096
 * @param fill gray level of the border and behind transparency, 0 to 255
 * @param jpegQuality 1 to 100
 */
public record Preprocessing(int size, int fill, int jpegQuality) {
    public Preprocessing {
        Requirement.require(size >= 8 && size <= 4096, "preprocessing.size", size, "8 to 4096");
        Requirement.require(fill >= 0 && fill <= 255, "preprocessing.fill", fill, "0 to 255");
        Requirement.require(
                jpegQuality >= 1 && jpegQuality <= 100, "preprocessing.jpegQuality", jpegQuality, "1 to 100");
    }

    public static Preprocessing defaults() {
        return new Preprocessing(224, 114, 95);
    }
}
