package dev.winnow.formats.folder;

import dev.winnow.dataset.Split;
import java.util.Optional;

/**
 * What the path of an image below its dataset's folder says.
 *
 * <table>
 * <caption>Recognised layouts</caption>
 * <tr><th>path<th>label<th>split
 * <tr><td>{@code x.jpg}<td>none<td>none
 * <tr><td>{@code class/x.jpg}<td>{@code class}<td>none
 * <tr><td>{@code train/x.jpg}<td>none<td>train
 * <tr><td>{@code train/class/x.jpg}<td>{@code class}<td>train
 * </table>
 *
 * <p>Folders below the class folder say nothing: {@code cat/2024/may/x.jpg} is a {@code cat}, as torchvision's
 * {@code ImageFolder} reads it too. A first folder named as {@link Split#ofFolder} knows is always a split, so a class cannot
 * be named {@code test}, except below a split: {@code train/test/x.jpg} is a {@code test}.
 *
 * @param source the image's source key: its path with {@code /} between folders
 * @param label or null
 * @param split the one the image lay in, or null
 */
public record FolderLayout(String source, String label, Split split) {

    /** @param source a relative path with {@code /} between folders */
    public static FolderLayout of(String source) {
        String[] names = source.split("/");
        int folders = names.length - 1;
        Optional<Split> split = folders > 0 ? Split.ofFolder(names[0]) : Optional.empty();
        int classFolder = split.isPresent() ? 1 : 0;
        return new FolderLayout(source, classFolder < folders ? names[classFolder] : null, split.orElse(null));
    }
}
