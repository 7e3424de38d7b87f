package dev.winnow.standalone.cli;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.CheckedLabels;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.augment.Geometry;
import dev.winnow.dataset.augment.Instruction;
import dev.winnow.dataset.augment.LabelMover;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.formats.coco.CocoWriter;
import dev.winnow.formats.labels.LabelLint;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.PictureIndex;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.standalone.Failure;
import dev.winnow.standalone.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Labels of pictures that a pipeline is applied to: read, checked with the default spec, moved with their pictures, and written as COCO's
 * JSON. Holds all labels in memory.
 */
final class MovedLabels implements AutoCloseable {
    private static final DatasetSpec DEFAULTS = DatasetSpec.defaults();

    private final Map<String, ImageLabels> checked = new HashMap<>();
    private final CocoWriter writer;
    private final Path out;
    private long findings;

    /**
     * @param pictures that the labels may be for
     * @param format of the labels, or null for what they look like
     * @param out the file to write
     */
    MovedLabels(Path labels, String format, List<Pictures.Picture> pictures, Path out) {
        this.out = out;
        try {
            LabelRequest request = new LabelRequest(labels, new PictureIndex(pictures), Map.of());
            new LabelLint(DEFAULTS.labels(), DEFAULTS.ontology())
                    .lint(GivenLabels.reader(labels, format), request, finding -> findings++, this::add);
            writer = new CocoWriter(Files.newOutputStream(out));
        } catch (IOException e) {
            throw Failure.wentWrong("Cannot read " + labels + " or write " + out + ": " + Reasons.of(e), e);
        }
    }

    /** Labels of one picture in several files come together. */
    private void add(CheckedLabels labels) {
        ImageLabels kept = with(labels.submitted(), labels.submitted().image(), labels.kept(), Optional.empty());
        checked.merge(kept.image(), kept, (first, second) -> {
            List<Annotation> both = new ArrayList<>(first.set().annotations());
            both.addAll(second.set().annotations());
            return both.isEmpty() ? first : with(first, first.image(), AnnotationSet.of(both), Optional.empty());
        });
    }

    private static ImageLabels with(ImageLabels labels, String image, AnnotationSet set, Optional<DeclaredSize> size) {
        return new ImageLabels(
                image, labels.origin(), size, labels.convention(), labels.exporter(), set, labels.findings());
    }

    /** Writes what becomes of a picture's labels; nothing where there are none. */
    void write(String picture, String written, List<Instruction> instructions, int width, int height, LabelMover mover)
            throws IOException {
        ImageLabels labels = checked.get(picture);
        if (labels != null) {
            Geometry whole = Geometry.of(instructions, width, height);
            AnnotationSet moved = mover.move(labels.set(), instructions, width, height);
            writer.write(with(labels, written, moved, Optional.of(DeclaredSize.stated(whole.width(), whole.height()))));
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
        if (findings > 0) {
            System.err.println("winnow: the checks of the labels have " + findings + " findings;"
                    + " ./winnow lint-labels shows them");
        }
        if (writer.leftOut() > 0) {
            System.err.println("winnow: " + out + " lacks " + writer.leftOut() + " labels that COCO has no place for");
        }
    }
}
