package dev.winnow.formats.release;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Flags;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Counts for an {@link ExportReport} while an exporter works. Not safe for use by several threads. */
public final class ExportTally {
    private final Map<Loss, Long> losses = new EnumMap<>(Loss.class);
    private long items;
    private long objects;

    public void item() {
        items++;
    }

    public void objects(long more) {
        objects += more;
    }

    public void lost(Loss loss) {
        lost(loss, 1);
    }

    public void lost(Loss loss, long times) {
        if (times > 0) {
            losses.merge(loss, times, Long::sum);
        }
    }

    /** Counts what stands beside an object's shapes and class. */
    public void beside(Annotation object, Set<Loss> unsayable) {
        if (unsayable.contains(Loss.FLAGS) && !object.flags().equals(Flags.NONE)) {
            lost(Loss.FLAGS);
        }
        if (unsayable.contains(Loss.ATTRIBUTES) && hasAttributes(object)) {
            lost(Loss.ATTRIBUTES);
        }
        if (unsayable.contains(Loss.SCORES) && object.score().isPresent()) {
            lost(Loss.SCORES);
        }
        if (unsayable.contains(Loss.ANNOTATORS)
                && !object.provenance().annotator().isEmpty()) {
            lost(Loss.ANNOTATORS);
        }
    }

    private static boolean hasAttributes(Annotation object) {
        return object.attributes().keySet().stream()
                .anyMatch(name -> !name.equals(Annotation.AREA) && !name.equals(Annotation.KEYPOINT_COUNT));
    }

    public ExportReport report() {
        return new ExportReport(items, objects, losses);
    }
}
