package dev.winnow.dataset.annotation;

import java.util.Objects;

/**
 * Where something was read.
 *
 * @param file the file's name as the reader was given it, with {@code /} between folders; an event's id where no file was read
 * @param at the place in the file: {@code annotations[3]}, {@code line 7}, {@code object 1}, {@code annotation 10 / r1},
 *     {@code image 0 / shape 1}, {@code shape 1}, or {@code file} for all of it
 */
public record Origin(String file, String at) {
    public static final String WHOLE_FILE = "file";

    public Origin {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(at, "at");
    }

    public static Origin of(String file) {
        return new Origin(file, WHOLE_FILE);
    }

    @Override
    public String toString() {
        return file + ", " + at;
    }
}
