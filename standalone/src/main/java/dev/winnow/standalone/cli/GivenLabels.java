package dev.winnow.standalone.cli;

import dev.winnow.formats.labels.LabelDetection;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReader;
import dev.winnow.formats.labels.LabelReaders;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Label files that a command line names. */
final class GivenLabels {
    private GivenLabels() {}

    /**
     * What reads them.
     *
     * @param format as the option names it, or null for what the files look like
     * @throws Failure where there are none, or nothing reads them
     */
    static LabelReader reader(Path labels, String format) {
        return reader(labels, format, "--format");
    }

    /** @param option that names the format */
    static LabelReader reader(Path labels, String format, String option) {
        if (!Files.isReadable(labels)) {
            throw Failure.askedWrong("There is no file or folder " + labels + " that can be read");
        }
        LabelFormat named = format == null
                ? guessed(labels, option)
                : LabelFormat.named(format)
                        .orElseThrow(() -> Failure.askedWrong(
                                option + " is " + format + ", expected one of " + LabelFormat.labels()));
        return LabelReaders.of(named)
                .orElseThrow(() -> Failure.askedWrong("Labels in format " + named.label() + " cannot be read"));
    }

    private static LabelFormat guessed(Path labels, String option) {
        try {
            return LabelDetection.of(labels)
                    .map(LabelDetection.Detected::format)
                    .orElseThrow(() -> Failure.askedWrong("What " + labels + " holds does not tell its format: give "
                            + option + ", one of " + LabelFormat.labels()));
        } catch (IOException e) {
            throw Failure.askedWrong("Cannot read " + labels + ": " + Reasons.of(e), e);
        }
    }
}
