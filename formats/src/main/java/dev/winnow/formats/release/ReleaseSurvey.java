package dev.winnow.formats.release;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.ClassIds;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.annotation.OntologyClass;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.dataset.annotation.Skeleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Goes over the items once to learn what a {@link Release} states: classes, skeletons and sizes of splits. Holds the names of classes, and
 * no item. Not safe for use by several threads.
 */
public final class ReleaseSurvey {
    private final Map<String, Skeleton> objects = new TreeMap<>();
    private final Map<String, String> supercategories = new HashMap<>();
    private final TreeSet<String> images = new TreeSet<>();
    private final Map<Split, Release.Extent> splits = new EnumMap<>(Split.class);

    /** Takes a class of objects, of which there may be none. */
    public void declare(String name, String supercategory, Skeleton skeleton) {
        objects.put(name, skeleton);
        supercategories.put(name, supercategory);
    }

    /** Takes an item, in any order. */
    public void add(Split split, long bytes, ReleaseLabels labels) {
        splits.merge(
                split,
                new Release.Extent(1, bytes),
                (a, b) -> new Release.Extent(a.items() + b.items(), a.bytes() + b.bytes()));
        images.addAll(labels.classes());
        for (Annotation object : labels.objects()) {
            objects.merge(
                    object.category(),
                    object.shape(Shape.Keypoints.class)
                            .map(Shape.Keypoints::skeleton)
                            .orElse(Skeleton.NONE),
                    (known, more) -> known.names().size() >= more.names().size() ? known : more);
        }
    }

    /**
     * The release of what was added. Classes of objects have the numbers that the dataset gave them; those without one get the next, by
     * name. Classes of images are numbered by name, as readers of folders do.
     *
     * @param ontology of the dataset, or {@link Ontology#defaults()}
     * @param ids that the dataset gave to its classes, or {@link ClassIds#none()}
     */
    public Release release(
            String dataset, String version, LocalDate date, String licence, Ontology ontology, ClassIds ids) {
        ClassIds numbers = ids.with(ontology);
        Map<String, Integer> declared = numbers.of(ontology);
        List<ReleaseClass> classes = new ArrayList<>();
        declared.forEach((name, number) -> classes.add(numbered(name, number, ontology)));
        int next = numbers.size();
        for (String name : objects.keySet()) {
            if (!declared.containsKey(name)) {
                OptionalInt given = numbers.of(name);
                boolean free = given.isPresent() && classes.stream().noneMatch(one -> one.number() == given.getAsInt());
                classes.add(numbered(name, free ? given.getAsInt() : next++, ontology));
            }
        }
        List<ReleaseClass> ofImages = new ArrayList<>();
        for (String name : images) {
            ofImages.add(new ReleaseClass(
                    ofImages.size(), name, "", ontology.palette().color(ofImages.size()), Skeleton.NONE));
        }
        return new Release(
                dataset, version, date, licence, ReleaseClasses.of(classes), ReleaseClasses.of(ofImages), splits);
    }

    private ReleaseClass numbered(String name, int number, Ontology ontology) {
        Optional<OntologyClass> known = ontology.named(name);
        return new ReleaseClass(
                number,
                name,
                known.map(OntologyClass::supercategory).orElseGet(() -> supercategories.getOrDefault(name, "")),
                known.map(OntologyClass::color)
                        .orElseGet(() -> ontology.palette().color(number)),
                objects.getOrDefault(name, Skeleton.NONE));
    }
}
