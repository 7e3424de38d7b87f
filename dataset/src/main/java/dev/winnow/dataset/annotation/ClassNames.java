package dev.winnow.dataset.annotation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the class names of a dataset's labels stand for. Labels repeat few names, so that answers are remembered, up to a bound.
 *
 * <p>Safe for several threads.
 */
public final class ClassNames {
    private static final int MOST_REMEMBERED = 10_000;

    private final Ontology ontology;
    private final LabelPolicy policy;
    private final Map<String, Naming> remembered = new ConcurrentHashMap<>();

    public ClassNames(Ontology ontology, LabelPolicy policy) {
        this.ontology = ontology;
        this.policy = policy;
    }

    /** What a name stands for. */
    public Naming of(String name) {
        Naming known = remembered.get(name);
        if (known != null) {
            return known;
        }
        Naming naming = Naming.of(name, ontology, policy);
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(name, naming);
        }
        return naming;
    }

    /** Whether the dataset has classes; without, every name is taken. */
    public boolean isOpen() {
        return ontology.classes().isEmpty();
    }
}
