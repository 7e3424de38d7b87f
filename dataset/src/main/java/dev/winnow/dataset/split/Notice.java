package dev.winnow.dataset.split;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Leaks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a summary says of splits beside their sizes, because a person may not expect it.
 *
 * @param detail one or two sentences: what happened, why, and which setting would change it
 * @param unit the name of the unit that is spoken of, or null
 * @param images how many are concerned
 */
public record Notice(Code code, String detail, String unit, long images) {
    /** Fewer images than these make no unit large. */
    public static final int LEAST_LARGE = 10;

    private static final int MOST_UNITS = 3;

    public Notice {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
    }

    /** Names are a contract. */
    public enum Code {
        /** One unit is larger than half of what the smallest split is wished to have. */
        LARGE_UNIT,
        /** Images stand in another split than their folder says. */
        LAYOUT_CHANGED,
        /** Images are set aside, because copies of them came from the folder of another split. */
        LAYOUT_LEAK,
        /** Copies stand in different splits, because their folders do. */
        LEAK_REPORTED,
        /** Images have a related one in another split, which is no copy. */
        RELATED_APART
    }

    /**
     * A unit of a dataset.
     *
     * @param images that are part of the dataset
     * @param fromFolders how many of them came from a folder that stands for a split
     * @param groups how many different groups it holds
     * @param clusters how many clusters of copies it holds
     */
    public record UnitSize(String name, Split split, long images, long fromFolders, long groups, long clusters) {}

    /**
     * Images that are not where their folder says.
     *
     * @param split where they are; null where they are set aside
     */
    public record Elsewhere(Split layout, Split split, long images) {}

    /**
     * A unit with at least so many images is large in a dataset.
     *
     * @param images of the dataset
     */
    public static long large(Splits wish, long images) {
        return Math.max(LEAST_LARGE, (long) Math.floor(halfOfSmallest(wish, images)) + 1);
    }

    /** Half of the images that the smallest split is wished to have. */
    static double halfOfSmallest(Splits wish, long images) {
        double smallest = Arrays.stream(Split.values())
                .mapToDouble(wish::share)
                .filter(share -> share > 0)
                .min()
                .orElse(1);
        return images * smallest / 2;
    }

    /**
     * What is to be said of a dataset: units, the largest first, then folders.
     *
     * @param sizes images in each split
     * @param units those of them that are {@link #large}; others may be among them
     * @param leaking clusters that stand in more than one split
     * @param apart images that are related to one in another split
     */
    public static List<Notice> of(
            Splits wish,
            Map<Split, Long> sizes,
            List<UnitSize> units,
            List<Elsewhere> elsewhere,
            long leaking,
            long apart) {
        long images = sizes.values().stream().mapToLong(n -> n).sum();
        List<Notice> notices = new ArrayList<>();
        List<UnitSize> large = units.stream()
                .filter(unit -> unit.images() >= large(wish, images)
                        && !(wish.keepLayout() && unit.fromFolders() == unit.images()))
                .sorted(Comparator.comparingLong((UnitSize unit) -> -unit.images())
                        .thenComparing(UnitSize::name))
                .toList();
        large.stream().limit(MOST_UNITS).forEach(unit -> notices.add(ofUnit(unit, wish, sizes, images)));
        if (large.size() > MOST_UNITS) {
            long others =
                    large.stream().skip(MOST_UNITS).mapToLong(UnitSize::images).sum();
            notices.add(new Notice(
                    Code.LARGE_UNIT,
                    sentence("%d more units of this kind hold %d images", large.size() - MOST_UNITS, others),
                    null,
                    others));
        }
        if (wish.keepLayout()) {
            elsewhere.stream()
                    .sorted(Comparator.comparing(Elsewhere::layout)
                            .thenComparing(Elsewhere::split, Comparator.nullsLast(Comparator.naturalOrder())))
                    .forEach(one -> notices.add(one.split() == null ? setAside(one) : changed(one)));
        }
        if (leaking > 0 && wish.keepLayout() && wish.leaks() == Leaks.REPORT) {
            notices.add(new Notice(
                    Code.LEAK_REPORTED,
                    sentence(
                            "%s of copies %s in several splits as in the folders they came in, because 'split.leaks' is REPORT",
                            counted(leaking, "cluster"), leaking == 1 ? "stands" : "stand"),
                    null,
                    leaking));
        }
        if (apart > 0) {
            notices.add(new Notice(
                    Code.RELATED_APART,
                    sentence(
                            "%s related to images in another split, as neighbours in a video are, and no %s: folders hold them, too"
                                    + " many are related for one split, or the splits were not settled since; 'split.groupPattern' or a"
                                    + " group of the upload keeps them together",
                            apart == 1 ? "1 image is" : apart + " images are", apart == 1 ? "copy" : "copies"),
                    null,
                    apart));
        }
        return notices;
    }

    private static Notice ofUnit(UnitSize unit, Splits wish, Map<Split, Long> sizes, long images) {
        List<String> ties = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        if (unit.groups() > 0) {
            ties.add(counted(unit.groups(), "group"));
            remedies.add("'split.groupPattern', 'split.groupKey' or the group of the upload makes smaller groups");
        }
        if (unit.clusters() > 0) {
            ties.add(counted(unit.clusters(), "cluster") + " of copies");
            remedies.add("a greater 'duplicates.minAgreement', or a ruling on two images, divides copies");
        }
        return new Notice(
                Code.LARGE_UNIT,
                sentence(
                        "%d of %d images hang together%s (unit %s) and are all in %s, which has %s of the images, wished %s: %s",
                        unit.images(),
                        images,
                        ties.isEmpty() ? "" : " by " + String.join(" and ", ties),
                        unit.name(),
                        unit.split().key(),
                        percent(sizes.getOrDefault(unit.split(), 0L), images),
                        sentence("%.1f %%", 100 * wish.share(unit.split())),
                        remedies.isEmpty() ? "withdraw some of them" : String.join("; ", remedies)),
                unit.name(),
                unit.images());
    }

    private static Notice changed(Elsewhere one) {
        return new Notice(
                Code.LAYOUT_CHANGED,
                sentence(
                        "%s moved from %s to %s, because %s in one unit with images there: by a group, by a release, or as copies"
                                + " while 'split.leaks' was MOVE",
                        counted(one.images(), "image"),
                        one.layout().key(),
                        one.split().key(),
                        one.images() == 1 ? "it is" : "they are"),
                null,
                one.images());
    }

    private static Notice setAside(Elsewhere one) {
        return new Notice(
                Code.LAYOUT_LEAK,
                sentence(
                        "%s from %s %s set aside, because another split has a copy: 'split.leaks' may be MOVE or REPORT instead",
                        counted(one.images(), "image"), one.layout().key(), one.images() == 1 ? "is" : "are"),
                null,
                one.images());
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String percent(long part, long all) {
        return sentence("%.1f %%", 100.0 * part / Math.max(1, all));
    }

    private static String sentence(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
