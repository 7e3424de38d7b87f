package dev.winnow.gateway.copies;

import dev.winnow.dataset.Split;
import dev.winnow.gateway.images.Images;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Copies that stand in different splits, with evidence: now, and in the folders that images came from. */
@ApplicationScoped
public class Leakage {

    /** One side of a pair. */
    public record Side(String item, String source, String split, String label, String picture) {}

    /**
     * @param exact {@code BYTES}, {@code PIXELS}, or null for a near copy
     * @param cluster of the first image
     */
    public record Evidence(Side one, Side other, Integer distance, Double correlation, String exact, String cluster) {}

    /**
     * What the folders leaked that images came from.
     *
     * @param images that came from such a folder
     * @param leaked pairs of copies from different folders
     */
    public record Layout(long images, Map<String, Map<String, Long>> matrix, long leaked, List<Evidence> pairs) {}

    /**
     * @param clean whether no pair and no cluster stands in two splits
     * @param checkedImages accepted ones
     * @param checkedAt the time of the dataset's last event
     * @param matrix pairs of copies by the splits they stand in; the same on both sides of its diagonal
     * @param layout null where no image came from such a folder
     */
    public record Report(
            boolean clean,
            long checkedImages,
            Instant checkedAt,
            Map<String, Map<String, Long>> matrix,
            List<Evidence> pairs,
            Layout layout) {}

    /** Where an image stands, in SQL: its split now, or its folder. */
    private enum Place {
        SPLIT("split", "state = 'accepted'"),
        LAYOUT("layout", "state <> 'removed'");

        private final String column;
        private final String condition;

        Place(String column, String condition) {
            this.column = column;
            this.condition = condition;
        }
    }

    private final DataSource database;

    public Leakage(DataSource database) {
        this.database = database;
    }

    /** @param limit most pairs of each kind that are shown */
    public Report report(String dataset, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT (SELECT coalesce(sum(n), 0) FROM tally
                                WHERE dataset = d.name AND kind = 'state' AND key = 'accepted'),
                               d.last_event_at,
                               (SELECT count(*) FROM image WHERE dataset = d.name AND layout IS NOT NULL AND state <> 'removed'),
                               EXISTS (SELECT FROM cluster WHERE dataset = d.name
                                       AND (train > 0)::int + (val > 0)::int + (test > 0)::int > 1)
                        FROM dataset d WHERE d.name = ?""")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                Timestamp checkedAt = row.getTimestamp(2);
                long fromFolders = row.getLong(3);
                Map<String, Map<String, Long>> matrix = matrix(connection, dataset, Place.SPLIT);
                Layout layout = null;
                if (fromFolders > 0) {
                    Map<String, Map<String, Long>> folders = matrix(connection, dataset, Place.LAYOUT);
                    layout = new Layout(
                            fromFolders, folders, leaked(folders), pairs(connection, dataset, Place.LAYOUT, limit));
                }
                return new Report(
                        leaked(matrix) == 0 && !row.getBoolean(4),
                        row.getLong(1),
                        checkedAt == null ? null : checkedAt.toInstant(),
                        matrix,
                        pairs(connection, dataset, Place.SPLIT, limit),
                        layout);
            }
        }
    }

    private static Map<String, Map<String, Long>> matrix(Connection connection, String dataset, Place place)
            throws SQLException {
        Map<String, Map<String, Long>> matrix = new LinkedHashMap<>();
        for (Split row : Split.values()) {
            Map<String, Long> cells = new LinkedHashMap<>();
            for (Split column : Split.values()) {
                cells.put(column.key(), 0L);
            }
            matrix.put(row.key(), cells);
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT a.%1$s, b.%1$s, count(*) ".formatted(place.column) + from(place) + " GROUP BY 1, 2")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String one = rows.getString(1);
                    String other = rows.getString(2);
                    matrix.get(one).merge(other, rows.getLong(3), Long::sum);
                    if (!one.equals(other)) {
                        matrix.get(other).merge(one, rows.getLong(3), Long::sum);
                    }
                }
            }
        }
        return matrix;
    }

    private static String from(Place place) {
        return """
                FROM pair p JOIN image a ON a.item = p.one JOIN image b ON b.item = p.other
                WHERE p.dataset = ? AND a.%1$s IS NOT NULL AND b.%1$s IS NOT NULL AND a.%2$s AND b.%2$s
                """.formatted(place.column, place.condition);
    }

    /** Each pair is counted on both sides of the diagonal. */
    private static long leaked(Map<String, Map<String, Long>> matrix) {
        long cells = 0;
        for (Map.Entry<String, Map<String, Long>> row : matrix.entrySet()) {
            for (Map.Entry<String, Long> cell : row.getValue().entrySet()) {
                cells += row.getKey().equals(cell.getKey()) ? 0 : cell.getValue();
            }
        }
        return cells / 2;
    }

    private static List<Evidence> pairs(Connection connection, String dataset, Place place, int limit)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT p.distance, p.correlation, p.exact, a.cluster,
                       a.item AS one_item, a.source AS one_source, a.%1$s AS one_split, a.label AS one_label,
                       a.thumbnail AS one_thumbnail,
                       b.item AS other_item, b.source AS other_source, b.%1$s AS other_split, b.label AS other_label,
                       b.thumbnail AS other_thumbnail
                """.formatted(place.column)
                + from(place)
                + "AND a.%1$s <> b.%1$s ORDER BY p.one, p.other LIMIT ?".formatted(place.column))) {
            query.setString(1, dataset);
            query.setInt(2, limit);
            try (ResultSet rows = query.executeQuery()) {
                List<Evidence> pairs = new ArrayList<>();
                while (rows.next()) {
                    pairs.add(new Evidence(
                            side(dataset, rows, "one"),
                            side(dataset, rows, "other"),
                            rows.getObject("distance", Integer.class),
                            rows.getObject("correlation", Double.class),
                            rows.getString("exact"),
                            rows.getString("cluster")));
                }
                return pairs;
            }
        }
    }

    private static Side side(String dataset, ResultSet row, String which) throws SQLException {
        String item = row.getString(which + "_item");
        return new Side(
                item,
                row.getString(which + "_source"),
                row.getString(which + "_split"),
                row.getString(which + "_label"),
                Images.picture(dataset, item, row.getString(which + "_thumbnail")));
    }
}
