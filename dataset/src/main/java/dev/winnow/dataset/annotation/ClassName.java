package dev.winnow.dataset.annotation;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a class as somebody wrote it. Two spellings are one name by rule when they differ only in case, white space, Unicode form,
 * invisible characters, or separators: {@code Traffic_Light}, {@code trafficLight} and {@code traffic light}.
 */
public record ClassName(String text) {
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}&&[^\\t\\n\\x0B\\f\\r\\x{85}]]");
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\p{Z}\\x{85}_.\\-\\x{2010}-\\x{2015}\\x{2212}]+");
    private static final Pattern HUMP = Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    public ClassName {
        Objects.requireNonNull(text, "text");
    }

    /**
     * The normal form: NFKC, no invisible characters, one blank for separators and between words in camel case, case folded
     * independently of the locale. Empty where nothing visible is left.
     */
    public String key() {
        return folded(HUMP.matcher(visible()).replaceAll(" "));
    }

    /** The normal form that takes capitals within a word for no word's beginning: {@code iPhone} is {@code iphone}. */
    String plainKey() {
        return folded(visible());
    }

    /** Whether both are one name by rule. */
    public boolean isSameAs(ClassName other) {
        String key = key();
        return !key.isEmpty() && (key.equals(other.key()) || plainKey().equals(other.plainKey()));
    }

    private String visible() {
        return INVISIBLE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll("");
    }

    /** Upper case first, so that letters with one capital fold together: the two sigmas, and ß with ss. */
    private static String folded(String words) {
        String blanks = SEPARATORS.matcher(words).replaceAll(" ").strip();
        String folded = blanks.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        // The Turkish capital İ folds to an i with a dot above it, which is an i.
        return Normalizer.normalize(folded.replace("i\u0307", "i").replace('ς', 'σ'), Normalizer.Form.NFKC);
    }

    @Override
    public String toString() {
        return text;
    }
}
