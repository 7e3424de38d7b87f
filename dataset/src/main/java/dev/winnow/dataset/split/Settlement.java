package dev.winnow.dataset.split;

import dev.winnow.dataset.Assignment.MoveReason;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.spec.Splits.Strategy;
import dev.winnow.dataset.split.GroupedStratification.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Shares the units of a dataset out over its splits, and those of the training part over its folds, all at once. Splits change
 * where the strategy is to balance; by hash and by time each unit has its place already.
 */
public final class Settlement {
    /** Which units may change their place. Names are a contract. */
    public enum Extent {
        /** Those that arrived since the last settlement. */
        NEW,
        /** All that are not frozen. */
        ALL,
        /** As few as bring labels nearer to their shares, of all that are not frozen. */
        REBALANCE,
        /** None: says what {@link #REBALANCE} would do. */
        PREVIEW
    }

    /** Class errors of the splits. */
    record Errors(double before, double after) {}

    /** Of a piece that may go to any part. */
    private static final int FREE = -1;

    private static final Comparator<Unit> BY_NAME = Comparator.comparing(unit -> unit.name);

    private final Units units;

    Settlement(Units units) {
        this.units = units;
    }

    /** @param settledUpTo the step of the settlement before, 0 without one */
    Errors settle(Extent extent, long settledUpTo, Splits wish, Step step) {
        double[] shares = {wish.train(), wish.val(), wish.test()};
        List<Unit> all = unitsWithImages();
        Map<Member, String> traits = traits(all);
        List<Piece> pieces = new ArrayList<>();
        boolean balanced = wish.strategy() == Strategy.BALANCE;
        for (Unit unit : all) {
            boolean stays = !balanced || isKept(unit, extent, settledUpTo, wish);
            pieces.add(piece(List.of(unit), stays ? unit.split.ordinal() : FREE, traits));
        }
        int[] before = all.stream().mapToInt(unit -> unit.split.ordinal()).toArray();
        int[] after = balanced ? parts(all, pieces, shares, wish.seed(), traits, wish) : before;
        for (int i = 0; i < after.length; i++) {
            units.move(all.get(i), Split.values()[after[i]], MoveReason.SETTLED, step);
        }
        if (wish.folds() > 0 && wish.strategy() != Strategy.HASH) {
            fold(all, extent, settledUpTo, wish, traits, step);
        }
        return new Errors(
                GroupedStratification.classError(pieces, before, shares),
                GroupedStratification.classError(pieces, after, shares));
    }

    /** How many images would change their split. */
    record Forecast(int moved, Errors errors) {}

    /**
     * Moves as few images as bring labels nearer to their shares. Units with related ones stay with them.
     *
     * @param most images that may move
     * @param step null where nothing is to move
     */
    Forecast rebalance(int most, Splits wish, Step step) {
        double[] shares = {wish.train(), wish.val(), wish.test()};
        List<Unit> all = unitsWithImages();
        Set<Unit> alone = new HashSet<>();
        RelatedUnits.of(all, units, wish).stream()
                .filter(related -> related.size() == 1)
                .forEach(alone::addAll);
        List<Piece> pieces = new ArrayList<>();
        for (Unit unit : all) {
            boolean stays = !alone.contains(unit) || isKept(unit, Extent.ALL, 0, wish);
            pieces.add(piece(List.of(unit), stays ? unit.split.ordinal() : FREE, Map.of()));
        }
        int[] before = all.stream().mapToInt(unit -> unit.split.ordinal()).toArray();
        int[] after = wish.strategy() == Strategy.BALANCE
                ? GroupedStratification.improved(pieces, before, shares, wish.seed(), most)
                : before;
        int moved = 0;
        for (int i = 0; i < after.length; i++) {
            moved += after[i] == before[i] ? 0 : all.get(i).in;
        }
        Errors errors = new Errors(
                GroupedStratification.classError(pieces, before, shares),
                GroupedStratification.classError(pieces, after, shares));
        if (step != null) {
            for (int i = 0; i < after.length; i++) {
                units.move(all.get(i), Split.values()[after[i]], MoveReason.SETTLED, step);
            }
            if (wish.folds() > 0 && wish.strategy() != Strategy.HASH) {
                fold(all, Extent.REBALANCE, 0, wish, Map.of(), step);
            }
        }
        return new Forecast(moved, errors);
    }

    private boolean isKept(Unit unit, Extent extent, long settledUpTo, Splits wish) {
        return units.isFrozen(unit)
                || (wish.keepLayout() && unit.layout() != null)
                || (extent == Extent.NEW && unit.oldest() <= settledUpTo);
    }

