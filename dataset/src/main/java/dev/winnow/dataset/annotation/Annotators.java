package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What several annotators said of one image, kept apart.
 *
 * @param item the image's source key
 * @param sets by annotator, in the order of their names; an annotator who saw the image and found nothing has an empty list
 * @param picture the image's size, to compare outlines by their pixels
 */
public record Annotators(String item, Map<String, List<Annotation>> sets, Optional<PictureSize> picture) {

    public Annotators {
        Map<String, List<Annotation>> copy = new TreeMap<>();
        sets.forEach((annotator, annotations) -> copy.put(annotator, List.copyOf(annotations)));
        sets = Collections.unmodifiableMap(copy);
    }

    /** Of annotations that name their annotators. Predictions are nobody's opinion and are left out. */
    public static Annotators of(String item, List<Annotation> annotations, Optional<PictureSize> picture) {
        Map<String, List<Annotation>> sets = new TreeMap<>();
        for (Annotation annotation : annotations) {
            if (annotation.provenance().standing() != Provenance.Standing.PREDICTED) {
                sets.computeIfAbsent(annotation.provenance().annotator(), name -> new ArrayList<>())
                        .add(annotation);
            }
        }
        return new Annotators(item, sets, picture);
    }

    /** Objects of one annotator: what has a place in the picture. */
    List<Annotation> objects(String annotator) {
        return sets.get(annotator).stream()
                .filter(annotation -> Extent.of(annotation, picture).isPresent())
                .toList();
    }

    /** Classes that one annotator gave the whole image. */
    List<String> imageClasses(String annotator) {
        return sets.get(annotator).stream()
                .filter(annotation -> annotation.shape(Shape.WholeImage.class).isPresent())
                .map(Annotation::category)
                .distinct()
                .sorted()
                .toList();
    }

    /** Which objects of two lists are one, by an overlap of half or more. */
    ObjectPairs pairs(List<Annotation> left, List<Annotation> right) {
        List<Extent> one = extents(left);
        List<Extent> two = extents(right);
        double[][] ious = new double[one.size()][two.size()];
        for (int i = 0; i < one.size(); i++) {
            for (int j = 0; j < two.size(); j++) {
                ious[i][j] = one.get(i).iou(two.get(j));
            }
        }
        return ObjectPairs.of(ious, two.size(), ObjectPairs.THRESHOLD);
    }

    private List<Extent> extents(List<Annotation> annotations) {
        return annotations.stream()
                .map(annotation -> Extent.of(annotation, picture).orElseThrow())
                .toList();
    }
}
