package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.duplicate.CopyRule.Evidence;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What people said about pairs of contents, whether they are held or not. */
final class Words {
    /** Each word from both sides: whether the two are copies. */
    private final Map<ContentHash, Map<ContentHash, Boolean>> words = new HashMap<>();

    /** @param copies null to forget the word */
    void say(ContentHash one, ContentHash other, Boolean copies) {
        note(one, other, copies);
        note(other, one, copies);
    }

    private void note(ContentHash of, ContentHash other, Boolean copies) {
        if (copies != null) {
            words.computeIfAbsent(of, content -> new TreeMap<>()).put(other, copies);
        } else if (words.containsKey(of)) {
            words.get(of).remove(other);
        }
    }

    /** Whether a person called the two copies, or null where nobody said anything. */
    private Boolean on(Content one, Content other) {
        return about(one.hash).get(other.hash);
    }

    /** Two copies by the rule, with what a person said about them. */
    Link linkByRule(Content earlier, Content later, Evidence evidence) {
        return new Link(earlier, later, evidence, true, Boolean.TRUE.equals(on(earlier, later)));
    }

    boolean refuse(Link link) {
        return Boolean.FALSE.equals(on(link.earlier(), link.later()));
    }

    /** Ties two contents, or remembers that a person refused to. */
    void hold(Link link) {
        if (refuse(link)) {
            link.refuse();
        } else {
            link.tie();
        }
    }

    /** The words on a content and others, by the other. */
    Map<ContentHash, Boolean> about(ContentHash content) {
        return words.getOrDefault(content, Map.of());
    }
}
