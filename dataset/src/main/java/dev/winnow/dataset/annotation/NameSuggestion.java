package dev.winnow.dataset.annotation;

/**
 * Two class names that may be one. Nothing is merged by it: a person decides.
 *
 * @param name the rarer one, or the one that the ontology lacks
 * @param count annotations with that name
 * @param proposal the name to merge it into
 * @param proposalCount annotations with that one
 * @param issue in what they differ: {@link LabelIssue#CLASS_NAME_SPELLING}, {@link LabelIssue#CLASS_NAME_PLURAL} or
 *     {@link LabelIssue#CLASS_NAME_SIMILAR}
 * @param letters the edit distance of their normal forms
 */
public record NameSuggestion(
        String name, long count, String proposal, long proposalCount, LabelIssue issue, int letters) {

    /** What a person reads. */
    public String sentence() {
        String pair = "'" + name + "' (" + count + ") and '" + proposal + "' (" + proposalCount + ")";
        return switch (issue) {
            case CLASS_NAME_SPELLING ->
                pair + " differ only in case, white space, Unicode form or separators; one class?";
            case CLASS_NAME_PLURAL -> pair + " may be singular and plural; one class?";
            default -> pair + " differ by " + (letters == 1 ? "one letter" : letters + " letters") + "; one class?";
        };
    }
}
