package dev.winnow.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which source keys are taken in, by upload, form, bucket and folder alike. A key that is taken can be written below a folder on any
 * system without leaving it, though Winnow itself never uses one as a file name.
 *
 * <ol>
 *   <li>Backslashes become slashes, as Windows writes paths.
 *   <li>1 to 1024 bytes of UTF-8 without control characters.
 *   <li>Relative: no leading slash, no drive letter such as {@code C:}.
 *   <li>No name between slashes is {@code .} or {@code ..}, also with further dots or spaces, or a device name of Windows: {@code
 *       CON}, {@code nul.jpg}, {@code COM1}.
 * </ol>
 *
 * <p>{@link Item} itself takes what an older version let in.
 */
public final class SourceKeys {
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])");

    private SourceKeys() {}

    /**
     * The key that a path given from outside has.
     *
     * @throws IllegalArgumentException saying what the key holds, what is taken, and what to do
     */
    public static String of(String given) {
        String key = given.replace('\\', '/');
        Item.requireSource(key);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw refused(key, "holds half a character that UTF-8 cannot write", "rename the file");
        }
        if (key.startsWith("/")) {
            throw refused(key, "starts with a slash", "give the path below the dataset, such as cat/0001.jpg");
        }
        if (DRIVE.matcher(key).matches()) {
            throw refused(key, "starts with a drive letter", "give the path below the dataset, such as cat/0001.jpg");
        }
        for (String name : key.split("/", -1)) {
            requireName(key, name);
        }
        return key;
    }

    private static void requireName(String key, String name) {
        if (name.isEmpty()) {
            throw refused(key, "has an empty name between slashes or at its end", "leave the extra slash out");
        }
        if (name.contains(".") && name.chars().allMatch(c -> c == '.' || c == ' ')) {
            throw refused(key, "has the name '" + name + "', which may stand for another folder", "leave it out");
        }
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
        if (DEVICE.matcher(stem).matches()) {
            throw refused(key, "has the name '" + name + "', which is a device on Windows", "rename it");
        }
    }

    private static IllegalArgumentException refused(String key, String found, String remedy) {
        return new IllegalArgumentException("The source key '" + Item.escaped(key) + "' " + found + ": " + remedy);
    }
}
