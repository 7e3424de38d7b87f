package dev.winnow.events.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema of specs, held by a validator of its own against what the reader takes and refuses. */
class SpecSchemaTest {
    private static final JsonSchemaFactory VALIDATORS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final JsonSchema SCHEMA = VALIDATORS.getSchema(SpecSchema.text());
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void itIsASchemaItself() throws IOException {
        JsonSchema ofSchemas =
                VALIDATORS.getSchema(com.networknt.schema.SchemaLocation.of(com.networknt.schema.SchemaId.V202012));

        assertThat(ofSchemas.validate(EventJson.mapper().readTree(SpecSchema.text())))
                .isEmpty();
    }

    /** Beside {@code asyncapi.yaml}, which refers to it. Written anew with {@code -Dgolden.write=true}. */
    @Test
    void theFileBesideTheDescriptionOfTopicsIsTheSchema() throws IOException {
        Path file = Path.of("src/main/resources/spec.schema.json");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, SpecSchema.text());
        }

        assertThat(Files.readString(file)).isEqualTo(SpecSchema.text());
    }

    /** Blocks of YAML in the documents, and each spec in a Java text of the tests of any module. */
    static List<String> written() throws IOException {
        Path root = Path.of(System.getProperty("winnow.root"));
        List<String> specs = new ArrayList<>();
        Pattern fenced = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
        for (String document : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")) {
            specs.addAll(found(fenced, Files.readString(root.resolve(document))));
        }
        Pattern read = Pattern.compile("SpecReader\\s*\\.read\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*\\)");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().contains("src/test/java")
                            && path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                for (String spec : found(read, Files.readString(file))) {
                    specs.add(spec.translateEscapes());
                }
            }
        }
        return specs;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    @Test
    void everySpecInDocumentsAndTestsThatIsReadIsValid() throws IOException {
        int read = 0;
        for (String spec : written()) {
            if (isRead(spec)) {
                read++;
                assertThat(problems(spec)).as(spec).isEmpty();
            }
        }
        assertThat(read).isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource(Quality.Preset.class)
    void aSpecAsTheApiAnswersItIsValid(Quality.Preset preset) {
        ObjectNode spec = EventJson.mapper().valueToTree(SpecReader.read("quality: {preset: " + preset + "}"));
        spec.remove("version");

        assertThat(SCHEMA.validate(spec)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quality: {preset: CleanVision}",
                "split: {groupPattern: null, valFrom: 2026-01-01T00:00:00Z}",
                "labels: {orientation: stored, issues: {BOX_TINY: DROP}, consensus: majority}",
                "ontology: {classes: [{name: cat, aliases: [kitty], color: '#00ff00', ignored: true}, {name: dog}]}",
            })
    void whatASpecMaySayIsValid(String spec) throws IOException {
        assertThat(problems(spec)).isEmpty();
    }

    /** Mistakes in the shape of a spec, which an editor shows while it is written. */
    static List<String> misshapen() {
        return List.of(
                "splitt: {train: 1}",
                "split: {trian: 1}",
                "split: 0.8",
                "split: null",
                "[1, 2]",
                "quality: {rules: {BLURY: {below: 1}}}",
                "quality: {rules: {BLURRY: {belov: 1}}}",
                "quality: {rules: {BLURRY: {measure: blur}}}",
                "quality: {rules: {BLURRY: {action: reject}}}",
                "quality: {rules: {BLURRY: null}}",
                "quality: {preset: clean}",
                "preprocessing: {size: large}",
                "preprocessing: {size: 224.5}",
                "preprocessing: {size: 7}",
                "preprocessing: {size: '224'}",
                "limits: {maxBytes: 0}",
                "limits: {maxBytes: null}",
                "limits: {maxSide: 1e20}",
                "metadata: {keepPosition: 1}",
                "metadata: {keepPosition: 'true'}",
                "duplicates: {maxDistance: 99}",
                "duplicates: {policy: 1}",
                "duplicates: {extraHashes: PDQ}",
                "duplicates: {extraHashes: [PDQ, PDQ]}",
                "duplicates: {extraHashes: [MD5]}",
                "quality: {rules: {DARK: {farBelow: 0}}}",
                "quality: {rules: {DARK: {most: 0.9, farBelow: 2}}}",
                "augmentation: {hue: 0.6}",
                "ontology: {classes: {name: cat}}",
                "ontology: {classes: [cat]}",
                "ontology: {classes: [{color: '#00ff00'}]}",
                "ontology: {classes: [{name: ''}]}",
                "ontology: {classes: [{name: cat, colour: '#00ff00'}]}",
                "ontology: {classes: [{name: cat, color: green}]}",
                "ontology: {classes: [{name: cat, aliases: kitty}]}",
                "labels: {issues: {BOX_TINI: DROP}}",
                "labels: {issues: {BOX_TINY: REMOVE}}",
                "labels: {orientation: sideways}",
                "labels: {sources: [{name: labelImg}]}",
                "ontology: {palette: {saturation: 0.5}}",
                "ontology: {palette: {type: rainbow}}",
                "ontology: {palette: {type: voc, saturation: 0.5}}",
                "ontology: {palette: voc}",
                "labels: {tolerances: {duplicateIou: 0}}");
    }

    @ParameterizedTest
    @MethodSource("misshapen")
    void whatTheReaderRefusesForItsShapeTheSchemaRefusesToo(String spec) throws IOException {
        assertThatThrownBy(() -> SpecReader.read(spec))
                .isInstanceOf(InvalidSpecException.class)
                .satisfies(e -> assertThat(
                                e.getMessage().equals("A spec is a mapping of keys to values, this one is a list")
                                        || e.getMessage().contains("(line 1, column "))
                        .as(e.getMessage())
                        .isTrue());
        assertThat(problems(spec)).isNotEmpty();
    }

    /** Editors show these beside each key. */
    @Test
    void everyKeyHasADescriptionAndEverySettingItsDefault() throws IOException {
        JsonNode sections = EventJson.mapper().readTree(SpecSchema.text()).path("properties");
        JsonNode defaults = EventJson.mapper().readTree(EventJson.mapper().writeValueAsString(DatasetSpec.defaults()));

        sections.properties().forEach(section -> {
            assertThat(section.getValue().path("description").asText())
                    .as(section.getKey())
                    .isNotBlank();
            section.getValue().path("properties").properties().forEach(key -> {
                String path = section.getKey() + "." + key.getKey();
                JsonNode before = defaults.path(section.getKey()).path(key.getKey());
                assertThat(key.getValue().path("description").asText()).as(path).isNotBlank();
                if (!before.isMissingNode() && !key.getValue().has("properties") || path.equals("quality.rules")) {
                    assertThat(key.getValue().path("default")).as(path).isEqualTo(before);
                }
            });
        });
        assertThat(sections.at("/split/properties/groupPattern/examples/0").asText())
                .isEqualTo("^(patient\\d+)/");
    }

    private static boolean isRead(String spec) {
        try {
            SpecReader.read(spec);
            return true;
        } catch (InvalidSpecException e) {
            return false;
        }
    }

    private static Set<ValidationMessage> problems(String spec) throws IOException {
        JsonNode node = YAML.readTree(spec);
        return SCHEMA.validate(node.isMissingNode() ? EventJson.mapper().nullNode() : node);
    }
}
