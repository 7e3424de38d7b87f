package dev.winnow.formats.huggingface;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.winnow.dataset.annotation.Annotation;
import dev.winnow.dataset.annotation.Shape;
import dev.winnow.formats.release.HeldFile;
import dev.winnow.formats.release.ItemJson;
import dev.winnow.formats.release.ObjectShapes;
import dev.winnow.formats.release.Release;
import dev.winnow.formats.release.ReleaseItem;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** One Parquet file of a split: a row for each item, with its picture inside. Holds one row group. Not safe for use by several threads. */
final class PictureTable implements Closeable {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_ROWS = 100;
    private static final long MOST_BYTES = 64L << 20;

    private final Release release;
    private final HeldFile file = new HeldFile();
    private final List<SchemaElement> schema = new ArrayList<>();
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private final Leaf bytes;
    private final Leaf path;
    private final Leaf item;
    private final Leaf source;
    private final Leaf width;
    private final Leaf height;
    private final Leaf label;
    private final Leaf id;
    private final Leaf area;
    private final Leaf bbox;
    private final Leaf category;
    private long position;
    private long rows;
    private int rowsInGroup;
    private long bytesInGroup;

    PictureTable(Release release) throws IOException {
        this.release = release;
        boolean labels = !release.images().isEmpty();
        boolean objects = !release.objects().isEmpty();
        group("schema", 5 + (labels ? 1 : 0) + (objects ? 1 : 0)).setRepetition_type(null);
        // optional all the way, or else the reader does not take the footer's word that this is a picture
        group("image", 2).setRepetition_type(FieldRepetitionType.OPTIONAL);
        bytes = leaf(
                "bytes",
                Type.BYTE_ARRAY,
                FieldRepetitionType.OPTIONAL,
                new Leaf(Type.BYTE_ARRAY, 0, 2, "image", "bytes"));
        path = text("path", new Leaf(Type.BYTE_ARRAY, 0, 2, "image", "path"));
        schema.get(schema.size() - 1).setRepetition_type(FieldRepetitionType.OPTIONAL);
        item = text("item", new Leaf(Type.BYTE_ARRAY, 0, 0, "item"));
        source = text("source", new Leaf(Type.BYTE_ARRAY, 0, 0, "source"));
        width = leaf("width", Type.INT64, FieldRepetitionType.REQUIRED, new Leaf(Type.INT64, 0, 0, "width"));
        height = leaf("height", Type.INT64, FieldRepetitionType.REQUIRED, new Leaf(Type.INT64, 0, 0, "height"));
        label = labels
                ? leaf("label", Type.INT64, FieldRepetitionType.OPTIONAL, new Leaf(Type.INT64, 0, 1, "label"))
                : null;
        if (objects) {
            group("objects", 4);
            id = list("id", Type.INT64);
            area = list("area", Type.DOUBLE);
            inList("bbox");
            inList("element");
            bbox = leaf(
                    "element",
                    Type.DOUBLE,
                    FieldRepetitionType.REQUIRED,
                    new Leaf(Type.DOUBLE, 2, 2, "objects", "bbox", "list", "element", "list", "element"));
            category = list("category", Type.INT64);
        } else {
            id = null;
            area = null;
            bbox = null;
            category = null;
        }
        put(MAGIC);
    }

    private SchemaElement group(String name, int children) {
        SchemaElement element =
                new SchemaElement(name).setNum_children(children).setRepetition_type(FieldRepetitionType.REQUIRED);
        schema.add(element);
        return element;
    }

    private Leaf leaf(String name, Type type, FieldRepetitionType repetition, Leaf leaf) {
        schema.add(new SchemaElement(name).setType(type).setRepetition_type(repetition));
        leaves.add(leaf);
        return leaf;
    }

    private Leaf text(String name, Leaf leaf) {
        Leaf added = leaf(name, Type.BYTE_ARRAY, FieldRepetitionType.REQUIRED, leaf);
        schema.get(schema.size() - 1)
                .setConverted_type(ConvertedType.UTF8)
                .setLogicalType(LogicalType.STRING(new StringType()));
        return added;
    }

    private void inList(String name) {
        group(name, 1).setConverted_type(ConvertedType.LIST).setLogicalType(LogicalType.LIST(new ListType()));
        group("list", 1).setRepetition_type(FieldRepetitionType.REPEATED);
    }

    private Leaf list(String name, Type type) {
        inList(name);
        return leaf(
                "element",
                type,
                FieldRepetitionType.REQUIRED,
                new Leaf(type, 1, 1, "objects", name, "list", "element"));
    }

