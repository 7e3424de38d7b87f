package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.PictureSize;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The pictures that labels may be for. */
public interface Pictures {

    /** Knows no picture: references are handed on as written, and none is missing. */
    Pictures UNKNOWN = new Pictures() {
        @Override
        public boolean known() {
            return false;
        }

        @Override
        public List<Picture> all() {
            return List.of();
        }

        @Override
        public Match find(String reference) {
            return new Match.None();
        }
    };

    /** Whether a picture that is not found is missing. */
    boolean known();

    List<Picture> all();

    /** The picture that a label file means by a name, a path or an address. */
    Match find(String reference);

    /**
     * A picture.
     *
     * @param name below the dataset, with {@code /} between folders
     * @param size empty where nobody measured it
     */
    record Picture(String name, Optional<PictureSize> size) {
        public Picture {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(size, "size");
        }
    }

    /** What a reference names. */
    sealed interface Match {
        record One(Picture picture) implements Match {}

        /** More than one fits as well; nobody but a person can choose. */
        record Several(List<Picture> pictures) implements Match {
            public Several {
                pictures = List.copyOf(pictures);
            }
        }

        record None() implements Match {}
    }
}
