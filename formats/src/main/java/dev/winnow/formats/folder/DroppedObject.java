package dev.winnow.formats.folder;

import dev.winnow.dataset.Item;
import dev.winnow.dataset.SourceKeys;
import dev.winnow.dataset.Split;
import java.util.Optional;

/**
 * What the key of an object in a watched bucket says of the image in it. An object {@code dataset/key…} becomes the item {@code key…}
 * of that dataset, with the label and split that {@link FolderLayout} reads from the key.
 *
 * @param label or null
 * @param split or null
 */
public record DroppedObject(Item item, String label, Split split) {

    /**
     * Reads a key.
     *
     * @param key as it is, not URL-encoded as it stands in a notification
     * @return nothing where the object is no image: annotations, masks, and markers of folders as consoles make them
     * @throws IllegalArgumentException where the key names no dataset or cannot be a source key
     */
    public static Optional<DroppedObject> of(String key) {
        if (key.endsWith("/")) {
            return Optional.empty();
        }
        String[] parts = key.split("/", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "The object '" + key + "' stands in no dataset: drop images at dataset/label/name");
        }
        Item item = new Item(parts[0], SourceKeys.of(parts[1]));
        FolderLayout.Place place = FolderLayout.of(item.source());
        return place.role() == FolderLayout.Role.PICTURE
                ? Optional.of(new DroppedObject(item, place.label(), place.split()))
                : Optional.empty();
    }
}
