package dev.winnow.formats.labels;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The one catalogue of readers. A new reader is added to {@link #ALL} and found by its format everywhere. */
public final class LabelReaders {
    private static final List<LabelReader> ALL = List.of();

    private LabelReaders() {}

    public static Optional<LabelReader> of(LabelFormat format) {
        return ALL.stream().filter(reader -> reader.format() == format).findFirst();
    }

    /** Formats that have a reader. */
    public static List<LabelFormat> formats() {
        return Arrays.stream(LabelFormat.values())
                .filter(f -> of(f).isPresent())
                .toList();
    }
}
