package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.formats.text.Excerpt;

/** Findings of readers, whose sentences and places are short whatever a file says. */
public final class Found {
    private Found() {}

    public static Finding of(LabelIssue issue, Outcome outcome, Origin origin, String sentence) {
        return Finding.of(issue, outcome, shortened(origin), Excerpt.sentence(sentence));
    }

    public static Finding changed(
            LabelIssue issue, Outcome outcome, Origin origin, String sentence, Finding.Change change) {
        return Finding.changed(
                issue,
                outcome,
                shortened(origin),
                Excerpt.sentence(sentence),
                new Finding.Change(Excerpt.of(change.was()), Excerpt.of(change.is())));
    }

    private static Origin shortened(Origin origin) {
        String at = Excerpt.of(origin.at());
        return at.equals(origin.at()) ? origin : new Origin(origin.file(), at);
    }
}
