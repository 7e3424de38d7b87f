package dev.winnow.dataset.release;

import java.util.List;

/**
 * A box of the checklist with its conditions.
 *
 * @param verdict the worst of its conditions
 */
public record Box(Name box, String title, Verdict verdict, List<Condition> conditions) {
    public Box {
        conditions = List.copyOf(conditions);
    }

    static Box of(Name name, List<Condition> conditions) {
        return new Box(
                name,
                name.title,
                Verdict.worst(conditions.stream().map(Condition::verdict).toList()),
                conditions);
    }

    /** The eight boxes, in their order. Names are a contract. */
    public enum Name {
        IMAGES("All images open; formats standardized"),
        LEAKAGE("No near-duplicates across splits"),
        LABELS("Labels validated"),
        SPLITS("Splits complete and balanced"),
        PREPARATION("Preprocessing and augmentation defined and reproducible"),
        ISSUES("Issues addressed or documented"),
        BASELINE("Baseline checks passed"),
        CARD("Dataset card complete; license clear");

        private final String title;

        Name(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }
}
