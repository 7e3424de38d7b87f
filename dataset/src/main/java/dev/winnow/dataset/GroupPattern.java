package dev.winnow.dataset;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A regular expression whose first capturing group names an image's group by its source key. It runs on RE2, which takes time in
 * proportion to the key's length times the pattern's size, whatever the pattern: one dataset's pattern cannot hold up the others
 * of its partition. In exchange RE2 has no lookaround, no backreferences and no possessive quantifiers.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class GroupPattern {
    /** Most characters of a pattern. */
    public static final int MAX_LENGTH = 500;

    /** Most instructions that a pattern may compile to, with counted repetitions written out. */
    static final int MAX_INSTRUCTIONS = 2_000;

    private static final String KEY = "split.groupPattern";

    private final Pattern pattern;

    private GroupPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException naming the key, the pattern, what is wrong with it and the remedy */
    public static GroupPattern of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    KEY + " has " + text.length() + " characters, expected at most " + MAX_LENGTH + ": shorten it");
        }
        if (PatternSize.of(text) > MAX_INSTRUCTIONS) {
            throw tooLarge(text);
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    KEY + " is '" + text + "', which is no regular expression in RE2 syntax: " + e.getDescription()
                            + (e.getPattern() == null ? "" : " at '" + e.getPattern() + "'")
                            + ". RE2 has no lookaround, backreferences and possessive quantifiers",
                    e);
        }
        if (pattern.programSize() > MAX_INSTRUCTIONS) {
            throw tooLarge(text);
        }
        if (pattern.groupCount() < 1) {
            throw new IllegalArgumentException(KEY + " is " + text + ", expected a pattern with a capturing group");
        }
        return new GroupPattern(pattern);
    }

    /**
     * Why a pattern cannot be used. A spec declared before patterns were checked can hold such a pattern. It is kept, because images
     * refer to its version, and names no group.
     */
    public static Optional<String> problem(String text) {
        try {
            of(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static IllegalArgumentException tooLarge(String text) {
        return new IllegalArgumentException(KEY + " is '" + text + "', whose repetitions come to more than "
                + MAX_INSTRUCTIONS + " instructions: use + or * in place of large counts");
    }

    /** The group that the source key names, or null where the pattern is not found in it. */
    public String groupOf(String source) {
        Matcher matcher = pattern.matcher(source);
        return matcher.find() ? matcher.group(1) : null;
    }
}
