package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DetailThumbnail;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Pdq;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.Thumbnail;
import java.util.HashMap;
import java.util.Map;

/**
 * What the second look at a content needs, for all contents that are held. Too much for the heap where there are many images, and
 * seldom asked for: only for contents whose perceptual hashes are near. One thread at a time.
 */
public interface Looks {

    /** What was kept of a content; {@link Look#NONE} of one that arrived before looks were kept. */
    Look of(ContentHash content);

    void keep(ContentHash content, Look look);

    void drop(ContentHash content);

    /** In memory. */
    static Looks onHeap() {
        Map<ContentHash, Look> looks = new HashMap<>();
        return new Looks() {
            @Override
            public Look of(ContentHash content) {
                return looks.getOrDefault(content, Look.NONE);
            }

            @Override
            public void keep(ContentHash content, Look look) {
                looks.put(content, look);
            }

            @Override
            public void drop(ContentHash content) {
                looks.remove(content);
            }
        };
    }

    /**
     * What one content looks like.
     *
     * @param thumbnail null where none was taken
     * @param pdq null where none was taken
     * @param polar null where none was taken
     * @param detail null where none was taken
     */
    record Look(Thumbnail thumbnail, Pdq pdq, PolarThumbnail polar, DetailThumbnail detail) {
        public static final Look NONE = new Look(null, null, null);

        /** Without details. */
        public Look(Thumbnail thumbnail, Pdq pdq, PolarThumbnail polar) {
            this(thumbnail, pdq, polar, null);
        }

        static Look at(Fingerprints prints) {
            RotationHash rotation = prints.rotation();
            return new Look(
                    prints.thumbnail(), prints.pdq(), rotation == null ? null : rotation.polar(), prints.detail());
        }
    }
}
