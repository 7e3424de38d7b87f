package dev.winnow.gateway.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageEvent;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.Topic;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.answers.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The images of the read model, one by one and in pages. */
@ApplicationScoped
public class Images {
    private static final int MOST_MEMBERS = 60;
    private static final int MOST_KEPT = 64;
    private static final EventDeserializer EVENTS = new EventDeserializer();
    private static final String LINE = """
            i.dataset, i.item, i.source, i.state, i.reason, i.detail, i.label, i.labels, i.tags, i.split, i.cluster, i.format, i.width,
            i.height, i.bytes, i.issues, i.thumbnail, i.uploaded_at, i.cluster IS NULL OR c.representative = i.item AS representative,
            i.measures""";
    private static final String FROM =
            " FROM image i LEFT JOIN cluster c ON c.dataset = i.dataset AND c.name = i.cluster ";

    private static final String REPREPARED =
            " LEFT JOIN repreparation p ON p.item = i.item AND p.uploaded_at = i.uploaded_at"
                    + " AND p.content = i.content AND p.spec_version = i.spec_version AND i.split_position IS NOT NULL";

    /** @param next where the next page begins, or null at the end */
    public record Page(List<ImageLine> images, String next) {}

    private record Asked(ImageFilter filter, int limit, String cursor) {}

    private final DataSource database;
    private final KeptAnswers<Asked, Page> sorted;

    public Images(DataSource database) {
        this.database = database;
        this.sorted = new KeptAnswers<>(database, MOST_KEPT);
    }

    /**
     * A page of a dataset's images.
     *
     * @param cursor {@link Page#next} of the page before, or null for the first
     * @throws IllegalArgumentException when the cursor is none of this list
     */
    public Page page(String dataset, ImageFilter filter, int limit, String cursor) throws SQLException {
        return filter.sort().isIndexed()
                ? find(dataset, filter, limit, cursor)
                : sorted.answer(dataset, new Asked(filter, limit, cursor), () -> find(dataset, filter, limit, cursor));
    }

