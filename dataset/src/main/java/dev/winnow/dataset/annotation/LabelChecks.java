package dev.winnow.dataset.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the labels of images against what is known of the images. Pure: the same labels, size, habit and policy have the same verdicts,
 * so that a changed policy judges what was submitted again, without a pixel.
 *
 * <p>Immutable; safe for several threads.
 */
public final class LabelChecks {
    private final LabelPolicy policy;
    private final ClassNames classes;

    /** Checks that take every class name. */
    public LabelChecks(LabelPolicy policy) {
        this(policy, Ontology.defaults());
    }

    /** @param ontology the dataset's classes; without any, every name is taken */
    public LabelChecks(LabelPolicy policy, Ontology ontology) {
        this.policy = policy;
        this.classes = new ClassNames(ontology, policy);
    }

    /**
     * Checks the labels of one image of a file that has more.
     *
     * @param picture the image's size; without it, the size that the labels state is believed, and without that nothing is outside
     * @param habit what the file's images have in common
     */
    public CheckedLabels check(ImageLabels labels, Optional<PictureSize> picture, FileHabit habit) {
        Findings findings = new Findings(policy, labels.origin());
        findings.submitted(labels.findings());
        List<Finding> all = new ArrayList<>();
        habit.trouble().ifPresent(all::add);
        Outcome worst = habit.trouble().map(Finding::outcome).orElse(Outcome.KEPT);
        List<CheckedAnnotation> annotations =
                new ArrayList<>(labels.set().annotations().size());
        if (worst.survives()) {
            Frame frame = Frame.of(oriented(labels), picture, habit, findings);
            for (Annotation annotation : labels.set().annotations()) {
                annotations.add(AnnotationCheck.check(policy, classes, labels, frame, annotation));
            }
            new Twins(policy, frame.picture()).judge(annotations);
        } else {
            // what the numbers mean is open, so nothing can be said of them
            for (Annotation annotation : labels.set().annotations()) {
                Findings submitted =
                        new Findings(policy, annotation.provenance().origin());
                submitted.submitted(annotation.findings());
                annotations.add(new CheckedAnnotation(annotation, annotation, submitted.worst()));
            }
        }
        all.addAll(findings.all());
        Outcome whole = ofTheWholeImage(findings.all(), worst);
        if (!whole.survives()) {
            annotations.replaceAll(checked -> new CheckedAnnotation(
                    checked.submitted(),
                    checked.result(),
                    whole.compareTo(checked.outcome()) > 0 ? whole : checked.outcome()));
        }
        return new CheckedLabels(labels, annotations, all);
    }

    /** Where the labels leave open which picture they are of, the policy may know it of their source. */
    private ImageLabels oriented(ImageLabels labels) {
        Convention convention = labels.convention();
        Convention.Space space = policy.orientationOf(labels.exporter());
        if (convention.space() != Convention.Space.AUTO || space == Convention.Space.AUTO) {
            return labels;
        }
        return new ImageLabels(
                labels.image(),
                labels.origin(),
                labels.declared(),
                new Convention(convention.unit(), convention.boxes(), space),
                labels.exporter(),
                labels.set(),
                labels.findings());
    }

    /** A finding about the image that leaves it out concerns all its annotations, unless it is about a part of a mask. */
    private static Outcome ofTheWholeImage(List<Finding> findings, Outcome ofTheFile) {
        Outcome worst = ofTheFile;
        for (Finding finding : findings) {
            Outcome outcome = finding.outcome();
            boolean part = switch (finding.issue()) {
                case MASK_UNKNOWN_INDEX, MASK_UNKNOWN_COLOUR, PANOPTIC_UNKNOWN_SEGMENT, PANOPTIC_MISSING_SEGMENT ->
                    true;
                default -> false;
            };
            if (!part && !outcome.survives() && outcome != Outcome.IGNORED && outcome.compareTo(worst) > 0) {
                worst = outcome;
            }
        }
        return worst;
    }

    /** Checks the labels of the one image of a file, or of an event. */
    public CheckedLabels check(ImageLabels labels, Optional<PictureSize> picture) {
        return check(labels, picture, FileSurvey.of(labels, picture, policy));
    }
}
