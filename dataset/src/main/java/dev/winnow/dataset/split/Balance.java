package dev.winnow.dataset.split;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How many images each part of a dataset holds, in all, by label, and by aspect ratio and merit; and from that, which part lacks
 * an image most. Parts are splits, or folds.
 *
 * <p>For everything counted the deficit of a part is share × number − count, in images. Deficits are measured in what each may be
 * off (1 % of a label's images and at least half an image, a whole one while there are few; an eighth of a per cent of all and at least one), and {@code x + x³} of them is summed up: what is near its bound
 * weighs more than anything that is not, so that neither labels nor the whole run away, and a rare label, which is allowed fewer
 * images, counts for more than a common one. An online form of iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011).
 * Aspect ratio and merit weigh a tenth of a label.
 */
final class Balance {
    private static final double OF_LABEL = 0.01;
    private static final double OF_ALL = 0.00125;
    private static final double OF_TRAIT = 0.02;
    private static final double WEIGHT_OF_TRAIT = 0.1;

    /** Sums that differ by less are equal, whatever the order in which they were added up. */
    private static final double EQUAL = 1e-9;

    private static final double[] ASPECT_RATIOS = {0.5, 0.62, 0.72, 0.85, 0.97, 1.03, 1.2, 1.38, 1.6, 1.9};

    private final int[] all;
    private final Map<String, int[]> labels = new HashMap<>();
    private final int[][] aspectRatios;
    private final int[][] merits;

    Balance(int parts) {
        all = new int[parts];
        aspectRatios = new int[ASPECT_RATIOS.length + 1][parts];
        merits = new int[64][parts];
    }

    void count(Member member, int part, int by) {
        all[part] += by;
        if (member.labels.isEmpty()) {
            countLabel(null, part, by);
        }
        for (String label : member.labels) {
            countLabel(label, part, by);
        }
        if (member.aspectRatio > 0) {
            aspectRatios[aspectRatio(member)][part] += by;
            merits[merit(member)][part] += by;
        }
    }

    private void countLabel(String label, int part, int by) {
        labels.computeIfAbsent(label, l -> new int[all.length])[part] += by;
    }

    int[] all() {
        return all;
    }

    /**
     * The part that lacks these images most.
     *
     * @param shares wished of each part; a part of share 0 is never taken
     * @param lots decide between parts that lack them alike; the greatest wins
     */
    int mostWanting(Collection<Member> members, double[] shares, long[] lots) {
        double[] wants = new double[shares.length];
        Map<String, Integer> ofLabels = new HashMap<>();
        int in = 0;
        for (Member member : members) {
            if (!member.in() && members.size() > 1) {
                continue;
            }
            in++;
            if (member.labels.isEmpty()) {
                ofLabels.merge(null, 1, Integer::sum);
            }
            member.labels.forEach(label -> ofLabels.merge(label, 1, Integer::sum));
            if (member.aspectRatio > 0) {
                add(wants, shares, aspectRatios[aspectRatio(member)], 1, OF_TRAIT, WEIGHT_OF_TRAIT);
                add(wants, shares, merits[merit(member)], 1, OF_TRAIT, WEIGHT_OF_TRAIT);
            }
        }
        int[] none = new int[all.length];
        ofLabels.forEach((label, n) -> add(wants, shares, labels.getOrDefault(label, none), n, OF_LABEL, 1));
        add(wants, shares, all, in, OF_ALL, 1);
        int most = -1;
        for (int part = 0; part < shares.length; part++) {
            if (shares[part] <= 0) {
                continue;
            }
            boolean more = most < 0 || wants[part] > wants[most] + EQUAL;
            boolean equal = !more && wants[part] > wants[most] - EQUAL;
            if (more || (equal && lots[part] > lots[most])) {
                most = part;
            }
        }
        return most;
    }

    private static void add(double[] wants, double[] shares, int[] counts, int more, double allowed, double weight) {
        int sum = sum(counts) + more;
        addDeficits(wants, shares, counts, more, sum, Math.max(1, allowed * sum), weight);
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    private static void addDeficits(
            double[] wants, double[] shares, int[] counts, int more, int sum, double unit, double weight) {
        for (int part = 0; part < shares.length; part++) {
            double deficit = (shares[part] * sum - counts[part] - more / 2.0) / unit;
            wants[part] += weight * more * (deficit + deficit * deficit * deficit) / unit;
        }
    }

    private static int aspectRatio(Member member) {
        int bin = 0;
        while (bin < ASPECT_RATIOS.length && member.aspectRatio > ASPECT_RATIOS[bin]) {
            bin++;
        }
        return bin;
    }

    /** Two to the octave, from 1 upwards. */
    private static int merit(Member member) {
        double octave = StrictMath.log(Math.max(1, member.merit)) / StrictMath.log(2);
        return Math.min(63, (int) (2 * octave));
    }
}
