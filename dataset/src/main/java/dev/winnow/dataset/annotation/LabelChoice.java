package dev.winnow.dataset.annotation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What becomes of labels with an issue, and what a dataset's owner may choose instead.
 *
 * <ol>
 *   <li>Most labels can stay as they are, be left out, or wait for a person. Some can be corrected too.
 *   <li>Labels that no reader can use as submitted are corrected, left out, or wait for a person.
 *   <li>Where no correction is known either, they are left out or wait for a person.
 *   <li>Nothing is taken from what is no label. The owner may only choose not to have it reported.
 *   <li>A file that cannot be read is refused, whatever the spec says.
 * </ol>
 *
 * @param usual where the spec says nothing
 * @param actions that the spec may choose; empty where there is no choice
 */
public record LabelChoice(Outcome usual, Set<LabelAction> actions) {
    private static final Set<LabelAction> ANY = Collections.unmodifiableSet(EnumSet.allOf(LabelAction.class));
    private static final Set<LabelAction> AS_IT_IS = Collections.unmodifiableSet(
            EnumSet.of(LabelAction.ACCEPT, LabelAction.FLAG, LabelAction.DROP, LabelAction.QUARANTINE));
    private static final Set<LabelAction> REPAIR =
            Collections.unmodifiableSet(EnumSet.of(LabelAction.FIX, LabelAction.DROP, LabelAction.QUARANTINE));
    private static final Set<LabelAction> UNUSABLE =
            Collections.unmodifiableSet(EnumSet.of(LabelAction.DROP, LabelAction.QUARANTINE));
    private static final Set<LabelAction> SILENCE = Collections.unmodifiableSet(EnumSet.of(LabelAction.ACCEPT));
    private static final Set<LabelAction> NONE = Collections.unmodifiableSet(EnumSet.noneOf(LabelAction.class));

    public static LabelChoice of(LabelIssue issue) {
        return switch (issue) {
            case BOX_TINY,
                    BOX_WHOLE_IMAGE,
                    SIZE_MISSING,
                    NO_LABEL_FILE,
                    CLASS_COUNT_MISMATCH,
                    POLYGON_SELF_INTERSECTS,
                    SEGMENTATION_EMPTY,
                    MASK_FULL,
                    CROWD_WITH_POLYGON,
                    FILENAME_DISAGREES,
                    ROW_KIND_MIXED,
                    VOC_ORIGIN_ASSUMED,
                    CSV_DIALECT -> new LabelChoice(Outcome.KEPT, AS_IT_IS);
            case BOX_ROUNDING,
                    BOX_PARTLY_OUTSIDE,
                    BOX_DISAGREES_WITH_OUTLINE,
                    ORIENTATION_MISMATCH,
                    POLYGON_PARTLY_OUTSIDE,
                    POLYGON_REPEATED_POINT,
                    MASK_EMPTY,
                    KEYPOINT_OUTSIDE -> new LabelChoice(Outcome.FIXED, ANY);
            case BOX_CORNERS_REVERSED,
                    BOX_FROM_OUTLINE,
                    DUPLICATE_CATEGORY,
                    DUPLICATE_IMAGE_RECORD,
                    ANNOTATION_ID_REPEATED,
                    POLYGON_TOO_FEW_POINTS,
                    POLYGON_ODD_COUNT,
                    POLYGON_ZERO_AREA,
                    SEGMENTATION_NOT_NESTED,
                    RLE_LENGTH,
                    RLE_BROKEN,
                    MASK_RESIZED,
                    MASK_NOT_BINARY,
                    MASK_LOSSY,
                    AREA_WRONG,
                    NUMBER_AS_TEXT,
                    PATH_SEPARATOR,
                    KEYPOINTS_MALFORMED,
                    KEYPOINT_FLAG,
                    KEYPOINT_COUNT,
                    ROW_SEPARATOR,
                    DECIMAL_COMMA,
                    CLASS_ID_AS_DECIMAL,
                    EXTRA_COLUMN,
                    CLASS_AS_NAME,
                    OBB_NOT_RECTANGLE,
                    SHAPE_APPROXIMATED -> new LabelChoice(Outcome.FIXED, REPAIR);
            case BOX_MOSTLY_OUTSIDE, SIZE_MISMATCH, CLASS_NAME_SPELLING, CLASS_NAME_PLURAL, CLASS_NAME_SIMILAR ->
                new LabelChoice(Outcome.ASKED, ANY);
            case UNDEFINED_CLASS,
                    DUPLICATE_SUSPECT,
                    LABEL_CONFLICT,
                    MASK_UNKNOWN_INDEX,
                    MASK_UNKNOWN_COLOUR,
                    MASK_STRETCHED,
                    PANOPTIC_UNKNOWN_SEGMENT -> new LabelChoice(Outcome.ASKED, AS_IT_IS);
            case BOX_NEGATIVE_SIZE,
                    COORDINATES_LOOK_LIKE_CORNERS,
                    COORDINATES_LOOK_NORMALISED,
                    COORDINATES_NOT_NORMALISED -> new LabelChoice(Outcome.ASKED, REPAIR);
            case ORIENTATION_AMBIGUOUS,
                    DUPLICATE_IMAGE_ID,
                    MULTI_LABEL_REGION,
                    RLE_SIZE_MISMATCH,
                    MASK_SIZE_MISMATCH,
                    JSON_DUPLICATE_KEY,
                    ROW_ODD_COUNT -> new LabelChoice(Outcome.ASKED, UNUSABLE);
            case BOX_OUTSIDE, BOX_ZERO_AREA, BOX_BELOW_ONE_PIXEL, DUPLICATE_ANNOTATION ->
                new LabelChoice(Outcome.DROPPED, AS_IT_IS);
            case BOX_NOT_A_NUMBER,
                    BOX_MISSING,
                    BOX_MALFORMED,
                    DANGLING_ANNOTATION,
                    UNLABELLED_REGION,
                    PANOPTIC_MISSING_SEGMENT,
                    ROW_TOO_SHORT,
                    POSE_COLUMNS -> new LabelChoice(Outcome.DROPPED, UNUSABLE);
            case CATEGORY_GROUP, SHAPE_UNSUPPORTED, TRACK_OUTSIDE, CANCELLED, PREDICTION_ONLY, STALE_REVISION ->
                new LabelChoice(Outcome.IGNORED, SILENCE);
            case ORPHAN_LABEL,
                    MISSING_IMAGE,
                    NOT_THE_EXPECTED_KIND,
                    JSON_BROKEN,
                    JSON_TOO_DEEP,
                    XML_BROKEN,
                    XML_DTD,
                    PATH_ESCAPES,
                    CSV_MISSING_COLUMN -> new LabelChoice(Outcome.REFUSED, NONE);
        };
    }
}
