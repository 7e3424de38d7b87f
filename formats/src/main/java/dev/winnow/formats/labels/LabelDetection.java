package dev.winnow.formats.labels;

import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.formats.folder.FolderWalk;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.JsonTokens;
import dev.winnow.formats.text.TextLines;
import dev.winnow.formats.text.UnreadableFileException;
import dev.winnow.formats.text.XmlEvents;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;

/**
 * Finds out which format of labels a file or folder holds, by a bounded look into some files of each kind. A folder's format is the first
 * of COCO, Label Studio, CVAT, YOLO, VOC, labelme, CSV and masks that it has a file of.
 */
public final class LabelDetection {
    /** Files of one extension that are looked into. */
    private static final int LOOKED_INTO = 12;

    private static final int TOKENS = 20_000;
    private static final int ROWS = 50;
    private static final Pattern MASK_FOLDER = Pattern.compile(
            "(?i)(?:.*/)?(?:(?:train|val|valid|test)?[_-]?(?:annot|masks?|labels?)|masks?[_-]?(?:train|val|test)|segmentationclass|gtfine|gt)(?:/.*)?");
    private static final Pattern MASK_FILE = Pattern.compile("(?i).*[_-](?:mask|seg|gt)\\.(?:png|bmp|tif|gif)");

    private LabelDetection() {}

    /**
     * Labels that were found.
     *
     * @param path to give to the format's reader: the file, or the folder that was looked through
     */
    public record Detected(LabelFormat format, Path path) {}

