package dev.winnow.dataset.split;

import dev.winnow.dataset.ContentHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Shares whole units out over parts, all at once, so that each label's images and all images come near their shares. Parts are
 * splits, or folds.
 *
 * <ol>
 *   <li>Units are taken in an order that depends on their images and the seed alone: by size, then by the smallest content hash.
 *       The order of the argument changes nothing.
 *   <li>There are two starts. One gives each unit, largest first, to the part where the sum of deviations grows least. The other
 *       takes the units by the spread of their label counts and evens out each label's shares, as scikit-learn's
 *       {@code StratifiedGroupKFold} does.
 *   <li>From both, moves of one unit and swaps of two reduce the sum until none helps. Then a few units are moved at random and
 *       the search goes on from there, for a bounded number of looks. The best solution counts.
 * </ol>
 *
 * <p>The sum has |count − share × total| of each label and part. The same of all images weighs 0.3 of that: labels near their
 * shares keep the whole near its own, and a unit larger than a part must not be made up for at the cost of labels. Aspect ratio
 * and merit weigh a twentieth of a label. A small share of squares decides between solutions that are equally far off.
 *
 * <p>Units with equal counts are exchangeable: the search works on kinds of units, so that its cost depends on how many kinds there are.
 */
public final class GroupedStratification {
    private static final double OF_SQUARES = 0.02;
    private static final double OF_ALL = 0.3;
    private static final double OF_TRAITS = 0.05;
    private static final double GAIN = 1e-9;
    private static final int SWAPS_TRIED = 400;
    private static final int SWEEPS = 20;
    /** How many counts the search looks at in all: less than a second of work. */
    private static final long LOOKS = 20_000_000;

    /** After so many kicks in a row that gained nothing, the search ends. */
    private static final int IDLE_KICKS = 150;

    /**
     * Images that share a part.
     *
     * @param smallest the smallest content hash among its images
     * @param key decides between units of one smallest content; the smallest item id among its images
     * @param images that count
     * @param labels how many images bear each label; without labels the empty text
     * @param traits how many images have each of some further property, which weighs less
     * @param fixed the part that it is in and stays in, or −1
     */
    public record Piece(
            ContentHash smallest,
            String key,
            int images,
            Map<String, Integer> labels,
            Map<String, Integer> traits,
            int fixed) {
        public Piece {
            Objects.requireNonNull(smallest, "smallest");
            Objects.requireNonNull(key, "key");
            labels = new TreeMap<>(labels);
            traits = new TreeMap<>(traits);
        }
    }

    private final List<Piece> pieces;
    private final double[] shares;
    private final long seed;
    private final int parts;

    /** Column 0 counts all images. */
    private final Map<String, Integer> columns = new HashMap<>();

    private double[] target;
    private double[] weight;
    private double[] count;
    private double[] ofSquares;

    /** Kinds of units, each with its columns and what it counts in each. */
    private final List<int[]> kindColumns = new ArrayList<>();

    private final List<int[]> kindCounts = new ArrayList<>();
    private int[] kindOf;
    private int[][] held;
    /** What a column gains in one part and loses in another by the swap that is looked at. */
    private double[] swapped;

    private long looks;

    private GroupedStratification(List<Piece> pieces, double[] shares, long seed) {
        this.pieces = pieces;
        this.shares = shares;
        this.seed = seed;
        this.parts = shares.length;
    }

    /**
     * The part of each piece, in the order of the argument.
     *
     * @param shares wished of each part, summing to 1; a part of share 0 gets nothing
     */
    public static int[] parts(List<Piece> pieces, double[] shares, long seed) {
        Integer[] order = order(pieces, seed);
        List<Piece> ordered = Arrays.stream(order).map(pieces::get).toList();
        int[] solved = new GroupedStratification(ordered, shares, seed).solve();
        int[] result = new int[solved.length];
        for (int i = 0; i < solved.length; i++) {
            result[order[i]] = solved[i];
        }
        return result;
    }

    /** Σ |images − share × total| over labels and parts, divided by the number of images; 0 without any. */
    public static double classError(List<Piece> pieces, int[] parts, double[] shares) {
        Map<String, double[]> byLabel = new HashMap<>();
        double images = 0;
        for (int i = 0; i < parts.length; i++) {
            images += pieces.get(i).images();
            int part = parts[i];
            pieces.get(i)
                    .labels()
                    .forEach((label, n) -> byLabel.computeIfAbsent(label, l -> new double[shares.length])[part] += n);
        }
        double off = 0;
        for (double[] counts : byLabel.values()) {
            double total = Arrays.stream(counts).sum();
            for (int part = 0; part < shares.length; part++) {
                off += Math.abs(counts[part] - shares[part] * total);
            }
        }
        return images == 0 ? 0 : off / images;
    }

