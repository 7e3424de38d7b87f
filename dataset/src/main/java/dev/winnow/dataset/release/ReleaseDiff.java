package dev.winnow.dataset.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a release changes against an earlier one. Counts are of items; an item may count several times, as edited and moved.
 *
 * @param edited other bytes lie at the item's place
 * @param moved to another split
 * @param relabelled with other labels or annotations
 * @param reprepared with other prepared pictures
 * @param described that differ in nothing but what is said of them, such as a measure or a cluster
 * @param same that differ in nothing
 * @param before items by split, earlier
 * @param after items by split, later
 * @param examples some places of each kind of change, the first in order
 */
public record ReleaseDiff(
        long added,
        long removed,
        long edited,
        long moved,
        long relabelled,
        long reprepared,
        long described,
        long same,
        Map<String, Long> before,
        Map<String, Long> after,
        Map<String, List<String>> examples) {

    /** Places of one kind that are named. */
    public static final int MOST_EXAMPLES = 20;

    public ReleaseDiff {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
        examples = Map.copyOf(examples);
    }

    /**
     * Compares two releases with memory that does not depend on their size.
     *
     * @param before the earlier release's entries, ordered by the UTF-8 bytes of their sources
     * @param after the later one's, in the same order
     */
    public static ReleaseDiff between(Iterator<ReleaseEntry> before, Iterator<ReleaseEntry> after) {
        Count count = new Count();
        ReleaseEntry one = next(before);
        ReleaseEntry other = next(after);
        while (one != null || other != null) {
            int order = one == null ? 1 : other == null ? -1 : order(one.source(), other.source());
            if (order < 0) {
                count.of("removed", one);
                count.before(one);
                one = next(before);
            } else if (order > 0) {
                count.of("added", other);
                count.after(other);
                other = next(after);
            } else {
                count.before(one);
                count.after(other);
                count.change(one, other);
                one = next(before);
                other = next(after);
            }
        }
        return count.diff();
    }

    private static int order(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static ReleaseEntry next(Iterator<ReleaseEntry> entries) {
        return entries.hasNext() ? entries.next() : null;
    }

    /** What the change asks of the version's number. */
    public Version.Change change() {
        return removed + edited + moved > 0
                ? Version.Change.MAJOR
                : added > 0 ? Version.Change.MINOR : Version.Change.PATCH;
    }

    /** Why, in one sentence. */
    public String reason() {
        return switch (change()) {
            case MAJOR ->
                "Major, because "
                        + listed(
                                counted(edited, "edited"),
                                counted(removed, "removed"),
                                counted(moved, "moved to another split"))
                        + ".";
            case MINOR -> "Minor, because " + counted(added, "added") + " and nothing else of the items changed.";
            case PATCH ->
                relabelled + reprepared + described == 0
                        ? "Patch, because nothing changed."
                        : "Patch, because the items are the same and "
                                + listed(
                                        counted(relabelled, "relabelled"),
                                        counted(reprepared, "prepared anew"),
                                        counted(described, "described otherwise"))
                                + ".";
        };
    }

    private static String counted(long n, String what) {
        return n == 0 ? null : n == 1 ? "1 item was " + what : n + " items were " + what;
    }

    private static String listed(String... parts) {
        List<String> given = new ArrayList<>();
        for (String part : parts) {
            if (part != null) {
                given.add(part);
            }
        }
        return String.join(" and ", given);
    }

    private static final class Count {
        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, List<String>> examples = new TreeMap<>();
        private final Map<String, Long> before = new TreeMap<>();
        private final Map<String, Long> after = new TreeMap<>();

        void of(String kind, ReleaseEntry entry) {
            counts.merge(kind, 1L, Long::sum);
            List<String> some = examples.computeIfAbsent(kind, none -> new ArrayList<>());
            if (some.size() < MOST_EXAMPLES) {
                some.add(entry.source());
            }
        }

        void before(ReleaseEntry entry) {
            before.merge(String.valueOf(entry.split()), 1L, Long::sum);
        }

        void after(ReleaseEntry entry) {
            after.merge(String.valueOf(entry.split()), 1L, Long::sum);
        }

        void change(ReleaseEntry one, ReleaseEntry other) {
            boolean edited = !one.content().equals(other.content());
            boolean moved = !Objects.equals(one.split(), other.split());
            boolean relabelled = !one.labels().equals(other.labels());
            boolean reprepared = !one.prepared().equals(other.prepared());
            if (edited) {
                of("edited", other);
            }
            if (moved) {
                of("moved", other);
            }
            if (relabelled) {
                of("relabelled", other);
            }
            if (reprepared && !edited) {
                of("reprepared", other);
            }
            if (!edited && !moved && !relabelled && !reprepared) {
                boolean same = Objects.equals(one.rest(), other.rest());
                if (same) {
                    counts.merge("same", 1L, Long::sum);
                } else {
                    of("described", other);
                }
            }
        }

        private long count(String kind) {
            return counts.getOrDefault(kind, 0L);
        }

        ReleaseDiff diff() {
            return new ReleaseDiff(
                    count("added"),
                    count("removed"),
                    count("edited"),
                    count("moved"),
                    count("relabelled"),
                    count("reprepared"),
                    count("described"),
                    count("same"),
                    before,
                    after,
                    examples);
        }
    }
}
