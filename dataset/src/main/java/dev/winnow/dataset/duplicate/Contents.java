package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.KeyedSet;
import dev.winnow.dataset.spec.Duplicates;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The contents that items hold, to be found by their bytes, by their pixels, and by hashes that are near theirs. */
final class Contents {
    private static final Comparator<Content> BY_ARRIVAL = Comparator.comparingLong(content -> content.arrival);

    private final KeyedSet<ContentHash, Content> byHash = new KeyedSet<>(content -> content.hash);

    /** One of each picture. */
    private final KeyedSet<ContentHash, Content> byPixels = new KeyedSet<>(content -> content.pixels);

    /** All of a picture of which there are several files, by arrival. */
    private final Map<ContentHash, List<Content>> several = new HashMap<>();

    /** The informative contents by their perceptual hashes, under their place in {@link #indexed}. */
    private final HammingIndex index = new HammingIndex();

    /** Those of them that have a hash of the disk in their middle, under the same place. */
    private final HammingIndex rotations = new HammingIndex();

    private final List<Content> indexed = new ArrayList<>();
    private final BitSet vacant = new BitSet();

    /** The content of these bytes, or null. */
    Content of(ContentHash hash) {
        return byHash.get(hash);
    }

    /** The contents of the same decoded pixels, by arrival. */
    List<Content> withPixels(ContentHash pixels) {
        Content one = pixels == null ? null : byPixels.get(pixels);
        return one == null ? List.of() : several.getOrDefault(pixels, List.of(one));
    }

    /** The contents whose hashes are near enough to be looked at, nearest first, of equally near ones the earlier first. */
    List<Content> near(Fingerprints prints, Duplicates spec) {
        Map<Content, Integer> distances = new HashMap<>();
        MultiIndex.Hits hits = (place, distance) -> distances.merge(indexed.get(place), distance, Math::min);
        for (long hash : CopyRule.hashesAround(prints, spec).values()) {
            index.search(hash, spec.maxDistance(), hits);
        }
        Long rotation = CopyRule.rotationHashAround(prints, spec);
        if (rotation != null) {
            rotations.search(rotation, spec.maxDistance(), hits);
        }
        List<Content> near = new ArrayList<>(distances.keySet());
        near.sort(Comparator.<Content>comparingInt(distances::get).thenComparing(BY_ARRIVAL));
        return near;
    }

    /** Adds the latest of all contents. */
    void add(Content content) {
        byHash.put(content);
        if (content.pixels != null) {
            Content one = byPixels.get(content.pixels);
            if (one == null) {
                byPixels.put(content);
            } else {
                several.computeIfAbsent(content.pixels, pixels -> new ArrayList<>(List.of(one)))
                        .add(content);
            }
        }
        if (content.informative) {
            content.place = vacant.isEmpty() ? indexed.size() : vacant.nextSetBit(0);
            if (content.place == indexed.size()) {
                indexed.add(content);
            } else {
                indexed.set(content.place, content);
                vacant.clear(content.place);
            }
            index.insert(content.place, content.perceptualHash);
            if (content.rotationHash != null) {
                rotations.insert(content.place, content.rotationHash);
            }
        }
    }

    void remove(Content content) {
        byHash.remove(content.hash);
        if (content.pixels != null) {
            List<Content> same = several.get(content.pixels);
            if (same == null) {
                byPixels.remove(content.pixels);
            } else {
                same.remove(content);
                byPixels.put(same.get(0));
                if (same.size() == 1) {
                    several.remove(content.pixels);
                }
            }
        }
        if (content.informative) {
            index.remove(content.place);
            if (content.rotationHash != null) {
                rotations.remove(content.place);
            }
            indexed.set(content.place, null);
            vacant.set(content.place);
        }
    }

    /** After contents were added in another order than they arrived in. */
    void inOrder() {
        several.values().forEach(same -> same.sort(BY_ARRIVAL));
    }

    /** In no particular order. */
    void forEach(Consumer<Content> action) {
        byHash.forEach(action);
    }
}