    /** A move has to bring the sum down by so much for each image that it takes to another part. */
    private static final double WORTH = 0.1;

    private static final int PAIRS_TRIED = 4_000;

    /**
     * Where pieces go when few images may change their part: starts from where they are, and takes again and again the move of one
     * unit, or the swap of two, that brings the sum down most for each image moved. Traits are left aside.
     *
     * @param current the part of each piece
     * @param most images that may be in another part than now
     * @return the part of each piece; {@code current} where nothing brings labels nearer to their shares
     */
    public static int[] improved(List<Piece> pieces, int[] current, double[] shares, long seed, int most) {
        Integer[] order = order(pieces, seed);
        List<Piece> ordered = Arrays.stream(order)
                .map(pieces::get)
                .map(piece -> new Piece(
                        piece.smallest(), piece.key(), piece.images(), piece.labels(), Map.of(), piece.fixed()))
                .toList();
        int[] from = Arrays.stream(order).mapToInt(i -> current[i]).toArray();
        int[] solved = new GroupedStratification(ordered, shares, seed).improve(from, most);
        int[] result = new int[solved.length];
        for (int i = 0; i < solved.length; i++) {
            result[order[i]] = solved[i];
        }
        boolean better = classError(pieces, result, shares) < classError(pieces, current, shares) - GAIN;
        return better ? result : current.clone();
    }

    private static Integer[] order(List<Piece> pieces, long seed) {
        Integer[] order = new Integer[pieces.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.<Integer>comparingInt(i -> -pieces.get(i).images())
                        .thenComparingLong(i -> mixed(seed, pieces.get(i).smallest()))
                        .thenComparing(i -> pieces.get(i).smallest().hex())
                        .thenComparing(i -> pieces.get(i).key()));
        return order;
    }

    private int[] improve(int[] from, int most) {
        describe();
        int[] images = new int[kindColumns.size()];
        for (int i = 0; i < from.length; i++) {
            images[kindOf[i]] = pieces.get(i).images();
            if (pieces.get(i).fixed() < 0) {
                held[kindOf[i]][from[i]]++;
                add(kindOf[i], from[i], 1);
            }
        }
        int[][] before = new int[held.length][];
        Arrays.setAll(before, kind -> held[kind].clone());
        Search search = new Search();
        SplittableRandom random = new SplittableRandom(seed);
        int[] step = bestStep(search, images, before, random, most);
        while (step != null && looks < LOOKS) {
            search.move(step[0], step[1], step[3]);
            if (step[2] >= 0) {
                search.move(step[2], step[3], step[1]);
            }
            step = bestStep(search, images, before, random, most - moved(before, images));
        }
        return partsFrom(from, before);
    }

    /** @return kind, its part, the other kind or −1, and the part it goes to; null where none is worth it */
    private int[] bestStep(Search search, int[] images, int[][] before, SplittableRandom random, int left) {
        int cells = held.length * parts;
        int[] best = null;
        double least = -WORTH;
        for (int at = 0; at < cells; at++) {
            int kind = at / parts, from = at % parts;
            for (int to = 0; to < parts && held[kind][from] > 0; to++) {
                int cost = cost(kind, from, to, images, before);
                if (to != from && shares[to] > 0 && cost <= left) {
                    looks += 2L * kindColumns.get(kind).length;
                    double worth = (growth(kind, from, -1) + growth(kind, to, 1)) / Math.max(1, cost);
                    if (worth < least - GAIN) {
                        least = worth;
                        best = new int[] {kind, from, -1, to};
                    }
                }
            }
        }
        long pairs = (long) cells * cells;
        for (long i = 0; i < Math.min(pairs, PAIRS_TRIED); i++) {
            long pair = pairs <= PAIRS_TRIED ? i : random.nextLong(pairs);
            int kind = (int) (pair / cells) / parts, from = (int) (pair / cells) % parts;
            int other = (int) (pair % cells) / parts, to = (int) (pair % cells) % parts;
            if (kind != other && from != to && held[kind][from] > 0 && held[other][to] > 0) {
                int cost = cost(kind, from, to, images, before) + cost(other, to, from, images, before);
                if (cost <= left && shares[to] > 0 && shares[from] > 0) {
                    looks += kindColumns.get(kind).length + kindColumns.get(other).length;
                    double worth = search.swapGrowth(kind, from, other, to) / Math.max(1, cost);
                    if (worth < least - GAIN) {
                        least = worth;
                        best = new int[] {kind, from, other, to};
                    }
                }
            }
        }
        return best;
    }

