package dev.winnow.dataset.duplicate;

import dev.winnow.dataset.Duplication.LabelConflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which items have the same picture as another and other labels.
 *
 * <ol>
 *   <li>Items have the same picture where they hold the same bytes, or bytes of the same pixels. Near copies do not count.
 *   <li>Labels are compared as sets. An item without labels contradicts nobody.
 *   <li>An item conflicts with the first item, by arrival, that has its picture and other labels.
 * </ol>
 *
 * <p>So conflicts follow from the items there are and their order of arrival. Example: a and b hold one picture, labelled {@code cat}
 * and {@code dog}. Each conflicts with the other until one is labelled anew, replaced or withdrawn.
 */
final class LabelConflicts {
    private final Contents contents;

    /** Each set of labels once: many items share few. */
    private final Map<List<String>, List<String>> known = new HashMap<>();

    LabelConflicts(Contents contents) {
        this.contents = contents;
    }

    /** What changed in one step: each item with its conflict from before. */
    static final class Changes {
        private final Map<Member, String> before = new LinkedHashMap<>();

        private void set(Member member, String conflict) {
            if (!Objects.equals(member.conflict, conflict)) {
                before.putIfAbsent(member, member.conflict);
                member.conflict = conflict;
            }
        }

        /**
         * What events have to say.
         *
         * @param newcomer that arrived, or null; its conflict is always stated, because its row is written anew
         */
        List<LabelConflict> announced(Member newcomer) {
            List<LabelConflict> conflicts = new ArrayList<>();
            if (newcomer != null && newcomer.conflict != null) {
                conflicts.add(new LabelConflict(newcomer.item, newcomer.conflict));
            }
            before.forEach((member, earlier) -> {
                if (member != newcomer && !Objects.equals(earlier, member.conflict)) {
                    conflicts.add(new LabelConflict(member.item, member.conflict));
                }
            });
            return conflicts;
        }
    }

    /** A set of labels, sorted; equal sets are one list. */
    List<String> labels(List<String> given) {
        if (given.isEmpty()) {
            return List.of();
        }
        List<String> sorted = given.stream().distinct().sorted().toList();
        return known.computeIfAbsent(sorted, labels -> labels);
    }

    /** After a member arrived, the latest of all. Where it changes nothing for others they are not looked at. */
    void arrived(Member newcomer, Changes changes) {
        if (newcomer.labels.isEmpty()) {
            return;
        }
        Member first = holders(newcomer.content).min(Cluster.BY_ARRIVAL).orElseThrow();
        boolean agreed = first.conflict == null && first.labels == newcomer.labels;
        if (first.labels.isEmpty() || (first.conflict == null && !agreed)) {
            settle(newcomer.content, changes);
        } else if (!agreed) {
            changes.set(newcomer, first.labels != newcomer.labels ? first.item : first.conflict);
        }
    }

    /** After a member of this content left it or was labelled anew, whether or not anybody holds it still. */
    void settle(Content content, Changes changes) {
        Member first = labelled(content, List.of());
        Member other = first == null ? null : labelled(content, first.labels);
        members(content).forEach(member -> {
            boolean conflicts = other != null && !member.labels.isEmpty();
            changes.set(member, !conflicts ? null : member.labels == first.labels ? other.item : first.item);
        });
    }

    /** After all items were added anew. */
    void rebuild() {
        Changes changes = new Changes();
        contents.forEach(content -> {
            boolean alone = content.members().size() == 1
                    && (content.pixels == null
                            || contents.withPixels(content.pixels).size() == 1);
            if (!alone && same(content).get(0) == content) {
                settle(content, changes);
            }
        });
    }

    /** The first member, by arrival, that has labels, and others than these; null where there is none. */
    private Member labelled(Content content, List<String> others) {
        return members(content)
                .filter(member -> !member.labels.isEmpty() && member.labels != others)
                .min(Cluster.BY_ARRIVAL)
                .orElse(null);
    }

    /** The contents of the same picture that are held. */
    private List<Content> same(Content content) {
        return content.pixels != null
                ? contents.withPixels(content.pixels)
                : content.members().isEmpty() ? List.of() : List.of(content);
    }

    private Stream<Member> members(Content content) {
        return same(content).stream().flatMap(one -> one.members().stream());
    }

    /** The first holder of each content of the same picture. */
    private Stream<Member> holders(Content content) {
        return same(content).stream().map(Content::firstHolder);
    }
}
