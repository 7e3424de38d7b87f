package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The numbers of a dataset's classes, which are stable for good. Immutable; what was given is never changed or taken away, only added
 * to.
 *
 * <ol>
 *   <li>A class keeps its number as long as it is in the ontology, whatever is added, removed or put in another order.
 *   <li>A class that the ontology adds gets the next number, in the ontology's order.
 *   <li>A renamed class keeps its number: one that has an earlier name among its aliases, and that no other class bears now.
 *   <li>A class that is removed, merged or ignored leaves its number unused. When it comes back, it has its number again.
 *   <li>The earlier name of a renamed class can come back as a class of its own. It gets a new number.
 * </ol>
 *
 * <p>Example: {@code [car, dog]} are 0 and 1. After {@code [dog, automobile (alias car)]}, the automobile is 0 and the dog 1.
 */
public final class ClassIds {
    private static final ClassIds NONE = new ClassIds(List.of());

    private final List<Given> given;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> owners = new ArrayList<>();

    private ClassIds(List<Given> given) {
        this.given = List.copyOf(given);
        for (Given one : this.given) {
            if (one.number() > owners.size()) {
                throw new IllegalArgumentException("Class '" + one.name() + "' has number " + one.number()
                        + ", expected at most " + owners.size() + ", the next one");
            }
            numbers.put(one.name(), one.number());
            if (one.number() == owners.size()) {
                owners.add(one.name());
            } else {
                owners.set(one.number(), one.name());
            }
        }
    }

    /** A class got a number, 0 or more. */
    public record Given(String name, int number) {
        public Given {
            Objects.requireNonNull(name, "name");
            if (number < 0) {
                throw new IllegalArgumentException(
                        "Class '" + name + "' has number " + number + ", expected 0 or more");
            }
        }
    }

    /** No numbers yet. */
    public static ClassIds none() {
        return NONE;
    }

    /**
     * Numbers that were given before.
     *
     * @param given in this order; of two classes with one number, the later one was renamed from the earlier
     * @throws IllegalArgumentException when a number was passed over
     */
    public static ClassIds of(List<Given> given) {
        return new ClassIds(given);
    }

    /** These numbers, and one for each class of the ontology that has none. */
    public ClassIds with(Ontology ontology) {
        List<OntologyClass> active =
                ontology.classes().stream().filter(one -> !one.ignored()).toList();
        Set<Integer> taken = new HashSet<>();
        for (OntologyClass one : active) {
            if (owns(one.name())) {
                taken.add(numbers.get(one.name()));
            }
        }
        List<Given> grown = new ArrayList<>(given);
        int next = owners.size();
        for (OntologyClass one : active) {
            if (!owns(one.name())) {
                OptionalInt earlier = earlier(one, taken);
                int number = earlier.isPresent() ? earlier.getAsInt() : next++;
                taken.add(number);
                grown.add(new Given(one.name(), number));
            }
        }
        return grown.size() == given.size() ? this : new ClassIds(grown);
    }

    private boolean owns(String name) {
        Integer number = numbers.get(name);
        return number != null && owners.get(number).equals(name);
    }

    /** The number that the class had itself, or the smallest of its aliases, if it is free. */
    private OptionalInt earlier(OntologyClass one, Set<Integer> taken) {
        Integer own = numbers.get(one.name());
        if (own != null && !taken.contains(own)) {
            return OptionalInt.of(own);
        }
        return one.aliases().stream()
                .filter(numbers::containsKey)
                .mapToInt(numbers::get)
                .filter(number -> !taken.contains(number))
                .min();
    }

    /** The number that was given to a name last; empty where it never had one. */
    public OptionalInt of(String name) {
        Integer number = numbers.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The numbers of the ontology's classes, in its order. Those of classes that it added since are missing. */
    public Map<String, Integer> of(Ontology ontology) {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (String name : ontology.names()) {
            of(name).ifPresent(number -> found.put(name, number));
        }
        return found;
    }

    /** Everything that was given, in order. */
    public List<Given> given() {
        return given;
    }

    /** How many numbers there are: the length of a list with a place for each. */
    public int size() {
        return owners.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassIds ids && ids.given.equals(given);
    }

    @Override
    public int hashCode() {
        return given.hashCode();
    }

    @Override
    public String toString() {
        return given.toString();
    }
}
