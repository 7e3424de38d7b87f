package dev.winnow.dataset;

import java.util.Locale;
import java.util.Optional;

/** The part of a dataset an image is used in. */
public enum Split {
    TRAIN,
    VAL,
    TEST;

    /** {@code train}, {@code val} or {@code test}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The split that a folder of this name stands for: {@code train|training}, {@code val|valid|validation}, {@code test|testing}. */
    public static Optional<Split> ofFolder(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of(TRAIN);
            case "val", "valid", "validation" -> Optional.of(VAL);
            case "test", "testing" -> Optional.of(TEST);
            default -> Optional.empty();
        };
    }
}