    /** By how many the images that are elsewhere than before grow with a move; less than 0 where a unit goes back. */
    private int cost(int kind, int from, int to, int[] images, int[][] before) {
        int leaves = held[kind][from] <= before[kind][from] ? 1 : 0;
        int returns = held[kind][to] < before[kind][to] ? 1 : 0;
        return images[kind] * (leaves - returns);
    }

    private int moved(int[][] before, int[] images) {
        int moved = 0;
        for (int kind = 0; kind < held.length; kind++) {
            for (int part = 0; part < parts; part++) {
                moved += images[kind] * Math.max(0, before[kind][part] - held[kind][part]);
            }
        }
        return moved;
    }

    /** Of the units of a kind the first in order stay where they are. */
    private int[] partsFrom(int[] from, int[][] before) {
        int[][] stay = new int[held.length][parts];
        int[][] come = new int[held.length][parts];
        for (int kind = 0; kind < held.length; kind++) {
            for (int part = 0; part < parts; part++) {
                stay[kind][part] = Math.min(before[kind][part], held[kind][part]);
                come[kind][part] = held[kind][part] - stay[kind][part];
            }
        }
        int[] result = from.clone();
        for (int i = 0; i < result.length; i++) {
            int kind = kindOf[i];
            if (pieces.get(i).fixed() >= 0 || stay[kind][from[i]]-- > 0) {
                continue;
            }
            int part = 0;
            while (come[kind][part] == 0) {
                part++;
            }
            come[kind][part]--;
            result[i] = part;
        }
        return result;
    }

    private static long mixed(long seed, ContentHash hash) {
        return Lots.of(seed, hash.hex(), 1)[0];
    }

    private int[] solve() {
        describe();
        Search bySize = new Search(), bySpread = new Search();
        greedy();
        bySize.improve();
        empty();
        bySpread.take(byLabelSpread());
        bySpread.improve();
        Search best = bySize.cost <= bySpread.cost ? bySize : bySpread;
        best.restore();
        best.kick(new SplittableRandom(seed));
        best.restore();
        return partsOf();
    }

    private void describe() {
        columns.put("", 0);
        Map<List<List<Integer>>, Integer> kinds = new LinkedHashMap<>();
        kindOf = new int[pieces.size()];
        List<Double> weights = new ArrayList<>(List.of(OF_ALL));
        List<Double> totals = new ArrayList<>(List.of(0.0));
        List<int[][]> described = new ArrayList<>();
        for (Piece piece : pieces) {
            List<int[]> cells = new ArrayList<>();
            cell(cells, "", 1, piece.images(), weights, totals);
            piece.labels().forEach((label, n) -> cell(cells, "l" + label, 1, n, weights, totals));
            piece.traits().forEach((trait, n) -> cell(cells, "t" + trait, OF_TRAITS, n, weights, totals));
            described.add(cells.toArray(int[][]::new));
        }
        for (int i = 0; i < pieces.size(); i++) {
            int[][] cells = described.get(i);
            List<List<Integer>> signature =
                    Arrays.stream(cells).map(c -> List.of(c[0], c[1])).toList();
            kindOf[i] = kinds.computeIfAbsent(signature, s -> {
                kindColumns.add(Arrays.stream(cells).mapToInt(c -> c[0]).toArray());
                kindCounts.add(Arrays.stream(cells).mapToInt(c -> c[1]).toArray());
                return kindColumns.size() - 1;
            });
        }
        int n = weights.size();
        weight = weights.stream().mapToDouble(w -> w).toArray();
        target = new double[n * parts];
        for (int column = 0; column < n; column++) {
            for (int part = 0; part < parts; part++) {
                target[column * parts + part] = shares[part] * totals.get(column);
            }
        }
        ofSquares =
                Arrays.stream(target).map(wished -> OF_SQUARES / (1 + wished)).toArray();
        swapped = new double[n];
        empty();
    }

    private void cell(
            List<int[]> cells, String name, double weighing, int n, List<Double> weights, List<Double> totals) {
        if (n == 0) {
            return;
        }
        int column = columns.computeIfAbsent(name, c -> {
            weights.add(weighing);
            totals.add(0.0);
            return weights.size() - 1;
        });
        totals.set(column, totals.get(column) + n);
        cells.add(new int[] {column, n});
    }

