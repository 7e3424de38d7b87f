package dev.winnow.dataset.annotation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One set of labels out of those of several annotators, by a rule of the dataset's spec. Nothing is merged before somebody asks for it.
 *
 * @param annotations the agreed labels
 * @param disputed objects that the rule cannot decide; a person has to
 */
public record Consensus(List<Annotation> annotations, List<Dispute> disputed) {

    public Consensus {
        annotations = List.copyOf(annotations);
        disputed = List.copyOf(disputed);
    }

    /** An object whose class the annotators call otherwise, as often one way as the other. */
    public record Dispute(List<Annotation> opinions) {
        public Dispute {
            opinions = List.copyOf(opinions);
        }
    }

    /** How to decide. Names are a contract: they stand in specs. */
    public enum Rule {
        /** All labels of the annotator who changed one last. */
        NEWEST,
        /** All labels of the annotator whom the source trusts most; among equals, of the newest. */
        REVIEWED_FIRST,
        /** Objects that more than half of the annotators found, each as that annotator drew it whom the others come nearest to. */
        MAJORITY,
        /** As majority, with the mean of their boxes where all gave boxes. */
        MEAN_BOX
    }

    public static Consensus of(Annotators image, Rule rule) {
        if (image.sets().isEmpty()) {
            return new Consensus(List.of(), List.of());
        }
        if (image.sets().size() == 1) {
            return new Consensus(image.sets().values().iterator().next(), List.of());
        }
        return switch (rule) {
            case NEWEST -> new Consensus(chosen(image, Comparator.comparing(Consensus::newest)), List.of());
            case REVIEWED_FIRST ->
                new Consensus(
                        chosen(image, Comparator.comparing(Consensus::standing).thenComparing(Consensus::newest)),
                        List.of());
            case MAJORITY, MEAN_BOX -> majority(image, rule);
        };
    }

    /** Among equals, of the annotator whose name comes first. */
    private static List<Annotation> chosen(Annotators image, Comparator<List<Annotation>> trust) {
        List<Annotation> best = null;
        for (List<Annotation> annotations : image.sets().values()) {
            if (best == null || trust.compare(annotations, best) > 0) {
                best = annotations;
            }
        }
        return best;
    }

    private static Instant newest(List<Annotation> annotations) {
        return annotations.stream()
                .flatMap(annotation -> annotation.provenance().changedAt().stream())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static Provenance.Standing standing(List<Annotation> annotations) {
        return annotations.stream()
                .map(annotation -> annotation.provenance().standing())
                .max(Comparator.naturalOrder())
                .orElse(Provenance.Standing.SUBMITTED);
    }

    private static Consensus majority(Annotators image, Rule rule) {
        int needed = image.sets().size() / 2 + 1;
        List<Annotation> agreed = new ArrayList<>(imageClasses(image, needed));
        List<Dispute> disputed = new ArrayList<>();
        for (List<Annotation> object : objects(image)) {
            if (object.size() >= needed) {
                Optional<String> category = category(object);
                if (category.isPresent()) {
                    agreed.add(drawn(image, object, rule).withCategory(category.get()));
                } else {
                    disputed.add(new Dispute(object));
                }
            }
        }
        return new Consensus(agreed, disputed);
    }

    private static List<Annotation> imageClasses(Annotators image, int needed) {
        Map<String, List<Annotation>> votes = new TreeMap<>();
        for (String annotator : image.sets().keySet()) {
            for (String category : image.imageClasses(annotator)) {
                votes.computeIfAbsent(category, name -> new ArrayList<>())
                        .add(image.sets().get(annotator).stream()
                                .filter(a -> a.category().equals(category)
                                        && a.shape(Shape.WholeImage.class).isPresent())
                                .findFirst()
                                .orElseThrow());
            }
        }
        return votes.values().stream()
                .filter(opinions -> opinions.size() >= needed)
                .map(opinions -> opinions.get(0))
                .toList();
    }

    /** Objects of all annotators, joined one annotator after the other to the one of which they overlap most. */
    private static List<List<Annotation>> objects(Annotators image) {
        List<List<Annotation>> groups = new ArrayList<>();
        for (String annotator : image.sets().keySet()) {
            List<Annotation> objects = image.objects(annotator);
            List<Annotation> firsts = groups.stream().map(group -> group.get(0)).toList();
            boolean[] joined = new boolean[objects.size()];
            for (ObjectPairs.Pair pair : image.pairs(firsts, objects).pairs()) {
                groups.get(pair.left()).add(objects.get(pair.right()));
                joined[pair.right()] = true;
            }
            for (int i = 0; i < joined.length; i++) {
                if (!joined[i]) {
                    groups.add(new ArrayList<>(List.of(objects.get(i))));
                }
            }
        }
        return groups;
    }

    /** The class with the most votes, unless two have as many. */
    private static Optional<String> category(List<Annotation> opinions) {
        Map<String, Integer> votes = new TreeMap<>();
        opinions.forEach(opinion -> votes.merge(opinion.category(), 1, Integer::sum));
        int most = votes.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        List<String> winners = votes.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        return winners.size() == 1 ? Optional.of(winners.get(0)) : Optional.empty();
    }

    private static Annotation drawn(Annotators image, List<Annotation> opinions, Rule rule) {
        List<Extent> extents = opinions.stream()
                .map(opinion -> Extent.of(opinion, image.picture()).orElseThrow())
                .toList();
        if (rule == Rule.MEAN_BOX && extents.stream().allMatch(extent -> extent.shape() instanceof Shape.Box)) {
            return opinions.get(0).withShapes(List.of(mean(extents)));
        }
        int nearest = 0;
        double best = -1;
        for (int i = 0; i < extents.size(); i++) {
            double sum = 0;
            for (Extent other : extents) {
                sum += extents.get(i).iou(other);
            }
            if (sum > best) {
                best = sum;
                nearest = i;
            }
        }
        return opinions.get(nearest);
    }

    private static Shape.Box mean(List<Extent> extents) {
        double x = 0;
        double y = 0;
        double width = 0;
        double height = 0;
        for (Extent extent : extents) {
            x += extent.bounds().x();
            y += extent.bounds().y();
            width += extent.bounds().width();
            height += extent.bounds().height();
        }
        int n = extents.size();
        return new Shape.Box(x / n, y / n, width / n, height / n);
    }
}
