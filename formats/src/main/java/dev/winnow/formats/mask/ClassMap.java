package dev.winnow.formats.mask;

import com.fasterxml.jackson.core.JsonToken;
import dev.winnow.formats.text.JsonObject;
import dev.winnow.formats.text.JsonTokens;
import dev.winnow.formats.text.TextLines;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the values or colours of masks mean.
 *
 * @param names by index
 * @param colours as {@code R·65536 + G·256 + B}, with the names they stand for
 */
record ClassMap(Map<Integer, String> names, Map<Integer, String> colours) {
    static final ClassMap NONE = new ClassMap(Map.of(), Map.of());

    /** By convention a border, or what nobody decided: in no class, and no background. */
    static final int IGNORED = 255;

    private static final Set<String> NO_CLASS =
            Set.of("background", "ignore", "ignored", "void", "unlabelled", "unlabeled");
    private static final List<String> FILES =
            List.of("labelmap.txt", "labels.txt", "dataset_meta.json", "classes.txt", "label_colors.txt");
    private static final Pattern NUMBERED = Pattern.compile("\\s*(\\d{1,5})\\s*[:=]\\s*(.*?)\\s*");
    private static final Pattern COLOURED = Pattern.compile(
            "\\s*(.*?)\\s*[:,\\t]\\s*(\\d{1,3})\\s*[, ]\\s*(\\d{1,3})\\s*[, ]\\s*(\\d{1,3})\\s*(?::.*)?");
    private static final Pattern COLOUR_FIRST =
            Pattern.compile("\\s*(\\d{1,3})[, ]+(\\d{1,3})[, ]+(\\d{1,3})\\s+(.*?)\\s*");
    private static final int MOST_CLASSES = 100_000;

    static boolean isDescription(String name) {
        return FILES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The map in a folder or in one of the two above it. */
    static ClassMap near(Path folder, boolean byColour) throws IOException {
        Path at = folder.toAbsolutePath();
        for (int up = 0; up < 3 && at != null; up++, at = at.getParent()) {
            ClassMap found = NONE;
            for (String name : FILES) {
                Path file = at.resolve(name);
                if (Files.isRegularFile(file)) {
                    found = found.and(read(file));
                    if (byColour ? !found.colours.isEmpty() : !found.names.isEmpty() && !name.equals("labelmap.txt")) {
                        return found;
                    }
                }
            }
            if (!found.names.isEmpty() || !found.colours.isEmpty()) {
                return found;
            }
        }
        return NONE;
    }

    private ClassMap and(ClassMap other) {
        return new ClassMap(other.names.isEmpty() ? names : other.names, colours.isEmpty() ? other.colours : colours);
    }

    private static ClassMap read(Path file) throws IOException {
        return file.toString().endsWith(".json") ? readJson(file) : readLines(file);
    }

    private static ClassMap readLines(Path file) throws IOException {
        Map<Integer, String> names = new LinkedHashMap<>();
        Map<Integer, String> colours = new LinkedHashMap<>();
        try (TextLines lines = TextLines.of(file)) {
            int place = 0;
            for (String line = lines.next(); line != null && place < MOST_CLASSES; line = lines.next()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                Matcher numbered = NUMBERED.matcher(line);
                Matcher coloured = COLOURED.matcher(line);
                Matcher first = COLOUR_FIRST.matcher(line);
                if (coloured.matches()) {
                    colours.put(rgb(coloured, 2), coloured.group(1));
                    names.put(place, coloured.group(1));
                } else if (first.matches()) {
                    colours.put(rgb(first, 1), first.group(4));
                    names.put(place, first.group(4));
                } else if (numbered.matches()) {
                    names.put(Integer.valueOf(numbered.group(1)), numbered.group(2));
                } else {
                    names.put(place, line.strip());
                }
                place++;
            }
        }
        return new ClassMap(names, colours);
    }

    private static int rgb(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group)) << 16
                | Integer.parseInt(matcher.group(group + 1)) << 8
                | Integer.parseInt(matcher.group(group + 2));
    }

    private static ClassMap readJson(Path file) throws IOException {
        try (JsonTokens json = JsonTokens.of(file)) {
            if (json.next() != JsonToken.START_OBJECT) {
                return NONE;
            }
            JsonObject meta = json.object();
            Map<Integer, String> names = new LinkedHashMap<>();
            meta.object("label_map").fields().forEach((number, name) -> {
                if (number.matches("\\d{1,5}")) {
                    names.put(Integer.valueOf(number), String.valueOf(name));
                }
            });
            Map<Integer, String> colours = new HashMap<>();
            List<Object> given = meta.list("segmentation_colors");
            List<Integer> numbers = names.keySet().stream().sorted().toList();
            for (int i = 0; i < given.size() && i < numbers.size(); i++) {
                if (given.get(i) instanceof double[] rgb && rgb.length == 3) {
                    colours.put((int) rgb[0] << 16 | (int) rgb[1] << 8 | (int) rgb[2], names.get(numbers.get(i)));
                }
            }
            return new ClassMap(names, colours);
        } catch (UnreadableFileException e) {
            return NONE; // masks without names have numbers
        }
    }

    /** Whether a name is of no class. */
    static boolean isNoClass(String name) {
        return NO_CLASS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The last index that has a name, or -1. */
    int last() {
        return names.keySet().stream()
                .filter(index -> index != IGNORED)
                .mapToInt(i -> i)
                .max()
                .orElse(-1);
    }

    /** The class whose name was made a folder's. */
    String ofFolder(String folder) {
        return names.values().stream()
                .filter(name -> safe(name).equals(safe(folder)))
                .findFirst()
                .orElse(folder);
    }

    private static String safe(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
    }
}
