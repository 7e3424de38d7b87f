package dev.winnow.formats.labels;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of labels that can be read. Names are a contract: commands and specs take them. */
public enum LabelFormat {
    COCO,
    COCO_KEYPOINTS,
    COCO_PANOPTIC,
    YOLO_DETECT,
    YOLO_SEGMENT,
    YOLO_OBB,
    YOLO_POSE,
    VOC,
    MASK_INDEX,
    MASK_BINARY,
    MASK_COLOUR,
    LABEL_STUDIO,
    CVAT,
    LABELME,
    CSV;

    /** As commands take it: {@code yolo-detect}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether each label file is for one image, so that nothing is known of other images from it. */
    public boolean hasOneImageAFile() {
        return switch (this) {
            case YOLO_DETECT, YOLO_SEGMENT, YOLO_OBB, YOLO_POSE, VOC, MASK_INDEX, MASK_BINARY, MASK_COLOUR, LABELME ->
                true;
            case COCO, COCO_KEYPOINTS, COCO_PANOPTIC, LABEL_STUDIO, CVAT, CSV -> false;
        };
    }

    public static Optional<LabelFormat> named(String label) {
        return Arrays.stream(values()).filter(f -> f.label().equals(label)).findFirst();
    }

    /** All names, with commas between. */
    public static String labels() {
        return Arrays.stream(values()).map(LabelFormat::label).collect(Collectors.joining(", "));
    }
}
