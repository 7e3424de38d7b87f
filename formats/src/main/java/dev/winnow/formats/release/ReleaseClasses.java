package dev.winnow.formats.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Numbered classes, by their numbers. Formats that count classes from 0 without a gap get a name such as {@code unused-3} for a number
 * that no class has any more, so that a class keeps its number in every release. Immutable.
 */
public final class ReleaseClasses {
    public static final ReleaseClasses NONE = new ReleaseClasses(List.of());

    private final List<ReleaseClass> all;
    private final Map<String, ReleaseClass> byName = new HashMap<>();

    private ReleaseClasses(List<ReleaseClass> sorted) {
        this.all = List.copyOf(sorted);
        for (int i = 0; i < all.size(); i++) {
            ReleaseClass one = all.get(i);
            if (byName.put(one.name(), one) != null || i > 0 && all.get(i - 1).number() == one.number()) {
                throw new IllegalArgumentException(
                        "Class '" + one.name() + "' has a name or the number " + one.number() + " of another class");
            }
        }
    }

    /** @throws IllegalArgumentException when two have one name or one number */
    public static ReleaseClasses of(List<ReleaseClass> classes) {
        List<ReleaseClass> sorted = new ArrayList<>(classes);
        sorted.sort(Comparator.comparingInt(ReleaseClass::number));
        return new ReleaseClasses(sorted);
    }

    /** By their numbers. */
    public List<ReleaseClass> all() {
        return all;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The class's number; empty for a name that the release does not list. */
    public OptionalInt number(String name) {
        ReleaseClass one = byName.get(name);
        return one == null ? OptionalInt.empty() : OptionalInt.of(one.number());
    }

    /** A name for each number from 0 on, without a gap. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (ReleaseClass one : all) {
            while (names.size() < one.number()) {
                String unused = "unused-" + names.size();
                names.add(byName.containsKey(unused) ? unused + "-" : unused);
            }
            names.add(one.name());
        }
        return names;
    }
}
