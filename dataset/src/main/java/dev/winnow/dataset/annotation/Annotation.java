package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One label, as submitted or as kept by the checks.
 *
 * @param category the class's name as written, not trimmed; empty where the source gives none
 * @param shapes of this one object, at most one of each kind; empty where the source gives neither box nor outline. The class of a whole
 *     image has {@link Shape.WholeImage}
 * @param score of a prediction, 0 to 1
 * @param attributes what else the source says, as text; see {@link #AREA} and {@link #KEYPOINT_COUNT}
 * @param findings what the reader found here; the checks add to it and never take away
 */
public record Annotation(
        String category,
        List<Shape> shapes,
        Flags flags,
        OptionalDouble score,
        Provenance provenance,
        Map<String, String> attributes,
        List<Finding> findings) {

    /** The attribute of the area that a file states, in pixels. The checks compare it. */
    public static final String AREA = "area";

    /** The attribute of the number of labelled keypoints that a file states. The checks compare it. */
    public static final String KEYPOINT_COUNT = "num_keypoints";

    public Annotation {
        Objects.requireNonNull(category, "category");
        shapes = List.copyOf(shapes);
        Objects.requireNonNull(flags, "flags");
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(provenance, "provenance");
        attributes = Map.copyOf(attributes);
        findings = List.copyOf(findings);
    }

    public static Annotation of(String category, Provenance provenance, Shape... shapes) {
        return new Annotation(
                category, List.of(shapes), Flags.NONE, OptionalDouble.empty(), provenance, Map.of(), List.of());
    }

    /** The shape that tells the object's pixels most exactly; none where no shape could be read. */
    public Optional<Shape> finest() {
        Shape finest = null;
        for (Shape shape : shapes) {
            if (shape.rank() >= 0 && (finest == null || shape.rank() > finest.rank())) {
                finest = shape;
            }
        }
        return Optional.ofNullable(finest);
    }

    /** The first shape of a kind. */
    public <S extends Shape> Optional<S> shape(Class<S> kind) {
        for (Shape shape : shapes) {
            if (kind.isInstance(shape)) {
                return Optional.of(kind.cast(shape));
            }
        }
        return Optional.empty();
    }

    public Annotation withCategory(String other) {
        return new Annotation(other, shapes, flags, score, provenance, attributes, findings);
    }

    public Annotation withShapes(List<Shape> others) {
        return new Annotation(category, others, flags, score, provenance, attributes, findings);
    }

    public Annotation withAttributes(Map<String, String> others) {
        return new Annotation(category, shapes, flags, score, provenance, others, findings);
    }

    /** The same annotation with findings after those it has. */
    public Annotation withFindings(List<Finding> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        return new Annotation(category, shapes, flags, score, provenance, attributes, all);
    }
}
