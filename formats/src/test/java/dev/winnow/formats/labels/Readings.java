package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.PictureSize;
import dev.winnow.formats.labels.Pictures.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Collects what readers hand over. */
public final class Readings implements LabelSink {
    public final List<ImageLabels> images = new ArrayList<>();
    public final List<Finding> findings = new ArrayList<>();
    public final List<DeclaredCategory> categories = new ArrayList<>();

    @Override
    public void image(ImageLabels labels) {
        images.add(labels);
    }

    @Override
    public void found(Finding finding) {
        findings.add(finding);
    }

    @Override
    public void category(DeclaredCategory category) {
        categories.add(category);
    }

    /** Reads a path by a format's reader. */
    public static Readings of(LabelFormat format, Path path, Pictures pictures) {
        Readings readings = new Readings();
        try {
            LabelReaders.of(format).orElseThrow().read(new LabelRequest(path, pictures, Map.of()), readings);
        } catch (IOException e) {
            throw new AssertionError(path + ": no content of a file is a reason to throw", e);
        }
        return readings;
    }

    /** Pictures of the size of 100 x 80. */
    public static Pictures pictures(String... names) {
        return new PictureIndex(Stream.of(names)
                .map(name -> new Picture(name, Optional.of(PictureSize.of(100, 80))))
                .toList());
    }

    public List<Annotation> annotations() {
        return images.stream()
                .flatMap(image -> image.set().annotations().stream())
                .toList();
    }

    public ImageLabels image(String name) {
        return images.stream()
                .filter(image -> image.image().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among "
                        + images.stream().map(ImageLabels::image).toList() + ", " + findings));
    }

    /** Everything found, of files, images and annotations. */
    public List<Finding> allFindings() {
        return Stream.of(
                        findings.stream(),
                        images.stream().flatMap(image -> image.findings().stream()),
                        annotations().stream().flatMap(annotation -> annotation.findings().stream()))
                .flatMap(each -> each)
                .toList();
    }

    /** Code, outcome and place of everything found. */
    public List<String> codes() {
        return allFindings().stream()
                .map(finding -> finding.issue() + " " + finding.outcome() + " "
                        + finding.origin().at())
                .toList();
    }
}
