package dev.winnow.formats.release;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The one catalogue of exporters. A new one is added to {@code META-INF/services} and found by its format everywhere. */
public final class Exporters {
    private static final List<ExporterFactory> ALL =
            ServiceLoader.load(ExporterFactory.class, ExporterFactory.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private Exporters() {}

    public static Optional<ExporterFactory> of(ExportFormat format) {
        return ALL.stream().filter(factory -> factory.format() == format).findFirst();
    }

    /** Formats that have an exporter. */
    public static List<ExportFormat> formats() {
        return Arrays.stream(ExportFormat.values())
                .filter(format -> of(format).isPresent())
                .toList();
    }

    /** Their names, with commas between. */
    public static String labels() {
        return formats().stream().map(ExportFormat::label).collect(Collectors.joining(", "));
    }
}
