package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.events.DatasetReleased;
import dev.winnow.events.EventJson;
import dev.winnow.events.ReleaseAssembled;
import dev.winnow.events.ReleaseMembers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Releases, what they hold until they are assembled, and where their manifests lie. All of a release stand on one partition, in order. */
final class ReleaseFacts {
    private ReleaseFacts() {}

    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        insertChunks(connection, amendments.releaseChunks());
        upsertReleases(connection, amendments.releases());
        noteManifests(connection, amendments.assembled());
    }

    private static void insertChunks(Connection connection, List<ReleaseMembers> chunks) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO release_chunk (dataset, name, position, number, members)
                SELECT ?, ?, ?, ?, ?::json WHERE NOT EXISTS (SELECT FROM dataset_release
                    WHERE dataset = ? AND name = ? AND (manifest IS NOT NULL OR position < ?))
                ON CONFLICT DO NOTHING""")) {
            for (ReleaseMembers chunk : chunks) {
                insert.setString(1, chunk.dataset());
                insert.setString(2, Stored.text(chunk.release()));
                insert.setLong(3, chunk.position());
                insert.setInt(4, chunk.number());
                insert.setString(5, json(chunk));
                insert.setString(6, chunk.dataset());
                insert.setString(7, Stored.text(chunk.release()));
                insert.setLong(8, chunk.position());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String json(ReleaseMembers chunk) {
        try {
            return Stored.text(EventJson.mapper().writeValueAsString(chunk.members()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the members of a release", e);
        }
    }

    private static void upsertReleases(Connection connection, List<DatasetReleased> releases) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO dataset_release AS r (dataset, name, position, items, digest, said_by, note, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (dataset, name) DO UPDATE SET position = EXCLUDED.position, items = EXCLUDED.items,
                    digest = EXCLUDED.digest, said_by = EXCLUDED.said_by, note = EXCLUDED.note, at = EXCLUDED.at
                WHERE EXCLUDED.position < r.position AND r.manifest IS NULL""")) {
            for (DatasetReleased released : releases) {
                upsert.setString(1, released.frozen().dataset());
                upsert.setString(2, Stored.text(released.frozen().release()));
                upsert.setLong(3, released.position());
                upsert.setLong(4, released.items());
                upsert.setString(5, released.digest().hex());
                upsert.setString(6, Stored.text(released.frozen().by()));
                upsert.setString(7, Stored.text(released.frozen().note()));
                upsert.setTimestamp(8, Parameters.timestamp(released.frozen().at()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM release_chunk c USING dataset_release r
                WHERE r.dataset = ? AND r.name = ? AND c.dataset = r.dataset AND c.name = r.name AND c.position > r.position""")) {
            for (DatasetReleased released : releases) {
                delete.setString(1, released.frozen().dataset());
                delete.setString(2, Stored.text(released.frozen().release()));
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /** The first manifest of a release counts; its chunks are in it. */
    private static void noteManifests(Connection connection, List<ReleaseAssembled> assembled) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                        UPDATE dataset_release SET manifest = ?, manifest_bytes = ?, listed = ?, left_out = ?, assembled_at = ?
                        WHERE dataset = ? AND name = ? AND position = ? AND manifest IS NULL""");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM release_chunk WHERE dataset = ? AND name = ?")) {
            for (ReleaseAssembled one : assembled) {
                update.setString(1, one.manifest().hex());
                update.setLong(2, one.bytes());
                update.setLong(3, one.items());
                update.setLong(4, one.leftOut());
                update.setTimestamp(5, Parameters.timestamp(one.at()));
                update.setString(6, one.dataset());
                update.setString(7, Stored.text(one.release()));
                update.setLong(8, one.position());
                update.addBatch();
                delete.setString(1, one.dataset());
                delete.setString(2, Stored.text(one.release()));
                delete.addBatch();
            }
            update.executeBatch();
            delete.executeBatch();
        }
    }
}
