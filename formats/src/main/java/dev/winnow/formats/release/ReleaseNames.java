package dev.winnow.formats.release;

import dev.winnow.dataset.ContentHash;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of files that every system, archive and tool takes: {@code 0f3c9a1b22d4_IMG-0042}.
 *
 * <ol>
 *   <li>The first 12 hex digits of the content, an underscore, and what is left of the source's last name without its extension.
 *   <li>ASCII letters and digits, {@code -} and {@code _}: no dot, because a sample's key in a tar shard ends at its first one; no space.
 *   <li>No two names of a release are equal without regard to case: the second one has the beginning of its item's hash behind it.
 * </ol>
 *
 * <p>Takes items in the order of a release and remembers one content at a time. Not safe for use by several threads.
 */
public final class ReleaseNames {
    private static final int HEX = 12;
    private static final int MOST_OF_STEM = 60;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9_]+");

    private final Set<String> taken = new HashSet<>();
    private String prefix = "";
    private ReleaseItem last;

    /**
     * The name of the next item, without an extension.
     *
     * @throws IllegalArgumentException when the item does not come after the one before
     */
    public String next(ReleaseItem item) {
        if (last != null && last.compareTo(item) >= 0) {
            throw new IllegalArgumentException(
                    "Item " + item.item() + " (content " + item.content() + ") came after item " + last.item()
                            + " (content " + last.content() + "): a release is ordered by content, then item");
        }
        last = item;
        String begin = item.content().hex().substring(0, HEX);
        if (!begin.equals(prefix)) {
            taken.clear();
            prefix = begin;
        }
        String stem = stem(item.source());
        String name = stem.startsWith(begin + "_") ? stem : begin + "_" + stem; // a converted release keeps its names
        if (!taken.add(name.toLowerCase(Locale.ROOT))) {
            String own =
                    ContentHash.of(item.item().getBytes(StandardCharsets.UTF_8)).hex();
            for (int digits = 8; ; digits += 8) {
                String longer = name + "-" + own.substring(0, digits);
                if (taken.add(longer.toLowerCase(Locale.ROOT))) {
                    return longer;
                }
            }
        }
        return name;
    }

    private static String stem(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return plain(dot > 0 ? name.substring(0, dot) : name, "image");
    }

    /** The text in letters, digits, {@code -} and {@code _}, cut to a length that file systems take. */
    static String plain(String text, String otherwise) {
        String ascii =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        String plain = OTHERS.matcher(ascii).replaceAll("-").replaceAll("^-+|-+$", "");
        plain = plain.length() > MOST_OF_STEM ? plain.substring(0, MOST_OF_STEM) : plain;
        return plain.isEmpty() ? otherwise : plain;
    }
}
