package dev.winnow.standalone;

import dev.winnow.dataset.ContentHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds files of an imported folder that lie elsewhere than at its last import, so that an image keeps no label of a place its file has
 * left. Safe for use by several threads.
 *
 * <ol>
 *   <li>A file moved where the dataset holds an image at a place that the folder no longer has, and this import takes in the same
 *       bytes at another place.
 *   <li>It must be the same folder: at least half of the dataset's images have a file in it, moved ones included. Else two folders
 *       that go into one dataset would take each other's images out.
 *   <li>It must have been read whole. Where a part could not be read, no file counts as moved.
 * </ol>
 *
 * <p>Example: {@code cat/1.jpg} moved to {@code dog/1.jpg}. The import takes {@code dog/1.jpg} in; {@code cat/1.jpg} is to be withdrawn.
 */
public final class MovedFiles {

    /**
     * What a dataset knows of a place.
     *
     * @param removed whether the image is no part of the dataset any more
     */
    public record Held(ContentHash content, boolean removed) {}

    private final Map<String, Held> held;
    private final Map<String, ContentHash> files = new HashMap<>();
    private boolean incomplete;

    /** @param held by source key */
    public MovedFiles(Map<String, Held> held) {
        this.held = Map.copyOf(held);
    }

    /**
     * Takes note of a file.
     *
     * @return whether the dataset has these bytes at this place, or had them until they were removed
     */
    public synchronized boolean isKnown(String source, ContentHash content) {
        files.put(source, content);
        Held there = held.get(source);
        return there != null && there.content().equals(content);
    }

    /** Whether the image at this place was removed from the dataset. */
    public boolean isRemoved(String source) {
        Held there = held.get(source);
        return there != null && there.removed();
    }

    /** Takes note that a part of the folder could not be read. */
    public synchronized void incomplete() {
        incomplete = true;
    }

    /** After the last file: the places that files left, each with the first place where the bytes lie now. */
    public synchronized Map<String, String> moves() {
        Map<ContentHash, String> arrived = new HashMap<>();
        files.forEach((source, content) -> {
            Held there = held.get(source);
            if (there == null || there.removed() || !there.content().equals(content)) {
                arrived.merge(content, source, (a, b) -> a.compareTo(b) < 0 ? a : b);
            }
        });
        Map<String, String> moves = new TreeMap<>();
        int images = 0;
        int accounted = 0;
        for (Map.Entry<String, Held> image : held.entrySet()) {
            if (image.getValue().removed()) {
                continue;
            }
            String to = arrived.get(image.getValue().content());
            images++;
            if (files.containsKey(image.getKey())) {
                accounted++;
            } else if (to != null) {
                accounted++;
                moves.put(image.getKey(), to);
            }
        }
        return incomplete || 2 * accounted < images ? Map.of() : moves;
    }

    /** After the last file: places of removed images to which a file moved back, and which are to be taken in again. */
    public synchronized List<String> returned() {
        return moves().values().stream()
                .filter(source ->
                        isRemoved(source) && held.get(source).content().equals(files.get(source)))
                .distinct()
                .toList();
    }
}
