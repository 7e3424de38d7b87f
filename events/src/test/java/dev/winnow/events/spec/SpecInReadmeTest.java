package dev.winnow.events.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The README shows every key of a spec with its default. */
class SpecInReadmeTest {

    @Test
    void itIsTheDefault() throws IOException {
        assertThat(SpecReader.read(shown())).isEqualTo(DatasetSpec.defaults());
    }

    @Test
    void noKeyIsMissing() throws IOException {
        ObjectNode defaults = EventJson.mapper().valueToTree(DatasetSpec.defaults());
        defaults.remove("version");
        TreeSet<String> expected = keys("", defaults);
        SpecReader.type().keys().forEach((name, key) -> {
            if (key.type() instanceof SpecType.Section section) {
                section.keys().keySet().forEach(setting -> expected.add(name + "." + setting)); // JSON leaves nulls out
            }
        });

        assertThat(keys("", new YAMLMapper().readTree(shown()))).isEqualTo(expected);
    }

    private static TreeSet<String> keys(String prefix, JsonNode node) {
        TreeSet<String> keys = new TreeSet<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            keys.add(prefix + field.getKey());
            keys.addAll(keys(prefix + field.getKey() + ".", field.getValue()));
        }
        return keys;
    }

    /** The one block of YAML. */
    private static String shown() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("winnow.root"), "README.md"));
        String fence = "```yaml\n";
        int begin = readme.indexOf(fence);
        assertThat(begin).as("a block of YAML in README.md").isNotNegative();
        return readme.substring(begin + fence.length(), readme.indexOf("```", begin + fence.length()));
    }
}
