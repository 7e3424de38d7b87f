package dev.winnow.dataset.annotation;

import java.util.List;
import java.util.Objects;

/** The labels of one image, and whether an empty list is a statement. */
public record AnnotationSet(State state, List<Annotation> annotations) {
    public static final AnnotationSet UNLABELLED = new AnnotationSet(State.UNLABELLED, List.of());
    public static final AnnotationSet DECLARED_EMPTY = new AnnotationSet(State.DECLARED_EMPTY, List.of());
    public static final AnnotationSet SEEN_EMPTY = new AnnotationSet(State.SEEN_EMPTY, List.of());

    /** @throws IllegalArgumentException where the state contradicts the list */
    public AnnotationSet {
        Objects.requireNonNull(state, "state");
        annotations = List.copyOf(annotations);
        if ((state == State.LABELLED) == annotations.isEmpty()) {
            throw new IllegalArgumentException(
                    "An image with " + annotations.size() + " annotations cannot be in state " + state);
        }
    }

    /** Labelled with these, which are one at least. */
    public static AnnotationSet of(List<Annotation> annotations) {
        return new AnnotationSet(State.LABELLED, annotations);
    }

    /** What a source says of an image. Names are a contract: they stand in events. */
    public enum State {
        /** Nobody said anything: there is no label file, or no annotation in the tool. */
        UNLABELLED,
        /** A file that lists the image's objects lists none: an empty YOLO file, a COCO image without annotations. */
        DECLARED_EMPTY,
        /** An annotator opened the image and submitted an empty result. */
        SEEN_EMPTY,
        /** There is an annotation. */
        LABELLED
    }
}
