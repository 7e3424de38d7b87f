package dev.winnow.dataset;

/** How a file stores colour, in the words of Pillow's modes. */
public enum ColorMode {
    /** One bit a pixel. */
    BILEVEL("1"),
    /** Gray. */
    L("L"),
    /** Gray with alpha. */
    LA("LA"),
    /** Palette. */
    P("P"),
    RGB("RGB"),
    RGBA("RGBA"),
    CMYK("CMYK"),
    /** Gray with 16 bits or more. */
    I16("I;16");

    private final String key;

    ColorMode(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }
}
