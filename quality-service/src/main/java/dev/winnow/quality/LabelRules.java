package dev.winnow.quality;

import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import java.util.Objects;

/**
 * The rules for labels that are in force for a dataset.
 *
 * @param specVersion of the dataset's spec, 0 where none was declared
 * @param deletedUpTo the last version of the spec that a deletion of the dataset covers, 0 where it never was deleted
 */
public record LabelRules(int specVersion, int deletedUpTo, LabelPolicy policy, Ontology ontology) {
    /** Of a dataset that nobody declared so far. */
    public static final LabelRules UNDECLARED = new LabelRules(0, 0, LabelPolicy.defaults(), Ontology.defaults());

    static LabelRules of(DatasetDeclared declared) {
        DatasetSpec spec = declared.current();
        int deletedUpTo = declared.deletion() == null ? 0 : declared.deletion().upTo();
        return new LabelRules(spec.version(), deletedUpTo, spec.labels(), spec.ontology());
    }

    /** Whether what was uploaded or submitted under this version of the spec was deleted. */
    boolean haveDeleted(int version) {
        return deletedUpTo > 0 && version <= deletedUpTo;
    }

    public LabelRules {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(ontology, "ontology");
    }
}
