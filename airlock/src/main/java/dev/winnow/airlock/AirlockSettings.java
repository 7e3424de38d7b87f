package dev.winnow.airlock;

import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Vetting;
import java.util.Objects;

/**
 * How an airlock is built.
 *
 * @param children decoder processes, as many as pictures are decoded at a time; 1 to 256
 * @param memoryBytes what one child may hold, its heap included; at least 128 MiB
 * @param imagesPerChild after which a child is replaced by a new one, at least 1
 * @param decoder what the children run; has a constructor without parameters
 */
public record AirlockSettings(int children, long memoryBytes, int imagesPerChild, Class<? extends Vetting> decoder) {
    /** Fits two copies of 50 megapixels of four 16-bit channels. */
    public static final long DEFAULT_MEMORY = 1L << 30;

    public static final long LEAST_MEMORY = 128L << 20;
    public static final int MOST_CHILDREN = 256;

    /** Long enough for the compiler to pay, short enough for what leaks. */
    private static final int DEFAULT_IMAGES = 20_000;

    public AirlockSettings {
        Objects.requireNonNull(decoder, "decoder");
        require(children >= 1 && children <= MOST_CHILDREN, "children", children, "1 to " + MOST_CHILDREN);
        require(memoryBytes >= LEAST_MEMORY, "memoryBytes", memoryBytes, LEAST_MEMORY + " or more");
        require(imagesPerChild >= 1, "imagesPerChild", imagesPerChild, "1 or more");
    }

    /** Children that run {@link PictureDecoder}. */
    public static AirlockSettings of(int children, long memoryBytes) {
        return new AirlockSettings(children, memoryBytes, DEFAULT_IMAGES, PictureDecoder.class);
    }

    private static void require(boolean holds, String name, long value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
