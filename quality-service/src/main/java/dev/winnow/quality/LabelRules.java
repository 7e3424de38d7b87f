package dev.winnow.quality;

import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.spec.DatasetSpec;
import java.util.Objects;

/**
 * The rules for labels that are in force for a dataset.
 *
 * @param specVersion of the dataset's spec, 0 where none was declared
 */
public record LabelRules(int specVersion, LabelPolicy policy, Ontology ontology) {
    /** Of a dataset that nobody declared so far. */
    public static final LabelRules UNDECLARED = new LabelRules(0, LabelPolicy.defaults(), Ontology.defaults());

    static LabelRules of(DatasetSpec spec) {
        return new LabelRules(spec.version(), spec.labels(), spec.ontology());
    }

    public LabelRules {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(ontology, "ontology");
    }
}
