package dev.winnow.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.DetailThumbnail;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.Hash256;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Pdq;
import dev.winnow.dataset.PolarThumbnail;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.RotationHash;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Thumbnail;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How events and specs look as JSON: hashes as hexadecimal text, measures and splits by their keys, times as ISO-8601,
 * absent values left out. Readers ignore fields they do not know, and measures they do not know, so that a newer writer
 * does not stop an older reader.
 */
public final class EventJson {

    /** Numbers are most of an event's text. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .addModule(new JavaTimeModule())
            .addModule(vocabulary())
            .addMixIn(ContentHash.class, HexText.class)
            .annotationIntrospector(AnnotationIntrospector.pair(new SealedTypes(), new JacksonAnnotationIntrospector()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private EventJson() {}

    /** The mapper for events, specs and whatever holds them. Thread-safe; not to be reconfigured. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static SimpleModule vocabulary() {
        SimpleModule module = new SimpleModule("winnow");
        module.addSerializer(QualityScores.class, new ScoresWriter());
        module.addDeserializer(QualityScores.class, new ScoresReader());
        module.addSerializer(Fingerprints.class, new FingerprintsWriter());
        module.addDeserializer(Fingerprints.class, new FingerprintsReader());
        module.addSerializer(Instant.class, new StdSerializer<>(Instant.class) {
            @Override
            public void serialize(Instant instant, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(IsoInstant.format(instant));
            }
        });
        module.addDeserializer(Instant.class, new StdDeserializer<>(Instant.class) {
            @Override
            public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
                String text = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : null;
                try {
                    return text == null
                            ? (Instant) context.handleUnexpectedToken(Instant.class, in)
                            : IsoInstant.parse(text);
                } catch (DateTimeException e) {
                    return (Instant) context.handleWeirdStringValue(
                            Instant.class, text, "expected a time such as 2026-01-02T12:00:00Z");
                }
            }
        });
        module.addSerializer(Split.class, new StdSerializer<>(Split.class) {
            @Override
            public void serialize(Split split, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(split.key());
            }
        });
        module.addDeserializer(Split.class, new StdDeserializer<>(Split.class) {
            @Override
            public Split deserialize(JsonParser in, DeserializationContext context) throws IOException {
                for (Split split : Split.values()) {
                    if (split.key().equals(in.getText())) {
                        return split;
                    }
                }
                return (Split) context.handleWeirdStringValue(Split.class, in.getText(), "expected train, val or test");
            }
        });
        module.addSerializer(Measure.class, new StdSerializer<>(Measure.class) {
            @Override
            public void serialize(Measure measure, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(measure.key());
            }
        });
        module.addDeserializer(Measure.class, new StdDeserializer<>(Measure.class) {
            @Override
            public Measure deserialize(JsonParser in, DeserializationContext context) throws IOException {
                String key = in.getText();
                return Measure.ofKey(key)
                        .orElseThrow(() ->
                                context.weirdStringException(key, Measure.class, "expected the key of a measure"));
            }
        });
        LabelsJson.addTo(module);
        return module;
    }

    private abstract static class HexText {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        HexText(String hex) {}

        @JsonValue
        abstract String hex();
    }

    private static final class ScoresWriter extends StdSerializer<QualityScores> {
        ScoresWriter() {
            super(QualityScores.class);
        }

        @Override
        public void serialize(QualityScores scores, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            for (Map.Entry<Measure, Double> entry : scores.values().entrySet()) {
                out.writeNumberField(entry.getKey().key(), entry.getValue());
            }
            out.writeEndObject();
        }
    }

    private static final class ScoresReader extends StdDeserializer<QualityScores> {
        ScoresReader() {
            super(QualityScores.class);
        }

        @Override
        public QualityScores deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Map<Measure, Double> values = new EnumMap<>(Measure.class);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String key = in.currentName();
                in.nextToken();
                double value = in.getDoubleValue();
                Measure.ofKey(key).ifPresent(measure -> values.put(measure, value));
            }
            return new QualityScores(values);
        }
    }

    private static final class FingerprintsWriter extends StdSerializer<Fingerprints> {
        FingerprintsWriter() {
            super(Fingerprints.class);
        }

        @Override
        public void serialize(Fingerprints prints, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeStringField("algorithm", Fingerprints.ALGORITHM);
            out.writeStringField("ahash", HexFormat.of().toHexDigits(prints.averageHash()));
            out.writeStringField("dhash", HexFormat.of().toHexDigits(prints.differenceHash()));
            out.writeStringField("phash", HexFormat.of().toHexDigits(prints.perceptualHash()));
            out.writeBooleanField("informative", prints.informative());
            if (prints.pixels() != null) {
                out.writeStringField("pixels", prints.pixels().hex());
            }
            if (prints.waveletHash() != null) {
                out.writeStringField("whash", HexFormat.of().toHexDigits(prints.waveletHash()));
            }
            if (!prints.turnedHashes().isEmpty()) {
                out.writeArrayFieldStart("turned");
                for (long turned : prints.turnedHashes()) {
                    out.writeString(HexFormat.of().toHexDigits(turned));
                }
                out.writeEndArray();
            }
            if (prints.pdq() != null) {
                out.writeObjectFieldStart("pdq");
                out.writeStringField("algorithm", Pdq.ALGORITHM);
                out.writeStringField("hash", prints.pdq().hash().hex());
                out.writeNumberField("quality", prints.pdq().quality());
                if (!prints.turnedPdq().isEmpty()) {
                    out.writeArrayFieldStart("turned");
                    for (Hash256 turned : prints.turnedPdq()) {
                        out.writeString(turned.hex());
                    }
                    out.writeEndArray();
                }
                out.writeEndObject();
            }
            if (prints.thumbnail() != null) {
                out.writeObjectFieldStart("thumbnail");
                out.writeStringField("algorithm", Thumbnail.ALGORITHM);
                out.writeStringField("luma", prints.thumbnail().text());
                out.writeEndObject();
            }
            if (prints.detail() != null) {
                out.writeObjectFieldStart("detail");
                out.writeStringField("algorithm", DetailThumbnail.ALGORITHM);
                out.writeStringField("steps", prints.detail().text());
                out.writeEndObject();
            }
            if (prints.rotation() != null) {
                out.writeObjectFieldStart("rotation");
                out.writeStringField("algorithm", RotationHash.ALGORITHM);
                out.writeStringField(
                        "hash", HexFormat.of().toHexDigits(prints.rotation().hash()));
                out.writeStringField("luma", prints.rotation().polar().text());
                out.writeNumberField("corners", prints.rotation().corners());
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }

    private static final class FingerprintsReader extends StdDeserializer<Fingerprints> {
        FingerprintsReader() {
            super(Fingerprints.class);
        }

        @Override
        public Fingerprints deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Long ahash = null;
            Long dhash = null;
            Long phash = null;
            Long whash = null;
            boolean informative = true;
            ContentHash pixels = null;
            List<Long> turned = List.of();
            Pdq pdq = null;
            List<Hash256> turnedPdq = List.of();
            Thumbnail thumbnail = null;
            RotationHash rotation = null;
            String detail = null;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String key = in.currentName().toLowerCase(Locale.ROOT);
                in.nextToken();
                switch (key) {
                    case "algorithm" -> requireAlgorithm(in.getText(), Fingerprints.ALGORITHM, context);
                    case "ahash" -> ahash = HexFormat.fromHexDigitsToLong(in.getText());
                    case "dhash" -> dhash = HexFormat.fromHexDigitsToLong(in.getText());
                    case "phash" -> phash = HexFormat.fromHexDigitsToLong(in.getText());
                    case "whash" -> whash = HexFormat.fromHexDigitsToLong(in.getText());
                    case "informative" -> informative = in.getBooleanValue();
                    case "pixels" -> pixels = new ContentHash(in.getText());
                    case "turned" -> turned = texts(in, HexFormat::fromHexDigitsToLong);
                    case "pdq" -> {
                        Hash256 hash = null;
                        int quality = 0;
                        while (in.nextToken() == JsonToken.FIELD_NAME) {
                            String part = in.currentName();
                            in.nextToken();
                            switch (part) {
                                case "algorithm" -> requireAlgorithm(in.getText(), Pdq.ALGORITHM, context);
                                case "hash" -> hash = Hash256.ofHex(in.getText());
                                case "quality" -> quality = in.getIntValue();
                                case "turned" -> turnedPdq = texts(in, Hash256::ofHex);
                                default -> in.skipChildren();
                            }
                        }
                        pdq = new Pdq(hash, quality);
                    }
                    case "thumbnail" -> {
                        while (in.nextToken() == JsonToken.FIELD_NAME) {
                            String part = in.currentName();
                            in.nextToken();
                            switch (part) {
                                case "algorithm" -> requireAlgorithm(in.getText(), Thumbnail.ALGORITHM, context);
                                case "luma" -> thumbnail = Thumbnail.ofText(in.getText());
                                default -> in.skipChildren();
                            }
                        }
                    }
                    case "detail" -> {
                        while (in.nextToken() == JsonToken.FIELD_NAME) {
                            String part = in.currentName();
                            in.nextToken();
                            switch (part) {
                                case "algorithm" -> requireAlgorithm(in.getText(), DetailThumbnail.ALGORITHM, context);
                                case "steps" -> detail = in.getText();
                                default -> in.skipChildren();
                            }
                        }
                    }
                    case "rotation" -> {
                        long hash = 0;
                        PolarThumbnail polar = null;
                        double corners = 0;
                        while (in.nextToken() == JsonToken.FIELD_NAME) {
                            String part = in.currentName();
                            in.nextToken();
                            switch (part) {
                                case "algorithm" -> requireAlgorithm(in.getText(), RotationHash.ALGORITHM, context);
                                case "hash" -> hash = HexFormat.fromHexDigitsToLong(in.getText());
                                case "luma" -> polar = PolarThumbnail.ofText(in.getText());
                                case "corners" -> corners = in.getDoubleValue();
                                default -> in.skipChildren();
                            }
                        }
                        rotation = new RotationHash(hash, polar, corners);
                    }
                    default -> in.skipChildren();
                }
            }
            if (ahash == null || dhash == null || phash == null) {
                return context.reportInputMismatch(Fingerprints.class, "ahash, dhash and phash are all needed");
            }
            return new Fingerprints(
                    ahash,
                    dhash,
                    phash,
                    informative,
                    pixels,
                    whash,
                    turned,
                    pdq,
                    turnedPdq,
                    thumbnail,
                    rotation,
                    detail == null || thumbnail == null ? null : DetailThumbnail.ofText(thumbnail, detail));
        }

        private static void requireAlgorithm(String written, String known, DeserializationContext context)
                throws IOException {
            if (!known.equals(written)) {
                context.reportInputMismatch(
                        Fingerprints.class, "fingerprints by %s cannot be compared with %s", written, known);
            }
        }

        private static <T> List<T> texts(JsonParser in, Function<String, T> read) throws IOException {
            List<T> values = new ArrayList<>();
            while (in.nextToken() == JsonToken.VALUE_STRING) {
                values.add(read.apply(in.getText()));
            }
            return values;
        }
    }
}
