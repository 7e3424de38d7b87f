package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.CheckedAnnotation;
import dev.winnow.dataset.annotation.CheckedLabels;
import dev.winnow.dataset.annotation.FileHabit;
import dev.winnow.dataset.annotation.FileSurvey;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelChecks;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.Ontology;
import dev.winnow.dataset.annotation.Outcome;
import dev.winnow.dataset.annotation.PictureSize;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Readers and checks alone: what is to be said of label files. A file of many images is read twice, because what its images have in
 * common decides what their numbers mean.
 */
public final class LabelLint {
    private static final Pattern NO_NAME = Pattern.compile("^[=+@-]|\"");

    private final LabelPolicy policy;
    private final LabelChecks checks;

    /** @param ontology the dataset's classes; without any, every name is taken */
    public LabelLint(LabelPolicy policy, Ontology ontology) {
        this.policy = policy;
        this.checks = new LabelChecks(policy, ontology);
    }

    /** What was gone through. */
    public record Report(long images, long annotations, long findings) {}

    /**
     * Goes through all files of a request.
     *
     * @param sink takes each finding, in the order of the files
     * @throws IOException where the files cannot be read
     */
    public Report lint(LabelReader reader, LabelRequest request, Consumer<Finding> sink) throws IOException {
        return lint(reader, request, sink, labels -> {});
    }

    /**
     * The same, for a caller that goes on with the labels.
     *
     * @param images takes the labels of each image as the checks leave them
     * @throws IOException where the files cannot be read
     */
    public Report lint(LabelReader reader, LabelRequest request, Consumer<Finding> sink, Consumer<CheckedLabels> images)
            throws IOException {
        Map<String, FileHabit> habits = reader.format().hasOneImageAFile() ? Map.of() : habits(reader, request);
        Judging judging = new Judging(request.pictures(), habits, sink, images);
        reader.read(request, judging);
        return new Report(judging.images, judging.annotations, judging.findings);
    }

    private Map<String, FileHabit> habits(LabelReader reader, LabelRequest request) throws IOException {
        Map<String, FileSurvey> surveys = new HashMap<>();
        reader.read(request, new LabelSink() {
            @Override
            public void image(ImageLabels labels) {
                surveys.computeIfAbsent(labels.origin().file(), file -> new FileSurvey(file, policy))
                        .add(labels, size(request.pictures(), labels.image()));
            }

            @Override
            public void found(Finding finding) {
                // the second reading says it
            }
        });
        Map<String, FileHabit> habits = new HashMap<>();
        surveys.forEach((file, survey) -> habits.put(file, survey.habit()));
        return habits;
    }

    private static Optional<PictureSize> size(Pictures pictures, String image) {
        return pictures.find(image) instanceof Pictures.Match.One one
                ? one.picture().size()
                : Optional.empty();
    }

    private final class Judging implements LabelSink {
        private final Pictures pictures;
        private final Map<String, FileHabit> habits;
        private final Consumer<Finding> sink;
        private final Consumer<CheckedLabels> passedOn;
        private final Set<Finding> ofFiles = new HashSet<>();
        private final Set<String> declared = new HashSet<>();
        private long images;
        private long annotations;
        private long findings;

        Judging(
                Pictures pictures,
                Map<String, FileHabit> habits,
                Consumer<Finding> sink,
                Consumer<CheckedLabels> passedOn) {
            this.pictures = pictures;
            this.habits = habits;
            this.sink = sink;
            this.passedOn = passedOn;
        }

        @Override
        public void image(ImageLabels labels) {
            images++;
            annotations += labels.set().annotations().size();
            Optional<PictureSize> size = size(pictures, labels.image());
            FileHabit habit = habits.get(labels.origin().file());
            CheckedLabels checked = habit == null ? checks.check(labels, size) : checks.check(labels, size, habit);
            Optional<Finding> ofFile = habit == null ? Optional.empty() : habit.trouble();
            for (Finding finding : checked.allFindings()) {
                // each image of a file has what is wrong with the file
                if (!ofFile.equals(Optional.of(finding)) || ofFiles.add(finding)) {
                    found(finding);
                }
            }
            checkNames(checked);
            passedOn.accept(checked);
        }

        /** Where nobody says which classes there are, a name is believed unless it is plainly none. */
        private void checkNames(CheckedLabels checked) {
            for (CheckedAnnotation annotation : checked.annotations()) {
                String name = annotation.result().category();
                if (annotation.outcome().survives()
                        && !declared.contains(name)
                        && NO_NAME.matcher(name).find()) {
                    found(Finding.of(
                            LabelIssue.UNDEFINED_CLASS,
                            Outcome.ASKED,
                            annotation.submitted().provenance().origin(),
                            "Class '" + name
                                    + "' is declared nowhere, and begins like a formula or has quotation marks,"
                                    + " as a field that was quoted wrongly"));
                }
            }
        }

        @Override
        public void category(DeclaredCategory category) {
            declared.add(category.name());
        }

        @Override
        public void found(Finding finding) {
            findings++;
            sink.accept(finding);
        }
    }
}