    private void fold(
            List<Unit> all, Extent extent, long settledUpTo, Splits wish, Map<Member, String> traits, Step step) {
        List<Unit> training =
                all.stream().filter(unit -> unit.split == Split.TRAIN).toList();
        List<Piece> pieces = new ArrayList<>();
        for (Unit unit : training) {
            boolean stays = unit.fold != null
                    && unit.fold < wish.folds()
                    && (extent == Extent.REBALANCE
                            || units.isFrozen(unit)
                            || (extent == Extent.NEW && unit.oldest() <= settledUpTo));
            pieces.add(piece(List.of(unit), stays ? unit.fold : FREE, traits));
        }
        double[] shares = new double[wish.folds()];
        Arrays.fill(shares, 1.0 / wish.folds());
        int[] folds = parts(training, pieces, shares, ~wish.seed(), traits, wish);
        for (int i = 0; i < folds.length; i++) {
            units.fold(training.get(i), folds[i], MoveReason.SETTLED, step);
        }
    }

    /**
     * The part of each unit, where related units go together. Those of them that are fixed decide; where they are in different
     * parts already, each of the others goes by itself.
     *
     * @param pieces of the units, in their order
     */
    private int[] parts(
            List<Unit> all, List<Piece> pieces, double[] shares, long seed, Map<Member, String> traits, Splits wish) {
        Map<Unit, Integer> fixed = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            fixed.put(all.get(i), pieces.get(i).fixed());
        }
        List<List<Unit>> together = new ArrayList<>();
        for (List<Unit> related : RelatedUnits.of(all, units, wish)) {
            long places = related.stream()
                    .map(fixed::get)
                    .filter(part -> part != FREE)
                    .distinct()
                    .count();
            if (places > 1) {
                related.forEach(unit -> together.add(List.of(unit)));
            } else {
                together.add(related);
            }
        }
        List<Piece> joined = new ArrayList<>();
        for (List<Unit> related : together) {
            int part = related.stream().mapToInt(fixed::get).max().orElse(FREE);
            joined.add(piece(related, part, traits));
        }
        int[] parts = GroupedStratification.parts(joined, shares, seed);
        Map<Unit, Integer> found = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            for (Unit unit : together.get(i)) {
                found.put(unit, parts[i]);
            }
        }
        return all.stream().mapToInt(found::get).toArray();
    }

    private List<Unit> unitsWithImages() {
        Map<Unit, Boolean> seen = new HashMap<>();
        units.items.forEach(member -> {
            if (member.unit.split != null && member.unit.in > 0) {
                seen.put(member.unit, true);
            }
        });
        List<Unit> sorted = new ArrayList<>(seen.keySet());
        sorted.sort(BY_NAME);
        return sorted;
    }

    /** By the smallest content and item, so that units are the same whoever of them came first. */
    private static Piece piece(List<Unit> together, int fixed, Map<Member, String> traits) {
        Map<String, Integer> labels = new HashMap<>();
        Map<String, Integer> ofTraits = new HashMap<>();
        ContentHash smallest = null;
        String key = null;
        int images = 0;
        for (Unit unit : together) {
            images += unit.in;
            for (Member member : unit.members()) {
                smallest = smallest == null || member.content.compareTo(smallest) < 0 ? member.content : smallest;
                key = key == null || member.item.compareTo(key) < 0 ? member.item : key;
                if (member.in()) {
                    if (member.labels.isEmpty()) {
                        labels.merge("", 1, Integer::sum);
                    }
                    member.labels.forEach(label -> labels.merge(label, 1, Integer::sum));
                    String ofMember = traits.get(member);
                    if (ofMember != null) {
                        ofTraits.merge(ofMember.substring(0, 2), 1, Integer::sum);
                        ofTraits.merge(ofMember.substring(2), 1, Integer::sum);
                    }
                }
            }
        }
        return new Piece(smallest, key, images, labels, ofTraits, fixed);
    }

    /** The quintiles that an image's aspect ratio and merit fall into, as {@code a0m4}. */
    private static Map<Member, String> traits(List<Unit> all) {
        List<Member> known = new ArrayList<>();
        for (Unit unit : all) {
            for (Member member : unit.members()) {
                if (member.in() && member.aspectRatio > 0) {
                    known.add(member);
                }
            }
        }
        ToIntFunction<Member> byAspect = quintiles(known.stream().mapToDouble(m -> m.aspectRatio), m -> m.aspectRatio);
        ToIntFunction<Member> byMerit = quintiles(known.stream().mapToDouble(m -> m.merit), m -> m.merit);
        Map<Member, String> traits = new HashMap<>();
        known.forEach(
                member -> traits.put(member, "a" + byAspect.applyAsInt(member) + "m" + byMerit.applyAsInt(member)));
        return traits;
    }

    private static ToIntFunction<Member> quintiles(
            java.util.stream.DoubleStream values, java.util.function.ToDoubleFunction<Member> value) {
        double[] sorted = values.sorted().toArray();
        return member -> {
            int quintile = 0;
            while (quintile < 4 && value.applyAsDouble(member) > sorted[(quintile + 1) * (sorted.length - 1) / 5]) {
                quintile++;
            }
            return quintile;
        };
    }
}
