package dev.winnow.dataset.annotation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one source submits for one image, as a reader hands it over and as an event carries it: raw, before any check.
 *
 * @param image the image's name: the name of the picture that the reader found for it, or the reference as written where it found none
 *     or knows no pictures
 * @param origin where the image is named: {@code images[0]}, {@code task 1}, or the whole file of one image
 * @param declared the size that the file gives; empty where the format has no place for one. A file that has the place and leaves it out
 *     gives 0x0
 * @param exporter the tool that wrote the file, as the file names it, such as {@code Label Studio}; empty where it does not
 * @param findings about the image; those about one annotation stand in {@link Annotation#findings}. One that asks, drops or refuses
 *     concerns every annotation of the image, unless it is about an index, a colour or a segment of its mask
 */
public record ImageLabels(
        String image,
        Origin origin,
        Optional<DeclaredSize> declared,
        Convention convention,
        String exporter,
        AnnotationSet set,
        List<Finding> findings) {

    public ImageLabels {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(declared, "declared");
        Objects.requireNonNull(convention, "convention");
        Objects.requireNonNull(exporter, "exporter");
        Objects.requireNonNull(set, "set");
        findings = List.copyOf(findings);
    }

    /** The labels of an image in a file that neither states a size nor names its tool, without findings. */
    public static ImageLabels of(String image, Origin origin, Convention convention, AnnotationSet set) {
        return new ImageLabels(image, origin, Optional.empty(), convention, "", set, List.of());
    }
}
