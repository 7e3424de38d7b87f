package dev.winnow.formats.labels;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The one catalogue of readers. A new reader is added to {@code META-INF/services} and found by its format everywhere; a list here would
 * make this package depend on those of all formats, which depend on it.
 */
public final class LabelReaders {
    private static final List<LabelReader> ALL =
            ServiceLoader.load(LabelReader.class, LabelReader.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

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
