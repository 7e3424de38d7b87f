package dev.winnow.dataset.annotation;

import java.util.Optional;

/**
 * What a class name of a label stands for.
 *
 * @param name as it was submitted
 * @param category the class's own name where the label has a class now; the submitted name where there is no such class and the policy
 *     keeps it
 * @param outcome {@link Outcome#KEPT} without an issue for a known name, {@link Outcome#FIXED} for an alias and for a spelling that the
 *     policy corrects, {@link Outcome#IGNORED} for a class that the ontology leaves out
 * @param issue why the name is not taken as it is; nothing for names and aliases of the ontology
 * @param proposal the class that is meant perhaps, for a person to decide
 */
public record Naming(
        String name,
        Optional<String> category,
        Outcome outcome,
        Optional<LabelIssue> issue,
        Optional<String> proposal) {

    /** Decides about a name by the ontology and by what the policy says of {@code UNDEFINED_CLASS} and {@code CLASS_NAME_…}. */
    public static Naming of(String name, Ontology ontology, LabelPolicy policy) {
        return of(name, ontology, policy, new NameSuggestions());
    }

    /** As {@link #of(String, Ontology, LabelPolicy)}, with what is known of names that are used together. */
    public static Naming of(String name, Ontology ontology, LabelPolicy policy, NameSuggestions suggestions) {
        if (ontology.classes().isEmpty()) {
            return new Naming(name, Optional.of(name), Outcome.KEPT, Optional.empty(), Optional.empty());
        }
        Optional<OntologyClass> known = ontology.named(name);
        if (known.isPresent()) {
            return taken(name, known.get(), Optional.empty());
        }
        Optional<NameSuggestion> suggestion = suggestions.of(name, ontology);
        LabelIssue issue = suggestion.map(NameSuggestion::issue).orElse(LabelIssue.UNDEFINED_CLASS);
        Optional<String> proposal = suggestion.map(NameSuggestion::proposal);
        Outcome outcome = policy.outcome(issue).orElse(Outcome.KEPT);
        if (outcome == Outcome.FIXED) {
            OntologyClass meant = ontology.named(proposal.orElseThrow()).orElseThrow();
            return taken(name, meant, Optional.of(issue));
        }
        Optional<String> category = outcome.survives() ? Optional.of(name) : Optional.empty();
        return new Naming(name, category, outcome, Optional.of(issue), proposal);
    }

    private static Naming taken(String name, OntologyClass known, Optional<LabelIssue> issue) {
        Outcome outcome = known.ignored() ? Outcome.IGNORED : known.name().equals(name) ? Outcome.KEPT : Outcome.FIXED;
        Optional<String> category = known.ignored() ? Optional.empty() : Optional.of(known.name());
        return new Naming(name, category, outcome, issue, Optional.empty());
    }

    /** What a person reads of a name that is not taken as it is. */
    String sentence() {
        if (outcome == Outcome.IGNORED) {
            return "Class '" + name + "' is one that the ontology ignores";
        }
        if (issue.isEmpty()) {
            return "Class '" + name + "' is an alias of '" + category.orElse(name) + "'";
        }
        String meant = proposal.or(() -> category).orElse(name);
        return switch (issue.get()) {
            case CLASS_NAME_SPELLING -> "Class '" + name + "' is another spelling of '" + meant + "'; one class?";
            case CLASS_NAME_PLURAL ->
                "Class '" + name + "' may be the plural or singular of '" + meant + "'; one class?";
            case CLASS_NAME_SIMILAR -> "Class '" + name + "' is nearly '" + meant + "'; one class?";
            default -> "Class '" + name + "' is not in the ontology";
        };
    }
}
