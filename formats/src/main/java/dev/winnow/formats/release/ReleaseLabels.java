package dev.winnow.formats.release;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a release says of one image.
 *
 * @param classes of the image as a whole, the first of which is its class in formats that have one
 * @param objects in it; no annotation of the whole image is among them
 * @param state whether an empty list of objects is a statement
 */
public record ReleaseLabels(List<String> classes, List<Annotation> objects, AnnotationSet.State state) {
    public static final ReleaseLabels NONE = of(List.of(), AnnotationSet.UNLABELLED);

    public ReleaseLabels {
        classes = List.copyOf(classes);
        objects = List.copyOf(objects);
        Objects.requireNonNull(state, "state");
    }

    /**
     * The labels of an image as the dataset has them: annotations of the whole image are classes.
     *
     * @param classes that the upload gave
     * @param annotations in upright pixels, as the checks keep them
     */
    public static ReleaseLabels of(List<String> classes, AnnotationSet annotations) {
        Set<String> ofImage = new LinkedHashSet<>(classes);
        List<Annotation> objects = new ArrayList<>();
        for (Annotation annotation : annotations.annotations()) {
            if (annotation.finest().isPresent() && annotation.finest().get() instanceof Shape.WholeImage) {
                ofImage.add(annotation.category());
            } else {
                objects.add(annotation);
            }
        }
        return new ReleaseLabels(List.copyOf(ofImage), objects, annotations.state());
    }
}
