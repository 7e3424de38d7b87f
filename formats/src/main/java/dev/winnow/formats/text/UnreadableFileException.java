package dev.winnow.formats.text;

import dev.winnow.dataset.annotation.LabelIssue;
import java.io.IOException;

/** A file, or the rest of one, that cannot be read. The message is one sentence without the file's name; other files are read on. */
public final class UnreadableFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final LabelIssue issue;

    public UnreadableFileException(LabelIssue issue, String sentence) {
        super(Excerpt.sentence(sentence));
        this.issue = issue;
    }

    public UnreadableFileException(LabelIssue issue, String sentence, Throwable cause) {
        super(Excerpt.sentence(sentence), cause);
        this.issue = issue;
    }

    public LabelIssue issue() {
        return issue;
    }
}
