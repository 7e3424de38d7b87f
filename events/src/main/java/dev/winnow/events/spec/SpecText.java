package dev.winnow.events.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.winnow.events.spec.SpecNode.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads YAML or JSON, of which it is a part. Refuses what is read, but not as its writer means it, and what only serves to make reading
 * dear: anchors, keys that stand twice, several documents, depth, length.
 */
final class SpecText {
    /** Mappings and lists within each other: the deepest setting takes five, and a few are to spare. */
    static final int MOST_LEVELS = 8;

    private static final YAMLFactory FACTORY = factory();

    private final YAMLParser tokens;
    private int levels;

    private SpecText(YAMLParser tokens) {
        this.tokens = tokens;
    }

    private static YAMLFactory factory() {
        LoaderOptions yaml = new LoaderOptions();
        yaml.setNestingDepthLimit(4 * MOST_LEVELS); // ours, which has a sentence, is met before
        return YAMLFactory.builder().loaderOptions(yaml).build();
    }

    /**
     * @return nothing where the text says nothing
     * @throws InvalidSpecException where the text cannot be read, naming its place
     */
    static Optional<SpecNode> read(String text) {
        try (YAMLParser tokens = FACTORY.createParser(text)) {
            SpecText reading = new SpecText(tokens);
            if (tokens.nextToken() == null) {
                return Optional.empty();
            }
            SpecNode root = reading.node();
            if (tokens.nextToken() != null) {
                throw new InvalidSpecException("The spec holds more than one document"
                        + Place.of(tokens.currentTokenLocation()) + ": keep one");
            }
            return Optional.of(root);
        } catch (JsonProcessingException e) {
            String place =
                    e.getLocation() == null ? "" : Place.of(e.getLocation()).toString();
            throw new InvalidSpecException(
                    "The spec is neither YAML nor JSON" + place + ": " + SpecNode.cut(e.getOriginalMessage()), e);
        } catch (YAMLException e) {
            throw new InvalidSpecException("The spec is neither YAML nor JSON: " + SpecNode.cut(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot be read", e);
        }
    }

    private SpecNode node() throws IOException {
        Place place = place();
        if (tokens.isCurrentAlias() || tokens.getObjectId() != null) {
            throw new InvalidSpecException("The spec has a YAML anchor or alias" + place + ": write the value out");
        }
        JsonToken token = tokens.currentToken();
        if (token.isStructStart() && ++levels > MOST_LEVELS) {
            throw new InvalidSpecException("The spec is nested deeper than " + MOST_LEVELS + " levels" + place
                    + ": its keys are at most five deep");
        }
        if (token == JsonToken.START_OBJECT) {
            return mapping(place);
        }
        if (token == JsonToken.START_ARRAY) {
            return sequence(place);
        }
        return new SpecNode.Scalar(place, value(token), tokens.getText());
    }

    private SpecNode mapping(Place place) throws IOException {
        Map<String, SpecNode> values = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        while (tokens.nextToken() == JsonToken.FIELD_NAME) {
            String key = tokens.currentName();
            Place at = place();
            if (tokens.isCurrentAlias() || tokens.getObjectId() != null) {
                throw new InvalidSpecException("The spec has a YAML anchor or alias" + at + ": write the value out");
            }
            if (keys.put(key, at) != null) {
                throw new InvalidSpecException(
                        "The key '" + SpecNode.cut(key) + "' stands twice in one mapping" + at + ": keep one");
            }
            tokens.nextToken();
            values.put(key, node());
        }
        levels--;
        return new SpecNode.Mapping(place, values, keys);
    }

    private SpecNode sequence(Place place) throws IOException {
        List<SpecNode> items = new ArrayList<>();
        while (tokens.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        levels--;
        return new SpecNode.Sequence(place, items);
    }

    /** Numbers beyond a long or a double stay exact, so that whoever checks bounds refuses what was written. */
    private JsonNode value(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return switch (tokens.getNumberType()) {
                case INT, LONG -> LongNode.valueOf(tokens.getLongValue());
                default -> DecimalNode.valueOf(new BigDecimal(tokens.getBigIntegerValue()));
            };
        }
        return switch (token) {
            case VALUE_NUMBER_FLOAT -> number(tokens.getText());
            case VALUE_TRUE, VALUE_FALSE -> BooleanNode.valueOf(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> NullNode.getInstance();
            default -> TextNode.valueOf(tokens.getText());
        };
    }

    /** YAML's {@code .nan} and {@code .inf} are what no setting takes. */
    private static JsonNode number(String text) {
        try {
            return DoubleNode.valueOf(Double.parseDouble(text.replace("_", "").strip()));
        } catch (NumberFormatException e) {
            return DoubleNode.valueOf(Double.NaN);
        }
    }

    private Place place() {
        return Place.of(tokens.currentTokenLocation());
    }
}
