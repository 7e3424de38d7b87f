package dev.winnow.endtoend;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Split;
import dev.winnow.endtoend.Topics.Recorded;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImageUploaded;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * At no place in the dataset's order does a unit, or a cluster of copies, span two splits: read from what dedup and split said
 * alone, statement by statement, as somebody would who keeps each item's cluster, unit and split by them, and lets go of what is
 * withdrawn. Clusters are watched up to the first word of a person, which may join what is frozen apart.
 */
final class NoUnitEverSpansTwoSplits implements Promise {

    @Override
    public List<String> violations(Evidence evidence) {
        Map<ImageUploaded, Assignment> assignments = new HashMap<>();
        evidence.assigned()
                .forEach(recorded -> assignments.put(
                        recorded.event().upload(), recorded.event().assignment()));
        TreeMap<Long, ImageDeduplicated> arrivals = new TreeMap<>();
        evidence.deduplicated()
                .forEach(recorded -> arrivals.put(recorded.event().duplication().position(), recorded.event()));
        TreeMap<Long, List<ImageMoved>> moves = new TreeMap<>();
        for (Recorded<ImageMoved> recorded : evidence.moved()) {
            moves.computeIfAbsent(recorded.event().position(), position -> new ArrayList<>())
                    .add(recorded.event());
        }
        TreeMap<Long, ClustersRevised> revisions = new TreeMap<>();
        evidence.revisions().forEach(revised -> revisions.put(revised.revision().position(), revised));
        Set<Long> positions = new TreeSet<>(arrivals.keySet());
        positions.addAll(revisions.keySet());
        positions.addAll(moves.keySet());
        Reader reader = new Reader();
        for (long position : positions) {
            ImageDeduplicated arrival = arrivals.get(position);
            if (arrival == null) {
                if (revisions.containsKey(position)) {
                    reader.revise(revisions.get(position));
                }
                moves.getOrDefault(position, List.of()).forEach(reader::move);
            } else if (assignments.containsKey(arrival.upload())) {
                reader.arrive(arrival.subject(), arrival.duplication(), assignments.get(arrival.upload()));
            }
            reader.check(position);
        }
        return reader.violations;
    }

    private static final class Reader {
        private final List<String> violations = new ArrayList<>();
        private final Names clusters = new Names();
        private final Names units = new Names();
        private final Map<String, Split> splits = new HashMap<>();
        private final Set<String> touched = new LinkedHashSet<>();
        private boolean clustersAreKnown = true;

        private void arrive(String item, Duplication duplication, Assignment assignment) {
            clusters.put(item, null);
            for (Duplication.Part part : duplication.parts()) {
                part.relabelled().forEach(other -> clusters.put(other, part.cluster()));
            }
            duplication.relabelled().forEach(other -> clusters.put(other, duplication.cluster()));
            clusters.put(item, duplication.cluster());
            assignment.regrouped().forEach(group -> group.items().forEach(other -> units.put(other, group.unit())));
            assignment.moves().forEach(move -> place(move.item(), move.to()));
            units.put(item, assignment.unit());
            place(item, assignment.split());
            touched.addAll(duplication.relabelled());
            assignment.regrouped().forEach(group -> touched.addAll(group.items()));
        }

        private void revise(ClustersRevised revised) {
            clustersAreKnown &= revised.judged() == null;
            for (String item : revised.revision().left()) {
                clusters.put(item, null);
                units.put(item, null);
                splits.remove(item);
            }
            for (Duplication.Part part : revised.revision().parts()) {
                part.relabelled().forEach(other -> clusters.put(other, part.cluster()));
                touched.addAll(part.relabelled());
            }
        }

        private void move(ImageMoved moved) {
            units.put(moved.subject(), moved.unit());
            place(moved.subject(), moved.to());
        }

        private void place(String item, Split split) {
            splits.put(item, split);
            touched.add(item);
        }

        private void check(long position) {
            Set<String> named = new LinkedHashSet<>();
            for (String item : touched) {
                check("unit", units, item, named, position);
                if (clustersAreKnown) {
                    check("cluster", clusters, item, named, position);
                }
            }
            touched.clear();
        }

        private void check(String kind, Names names, String item, Set<String> named, long position) {
            String name = names.of.get(item);
            if (name == null || !named.add(kind + " " + name)) {
                return;
            }
            Set<Split> found = EnumSet.noneOf(Split.class);
            for (String other : names.bearers.get(name)) {
                if (splits.get(other) != null) {
                    found.add(splits.get(other));
                }
            }
            if (found.size() > 1) {
                violations.add("At position " + position + " " + kind + " " + name + " is in " + found);
            }
        }
    }

    private static final class Names {
        private final Map<String, String> of = new HashMap<>();
        private final Map<String, Set<String>> bearers = new HashMap<>();

        private void put(String item, String name) {
            String before = name == null ? of.remove(item) : of.put(item, name);
            if (before != null) {
                bearers.get(before).remove(item);
            }
            if (name != null) {
                bearers.computeIfAbsent(name, n -> new HashSet<>()).add(item);
            }
        }
    }
}