    /** Takes all units out but for those that are fixed. */
    private void empty() {
        count = new double[target.length];
        held = new int[kindColumns.size()][parts];
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).fixed() >= 0) {
                add(kindOf[i], pieces.get(i).fixed(), 1);
            }
        }
    }

    private void add(int kind, int part, int sign) {
        int[] cols = kindColumns.get(kind);
        int[] counts = kindCounts.get(kind);
        for (int i = 0; i < cols.length; i++) {
            count[cols[i] * parts + part] += sign * counts[i];
        }
    }

    private double off(int column, int part, double more) {
        int at = column * parts + part;
        double deviation = count[at] + more - target[at];
        return weight[column] * (Math.abs(deviation) + ofSquares[at] * deviation * deviation);
    }

    /** How much the sum grows when a part gets another unit of a kind, or loses one. */
    private double growth(int kind, int part, int sign) {
        int[] cols = kindColumns.get(kind);
        int[] counts = kindCounts.get(kind);
        double sum = 0;
        for (int i = 0; i < cols.length; i++) {
            sum += off(cols[i], part, sign * counts[i]) - off(cols[i], part, 0);
        }
        return sum;
    }

    private void greedy() {
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).fixed() < 0) {
                int best = -1;
                double least = 0;
                for (int part = 0; part < parts; part++) {
                    if (shares[part] <= 0) {
                        continue;
                    }
                    double growth = growth(kindOf[i], part, 1);
                    boolean less = best < 0 || growth < least - GAIN;
                    if (less || (growth < least + GAIN && lack(part) > lack(best) + GAIN)) {
                        best = part;
                        least = growth;
                    }
                }
                held[kindOf[i]][best]++;
                add(kindOf[i], best, 1);
            }
        }
    }

    private double lack(int part) {
        return target[part] - count[part];
    }

    /** Where each unit that is not fixed goes by the rule of {@code StratifiedGroupKFold}; fixed ones stay in the counts. */
    private int[][] byLabelSpread() {
        int[][] placed = new int[kindColumns.size()][parts];
        Integer[] order = new Integer[pieces.size()];
        Arrays.setAll(order, i -> i);
        double[] spread = new double[pieces.size()];
        for (int i = 0; i < spread.length; i++) {
            double n = Math.max(1, weight.length - 1), sum = 0, squares = 0;
            for (int labelled : pieces.get(i).labels().values()) {
                sum += labelled;
                squares += (double) labelled * labelled;
            }
            spread[i] = squares / n - (sum / n) * (sum / n);
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> -spread[i]));
        for (int i : order) {
            if (pieces.get(i).fixed() >= 0) {
                continue;
            }
            int best = -1;
            double least = 0;
            for (int part = 0; part < parts; part++) {
                if (shares[part] > 0) {
                    double variance = unevenness(kindOf[i], part);
                    boolean less = best < 0 || variance < least - GAIN;
                    if (less || (variance < least + GAIN && lack(part) > lack(best) + GAIN)) {
                        best = part;
                        least = variance;
                    }
                }
            }
            placed[kindOf[i]][best]++;
            add(kindOf[i], best, 1);
        }
        return placed;
    }

    /** By how much the standard deviations over parts, of the unit's labels as shares, grow with it in a part. */
    private double unevenness(int kind, int to) {
        int[] cols = kindColumns.get(kind);
        int[] counts = kindCounts.get(kind);
        double sum = 0;
        for (int i = 0; i < cols.length; i++) {
            sum += weight[cols[i]] * (deviation(cols[i], to, counts[i]) - deviation(cols[i], to, 0));
        }
        return sum;
    }

    private double deviation(int column, int to, int more) {
        double squares = 0, sum = 0;
        int n = 0;
        for (int part = 0; part < parts; part++) {
            double wished = target[column * parts + part];
            if (wished > 0) {
                double filled = (count[column * parts + part] + (part == to ? more : 0)) / wished;
                squares += filled * filled;
                sum += filled;
                n++;
            }
        }
        return Math.sqrt(Math.max(0, squares / n - (sum / n) * (sum / n)));
    }

    private int[] partsOf() {
        int[][] left = new int[held.length][];
        Arrays.setAll(left, kind -> held[kind].clone());
        int[] result = new int[pieces.size()];
        for (int i = 0; i < result.length; i++) {
            int part = pieces.get(i).fixed();
            if (part < 0) {
                part = 0;
                while (left[kindOf[i]][part] == 0) {
                    part++;
                }
                left[kindOf[i]][part]--;
            }
            result[i] = part;
        }
        return result;
    }

    /** One solution and the way to better ones. */
    private final class Search {
        private int[][] best;
        private double cost = Double.POSITIVE_INFINITY;

        void take(int[][] placed) {
            held = placed;
        }

        /** Moves and swaps until none helps, and keeps the result if it is better than what was kept. */
        void improve() {
            SplittableRandom random = new SplittableRandom(seed);
            for (int sweep = 0; sweep < SWEEPS && looks < LOOKS; sweep++) {
                if (!sweep(random)) {
                    break;
                }
            }
            double now = total();
            if (now < cost - GAIN) {
                cost = now;
                best = new int[held.length][];
                Arrays.setAll(best, kind -> held[kind].clone());
            }
        }

        void restore() {
            empty();
            for (int kind = 0; kind < best.length; kind++) {
                held[kind] = best[kind].clone();
                for (int part = 0; part < parts; part++) {
                    for (int n = 0; n < held[kind][part]; n++) {
                        add(kind, part, 1);
                    }
                }
            }
        }

        void kick(SplittableRandom random) {
            int kinds = held.length;
            for (int idle = 0; idle < IDLE_KICKS && kinds > 1 && looks < LOOKS; idle++) {
                for (int moved = 0; moved < 3; moved++) {
                    int kind = random.nextInt(kinds), from = random.nextInt(parts), to = random.nextInt(parts);
                    if (held[kind][from] > 0 && shares[to] > 0 && from != to) {
                        move(kind, from, to);
                    }
                }
                double before = cost;
                improve();
                if (cost < before) {
                    idle = -1;
                } else {
                    restore();
                }
            }
        }

        private boolean sweep(SplittableRandom random) {
            boolean better = false;
            for (int kind = 0; kind < held.length; kind++) {
                for (int from = 0; from < parts; from++) {
                    while (held[kind][from] > 0 && (moveBest(kind, from) || swapBest(kind, from, random))) {
                        better = true;
                    }
                }
            }
            return better;
        }

        private boolean moveBest(int kind, int from) {
            double loses = growth(kind, from, -1);
            int best = -1;
            double least = -GAIN;
            looks += (long) parts * kindColumns.get(kind).length;
            for (int to = 0; to < parts; to++) {
                if (to != from && shares[to] > 0 && loses + growth(kind, to, 1) < least) {
                    least = loses + growth(kind, to, 1);
                    best = to;
                }
            }
            if (best >= 0) {
                move(kind, from, best);
            }
            return best >= 0;
        }

        private boolean swapBest(int kind, int from, SplittableRandom random) {
            int all = held.length * parts;
            int tried = Math.min(all, SWAPS_TRIED);
            int other = -1;
            double least = -GAIN;
            for (int i = 0; i < tried && looks < LOOKS; i++) {
                int at = all <= SWAPS_TRIED ? i : random.nextInt(all);
                int candidate = at / parts, to = at % parts;
                if (to != from && candidate != kind && held[candidate][to] > 0) {
                    looks += kindColumns.get(kind).length + kindColumns.get(candidate).length;
                    double growth = swapGrowth(kind, from, candidate, to);
                    if (growth < least) {
                        least = growth;
                        other = at;
                    }
                }
            }
            if (other >= 0) {
                move(kind, from, other % parts);
                move(other / parts, other % parts, from);
            }
            return other >= 0;
        }

        /** How much the sum grows when two units change places. */
        private double swapGrowth(int kind, int from, int other, int to) {
            spread(kind, 1);
            spread(other, -1);
            return swapOff(kind, from, to) + swapOff(other, from, to);
        }

        private void spread(int kind, int sign) {
            int[] cols = kindColumns.get(kind);
            int[] counts = kindCounts.get(kind);
            for (int i = 0; i < cols.length; i++) {
                swapped[cols[i]] += sign * counts[i];
            }
        }

        /** Leaves nothing of the kind's columns, so that what two kinds share counts once. */
        private double swapOff(int kind, int from, int to) {
            double sum = 0;
            for (int column : kindColumns.get(kind)) {
                double more = swapped[column];
                if (more != 0) {
                    sum += off(column, to, more) - off(column, to, 0) + off(column, from, -more) - off(column, from, 0);
                    swapped[column] = 0;
                }
            }
            return sum;
        }

        private void move(int kind, int from, int to) {
            add(kind, from, -1);
            add(kind, to, 1);
            held[kind][from]--;
            held[kind][to]++;
        }

        private double total() {
            double sum = 0;
            for (int column = 0; column < weight.length; column++) {
                for (int part = 0; part < parts; part++) {
                    sum += off(column, part, 0);
                }
            }
            return sum;
        }
    }
}
