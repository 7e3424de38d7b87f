package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far the annotators of one image are apart, and about what.
 *
 * @param item the image's source key
 * @param agreement 0 to 1, the mean over all pairs of annotators: of objects, twice the overlap of those that both found and gave one
 *     class, by the number of objects of both; of image classes, the share of those given that both gave
 * @param differences to be shown to a person
 */
public record Disagreement(String item, double agreement, List<Difference> differences) {

    public Disagreement {
        differences = List.copyOf(differences);
    }

    /** One thing that two annotators see differently. */
    public sealed interface Difference {

        /** One found it and the other did not. */
        record FoundByOne(String by, String notBy, Annotation annotation) implements Difference {}

        /** Both found it and call it otherwise. */
        record OtherClass(String left, Annotation ofLeft, String right, Annotation ofRight) implements Difference {}

        /** Both found it, and their shapes are less alike than annotators' usually are. */
        record OtherShape(String left, Annotation ofLeft, String right, Annotation ofRight, double iou)
                implements Difference {}

        /** They gave the whole image other classes. */
        record OtherImageClass(String left, List<String> ofLeft, String right, List<String> ofRight)
                implements Difference {}
    }

    /** Below this overlap the shapes of one object are shown. */
    private static final double ALIKE = 0.8;

    /** Images that annotators disagree about, the worst first; equal ones by their keys. Images of one annotator are left out. */
    public static List<Disagreement> worstFirst(List<Annotators> images) {
        return images.stream()
                .filter(image -> image.sets().size() > 1)
                .map(Disagreement::of)
                .filter(disagreement -> !disagreement.differences().isEmpty())
                .sorted(Comparator.comparingDouble(Disagreement::agreement).thenComparing(Disagreement::item))
                .toList();
    }

    static Disagreement of(Annotators image) {
        List<String> names = List.copyOf(image.sets().keySet());
        List<Difference> differences = new ArrayList<>();
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                sum += compare(image, names.get(i), names.get(j), differences);
                pairs++;
            }
        }
        return new Disagreement(image.item(), pairs == 0 ? 1 : sum / pairs, differences);
    }

    private static double compare(Annotators image, String left, String right, List<Difference> differences) {
        List<Annotation> ofLeft = image.objects(left);
        List<Annotation> ofRight = image.objects(right);
        ObjectPairs pairs = image.pairs(ofLeft, ofRight);
        boolean[] rightFound = new boolean[ofRight.size()];
        boolean[] leftFound = new boolean[ofLeft.size()];
        double common = 0;
        for (ObjectPairs.Pair pair : pairs.pairs()) {
            leftFound[pair.left()] = true;
            rightFound[pair.right()] = true;
            Annotation one = ofLeft.get(pair.left());
            Annotation other = ofRight.get(pair.right());
            if (!one.category().equals(other.category())) {
                differences.add(new Difference.OtherClass(left, one, right, other));
            } else {
                common += pair.iou();
                if (pair.iou() < ALIKE) {
                    differences.add(new Difference.OtherShape(left, one, right, other, pair.iou()));
                }
            }
        }
        addUnfound(ofLeft, leftFound, left, right, differences);
        addUnfound(ofRight, rightFound, right, left, differences);

        List<String> classesOfLeft = image.imageClasses(left);
        List<String> classesOfRight = image.imageClasses(right);
        if (!classesOfLeft.equals(classesOfRight)) {
            differences.add(new Difference.OtherImageClass(left, classesOfLeft, right, classesOfRight));
        }
        long bothGave = classesOfLeft.stream().filter(classesOfRight::contains).count();
        double given = ofLeft.size() + ofRight.size() + classesOfLeft.size() + classesOfRight.size();
        return given == 0 ? 1 : 2 * (common + bothGave) / given;
    }

    private static void addUnfound(
            List<Annotation> annotations, boolean[] found, String by, String notBy, List<Difference> differences) {
        for (int i = 0; i < found.length; i++) {
            if (!found[i]) {
                differences.add(new Difference.FoundByOne(by, notBy, annotations.get(i)));
            }
        }
    }
}
