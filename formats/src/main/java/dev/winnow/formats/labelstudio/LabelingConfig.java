package dev.winnow.formats.labelstudio;

import dev.winnow.formats.text.UnreadableFileException;
import dev.winnow.formats.text.XmlEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamConstants;

/**
 * What a project's labeling configuration adds to its export. It lies beside the export as {@code label_config.xml} or
 * {@code config.xml}, where somebody put it there.
 *
 * @param imageKey the field of a task's data that holds the image, empty where nobody says
 * @param keypoints names of keypoints in the order of {@code model_index}, else as they stand
 */
record LabelingConfig(String imageKey, List<String> keypoints) {
    static final LabelingConfig NONE = new LabelingConfig("", List.of());

    static LabelingConfig beside(Path export) throws IOException {
        for (String name : List.of("label_config.xml", "config.xml")) {
            Path file = export.toAbsolutePath().resolveSibling(name);
            if (Files.isRegularFile(file)) {
                try (XmlEvents xml = XmlEvents.of(file)) {
                    return read(xml);
                } catch (UnreadableFileException e) {
                    return NONE; // it only adds an order of keypoints
                }
            }
        }
        return NONE;
    }

    private static LabelingConfig read(XmlEvents xml) throws IOException {
        String imageKey = "";
        Map<Integer, String> ordered = new TreeMap<>();
        List<String> unordered = new ArrayList<>();
        boolean inKeypoints = false;
        for (int event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
            if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("KeyPointLabels")) {
                inKeypoints = false;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                String value = xml.attribute("value").orElse("");
                switch (xml.name()) {
                    case "Image" -> imageKey = value.startsWith("$") ? value.substring(1) : imageKey;
                    case "KeyPointLabels" -> inKeypoints = true;
                    case "Label" -> {
                        if (inKeypoints) {
                            String index = xml.attribute("model_index").orElse("");
                            if (index.matches("\\d{1,6}")) {
                                ordered.put(Integer.valueOf(index), value);
                            } else {
                                unordered.add(value);
                            }
                        }
                    }
                    default -> {
                        // says nothing of images
                    }
                }
            }
        }
        List<String> keypoints = new ArrayList<>(ordered.values());
        keypoints.addAll(unordered);
        return new LabelingConfig(imageKey, keypoints);
    }
}
