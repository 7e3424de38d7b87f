package dev.winnow.formats.labels;

import dev.winnow.dataset.annotation.Finding;
import dev.winnow.dataset.annotation.ImageLabels;

/** Takes what a reader reads, in the order of the files. */
public interface LabelSink {

    void image(ImageLabels labels);

    /** Something about a file, or about a place in it that belongs to no image handed over. */
    void found(Finding finding);

    /** A class that the file declares, in the file's order; before the first image that uses it. */
    default void category(DeclaredCategory category) {}
}