    private void put(byte[] content) throws IOException {
        file.out().write(content);
        position += content.length;
    }

    /**
     * @param name of the picture's file
     * @param objects that have a box and a number
     * @param firstId of the objects
     */
    void write(ReleaseItem row, String name, List<Annotation> objects, long firstId) throws IOException {
        bytes.bytes(row.picture().readAll());
        path.text(name);
        item.text(row.item());
        source.text(row.source());
        width.number(row.picture().width(), 0);
        height.number(row.picture().height(), 0);
        if (label != null) {
            if (row.labels().classes().isEmpty()) {
                label.nothing(0, 0);
            } else {
                label.number(
                        release.images().number(row.labels().classes().get(0)).orElseThrow(), 0);
            }
        }
        if (id != null) {
            objects(objects, firstId);
        }
        rows++;
        rowsInGroup++;
        bytesInGroup += row.picture().bytes();
        if (rowsInGroup == MOST_ROWS || bytesInGroup > MOST_BYTES) {
            endGroup();
        }
    }

    private void objects(List<Annotation> objects, long firstId) {
        if (objects.isEmpty()) {
            for (Leaf leaf : List.of(id, area, bbox, category)) {
                leaf.nothing(0, 0);
            }
        }
        for (int i = 0; i < objects.size(); i++) {
            int repeated = i == 0 ? 0 : 1;
            Annotation object = objects.get(i);
            Shape.Box box = ObjectShapes.box(object).orElseThrow();
            id.number(firstId + i, repeated);
            area.real(box.area(), repeated);
            bbox.real(box.x(), repeated);
            bbox.real(box.y(), 2);
            bbox.real(box.width(), 2);
            bbox.real(box.height(), 2);
            category.number(release.objects().number(object.category()).orElseThrow(), repeated);
        }
    }

    private void endGroup() throws IOException {
        if (rowsInGroup == 0) {
            return;
        }
        List<ColumnChunk> chunks = new ArrayList<>();
        long size = 0;
        for (Leaf leaf : leaves) {
            ColumnChunk chunk = leaf.writeTo(file.out(), position);
            position += chunk.getMeta_data().getTotal_compressed_size();
            size += chunk.getMeta_data().getTotal_uncompressed_size();
            chunks.add(chunk);
        }
        groups.add(new RowGroup(chunks, size, rowsInGroup).setOrdinal((short) groups.size()));
        rowsInGroup = 0;
        bytesInGroup = 0;
    }

    /** Writes the last row group and the footer. */
    HeldFile finish() throws IOException {
        endGroup();
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(
                new FileMetaData(1, schema, rows, groups)
                        .setCreated_by("winnow")
                        .setKey_value_metadata(List.of(new KeyValue("huggingface").setValue(features()))),
                footer);
        put(footer.toByteArray());
        int length = footer.size();
        put(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)});
        put(MAGIC);
        return file;
    }

    /** What Hugging Face reads of a file by itself: without it a picture would be a struct. */
    private String features() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = ItemJson.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart("info");
            json.writeObjectFieldStart("features");
            json.writeObjectFieldStart("image");
            json.writeStringField("_type", "Image");
            json.writeEndObject();
            for (String name : List.of("item", "source")) {
                json.writeFieldName(name);
                value(json, "string");
            }
            for (String name : List.of("width", "height")) {
                json.writeFieldName(name);
                value(json, "int64");
            }
            if (label != null) {
                json.writeFieldName("label");
                classes(json, release.images().names());
            }
            if (id != null) {
                json.writeObjectFieldStart("objects");
                list(json, "id");
                value(json, "int64");
                json.writeEndObject();
                list(json, "area");
                value(json, "float64");
                json.writeEndObject();
                list(json, "bbox");
                json.writeStartObject();
                json.writeFieldName("feature");
                value(json, "float64");
                json.writeNumberField("length", 4);
                json.writeStringField("_type", "List");
                json.writeEndObject();
                json.writeEndObject();
                list(json, "category");
                classes(json, release.objects().names());
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void value(JsonGenerator json, String type) throws IOException {
        json.writeStartObject();
        json.writeStringField("dtype", type);
        json.writeStringField("_type", "Value");
        json.writeEndObject();
    }

    private static void classes(JsonGenerator json, List<String> names) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("names");
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeStringField("_type", "ClassLabel");
        json.writeEndObject();
    }

    /** Begins a list; its feature and the end of the object are to follow. */
    private static void list(JsonGenerator json, String name) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("_type", "List");
        json.writeFieldName("feature");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
