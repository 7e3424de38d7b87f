package dev.winnow.formats.voc;

import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.formats.text.Decimal;
import dev.winnow.formats.text.UnreadableFileException;
import dev.winnow.formats.text.XmlEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import javax.xml.stream.XMLStreamConstants;

/**
 * What stands in one file.
 *
 * @param filename of the picture as the file gives it, often wrong; empty where it does not
 * @param source the texts in {@code source}
 * @param width 0 where the file gives none
 */
record VocFile(String filename, String source, long width, long height, List<VocObject> objects) {
    private static final int MOST_OBJECTS = 1_000_000;

    /**
     * An object.
     *
     * @param edges of its own box, by name, as text; empty where it has none
     * @param attributes the other texts, such as {@code difficult}
     */
    record VocObject(String name, Map<String, String> edges, Map<String, String> attributes) {}

    boolean namesPascal() {
        String text = source.toUpperCase(Locale.ROOT).replace(" ", "");
        return text.contains("PASCALVOC") || text.contains("VOC2007") || text.matches(".*VOC(19|20)\\d\\d.*");
    }

    boolean hasZero() {
        return objects.stream()
                .flatMap(object -> object.edges().values().stream())
                .map(Decimal::parse)
                .anyMatch(number -> number.isPresent() && number.getAsDouble() == 0);
    }

    boolean hasDecimals() {
        return objects.stream()
                .flatMap(object -> object.edges().values().stream())
                .map(Decimal::parse)
                .flatMapToDouble(OptionalDouble::stream)
                .anyMatch(number -> number != Math.rint(number));
    }

    static VocFile read(Path file) throws IOException {
        try (XmlEvents xml = XmlEvents.of(file)) {
            int event = xml.next();
            while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_DOCUMENT) {
                event = xml.next();
            }
            if (event == XMLStreamConstants.END_DOCUMENT || !xml.name().equals("annotation")) {
                throw new UnreadableFileException(
                        LabelIssue.NOT_THE_EXPECTED_KIND,
                        "This is no Pascal VOC file: it begins with "
                                + (event == XMLStreamConstants.END_DOCUMENT ? "nothing" : "<" + xml.name() + ">")
                                + ", expected <annotation>; check --format.");
            }
            return annotation(xml);
        }
    }

    private static VocFile annotation(XmlEvents xml) throws IOException {
        String filename = "";
        StringBuilder source = new StringBuilder();
        long width = 0;
        long height = 0;
        List<VocObject> objects = new ArrayList<>();
        for (int event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.name()) {
                case "filename" -> filename = xml.text().strip();
                case "source" ->
                    texts(xml).values().forEach(text -> source.append(text).append(' '));
                case "size" -> {
                    Map<String, String> size = texts(xml);
                    width = side(size.get("width"));
                    height = side(size.get("height"));
                }
                case "object" -> {
                    if (objects.size() == MOST_OBJECTS) {
                        throw new UnreadableFileException(
                                LabelIssue.NOT_THE_EXPECTED_KIND,
                                "This is no label file of one picture: it has more than " + MOST_OBJECTS + " objects.");
                    }
                    objects.add(object(xml));
                }
                default -> xml.skip();
            }
        }
        return new VocFile(filename, source.toString(), width, height, objects);
    }

    private static long side(String text) {
        double number = text == null ? 0 : Decimal.parse(text).orElse(0);
        return number > 0 && number < Integer.MAX_VALUE ? (long) number : 0;
    }

    /** The texts of the elements in the current one, without those in them. */
    private static Map<String, String> texts(XmlEvents xml) throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (int event = xml.next();
                event != XMLStreamConstants.END_ELEMENT && event != XMLStreamConstants.END_DOCUMENT;
                event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = xml.name();
                texts.putIfAbsent(name, xml.text().strip());
            }
        }
        return texts;
    }

    private static VocObject object(XmlEvents xml) throws IOException {
        String name = "";
        Map<String, String> edges = Map.of();
        Map<String, String> attributes = new HashMap<>();
        for (int event = xml.next();
                event != XMLStreamConstants.END_ELEMENT && event != XMLStreamConstants.END_DOCUMENT;
                event = xml.next()) {
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String element = xml.name();
            switch (element) {
                case "name" -> name = xml.text();
                case "bndbox" -> edges = texts(xml);
                case "part", "polygon", "actions", "attributes" -> xml.skip();
                default -> {
                    String text = xml.text().strip();
                    if (!text.isEmpty() && !(element.equals("pose") && text.equals("Unspecified"))) {
                        attributes.putIfAbsent(element, text);
                    }
                }
            }
        }
        return new VocObject(name, edges, attributes);
    }
}