    private Page find(String dataset, ImageFilter filter, int limit, String cursor) throws SQLException {
        ImageFilter.Condition condition = filter.condition(dataset);
        List<Object> parameters = new ArrayList<>(condition.parameters());
        String column = "i." + filter.sort().column();
        String direction = filter.descending() ? "DESC" : "ASC";
        String sortedBy = filter.sort().key() + (filter.descending() ? " desc" : " asc");
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(LINE)
                .append(", ")
                .append(column)
                .append("::text AS sort_value")
                .append(FROM)
                .append("WHERE ")
                .append(condition.sql());
        if (cursor != null) {
            Cursor after = Cursor.decode(cursor, sortedBy);
            sql.append(" AND (")
                    .append(column)
                    .append(", i.item) ")
                    .append(filter.descending() ? "<" : ">")
                    .append(" (?::")
                    .append(filter.sort().type())
                    .append(", ?)");
            parameters.add(after.value());
            parameters.add(after.item());
        }
        sql.append(" ORDER BY i.dataset ")
                .append(direction)
                .append(", ")
                .append(column)
                .append(' ')
                .append(direction)
                .append(", i.item ")
                .append(direction)
                .append(" LIMIT ")
                .append(limit + 1);
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setObject(i + 1, parameters.get(i));
            }
            List<ImageLine> lines = new ArrayList<>();
            String next = null;
            try (ResultSet rows = query.executeQuery()) {
                String place = null;
                while (rows.next()) {
                    if (lines.size() == limit) {
                        next = place;
                        break;
                    }
                    ImageLine line = line(rows);
                    lines.add(line);
                    place = new Cursor(sortedBy, rows.getString("sort_value"), line.item()).encoded();
                }
            }
            return new Page(lines, next);
        }
    }

    /** These images by their id; those that are not there are left out. */
    public Map<String, ImageLine> lines(Collection<String> items) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT " + LINE + FROM + "WHERE i.item = ANY (?)")) {
            query.setArray(1, connection.createArrayOf("text", items.toArray()));
            Map<String, ImageLine> lines = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ImageLine line = line(rows);
                    lines.put(line.item(), line);
                }
            }
            return lines;
        }
    }

    /** What is needed to serve an image's files. */
    public record Files(String content, String format, String thumbnail) {}

    public Optional<Files> files(String dataset, String item) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT content, format, thumbnail FROM image WHERE dataset = ? AND item = ?")) {
            query.setString(1, dataset);
            query.setString(2, item);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Files(row.getString(1), row.getString(2), row.getString(3)))
                        : Optional.empty();
            }
        }
    }

    public Optional<ImageDetails> details(String dataset, String item) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT " + LINE
                        + ", i.content, i.image_group, i.fold, i.color_mode, i.ahash, i.phash, i.dhash, i.exact_of,"
                        + " i.spec_version, c.representative AS stands_for, o.source AS conflict_source, o.labels AS conflict_labels, d.topic, d.event, r.event AS rejudged, p.event AS reprepared, l.event AS checked_labels"
                        + FROM
                        + "JOIN dossier d ON d.item = i.item LEFT JOIN image o ON o.item = i.conflict LEFT JOIN item_label l ON l.item = i.item"
                        + " LEFT JOIN rejudgement r ON r.item = i.item AND r.uploaded_at = i.uploaded_at"
                        + " AND r.content = i.content AND i.measures IS NOT NULL AND d.topic <> 'images.rejected'"
                        + " AND (r.spec_version, r.fence_version) > (i.spec_version, 0)"
                        + REPREPARED
                        + " WHERE i.dataset = ? AND i.item = ?")) {
            query.setString(1, dataset);
            query.setString(2, item);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                ImageLine line = line(row);
                Dossier dossier = Dossier.of(
                        event(row.getString("topic"), row.getString("event")),
                        (ImageRejudged) event(Topic.IMAGES_REJUDGED.topicName(), row.getString("rejudged")),
                        reprepared(row));
                List<ImageDetails.IssueLine> issues = new ArrayList<>(dossier.issues());
                if (row.getString("conflict_source") != null) {
                    issues.add(LabelConflict.with(row.getString("conflict_source"), texts(row, "conflict_labels")));
                }
                String cluster = line.cluster();
                ImageDetails.Duplicates duplicates = new ImageDetails.Duplicates(
                        row.getString("exact_of"),
                        cluster,
                        cluster == null ? item : row.getString("stands_for"),
                        dossier.matches(),
                        cluster == null ? List.of() : members(connection, dataset, cluster),
                        related(connection, item));
                return Optional.of(new ImageDetails(
                        line,
                        row.getString("content"),
                        row.getString("image_group"),
                        integer(row, "fold"),
                        row.getString("color_mode"),
                        new ImageDetails.Hashes(row.getString("ahash"), row.getString("phash"), row.getString("dhash")),
                        issues,
                        dossier.pictures(path(dataset, item)),
                        path(dataset, item) + "/original",
                        dossier.metadata(),
                        duplicates,
                        dossier.history(),
                        row.getInt("spec_version"),
                        labels(row.getString("checked_labels"))));
            }
        }
    }

    private static Map<String, Object> labels(String event) {
        if (event == null) {
            return null;
        }
        try {
            return EventJson.mapper().readValue(event, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read stored labels", e);
        }
    }

    private static List<ImageDetails.Match> related(Connection connection, String item) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT other, distance, agreement FROM relation WHERE one = ? ORDER BY distance, other")) {
            query.setString(1, item);
            List<ImageDetails.Match> related = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    related.add(
                            new ImageDetails.Match(rows.getString(1), rows.getInt(2), rows.getObject(3, Double.class)));
                }
            }
            return related;
        }
    }

    /** The pictures made of an image, by copy number: the content hash of each. */
    public Map<Integer, String> pictures(String dataset, String item) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT d.topic, d.event, p.event AS reprepared, i.item FROM dossier d JOIN image i ON i.item = d.item"
                                + REPREPARED
                                + " WHERE i.dataset = ? AND i.item = ?")) {
            query.setString(1, dataset);
            query.setString(2, item);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Dossier.of(event(row.getString(1), row.getString(2)), null, reprepared(row))
                                .contents()
                        : Map.of();
            }
        }
    }

    private static ImageReprepared reprepared(ResultSet row) throws SQLException {
        String json = row.getString("reprepared");
        try {
            return json == null ? null : EventJson.mapper().readValue(json, ImageReprepared.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the stored event of " + row.getString("item"), e);
        }
    }

    /** @param json null for none */
    private static Event event(String topic, String json) {
        return json == null ? null : EVENTS.deserialize(topic, json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ImageLine> members(Connection connection, String dataset, String cluster) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + LINE + FROM
                + "WHERE i.dataset = ? AND i.cluster = ? ORDER BY i.uploaded_at, i.item LIMIT " + MOST_MEMBERS)) {
            query.setString(1, dataset);
            query.setString(2, cluster);
            try (ResultSet rows = query.executeQuery()) {
                List<ImageLine> members = new ArrayList<>();
                while (rows.next()) {
                    members.add(line(rows));
                }
                return members;
            }
        }
    }

    private static ImageLine line(ResultSet row) throws SQLException {
        Map<String, Double> measures = new LinkedHashMap<>();
        MeasuredRow.scores(row).values().forEach((measure, value) -> measures.put(measure.key(), value));
        String dataset = row.getString("dataset");
        String item = row.getString("item");
        Instant uploadedAt = row.getTimestamp("uploaded_at").toInstant();
        return new ImageLine(
                item,
                row.getString("source"),
                row.getString("state"),
                row.getString("reason"),
                row.getString("detail"),
                row.getString("label"),
                row.getString("split"),
                row.getString("cluster"),
                row.getBoolean("representative"),
                row.getString("format"),
                integer(row, "width"),
                integer(row, "height"),
                row.getLong("bytes"),
                texts(row, "issues"),
                row.getString("thumbnail") == null ? null : path(dataset, item) + "/thumbnail",
                measures,
                uploadedAt,
                texts(row, "labels"),
                texts(row, "tags"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    /** Where an image is shown: its prepared picture, or its original where there is none. */
    public static String picture(String dataset, String item, String thumbnail) {
        return path(dataset, item) + (thumbnail == null ? "/original" : "/thumbnail");
    }

    /** The upload that an item's row tells of, as it was announced. */
    public Optional<ImageUploaded> upload(String dataset, String item) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT d.topic, d.event FROM dossier d JOIN image i ON i.item = d.item"
                                + " WHERE i.dataset = ? AND i.item = ?")) {
            query.setString(1, dataset);
            query.setString(2, item);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(((ImageEvent) event(row.getString(1), row.getString(2))).upload())
                        : Optional.empty();
            }
        }
    }

    /** What is done with one of the images that were asked for. */
    public interface EachUpload {

        /** @param upload as it was announced; the one that the item's row tells of */
        void take(String state, String reason, ImageUploaded upload) throws SQLException;
    }

    /** The uploads of all images that a filter chooses, in no order, read row by row. */
    public void eachUpload(String dataset, ImageFilter filter, EachUpload each) throws SQLException {
        ImageFilter.Condition condition = filter.condition(dataset);
        eachUpload(
                condition.sql(),
                query -> {
                    for (int i = 0; i < condition.parameters().size(); i++) {
                        query.setObject(i + 1, condition.parameters().get(i));
                    }
                },
                each);
    }

    /** The uploads of these items, in no order; items that are not there are left out. */
    public void eachUpload(String dataset, Collection<String> items, EachUpload each) throws SQLException {
        eachUpload(
                "i.dataset = ? AND i.item = ANY (?)",
                query -> {
                    query.setString(1, dataset);
                    query.setArray(2, query.getConnection().createArrayOf("text", items.toArray()));
                },
                each);
    }

    private void eachUpload(String condition, Rows.Parameters parameters, EachUpload each) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Rows.each(
                    connection,
                    "SELECT i.state, i.reason, d.topic, d.event FROM image i JOIN dossier d ON d.item = i.item WHERE "
                            + condition,
                    parameters,
                    row -> each.take(
                            row.getString(1),
                            row.getString(2),
                            ((ImageEvent) event(row.getString(3), row.getString(4))).upload()));
        }
    }

    /** The state of an item, by its key; nothing where the dataset has no such item. */
    public Optional<String> state(String dataset, String item) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT state FROM image WHERE dataset = ? AND item = ?")) {
            query.setString(1, dataset);
            query.setString(2, item);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static String path(String dataset, String item) {
        return "/api/datasets/" + URLEncoder.encode(dataset, StandardCharsets.UTF_8) + "/images/" + item;
    }
}
