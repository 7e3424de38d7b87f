package dev.winnow.standalone;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.CheckedLabels;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.FileHabit;
import dev.winnow.dataset.annotation.FileSurvey;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelChecks;
import dev.winnow.dataset.annotation.LabelPolicy;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.events.LabelsJson;
import dev.winnow.formats.labels.LabelDetection;
import dev.winnow.formats.labels.LabelFormat;
import dev.winnow.formats.labels.LabelReaders;
import dev.winnow.formats.labels.LabelRequest;
import dev.winnow.formats.labels.LabelSink;
import dev.winnow.formats.labels.LabelTally;
import dev.winnow.formats.labels.Pictures;
import dev.winnow.formats.labels.Spool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * Reads the labels and hands them over as submitted, in the order of the files.
     *
     * @param pictures the dataset's images by their source keys
     */
    public LabelTally.Report read(Pictures pictures, Submission submission) throws IOException {
        LabelTally tally = new LabelTally(pictures, new LabelSink() {
            @Override
            public void image(ImageLabels read) {
                submission.submit(read.image(), read);
            }

            @Override
            public void found(Finding finding) {
                // the tally counts it
            }
        });
        read(pictures, tally);
        return tally.report();
    }

    private void read(Pictures pictures, LabelSink sink) throws IOException {
        LabelReaders.of(labels.format()).orElseThrow().read(new LabelRequest(labels.path(), pictures, Map.of()), sink);
    }

    /**
     * Reads the labels, checks them, and writes those that are kept as canonical JSON, one line an image. Images that no label speaks of
     * are written too, as unlabelled.
     *
     * @param pictures the dataset's images by their source keys, with their sizes
     */
    public LabelTally.Report write(Pictures pictures, LabelPolicy policy, Path file) throws IOException {
        Map<String, FileSurvey> surveys = new HashMap<>();
        read(
                pictures,
                (source, read) -> surveys.computeIfAbsent(read.origin().file(), name -> new FileSurvey(name, policy))
                        .add(read, size(pictures, source)));
        Map<String, FileHabit> habits = new HashMap<>();
        surveys.forEach((name, survey) -> habits.put(name, survey.habit()));
        surveys.clear();
        LabelChecks checks = new LabelChecks(policy);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (Spool bySource = new Spool();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
            LabelTally.Report report = read(pictures, (source, read) -> {
                Optional<PictureSize> size = size(pictures, source);
                if (size.isPresent()) {
                    CheckedLabels checked =
                            checks.check(read, size, habits.get(read.origin().file()));
                    byte[] line = LabelsJson.write(kept(read, checked.kept(), size.get()));
                    try {
                        bySource.add(source, line, line.length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            Set<String> written = new HashSet<>();
            bySource.each((source, records) -> {
                written.add(source);
                out.write(LabelsJson.write(joined(records)));
                out.write('\n');
            });
            for (Pictures.Picture picture : pictures.all()) {
                if (picture.size().isPresent() && written.add(picture.name())) {
                    out.write(LabelsJson.write(kept(
                            ImageLabels.of(
                                    picture.name(),
                                    Origin.of(picture.name()),
                                    Convention.PIXELS,
                                    AnnotationSet.UNLABELLED),
                            AnnotationSet.UNLABELLED,
                            picture.size().get())));
                    out.write('\n');
                }
            }
            out.close();
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return report;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Optional<PictureSize> size(Pictures pictures, String source) {
        return pictures.find(source) instanceof Pictures.Match.One one
                        && one.picture().name().equals(source)
                ? one.picture().size()
                : Optional.empty();
    }

    private static ImageLabels kept(ImageLabels read, AnnotationSet kept, PictureSize size) {
        return new ImageLabels(
                read.image(),
                read.origin(),
                Optional.of(DeclaredSize.stated(size.width(), size.height())),
                new Convention(Convention.Unit.PIXELS, Convention.BoxNotation.SIZE, Convention.Space.UPRIGHT),
                read.exporter(),
                kept,
                List.of());
    }

    /** What several files say of one image, as one. */
    private static ImageLabels joined(Spool.Records records) {
        ImageLabels first = null;
        List<Annotation> annotations = new ArrayList<>();
        for (ByteBuffer next = records.next(); next != null; next = records.next()) {
            byte[] json = new byte[next.remaining()];
            next.get(json);
            ImageLabels read = LabelsJson.read(json);
            first = first == null ? read : first;
            annotations.addAll(read.set().annotations());
        }
        return annotations.isEmpty()
                        || annotations.size() == first.set().annotations().size()
                ? first
                : new ImageLabels(
                        first.image(),
                        first.origin(),
                        first.declared(),
                        first.convention(),
                        first.exporter(),
                        AnnotationSet.of(annotations),
                        first.findings());
    }
}
