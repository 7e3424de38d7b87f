package dev.winnow.formats.release;

import java.util.Locale;

/** What a format cannot say. Names are a contract: they stand in reports. */
public enum Loss {
    OBJECTS("objects are left out, because the format has no place for objects"),
    IMAGE_CLASSES("classes of whole images are left out, because the format has no place for them"),
    MORE_IMAGE_CLASSES("classes beyond an image's first are left out, because an image has one class"),
    UNLABELLED_IMAGES("images without a class are in the folder or class 'unlabelled'"),
    UNKNOWN_STATE("images that nobody labelled look like images without objects"),
    WITHOUT_SHAPE("objects have no shape that the format can say, and are left out"),
    MASKS_AS_OUTLINES("masks are written as outlines along their pixels' sides"),
    HOLES_FILLED("holes in masks are filled"),
    OUTLINES_AS_MASKS("outlines are written as masks of whole pixels"),
    SHAPES_AS_BOXES("masks, outlines and turned boxes are written as upright boxes"),
    BOXES_AS_OUTLINES("boxes are written as outlines of four corners"),
    PARTS_JOINED("objects of several parts are one outline with bridges of no width"),
    PARTS_SEPARATED("parts of one object are written as objects of their own"),
    HIDDEN_PIXELS("objects are covered in part by later ones, because a pixel has one value"),
    KEYPOINTS("keypoints are left out"),
    OTHER_SKELETON("keypoints of another skeleton than the first class's are left out"),
    FLAGS("marks such as crowd, difficult, occluded or truncated are left out"),
    ATTRIBUTES("attributes are left out"),
    SCORES("scores of predictions are left out"),
    ANNOTATORS("names of annotators are left out"),
    CLIPPED("shapes reach beyond the picture and are cut at its edge"),
    ROUNDED("boxes are rounded to whole pixels"),
    OTHER_PICTURES("pictures of another size than the first are left out, because an array has one size");

    private final String sentence;

    Loss(String sentence) {
        this.sentence = sentence;
    }

    /** As commands print it: {@code masks-as-outlines}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Goes behind a count. */
    public String sentence() {
        return sentence;
    }
}
