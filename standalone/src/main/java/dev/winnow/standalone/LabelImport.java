package dev.winnow.standalone;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.events.LabelsJson;
import dev.winnow.formats.labels.LabelDetection;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReaders;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.LabelTally;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labels of an import: finds them, links them to the dataset's images, and hands over each image's labels by the image's source key.
 * Holds the names of images, never the labels of more than a few.
 */
public final class LabelImport {
    private final LabelDetection.Detected labels;

    private LabelImport(LabelDetection.Detected labels) {
        this.labels = labels;
    }

    /** Takes the labels of one image. The names of images that the dataset does not have are as the label file gives them. */
    public interface Submission {
        void submit(String source, ImageLabels labels);
    }

    /**
     * The labels in a file or folder.
     *
     * @param format where it is known; otherwise it is found out
     * @return nothing where no labels are recognised
     */
    public static Optional<LabelImport> in(Path path, Optional<LabelFormat> format) throws IOException {
        return format.isPresent()
                ? Optional.of(new LabelImport(new LabelDetection.Detected(format.get(), path)))
                : LabelDetection.of(path).map(LabelImport::new);
    }

    public LabelFormat format() {
        return labels.format();
    }

    /**
     * Reads the labels and hands them over as submitted, each image's once: what several files say of it comes together.
     *
     * @param pictures the dataset's images by their source keys
     * @throws IOException when a file cannot be read, or the temporary file cannot be written
     */
    public LabelTally.Report read(Pictures pictures, Submission submission) throws IOException {
        try (Spool bySource = new Spool()) {
            LabelTally tally = new LabelTally(pictures, new LabelSink() {
                @Override
                public void image(ImageLabels read) {
                    byte[] json = LabelsJson.write(read);
                    try {
                        bySource.add(read.image(), json, json.length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public void found(Finding finding) {
                    // the tally counts it
                }
            });
            LabelReaders.of(labels.format())
                    .orElseThrow()
                    .read(new LabelRequest(labels.path(), pictures, Map.of()), tally);
            bySource.each((source, records) -> submission.submit(source, joined(records)));
            return tally.report();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What several files say of one image, as one. */
    private static ImageLabels joined(Spool.Records records) {
        ImageLabels first = null;
        List<Annotation> annotations = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (ByteBuffer next = records.next(); next != null; next = records.next()) {
            byte[] json = new byte[next.remaining()];
            next.get(json);
            ImageLabels read = LabelsJson.read(json);
            first = first == null ? read : first;
            annotations.addAll(read.set().annotations());
            findings.addAll(read.findings());
        }
        return new ImageLabels(
                first.image(),
                first.origin(),
                first.declared(),
                first.convention(),
                first.exporter(),
                annotations.isEmpty() ? first.set() : AnnotationSet.of(annotations),
                findings);
    }
}