    /**
     * The labels of a file or folder, if a format is recognised.
     *
     * @throws IOException when a file cannot be read
     */
    public static Optional<Detected> of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return kind(path, path.getFileName().toString()).map(format -> new Detected(format, path));
        }
        return ofFolder(path);
    }

    private static Optional<Detected> ofFolder(Path folder) throws IOException {
        Map<LabelFormat, Path> found = new EnumMap<>(LabelFormat.class);
        Map<String, Integer> looked = new HashMap<>();
        List<Path> masks = new ArrayList<>();
        Set<LabelFormat> rows = new HashSet<>();
        FolderWalk.walk(folder, new FolderWalk.Visitor() {
            @Override
            public void file(Path file, String source) throws IOException {
                String extension = source.substring(source.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
                boolean mask = Set.of("png", "bmp", "tif", "gif").contains(extension)
                        && (MASK_FOLDER.matcher(PictureLinks.folder(source)).matches()
                                || MASK_FILE.matcher(source).matches());
                boolean text = Set.of("json", "xml", "csv", "tsv", "yaml", "yml", "txt")
                        .contains(extension);
                if (!mask && !text || looked.merge(extension, 1, Integer::sum) > LOOKED_INTO) {
                    return;
                }
                if (mask) {
                    masks.add(file);
                    return;
                }
                kind(file, source).ifPresent(format -> {
                    found.putIfAbsent(format, file);
                    if (extension.equals("txt")) {
                        rows.add(format);
                    }
                });
            }

            @Override
            public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
                // the import says so
            }
        });
        for (LabelFormat format : List.of(LabelFormat.COCO, LabelFormat.COCO_KEYPOINTS, LabelFormat.COCO_PANOPTIC)) {
            if (found.containsKey(format)) {
                return Optional.of(new Detected(format, folder));
            }
        }
        for (LabelFormat format : List.of(LabelFormat.LABEL_STUDIO, LabelFormat.CVAT)) {
            if (found.containsKey(format)) {
                return Optional.of(new Detected(format, found.get(format)));
            }
        }
        if (found.containsKey(LabelFormat.YOLO_POSE)) {
            return Optional.of(new Detected(LabelFormat.YOLO_POSE, folder));
        }
        Optional<LabelFormat> yolo = rows.contains(LabelFormat.YOLO_SEGMENT)
                ? Optional.of(LabelFormat.YOLO_SEGMENT)
                : rows.contains(LabelFormat.YOLO_OBB)
                        ? Optional.of(LabelFormat.YOLO_OBB)
                        : rows.contains(LabelFormat.YOLO_DETECT)
                                ? Optional.of(LabelFormat.YOLO_DETECT)
                                : Optional.empty();
        if (yolo.isPresent()) {
            return Optional.of(new Detected(yolo.get(), folder));
        }
        for (LabelFormat format : List.of(LabelFormat.VOC, LabelFormat.LABELME)) {
            if (found.containsKey(format)) {
                return Optional.of(new Detected(format, folder));
            }
        }
        if (found.containsKey(LabelFormat.CSV)) {
            return Optional.of(new Detected(LabelFormat.CSV, found.get(LabelFormat.CSV)));
        }
        if (masks.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Detected(maskKind(folder, masks), folder));
    }

    private static LabelFormat maskKind(Path folder, List<Path> masks) {
        boolean coloured = List.of("labelmap.txt", "label_colors.txt", "dataset_meta.json").stream()
                .anyMatch(name -> Files.exists(folder.resolve(name)));
        boolean beside = masks.stream()
                .allMatch(
                        mask -> MASK_FILE.matcher(mask.getFileName().toString()).matches());
        return coloured ? LabelFormat.MASK_COLOUR : beside ? LabelFormat.MASK_BINARY : LabelFormat.MASK_INDEX;
    }

    /** The format of one file, by its name and beginning. */
    private static Optional<LabelFormat> kind(Path file, String name) throws IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        try {
            if (lower.endsWith(".json")) {
                return json(file);
            } else if (lower.endsWith(".xml")) {
                return xml(file);
            } else if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
                return table(file);
            } else if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
                return yaml(file);
            } else if (lower.endsWith(".txt")) {
                return rows(file);
            }
            return Optional.empty();
        } catch (UnreadableFileException | CharacterCodingException e) {
            return Optional.empty(); // its reader would say why
        }
    }

    private static Optional<LabelFormat> xml(Path file) throws IOException {
        try (XmlEvents xml = XmlEvents.of(file)) {
            int event = xml.next();
            while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_DOCUMENT) {
                event = xml.next();
            }
            String root = event == XMLStreamConstants.END_DOCUMENT ? "" : xml.name();
            return switch (root) {
                case "annotation" -> Optional.of(LabelFormat.VOC);
                case "annotations" -> Optional.of(LabelFormat.CVAT);
                default -> Optional.empty();
            };
        }
    }

    private static Optional<LabelFormat> json(Path file) throws IOException {
        Set<String> fields = new HashSet<>();
        Set<String> inner = new HashSet<>();
        boolean list;
        try (JsonTokens json = JsonTokens.of(file)) {
            list = json.next() == JsonToken.START_ARRAY;
            int depth = 1;
            for (int i = 0; i < TOKENS; i++) {
                JsonToken token = json.next();
                if (token == null) {
                    break;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.FIELD_NAME) {
                    (depth <= (list ? 2 : 1) ? fields : inner).add(json.name());
                }
            }
        }
        if (list) {
            boolean tasks =
                    fields.contains("data") && fields.contains("annotations") || fields.contains("annotation_id");
            return tasks ? Optional.of(LabelFormat.LABEL_STUDIO) : Optional.empty();
        }
        if (fields.contains("shapes") && (fields.contains("imagePath") || fields.contains("imageHeight"))) {
            return Optional.of(LabelFormat.LABELME);
        }
        if (!fields.contains("images") && !fields.contains("annotations")
                || !inner.contains("file_name") && !inner.contains("image_id")) {
            return Optional.empty();
        }
        if (inner.contains("segments_info")) {
            return Optional.of(LabelFormat.COCO_PANOPTIC);
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Optional.of(name.contains("keypoints") ? LabelFormat.COCO_KEYPOINTS : LabelFormat.COCO);
    }

    private static Optional<LabelFormat> table(Path file) throws IOException {
        try (TextLines lines = TextLines.of(file)) {
            String header = lines.next();
            if (header == null) {
                return Optional.empty();
            }
            List<String> names = Arrays.stream(header.toLowerCase(Locale.ROOT).split("[,;\t]"))
                    .map(name -> name.replace("\"", "").strip())
                    .toList();
            boolean image = names.stream()
                    .anyMatch(
                            List.of("filename", "file_name", "image", "image_path", "imageid", "image_id", "image_name")
                                    ::contains);
            boolean label = names.stream()
                    .anyMatch(List.of("class", "label", "labelname", "category", "class_name", "classname")::contains);
            return image && label ? Optional.of(LabelFormat.CSV) : Optional.empty();
        }
    }

    private static Optional<LabelFormat> yaml(Path file) throws IOException {
        try (TextLines lines = TextLines.of(file)) {
            for (String line = lines.next(); line != null && lines.line() < 10_000; line = lines.next()) {
                if (line.startsWith("kpt_shape")) {
                    return Optional.of(LabelFormat.YOLO_POSE);
                }
            }
            return Optional.empty();
        }
    }

    /** The task that the lengths of rows speak of. Nine values are a box by its corners only where all rows have nine. */
    private static Optional<LabelFormat> rows(Path file) throws IOException {
        boolean outline = false;
        boolean box = false;
        boolean corners = false;
        try (TextLines lines = TextLines.of(file)) {
            for (String line = lines.next(); line != null && lines.line() <= ROWS; line = lines.next()) {
                String[] tokens = line.strip().split("\\s+");
                if (line.isBlank()) {
                    continue;
                }
                if (tokens.length < 5
                        || !Arrays.stream(tokens)
                                .limit(5)
                                .allMatch(token -> Decimal.parse(token).isPresent())) {
                    return Optional.empty();
                }
                box |= tokens.length <= 6;
                corners |= tokens.length == 9;
                outline |= tokens.length > 6 && tokens.length != 9 && tokens.length % 2 == 1;
            }
        }
        return outline
                ? Optional.of(LabelFormat.YOLO_SEGMENT)
                : corners && !box
                        ? Optional.of(LabelFormat.YOLO_OBB)
                        : corners
                                ? Optional.of(LabelFormat.YOLO_SEGMENT)
                                : box ? Optional.of(LabelFormat.YOLO_DETECT) : Optional.empty();
    }
}
