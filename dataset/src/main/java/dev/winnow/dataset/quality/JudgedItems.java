package dev.winnow.dataset.quality;

import java.util.List;
import java.util.function.Consumer;

/** Where {@link Verdicts} keeps a dataset's items, sorted by id. */
public interface JudgedItems {

    /** The item of this id, or null. */
    JudgedItem get(String item);

    /** Keeps an item in place of what was kept of the same id. */
    void put(JudgedItem item);

    /**
     * The next items in the order of their ids.
     *
     * @param item an id, or the empty string for the beginning
     * @param most items, 1 or more; fewer are returned only at the end
     */
    List<JudgedItem> after(String item, int most);

    /** Reads all items once, in any order. */
    void forEach(Consumer<JudgedItem> reader);
}
