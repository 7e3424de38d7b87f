package dev.winnow.dataset.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;

/** Answers computed by other tools, which do not belong to the project: beside the checkout, or where WINNOW_DATA points. */
final class LabelData {

    private LabelData() {}

    /** Skips the test where the data is absent. */
    static JsonNode golden(String file) {
        String data = System.getenv("WINNOW_DATA");
        Path folder = Path.of(data == null ? "../../shared/data" : data).resolve("annotations/golden");
        Assumptions.assumeTrue(Files.isDirectory(folder), "skipped: no folder " + folder);
        try {
            return new ObjectMapper().readTree(folder.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double[] doubles(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    static int[] ints(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    static Shape.Box box(JsonNode list) {
        double[] n = doubles(list);
        return new Shape.Box(n[0], n[1], n[2], n[3]);
    }

    static Shape.Polygon polygon(JsonNode parts) {
        return new Shape.Polygon(StreamSupport.stream(parts.spliterator(), false)
                .map(part -> Ring.of(doubles(part)))
                .toList());
    }
}
