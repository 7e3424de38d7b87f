package dev.winnow.endtoend;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The gateway's database, read past the gateway. */
final class ReadModel {
    private final String url;
    private final String username;
    private final String password;

    ReadModel(String url, String username, String password) {
        this.url = url;
        this.username = username;
        this.password = password;
    }

    /**
     * One item.
     *
     * @param uploadedAt in whole microseconds
     * @param prepared standardised pictures
     * @param augmented further copies of them
     */
    record Row(
            String item,
            String source,
            String content,
            Instant uploadedAt,
            String state,
            String reason,
            String label,
            String split,
            String cluster,
            String exactOf,
            long prepared,
            long augmented) {
        boolean isFinal() {
            return !state.equals("in-flight");
        }

        boolean isAccepted() {
            return state.equals("accepted");
        }
    }

    /** By item. */
    Map<String, Row> rows(String dataset) {
        return query(
                """
                SELECT item, source, content, uploaded_at, state, reason, label, split, cluster, exact_of, prepared, augmented
                FROM image WHERE dataset = ?""",
                dataset,
                row -> Map.entry(
                        row.getString("item"),
                        new Row(
                                row.getString("item"),
                                row.getString("source"),
                                row.getString("content"),
                                row.getTimestamp("uploaded_at").toInstant(),
                                row.getString("state"),
                                row.getString("reason"),
                                row.getString("label"),
                                row.getString("split"),
                                row.getString("cluster"),
                                row.getString("exact_of"),
                                row.getLong("prepared"),
                                row.getLong("augmented"))));
    }

    /** The representative of each cluster that has items, by the cluster's name. */
    Map<String, String> representatives(String dataset) {
        return query(
                "SELECT name, representative FROM cluster WHERE dataset = ? AND items > 0",
                dataset,
                row -> Map.entry(row.getString("name"), row.getString("representative")));
    }

    @FunctionalInterface
    private interface Reading<T> {
        Map.Entry<String, T> of(ResultSet row) throws SQLException;
    }

    private <T> Map<String, T> query(String sql, String dataset, Reading<T> reading) {
        try (Connection connection = DriverManager.getConnection(url, username, password);
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                Map<String, T> found = new HashMap<>();
                while (rows.next()) {
                    Map.Entry<String, T> entry = reading.of(rows);
                    found.put(entry.getKey(), entry.getValue());
                }
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read the read model of " + dataset, e);
        }
    }
}
