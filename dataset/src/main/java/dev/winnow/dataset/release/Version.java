package dev.winnow.dataset.release;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of a release: {@code v1}, {@code v1.1}, {@code v1.1.2}. What is 0 at the end is left out, so that {@code v1}, {@code v1.0} and
 * {@code v1.0.0} are one version.
 */
public record Version(int major, int minor, int patch) implements Comparable<Version> {
    public static final Version FIRST = new Version(1, 0, 0);

    private static final Pattern TEXT = Pattern.compile("v?(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?");
    private static final Comparator<Version> ORDER = Comparator.comparingInt(Version::major)
            .thenComparingInt(Version::minor)
            .thenComparingInt(Version::patch);

    /** What a release changes for those who use it. Names are a contract. */
    public enum Change {
        /** Items were edited, removed or moved to another split: results no longer compare. */
        MAJOR,
        /** Items were added and nothing else. */
        MINOR,
        /** The items are the same, and what is said of them differs. */
        PATCH
    }

    public Version {
        if (major < 0 || minor < 0 || patch < 0) {
            throw new IllegalArgumentException("A version has no negative number");
        }
    }

    /** Nothing where the text is no version. */
    public static Optional<Version> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Version(number(matcher.group(1)), number(matcher.group(2)), number(matcher.group(3))))
                : Optional.empty();
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    public Version next(Change change) {
        return switch (change) {
            case MAJOR -> new Version(major + 1, 0, 0);
            case MINOR -> new Version(major, minor + 1, 0);
            case PATCH -> new Version(major, minor, patch + 1);
        };
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /** {@code v1.2}. */
    @Override
    public String toString() {
        return "v" + major + (minor == 0 && patch == 0 ? "" : "." + minor) + (patch == 0 ? "" : "." + patch);
    }
}
