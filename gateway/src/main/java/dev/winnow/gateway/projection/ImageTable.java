package dev.winnow.gateway.projection;

import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.Traits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of items, each as its furthest event tells it; what events about others say of it is shown by {@link ShownState}. */
final class ImageTable {
    private ImageTable() {}

    /**
     * A column of the table and what stands in it.
     *
     * @param type that its values are sent as
     * @param stored what is made of a value that was sent, in SQL
     */
    private record Column(String name, String type, String stored, Function<ImageRow, Object> value) {
        Column(String name, String type, Function<ImageRow, Object> value) {
            this(name, type, name, value);
        }
    }

    private static final Measure[] MEASURES = Measure.values();
    private static final List<Column> COLUMNS = columns();

    private static List<Column> columns() {
        return List.of(
                new Column("item", "text", ImageRow::item),
                new Column("dataset", "text", row -> row.upload().dataset()),
                new Column("source", "text", row -> Stored.text(row.upload().source())),
                new Column("content", "text", row -> row.upload().content().hex()),
                new Column("spec_version", "integer", row -> row.upload().specVersion()),
                new Column("uploaded_at", "timestamptz", row -> row.key().at().toString()),
                new Column("stage", "smallint", row -> (short) row.stage().ordinal()),
                new Column("happened_at", "timestamptz", row -> row.event().at().toString()),
                new Column("state", "text", row -> row.state().key()),
                new Column("flagged", "boolean", ImageRow::flagged),
                new Column(
                        "reason",
                        "text",
                        row -> row.rejection() == null
                                ? null
                                : row.rejection().reason().name()),
                new Column(
                        "detail",
                        "text",
                        row -> row.rejection() == null
                                ? null
                                : Stored.text(row.rejection().detail())),
                new Column("bytes", "bigint", row -> row.upload().bytes()),
                new Column(
                        "format",
                        "text",
                        ofMetadata(metadata -> metadata.format().name())),
                new Column("width", "integer", ofMetadata(ImageMetadata::width)),
                new Column("height", "integer", ofMetadata(ImageMetadata::height)),
                new Column(
                        "color_mode",
                        "text",
                        ofMetadata(metadata -> metadata.colorMode().key())),
                new Column("label", "text", row -> Stored.text(row.upload().label())),
                new Column("labels", "text", "labels::text[]", row -> array(row.labels())),
                new Column("tags", "text", "tags::text[]", row -> array(row.tags())),
                new Column("image_group", "text", row -> Stored.text(row.group())),
                new Column(
                        "split",
                        "text",
                        row -> row.assignment() == null || row.assignment().split() == null
                                ? null
                                : row.assignment().split().key()),
                new Column(
                        "split_position",
                        "bigint",
                        row -> row.assigned() == null ? null : Amendments.position(row.deduplicated())),
                new Column(
                        "fold",
                        "integer",
                        row -> row.assignment() == null
                                ? null
                                : row.assignment().fold()),
                new Column(
                        "cluster",
                        "text",
                        row -> row.deduplicated() == null
                                ? null
                                : Stored.text(row.deduplicated().duplication().cluster())),
                new Column(
                        "cluster_position",
                        "bigint",
                        row -> row.deduplicated() == null ? null : Amendments.position(row.deduplicated())),
                new Column(
                        "exact_of",
                        "text",
                        row -> row.deduplicated() == null
                                ? null
                                : Stored.text(row.deduplicated().duplication().exactOf())),
                new Column("conflict", "text", row -> Stored.text(row.conflict())),
                new Column("ahash", "text", row -> row.hash(Fingerprints::averageHash)),
                new Column("phash", "text", row -> row.hash(Fingerprints::perceptualHash)),
                new Column("dhash", "text", row -> row.hash(Fingerprints::differenceHash)),
                new Column(
                        "layout",
                        "text",
                        row -> row.upload().layout() == null
                                ? null
                                : row.upload().layout().key()),
                new Column(
                        "unit",
                        "text",
                        row -> row.assignment() == null
                                ? null
                                : Stored.text(row.assignment().unit())),
                new Column(
                        "arrived",
                        "bigint",
                        row -> row.deduplicated() == null ? null : Amendments.position(row.deduplicated())),
                new Column(
                        "exact_pixels_of",
                        "text",
                        ofDuplication(duplication -> Stored.text(duplication.exactPixelsOf()))),
                new Column(
                        "standing",
                        "text",
                        ofDuplication(duplication -> duplication.standing().name())),
                new Column(
                        "standing_position",
                        "bigint",
                        row -> row.deduplicated() == null ? null : Amendments.position(row.deduplicated())),
                // why an image stands for others is true only while it does
                new Column(
                        "copy_reason",
                        "text",
                        row -> row.deduplicated() == null
                                        || row.item()
                                                .equals(row.deduplicated()
                                                        .duplication()
                                                        .representative())
                                ? null
                                : Stored.text(row.deduplicated().duplication().reason())),
                new Column(
                        "merit",
                        "double precision",
                        row -> row.assessed() == null
                                ? null
                                : Traits.of(row.metadata(), row.assessed().scores())
                                        .merit()),
                texts("issues", ImageRow::issues),
                texts("file_issues", ImageRow::fileIssues),
                new Column("prepared", "integer", ImageRow::standardised),
                new Column("augmented", "integer", ImageRow::augmented),
                new Column("thumbnail", "text", ImageRow::thumbnail),
                new Column("measures", "text", "measures::double precision[]", ImageTable::measures));
    }

