package dev.winnow.gateway.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where the projection stands, in the table {@code consumed}; moved in the transaction of what was projected. */
final class ConsumedOffsets {
    private ConsumedOffsets() {}

    /** Whether the database stands where the batch begins. */
    static boolean standAt(Connection connection, Map<TopicPartition, Projector.Progress> progress)
            throws SQLException {
        Map<TopicPartition, Long> stored = of(connection);
        return progress.entrySet().stream()
                .allMatch(entry -> stored.getOrDefault(entry.getKey(), 0L)
                        == entry.getValue().from());
    }

    /** The next offset of each partition that was consumed before. */
    static Map<TopicPartition, Long> of(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT topic, partition, next_offset FROM consumed");
                ResultSet rows = query.executeQuery()) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            while (rows.next()) {
                offsets.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
            }
            return offsets;
        }
    }

    static void advance(Connection connection, Map<TopicPartition, Projector.Progress> progress) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO consumed AS c (topic, partition, next_offset, projected) VALUES (?, ?, ?, ?)
                ON CONFLICT (topic, partition) DO UPDATE
                SET next_offset = EXCLUDED.next_offset, projected = c.projected + EXCLUDED.projected""")) {
            for (Map.Entry<TopicPartition, Projector.Progress> entry : progress.entrySet()) {
                upsert.setString(1, entry.getKey().topic());
                upsert.setInt(2, entry.getKey().partition());
                upsert.setLong(3, entry.getValue().to());
                upsert.setLong(4, entry.getValue().records());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** How many records of each topic were projected since the read model was made. */
    static Map<String, Long> records(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT topic, sum(projected)::bigint FROM consumed GROUP BY topic");
                ResultSet rows = query.executeQuery()) {
            Map<String, Long> records = new HashMap<>();
            while (rows.next()) {
                records.put(rows.getString(1), rows.getLong(2));
            }
            return records;
        }
    }
}
