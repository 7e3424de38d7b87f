package dev.winnow.formats.release;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats in which releases are handed out. Names are a contract: commands and addresses take them. */
public enum ExportFormat {
    COCO,
    COCO_PANOPTIC,
    YOLO,
    YOLO_SEGMENT,
    YOLO_OBB,
    YOLO_POSE,
    YOLO_CLASSIFY,
    IMAGEFOLDER,
    VOC,
    MASKS,
    WEBDATASET,
    TFRECORD,
    HUGGINGFACE,
    PARQUET,
    CSV,
    JSONL,
    LABEL_STUDIO,
    CVAT,
    NPY;

    /** As commands take it: {@code yolo-segment}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<ExportFormat> named(String label) {
        return Arrays.stream(values()).filter(f -> f.label().equals(label)).findFirst();
    }
}
