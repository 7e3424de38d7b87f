package dev.winnow.formats.table;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.formats.text.UnreadableFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which column of a table holds what, by names in any order and case.
 *
 * @param boxes how boxes are written
 * @param places of the columns by our names for them
 * @param named of the columns that are none of ours, by place
 */
record TableColumns(Boxes boxes, Map<String, Integer> places, Map<Integer, String> named) {

    enum Boxes {
        NONE,
        /** {@code xmin, ymin, xmax, ymax}: edges in pixels. */
        CORNERS,
        /** {@code x, y, width, height} in pixels. */
        SIZE,
        /** Open Images: edges as shares of the sides. */
        OPEN_IMAGES
    }

    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry(
                    "image",
                    List.of(
                            "filename",
                            "image",
                            "image_path",
                            "imageid",
                            "file_name",
                            "image_name",
                            "image_id",
                            "file",
                            "path",
                            "img",
                            "img_path")),
            Map.entry("class", List.of("class", "label", "labelname", "name", "category", "class_name", "classname")),
            Map.entry("xmin", List.of("xmin", "x_min", "x1", "left", "bbox_x1")),
            Map.entry("ymin", List.of("ymin", "y_min", "y1", "top", "bbox_y1")),
            Map.entry("xmax", List.of("xmax", "x_max", "x2", "right", "bbox_x2")),
            Map.entry("ymax", List.of("ymax", "y_max", "y2", "bottom", "bbox_y2")),
            Map.entry("x", List.of("x", "bbox_x")),
            Map.entry("y", List.of("y", "bbox_y")),
            Map.entry("w", List.of("w", "bbox_width", "bbox_w")),
            Map.entry("h", List.of("h", "bbox_height", "bbox_h")),
            Map.entry("width", List.of("width")),
            Map.entry("height", List.of("height")),
            Map.entry("image_width", List.of("image_width", "img_width", "imagewidth")),
            Map.entry("image_height", List.of("image_height", "img_height", "imageheight")),
            Map.entry("annotator", List.of("annotator", "user", "worker")),
            Map.entry("score", List.of("score")),
            Map.entry("crowd", List.of("isgroupof", "iscrowd")),
            Map.entry("occluded", List.of("isoccluded", "occluded")),
            Map.entry("truncated", List.of("istruncated", "truncated")),
            Map.entry("difficult", List.of("difficult")));

    /** @throws UnreadableFileException where columns are missing, naming them */
    static TableColumns of(List<String> header) throws UnreadableFileException {
        List<String> names = header.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        Map<String, Integer> places = new HashMap<>();
        Set<Integer> taken = new HashSet<>();
        NAMES.forEach((ours, theirs) -> theirs.stream()
                .filter(names::contains)
                .findFirst()
                .ifPresent(name -> {
                    places.put(ours, names.indexOf(name));
                    taken.add(names.indexOf(name));
                }));
        require(header, places, "image", "filename");
        Boxes boxes = boxes(header, places, names);
        if (boxes == Boxes.SIZE) {
            places.putIfAbsent("w", places.getOrDefault("width", -1));
            places.putIfAbsent("h", places.getOrDefault("height", -1));
            require(header, places, "w", "width");
            require(header, places, "h", "height");
        } else {
            copy(places, "width", "image_width");
            copy(places, "height", "image_height");
        }
        require(header, places, "class", "class");
        Map<Integer, String> named = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            if (!taken.contains(i)) {
                named.put(i, header.get(i).strip());
            }
        }
        return new TableColumns(boxes, places, named);
    }

    private static void copy(Map<String, Integer> places, String from, String to) {
        if (places.containsKey(from)) {
            places.putIfAbsent(to, places.get(from));
        }
    }

    private static Boxes boxes(List<String> header, Map<String, Integer> places, List<String> names)
            throws UnreadableFileException {
        List<String> corners = List.of("xmin", "ymin", "xmax", "ymax");
        if (corners.stream().anyMatch(places::containsKey)) {
            for (String corner : corners) {
                require(header, places, corner, corner);
            }
            return names.contains("imageid") && names.contains("labelname") ? Boxes.OPEN_IMAGES : Boxes.CORNERS;
        }
        if (places.containsKey("x") || places.containsKey("y")) {
            require(header, places, "x", "x");
            require(header, places, "y", "y");
            return Boxes.SIZE;
        }
        return Boxes.NONE;
    }

    private static void require(List<String> header, Map<String, Integer> places, String ours, String shown)
            throws UnreadableFileException {
        if (places.getOrDefault(ours, -1) < 0) {
            String found =
                    header.stream().limit(20).reduce((a, b) -> a + ", " + b).orElse("nothing");
            throw new UnreadableFileException(
                    LabelIssue.CSV_MISSING_COLUMN, "Column '" + shown + "' is missing; found " + found + ".");
        }
    }

    /** The places of a box's four numbers. */
    int[] box() {
        List<String> names =
                boxes == Boxes.SIZE ? List.of("x", "y", "w", "h") : List.of("xmin", "ymin", "xmax", "ymax");
        return boxes == Boxes.NONE
                ? new int[0]
                : names.stream().mapToInt(places::get).toArray();
    }

    /** The cell of a row, empty where there is no such column. */
    String cell(String[] row, String name) {
        int place = places.getOrDefault(name, -1);
        return place >= 0 && place < row.length ? row[place].strip() : "";
    }

    @Override
    public String toString() {
        return boxes + " " + Arrays.toString(box());
    }
}