    /** Arrays of arrays cannot be sent, so each goes as one text. */
    private static Column texts(String name, Function<ImageRow, List<String>> values) {
        return new Column(
                name, "text", "string_to_array(" + name + ", ',')", row -> String.join(",", values.apply(row)));
    }

    /** As the database writes an array of texts. */
    private static String array(List<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String measures(ImageRow row) {
        if (row.assessed() == null) {
            return null;
        }
        StringBuilder array = new StringBuilder(256).append('{');
        for (Measure measure : MEASURES) {
            array.append(measure.ordinal() == 0 ? "" : ",")
                    .append(row.assessed().scores().of(measure));
        }
        return array.append('}').toString();
    }

    private static Function<ImageRow, Object> ofMetadata(Function<ImageMetadata, Object> value) {
        return row -> row.metadata() == null ? null : value.apply(row.metadata());
    }

    private static Function<ImageRow, Object> ofDuplication(Function<Duplication, Object> value) {
        return row -> row.deduplicated() == null
                ? null
                : value.apply(row.deduplicated().duplication());
    }

    private static final String UPSERT_IMAGES = "INSERT INTO image ("
            + COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "))
            + ") SELECT "
            + COLUMNS.stream().map(Column::stored).collect(Collectors.joining(", "))
            + " FROM unnest("
            + COLUMNS.stream().map(c -> "?::" + c.type() + "[]").collect(Collectors.joining(", "))
            + ") AS fresh ("
            + COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "))
            + ") ON CONFLICT (item) DO UPDATE SET "
            + COLUMNS.stream()
                    .skip(1)
                    .map(c -> c.name() + " = EXCLUDED." + c.name())
                    .collect(Collectors.joining(", "))
            + " WHERE (EXCLUDED.uploaded_at, EXCLUDED.content, EXCLUDED.spec_version, EXCLUDED.stage)"
            + " > (image.uploaded_at, image.content, image.spec_version, image.stage)"
            + " RETURNING item";

    /**
     * Replaces the rows that these are further than.
     *
     * @return the items whose rows are these now
     */
    static Set<String> upsert(Connection connection, List<ImageRow> rows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT_IMAGES)) {
            for (int i = 0; i < COLUMNS.size(); i++) {
                Column column = COLUMNS.get(i);
                Parameters.rows(upsert, i + 1, column.type(), rows.stream().map(column.value()));
            }
            Set<String> replaced = new HashSet<>();
            try (ResultSet items = upsert.executeQuery()) {
                while (items.next()) {
                    replaced.add(items.getString(1));
                }
            }
            return replaced;
        }
    }
}
