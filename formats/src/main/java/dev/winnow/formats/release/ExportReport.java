package dev.winnow.formats.release;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an export wrote.
 *
 * @param losses how many items or objects the format could not say all of
 */
public record ExportReport(long items, long objects, Map<Loss, Long> losses) {
    public ExportReport {
        EnumMap<Loss, Long> copy = new EnumMap<>(Loss.class);
        copy.putAll(losses);
        losses = Collections.unmodifiableMap(copy);
    }
}
