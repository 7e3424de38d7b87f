package dev.winnow.dataset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A place in a dataset: the dataset's name and the source key below it, such as {@code cat/0001.jpg}. What lies there is
 * its content; uploading to the same place again replaces the content and keeps the item.
 *
 * @param dataset 1 to 64 of {@code a-z 0-9 . _ -}, starting with a letter or digit
 * @param source the path below the dataset, with {@code /} between folders, 1 to 1024 bytes of UTF-8, no control
 *     characters; not interpreted, never used as a file name
 */
public record Item(String dataset, String source) {
    private static final Pattern DATASET = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Item {
        requireDatasetName(dataset);
        requireSource(source);
    }

    /** The item's key on topics and in URLs: 32 hex digits, the start of SHA-256 over dataset, NUL and source. */
    public String id() {
        MessageDigest digest = ContentHash.sha256();
        digest.update(dataset.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /** @throws IllegalArgumentException saying what a dataset's name may hold */
    public static String requireDatasetName(String name) {
        if (!DATASET.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A dataset's name is 1 to 64 of a-z 0-9 . _ - and starts with a letter or" + " digit, which '"
                            + escaped(name) + "' is not");
        }
        return name;
    }

    /** @throws IllegalArgumentException saying what a source key may hold and what to do */
    public static String requireSource(String source) {
        int bytes = source.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > 1024) {
            throw new IllegalArgumentException(
                    "A source key has 1 to 1024 bytes, this one has " + bytes + ": shorten the path");
        }
        if (source.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A source key holds no control characters: rename " + escaped(source));
        }
        return source;
    }

    /** The nearest allowed dataset name for a folder's name: {@code My Photos (2)} becomes {@code my-photos-2}. */
    public static String datasetNameFor(String folder) {
        String name = folder.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9._-]+", "-")
                .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
        name = name.substring(0, Math.min(64, name.length()));
        return name.isEmpty() ? "images" : name;
    }

    static String escaped(String text) {
        return text.chars()
                .limit(80)
                .mapToObj(c -> Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(java.util.stream.Collectors.joining());
    }
}
