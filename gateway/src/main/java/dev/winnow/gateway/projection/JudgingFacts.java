package dev.winnow.gateway.projection;

import dev.winnow.events.DatasetJudged;
import dev.winnow.events.FencesTaken;
import dev.winnow.events.FencesTaken.MeasureFence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/** What rules compare images of a dataset with, and how far its images are judged. */
final class JudgingFacts {
    private JudgingFacts() {}

    /** The rows of images are written before, because positions are kept in the rows of datasets that they make. */
    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        replaceFences(connection, amendments.fences());
        upsertJudged(connection, amendments.judged());
        advance(connection, amendments.decided());
    }

    private static void replaceFences(Connection connection, Collection<FencesTaken> taken) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM fence WHERE dataset = ? AND (position, version) <= (?, ?)");
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO fence (dataset, measure, version, count, centiles, position) SELECT ?, ?, ?, ?, ?, ?
                        WHERE NOT EXISTS (SELECT FROM fence WHERE dataset = ? AND (position, version) > (?, ?))""")) {
            for (FencesTaken fences : taken) {
                delete.setString(1, fences.dataset());
                delete.setLong(2, fences.position());
                delete.setInt(3, fences.fenceVersion());
                delete.executeUpdate();
                for (MeasureFence fence : fences.fences()) {
                    insert.setString(1, fences.dataset());
                    insert.setString(2, fence.measure());
                    insert.setInt(3, fences.fenceVersion());
                    insert.setLong(4, fence.count());
                    insert.setArray(
                            5,
                            connection.createArrayOf("float8", fence.centiles().toArray()));
                    insert.setLong(6, fences.position());
                    insert.setString(7, fences.dataset());
                    insert.setLong(8, fences.position());
                    insert.setInt(9, fences.fenceVersion());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    private static void upsertJudged(Connection connection, Collection<DatasetJudged> judged) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO judged (dataset, spec_version, fence_version, passed, settled, position) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (dataset) DO UPDATE SET
                    spec_version = EXCLUDED.spec_version, fence_version = EXCLUDED.fence_version, passed = EXCLUDED.passed,
                    settled = EXCLUDED.settled, position = EXCLUDED.position""")) {
            for (DatasetJudged one : judged) {
                upsert.setString(1, one.dataset());
                upsert.setInt(2, one.specVersion());
                upsert.setInt(3, one.fenceVersion());
                upsert.setString(4, one.passed());
                upsert.setBoolean(5, one.settled());
                upsert.setLong(6, one.position());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void advance(Connection connection, Map<String, Long> decided) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE dataset SET decided = ? WHERE name = ? AND decided < ?")) {
            for (Map.Entry<String, Long> one : decided.entrySet()) {
                update.setLong(1, one.getValue());
                update.setString(2, one.getKey());
                update.setLong(3, one.getValue());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
