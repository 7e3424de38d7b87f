package dev.winnow.formats.yolo;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.formats.text.TextLines;
import dev.winnow.formats.text.UnreadableFileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * What a {@code data.yaml} says. Scalars stay text, so that classes may be called {@code no} and {@code 007}. Aliases stand for
 * nothing.
 *
 * @param names of the classes by their numbers; numbers may be missing
 * @param count {@code nc}
 * @param keypoints {@code kpt_shape}: how many, and how many numbers each
 * @param parts folders and lists of images as they stand, by {@code train}, {@code val} and {@code test}
 * @param path the folder that the parts count from, or empty
 */
public record DataYaml(
        SortedMap<Integer, String> names,
        OptionalInt count,
        Optional<KeypointShape> keypoints,
        Map<String, List<String>> parts,
        String path) {
    /** Bytes of a file that is read. The names of 20,000 classes take half a million. */
    private static final long MOST_BYTES = 4 << 20;

    private static final int MOST_LEVELS = 20;

    /** @param numbers of one keypoint, 2 or 3 */
    public record KeypointShape(int count, int numbers) {}

    /** @throws UnreadableFileException with line and reason where it is no YAML, or too large */
    public static DataYaml read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "The file has " + Files.size(file) + " bytes, expected at most " + MOST_BYTES + ".");
        }
        try (Reader text = TextLines.reader(file)) {
            LoaderOptions options = new LoaderOptions();
            options.setNestingDepthLimit(MOST_LEVELS);
            Iterator<Event> events = new Yaml(options).parse(text).iterator();
            Object root = null;
            while (events.hasNext() && root == null) {
                Event event = events.next();
                if (event instanceof MappingStartEvent || event instanceof SequenceStartEvent) {
                    root = value(event, events, 1);
                }
            }
            return of(root instanceof Map<?, ?> map ? map : Map.of());
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "Not readable as YAML at line " + line + ": " + e.getProblem() + ".",
                    e);
        } catch (YAMLException e) {
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "Not readable as YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ") + ".",
                    e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND, "No UTF-8 text: save the file as UTF-8.", e);
        }
    }

    private static Object value(Event event, Iterator<Event> events, int level) throws IOException {
        if (level > MOST_LEVELS) {
            throw new UnreadableFileException(
                    LabelIssue.NOT_THE_EXPECTED_KIND,
                    "Nested deeper than " + MOST_LEVELS + " levels, at line "
                            + (event.getStartMark().getLine() + 1) + ".");
        }
        if (event instanceof ScalarEvent scalar) {
            return scalar.getValue();
        }
        if (event instanceof AliasEvent) {
            return "";
        }
        if (event instanceof SequenceStartEvent) {
            List<Object> list = new ArrayList<>();
            for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
                list.add(value(next, events, level + 1));
            }
            return list;
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            Object key = value(next, events, level + 1);
            map.putIfAbsent(key, value(events.next(), events, level + 1));
        }
        return map;
    }

    private static DataYaml of(Map<?, ?> root) {
        SortedMap<Integer, String> names = new TreeMap<>();
        if (root.get("names") instanceof List<?> list) {
            list.forEach(name -> names.put(names.size(), String.valueOf(name)));
        } else if (root.get("names") instanceof Map<?, ?> map) {
            map.forEach((key, name) -> number(key).ifPresent(number -> names.put(number, String.valueOf(name))));
        }
        Optional<KeypointShape> keypoints = root.get("kpt_shape") instanceof List<?> list && list.size() == 2
                ? number(list.get(0)).isPresent() && number(list.get(1)).isPresent()
                        ? Optional.of(new KeypointShape(
                                number(list.get(0)).getAsInt(),
                                number(list.get(1)).getAsInt()))
                        : Optional.empty()
                : Optional.empty();
        Map<String, List<String>> parts = new LinkedHashMap<>();
        for (String part : List.of("train", "val", "valid", "test")) {
            if (root.get(part) instanceof List<?> list) {
                parts.put(part, list.stream().map(String::valueOf).toList());
            } else if (root.get(part) instanceof String one && !one.isBlank()) {
                parts.put(part, List.of(one));
            }
        }
        return new DataYaml(
                names, number(root.get("nc")), keypoints, parts, root.get("path") instanceof String path ? path : "");
    }

    private static OptionalInt number(Object text) {
        try {
            return text instanceof String digits
                    ? OptionalInt.of(Integer.parseInt(digits.strip()))
                    : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
