package dev.winnow.dataset.annotation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether an outline crosses or touches itself: two edges that are no neighbours share a point, or neighbours lie on each other. A bridge
 * that is walked there and back is no crossing, because formats without holes join rings by one.
 */
final class Crossings {

    private Crossings() {}

    private static final int FEW = 64;

    /** @param ring of finite numbers, without a point twice in a row, three points at least */
    static boolean crossesItself(Ring ring) {
        boolean[] none = new boolean[ring.size()];
        // most outlines touch themselves nowhere, and bridges are looked for in the others alone
        return meetsItself(ring, none) && meetsItself(ring, bridges(ring));
    }

    private static boolean meetsItself(Ring ring, boolean[] bridge) {
        return ring.size() <= FEW ? meetsItselfPairwise(ring, bridge) : meetsItselfAlongX(ring, bridge);
    }

    private static boolean meetsItselfPairwise(Ring ring, boolean[] bridge) {
        for (int i = 0; i < ring.size(); i++) {
            for (int j = i + 1; j < ring.size(); j++) {
                if (!bridge[i] && !bridge[j] && meet(ring, i, j, bridge)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean meetsItselfAlongX(Ring ring, boolean[] bridge) {
        int n = ring.size();
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> Math.min(ring.x(i), ring.x((i + 1) % n))));
        for (int a = 0; a < n; a++) {
            int i = order[a];
            double right = Math.max(ring.x(i), ring.x((i + 1) % n));
            for (int b = a + 1; b < n; b++) {
                int j = order[b];
                if (Math.min(ring.x(j), ring.x((j + 1) % n)) > right) {
                    break;
                }
                if (!bridge[i] && !bridge[j] && meet(ring, i, j, bridge)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean[] bridges(Ring ring) {
        int n = ring.size();
        boolean[] bridge = new boolean[n];
        if (n < 8) {
            return bridge; // two rings of three points, and the bridge's ends
        }
        Map<Numbers, Integer> edges = new HashMap<>();
        for (int i = 0; i < n; i++) {
            int next = (i + 1) % n;
            Integer back = edges.get(Numbers.of(ring.x(next), ring.y(next), ring.x(i), ring.y(i)));
            if (back != null) {
                bridge[i] = true;
                bridge[back] = true;
            }
            edges.put(Numbers.of(ring.x(i), ring.y(i), ring.x(next), ring.y(next)), i);
        }
        return bridge;
    }

    private static boolean meet(Ring ring, int i, int j, boolean[] bridge) {
        int n = ring.size();
        int iEnd = i + 1 == n ? 0 : i + 1;
        int jEnd = j + 1 == n ? 0 : j + 1;
        if (iEnd == j || jEnd == i) {
            int shared = iEnd == j ? j : i;
            int one = iEnd == j ? i : j;
            int other = iEnd == j ? jEnd : iEnd;
            return other != one && foldsBack(ring, one, shared, other);
        }
        return segmentsMeet(ring, i, iEnd, j, jEnd) && !sharesBridgeEnd(ring, i, j, bridge);
    }

    /** At the ends of a bridge, the edges of the two rings share its point. */
    private static boolean sharesBridgeEnd(Ring ring, int i, int j, boolean[] bridge) {
        int n = ring.size();
        for (int p : new int[] {i, (i + 1) % n}) {
            for (int q : new int[] {j, (j + 1) % n}) {
                if (ring.x(p) == ring.x(q)
                        && ring.y(p) == ring.y(q)
                        && (bridge[p] || bridge[(p + n - 1) % n])
                        && (bridge[q] || bridge[(q + n - 1) % n])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean foldsBack(Ring ring, int one, int shared, int other) {
        double ax = ring.x(one) - ring.x(shared);
        double ay = ring.y(one) - ring.y(shared);
        double bx = ring.x(other) - ring.x(shared);
        double by = ring.y(other) - ring.y(shared);
        return ax * by - ay * bx == 0 && ax * bx + ay * by > 0;
    }

    private static boolean segmentsMeet(Ring ring, int a, int b, int c, int d) {
        if (Math.max(ring.y(a), ring.y(b)) < Math.min(ring.y(c), ring.y(d))
                || Math.max(ring.y(c), ring.y(d)) < Math.min(ring.y(a), ring.y(b))
                || Math.max(ring.x(a), ring.x(b)) < Math.min(ring.x(c), ring.x(d))
                || Math.max(ring.x(c), ring.x(d)) < Math.min(ring.x(a), ring.x(b))) {
            return false;
        }
        double abc = side(ring, a, b, c);
        double abd = side(ring, a, b, d);
        double cda = side(ring, c, d, a);
        double cdb = side(ring, c, d, b);
        return !(abc > 0 && abd > 0 || abc < 0 && abd < 0 || cda > 0 && cdb > 0 || cda < 0 && cdb < 0);
    }

    private static double side(Ring ring, int from, int to, int point) {
        return (ring.x(to) - ring.x(from)) * (ring.y(point) - ring.y(from))
                - (ring.y(to) - ring.y(from)) * (ring.x(point) - ring.x(from));
    }
}
