package dev.winnow.dataset.quality;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.QualityScores;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What {@link Verdicts} keeps of an item: its newest upload and the last verdict on it.
 *
 * @param item its id
 * @param uploadedAt when its newest upload was taken, or up to when uploads of it are withdrawn
 * @param specVersion that upload's, or of the spec that rejected it later; the later of two at one time has the greater
 * @param scores null where the item is withdrawn
 * @param issues kinds of the issues that rules gave it
 * @param rejectedBy the rule that keeps it out of the dataset, or null
 */
public record JudgedItem(
        String item,
        Instant uploadedAt,
        int specVersion,
        QualityScores scores,
        Set<Issue.Kind> issues,
        Issue.Kind rejectedBy) {

    public JudgedItem {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(uploadedAt, "uploadedAt");
        issues = Collections.unmodifiableSet(enumSet(issues));
    }

    static JudgedItem withdrawn(String item, Instant upTo, int specVersion) {
        return new JudgedItem(item, upTo, specVersion, null, Set.of(), null);
    }

    /** The same item, known under another version. */
    JudgedItem under(int version) {
        return new JudgedItem(item, uploadedAt, version, scores, issues, rejectedBy);
    }

    /** Whether no rule rejects the item and nobody withdrew it. */
    public boolean isIn() {
        return scores != null && rejectedBy == null;
    }

    /** Whether an upload of this time and spec version is later than the newest that is known. */
    boolean isBefore(Instant at, int version) {
        int byTime = uploadedAt.compareTo(at);
        return byTime != 0 ? byTime < 0 : specVersion < version;
    }

    /** Whether both verdicts let the item in or out by the same rule, with the same kinds of issues. */
    boolean agreesWith(JudgedItem other) {
        return issues.equals(other.issues) && rejectedBy == other.rejectedBy;
    }

    private static Set<Issue.Kind> enumSet(Collection<Issue.Kind> kinds) {
        EnumSet<Issue.Kind> set = EnumSet.noneOf(Issue.Kind.class);
        set.addAll(kinds);
        return set;
    }
}
