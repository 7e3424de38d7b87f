package dev.winnow.dataset.annotation;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The singulars that an English word can have. */
final class Plurals {
    private static final int SHORTEST_STEM = 3;

    private static final Map<String, String> IRREGULAR = Map.of(
            "people", "person",
            "men", "man",
            "women", "woman",
            "children", "child",
            "mice", "mouse",
            "feet", "foot",
            "teeth", "tooth",
            "geese", "goose",
            "oxen", "ox",
            "dice", "die");

    private Plurals() {}

    /** Whether the last words are singular and plural of each other, and the words before are the same. */
    static boolean differ(String key, String other) {
        if (key.equals(other)) {
            return false;
        }
        Set<String> singulars = singulars(key);
        return singulars.contains(other) || singulars(other).contains(key);
    }

    /** What remains of a name whose last word is read as a plural; several where the ending does not tell. */
    static Set<String> singulars(String key) {
        int at = key.lastIndexOf(' ') + 1;
        String before = key.substring(0, at);
        Set<String> names = new LinkedHashSet<>();
        for (String word : singularsOfWord(key.substring(at))) {
            names.add(before + word);
        }
        return names;
    }

    private static Set<String> singularsOfWord(String word) {
        Set<String> found = new LinkedHashSet<>();
        for (Map.Entry<String, String> irregular : IRREGULAR.entrySet()) {
            if (word.endsWith(irregular.getKey()) && isWholeWord(word, irregular.getKey())) {
                found.add(word.substring(0, word.length() - irregular.getKey().length()) + irregular.getValue());
            }
        }
        if (word.endsWith("ies")) {
            add(found, cut(word, 3), "y");
        }
        if (word.endsWith("ves")) {
            add(found, cut(word, 3), "f");
            add(found, cut(word, 3), "fe");
        }
        if (word.endsWith("es") && takesEs(cut(word, 2))) {
            add(found, cut(word, 2), "");
        }
        if (word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is")) {
            add(found, cut(word, 1), "");
        }
        return found;
    }

    /** {@code policemen} ends in men; {@code specimen} does not stand for {@code speciman}. */
    private static boolean isWholeWord(String word, String plural) {
        String before = word.substring(0, word.length() - plural.length());
        return before.isEmpty()
                || plural.equals("people") && before.equals("sales")
                || (plural.equals("men") || plural.equals("women"))
                        && Set.of(
                                        "police",
                                        "fire",
                                        "sports",
                                        "fisher",
                                        "business",
                                        "crafts",
                                        "chair",
                                        "camera",
                                        "snow",
                                        "work")
                                .contains(before)
                || plural.equals("children") && before.equals("grand");
    }

    private static boolean takesEs(String stem) {
        return stem.endsWith("s")
                || stem.endsWith("x")
                || stem.endsWith("z")
                || stem.endsWith("o")
                || stem.endsWith("ch")
                || stem.endsWith("sh");
    }

    private static void add(Set<String> found, String stem, String ending) {
        String singular = stem + ending;
        if (singular.codePointCount(0, singular.length()) >= SHORTEST_STEM) {
            found.add(singular);
        }
    }

    private static String cut(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }
}
