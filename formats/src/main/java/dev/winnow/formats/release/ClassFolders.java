package dev.winnow.formats.release;

import dev.winnow.dataset.ContentHash;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of folders that stand for classes, valid on Windows, macOS and Linux. Percent-decoding a folder's name gives the class's name.
 *
 * <ol>
 *   <li>Characters that a system refuses are percent-encoded, as are a leading dot, blanks and dots at the end, and percent signs.
 *   <li>A name that is a device on Windows, or differs from an earlier one in case alone, has its first character encoded.
 *   <li>A name of more than 200 bytes is cut, and ends in the beginning of its hash.
 * </ol>
 */
public final class ClassFolders {
    private static final int MOST_BYTES = 200;
    private static final String REFUSED = "<>:\"/\\|?*%";
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\\..*)?");

    private final Map<String, String> folders = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** The folder of a class; the same at each call. */
    public String of(String name) {
        return folders.computeIfAbsent(name, this::free);
    }

    private String free(String name) {
        String folder = encoded(name);
        if (DEVICE.matcher(folder.toLowerCase(Locale.ROOT)).matches() || !taken.add(folded(folder))) {
            for (int hard = 1; ; hard++) {
                folder = encoded(name, hard);
                if (taken.add(folded(folder))) {
                    break;
                }
            }
        }
        return folder;
    }

    private static String folded(String folder) {
        return Normalizer.normalize(folder, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static String encoded(String name) {
        return encoded(name, 0);
    }

    /** @param hard how many characters from the first on are encoded in any case */
    private static String encoded(String name, int hard) {
        StringBuilder folder = new StringBuilder();
        int[] points = name.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            boolean last = i == points.length - 1;
            boolean refused = i < hard
                    || c < 32
                    || c == 127
                    || REFUSED.indexOf(c) >= 0
                    || c == '.' && (i == 0 || last)
                    || c == ' ' && (i == 0 || last);
            if (refused) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    folder.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
                }
            } else {
                folder.appendCodePoint(c);
            }
        }
        if (folder.length() == 0) {
            folder.append("unnamed");
        }
        if (folder.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
            return folder.toString();
        }
        StringBuilder cut = new StringBuilder();
        int bytes = 0;
        for (int c : folder.codePoints().toArray()) {
            bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES - 10) {
                break;
            }
            cut.appendCodePoint(c);
        }
        return cut + "-"
                + ContentHash.of(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
    }
}
