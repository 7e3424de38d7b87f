package dev.winnow.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryManifestFitsItsSchemaTest {

    /** Fields that hold keys of the author's choice. */
    private static final Set<String> FREE =
            Set.of("labels", "matchLabels", "selector", "config", "requests", "limits", "data");

    static Stream<String> manifests() {
        return Stream.of("base", "components", "kafka", "overlays")
                .flatMap(folder -> Checkout.files("k8s/" + folder, ".yaml").stream());
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyFieldIsKnown(String manifest) {
        assertThat(Manifests.read(Checkout.text(manifest))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyMisspelledFieldIsFound(String manifest) {
        for (JsonNode document : StrictYaml.documents(Checkout.text(manifest))) {
            for (Misspelling misspelling : misspellings(document)) {
                misspelling.apply();
                assertThatThrownBy(() -> Manifests.read(document))
                        .as("%s with %s misspelled", manifest, misspelling.field())
                        .isInstanceOf(IllegalArgumentException.class);
                misspelling.undo();
            }
            assertThatCode(() -> Manifests.read(document)).doesNotThrowAnyException();
        }
    }

    @Test
    void aNumberWhereTextBelongsIsFound() {
        String service = """
                apiVersion: v1
                kind: Service
                metadata:
                  name: 8081
                """;

        assertThatThrownBy(() -> Manifests.read(service)).hasMessageContaining("name");
    }

    @Test
    void aKeyGivenTwiceIsFound() {
        String service = """
                apiVersion: v1
                kind: Service
                kind: Service
                """;

        assertThatThrownBy(() -> Manifests.read(service)).hasMessageContaining("duplicate key kind");
    }

    private static List<Misspelling> misspellings(JsonNode document) {
        List<Misspelling> found = new ArrayList<>();
        objects(document, object -> object.fieldNames().forEachRemaining(f -> found.add(new Misspelling(object, f))));
        return found;
    }

    private static void objects(JsonNode node, Consumer<ObjectNode> visitor) {
        if (node instanceof ObjectNode object) {
            visitor.accept(object);
            object.properties().stream()
                    .filter(field -> !FREE.contains(field.getKey()) || isSelector(field.getValue()))
                    .forEach(field -> objects(field.getValue(), visitor));
        } else if (node instanceof ArrayNode array) {
            array.forEach(element -> objects(element, visitor));
        }
    }

    /** A Service's selector is a map of labels, that of a Deployment has fields. */
    private static boolean isSelector(JsonNode node) {
        return node.has("matchLabels");
    }

    private record Misspelling(ObjectNode object, String field, JsonNode value) {

        Misspelling(ObjectNode object, String field) {
            this(object, field, object.get(field));
        }

        void apply() {
            object.remove(field);
            object.set(field + "x", value);
        }

        void undo() {
            object.remove(field + "x");
            object.set(field, value);
        }
    }
}
