package dev.winnow.gateway.releases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.EventJson;
import dev.winnow.events.LabelDocument;
import dev.winnow.events.LabelsJson;
import dev.winnow.gateway.images.MeasuredRow;
import dev.winnow.gateway.labels.Submissions;
import dev.winnow.storage.ImageStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What a manifest says of an item, read from the read model. The same row gives the same line, whatever else a release holds. */
final class ItemLines {
    private static final int ROWS_AT_A_TIME = 500;

    /** Columns of both queries below; {@code m} is what the release says itself. */
    private static final String COLUMNS = """
            SELECT i.item, i.source, i.bytes, i.format, i.width, i.height, i.color_mode, i.labels, i.image_group, i.issues, i.measures,
                   i.ahash, i.phash, i.dhash, i.uploaded_at, i.spec_version, i.exact_of, k.representative, i.content AS held,
                   m.content, m.split, m.fold, m.unit, m.cluster, l.event AS labelled,
                   CASE WHEN p.item IS NOT NULL THEN p.event -> 'pictures'
                        WHEN d.topic = 'images.prepared' THEN d.event -> 'pictures' END AS pictures
            """;

    private static final String FACTS = """
             LEFT JOIN dossier d ON d.item = i.item
             LEFT JOIN repreparation p ON p.item = i.item AND p.uploaded_at = i.uploaded_at AND p.content = i.content
               AND p.spec_version = i.spec_version
             LEFT JOIN item_label l ON l.item = i.item
             LEFT JOIN cluster k ON k.dataset = i.dataset AND k.name = m.cluster
            """;

    static final String MEMBERS = """
            release_chunk c CROSS JOIN LATERAL json_to_recordset(c.members)
                AS m(item text, content text, split text, fold integer, unit text, cluster text)
            """;

    /** The members of a release, ordered by content, then item. */
    private static final String OF_RELEASE = COLUMNS + " FROM " + MEMBERS + " JOIN image i ON i.item = m.item" + FACTS
            + " WHERE c.dataset = ? AND c.name = ? AND c.position = ?"
            + " ORDER BY m.content COLLATE \"C\", m.item COLLATE \"C\"";

    /** The accepted images of a dataset as a release would hold them now, ordered by source. */
    private static final String OF_DATASET =
            COLUMNS + """
             FROM image i CROSS JOIN LATERAL (SELECT i.content, i.split, i.fold, i.unit, i.cluster) m
            """ + FACTS + " WHERE i.dataset = ? AND i.state = 'accepted' ORDER BY i.source COLLATE \"C\"";

    /** Takes lines one after another. */
    interface Taking {
        void take(ObjectNode line) throws IOException, SQLException;
    }

    private final ObjectMapper json = EventJson.mapper();
    private final LabelDocument.Store labels;

    /** @param store has the labels that are too large for an event */
    ItemLines(ImageStore store) {
        this.labels = Submissions.of(store);
    }

    /** @param connection in a transaction, which the cursor needs */
    void ofRelease(Connection connection, String dataset, String name, long position, Taking taking)
            throws SQLException, IOException {
        each(
                connection,
                OF_RELEASE,
                query -> {
                    query.setString(1, dataset);
                    query.setString(2, name);
                    query.setLong(3, position);
                },
                taking);
    }

    /** @param connection in a transaction, which the cursor needs */
    void ofDataset(Connection connection, String dataset, Taking taking) throws SQLException, IOException {
        each(connection, OF_DATASET, query -> query.setString(1, dataset), taking);
    }

    private interface Setting {
        void of(PreparedStatement query) throws SQLException;
    }

    private void each(Connection connection, String sql, Setting setting, Taking taking)
            throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            setting.of(query);
            query.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    taking.take(line(rows));
                }
            }
        }
    }

    private ObjectNode line(ResultSet row) throws SQLException, IOException {
        ObjectNode line = json.createObjectNode();
        String content = row.getString("content");
        line.put("item", row.getString("item"))
                .put("source", row.getString("source"))
                .put("content", content);
        if (!content.equals(row.getString("held"))) {
            return line.put("leftOut", "REPLACED");
        }
        String format = row.getString("format");
        line.put("bytes", row.getLong("bytes"));
        text(line, "format", format);
        if (format != null) {
            line.put("mediaType", ImageFormat.valueOf(format).mediaType());
        }
        line.put("width", row.getInt("width")).put("height", row.getInt("height"));
        text(line, "colorMode", row.getString("color_mode"));
        line.put("split", row.getString("split"));
        int fold = row.getInt("fold");
        if (!row.wasNull()) {
            line.put("fold", fold);
        }
        ArrayNode labels = line.putArray("labels");
        List.of((String[]) row.getArray("labels").getArray()).forEach(labels::add);
        text(line, "group", row.getString("image_group"));
        text(line, "unit", row.getString("unit"));
        text(line, "cluster", row.getString("cluster"));
        text(line, "representative", row.getString("representative"));
        text(line, "exactOf", row.getString("exact_of"));
        line.put("specVersion", row.getInt("spec_version"));
        line.put("uploadedAt", row.getTimestamp("uploaded_at").toInstant().toString());
        ArrayNode issues = line.putArray("issues");
        List.of((String[]) row.getArray("issues").getArray()).stream().sorted().forEach(issues::add);
        ObjectNode hashes = line.putObject("hashes");
        text(hashes, "ahash", row.getString("ahash"));
        text(hashes, "phash", row.getString("phash"));
        text(hashes, "dhash", row.getString("dhash"));
        ObjectNode measures = line.putObject("measures");
        MeasuredRow.scores(row).values().forEach((measure, value) -> measures.put(measure.key(), value));
        line.set("prepared", pictures(row.getString("pictures")));
        annotations(line, row.getString("labelled"));
        return line;
    }

    /** What the checks keep, as canonical JSON; nothing where nobody has labelled the image. */
    private void annotations(ObjectNode line, String event) throws IOException {
        if (event == null) {
            return;
        }
        AnnotationsChecked.Result result =
                json.readValue(event, AnnotationsChecked.class).result();
        Optional<ImageLabels> kept = result.kept().labels(labels);
        if (kept.isPresent()) {
            line.set("annotations", json.readTree(LabelsJson.write(kept.get())));
        }
    }

    private static JsonNode pictures(String json) {
        try {
            return json == null
                    ? EventJson.mapper().createArrayNode()
                    : EventJson.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the prepared pictures " + json, e);
        }
    }

    private static void text(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
