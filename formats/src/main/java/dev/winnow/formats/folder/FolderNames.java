package dev.winnow.formats.folder;

import dev.winnow.dataset.Split;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names of folders and files mean in the datasets that people publish. Upper and lower case are one. */
final class FolderNames {
    /** {@code train2017}, {@code test_set}, {@code images_val}, {@code seg_train}, {@code imagesTr}, {@code stage1_train}. */
    private static final Pattern SPLIT = Pattern.compile(
            "(?:(?:images?|imgs?|seg|obj|stage\\d)[_-]?)?(train(?:ing)?|val(?:id|idation)?|test(?:ing)?|(?<=images|image)t[rs])"
                    + "(?:(?:19|20)\\d\\d|[_-]?(?:images?|imgs?|set|data))?");

    private static final Pattern YEAR = Pattern.compile("[a-z]+(?:19|20)\\d\\d");

    /** Folders that hold pictures and name nothing. */
    private static final Set<String> CONTAINERS =
            Set.of("image", "images", "img", "imgs", "jpegimages", "pngimages", "jpgimages", "leftimg8bit");

    /** Folders that hold pictures where annotations lie beside them, and may be classes elsewhere. */
    private static final Set<String> PICTURES =
            Set.of("original", "originals", "photos", "pictures", "frames", "rgb", "input", "inputs");

    private static final Pattern NUMBERED_CONTAINER = Pattern.compile("image_\\d+|unlabell?ed(?:20\\d\\d)?");

    private static final String ANNOTATED =
            "(?:annot(?:ation)?s?|labels?|masks?|gt|ground[ _-]?truths?|segmentations?|bbox(?:es)?)";

    /** {@code labels}, {@code trainannot}, {@code train_masks}, {@code labelsTr}, {@code label_2}, {@code SegmentationClass}. */
    private static final Pattern ANNOTATIONS = Pattern.compile(ANNOTATED
            + "(?:[_-]?(?:train(?:ing)?|val(?:id|idation)?|test(?:ing)?|t[rs]|\\d+))?"
            + "|(?:train(?:ing)?|val(?:id|idation)?|test(?:ing)?|stage\\d_train)(?:20\\d\\d)?[_-]?" + ANNOTATED
            + "|(?:ped|image|img|semantic|instance|panoptic|color|pixel)[_-]?" + ANNOTATED
            + "|segmentation(?:class|object)(?:raw|aug)?|imagesets|gt(?:fine|coarse)|trimaps|stuffthingmaps|polygons"
            + "|panoptic_(?:train|val)(?:20\\d\\d)?");

    private static final Pattern MASK_OF =
            Pattern.compile("(.+?)[_-](?:mask(?:[_-]?\\d+)?|segmentation|seg|gt|labelids|instanceids|trainids)");

    private static final Set<String> SIDECARS =
            Set.of("txt", "xml", "json", "jsonl", "yaml", "yml", "csv", "tsv", "names", "data", "mat", "cache", "md");

    private FolderNames() {}

    static Optional<Split> split(String name) {
        Matcher matcher = SPLIT.matcher(lower(name));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return switch (matcher.group(1)) {
            case "tr" -> Optional.of(Split.TRAIN);
            case "ts" -> Optional.of(Split.TEST);
            default -> Split.ofFolder(matcher.group(1));
        };
    }

    /** Whether the name is of a split and a year, as COCO writes them. */
    static boolean isYearly(String name) {
        return split(name).isPresent() && YEAR.matcher(lower(name)).matches();
    }

    static boolean isContainer(String name) {
        return CONTAINERS.contains(lower(name))
                || NUMBERED_CONTAINER.matcher(lower(name)).matches();
    }

    static boolean maybeContainer(String name) {
        return isContainer(name) || PICTURES.contains(lower(name));
    }

    static boolean isAnnotations(String name) {
        return ANNOTATIONS.matcher(lower(name)).matches();
    }

    /** The name of the picture that a file of this name, without its extension, is a mask of. */
    static Optional<String> maskOf(String stem) {
        Matcher matcher = MASK_OF.matcher(stem.toLowerCase(Locale.ROOT));
        return matcher.matches() ? Optional.of(stem.substring(0, matcher.end(1))) : Optional.empty();
    }

    /** Whether files of this extension lie beside pictures and describe them. */
    static boolean isSidecar(String file) {
        return SIDECARS.contains(lower(file.substring(file.lastIndexOf('.') + 1)));
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
