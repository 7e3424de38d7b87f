package dev.winnow.gateway.projection;

import dev.winnow.dataset.Deletion;
import dev.winnow.events.DatasetDeleted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last deletion of each dataset that was deleted, and what it covers. Immutable.
 *
 * @param byDataset by the dataset's name
 */
public record Deletions(Map<String, Known> byDataset) {
    static final Deletions NONE = new Deletions(Map.of());

    /** @param position where the deletion stands in the dataset's order */
    public record Known(Deletion deletion, long position) {}

    public Deletions {
        byDataset = Map.copyOf(byDataset);
    }

    /** What the read model knows. */
    static Deletions of(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT dataset, up_to, position, said_by, at FROM deletion");
                ResultSet rows = query.executeQuery()) {
            Map<String, Known> known = new HashMap<>();
            while (rows.next()) {
                known.put(rows.getString(1), known(rows));
            }
            return new Deletions(known);
        }
    }

    /** The deletion of a dataset that nobody has declared anew since. */
    public static Optional<Deletion> closing(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT dataset, up_to, position, said_by, at FROM deletion d WHERE dataset = ?
                AND NOT EXISTS (SELECT FROM dataset_spec s WHERE s.dataset = d.dataset AND s.version > d.up_to)""")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(known(row).deletion()) : Optional.empty();
            }
        }
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                new Deletion(
                        row.getInt(2), row.getString(4), row.getTimestamp(5).toInstant()),
                row.getLong(3));
    }

    /** Writes these where they are later than what is known. */
    void note(Connection connection) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO deletion AS d (dataset, up_to, position, said_by, at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (dataset) DO UPDATE SET up_to = EXCLUDED.up_to, position = EXCLUDED.position,
                    said_by = EXCLUDED.said_by, at = EXCLUDED.at
                WHERE EXCLUDED.up_to > d.up_to""")) {
            for (Map.Entry<String, Known> one : byDataset.entrySet()) {
                Deletion deletion = one.getValue().deletion();
                upsert.setString(1, one.getKey());
                upsert.setInt(2, deletion.upTo());
                upsert.setLong(3, one.getValue().position());
                upsert.setString(4, Stored.text(deletion.by()));
                upsert.setTimestamp(5, Parameters.timestamp(deletion.at()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** These and one more; of two about a dataset the later. */
    Deletions with(DatasetDeleted deleted, long position) {
        Map<String, Known> all = new HashMap<>(byDataset);
        all.merge(deleted.dataset(), new Known(deleted.deletion(), position), Deletions::later);
        return new Deletions(all);
    }

    Deletions with(Deletions others) {
        Map<String, Known> all = new HashMap<>(byDataset);
        others.byDataset.forEach((dataset, known) -> all.merge(dataset, known, Deletions::later));
        return new Deletions(all);
    }

    private static Known later(Known a, Known b) {
        return b.deletion().upTo() > a.deletion().upTo() ? b : a;
    }

    /** Whether an upload under this version of the spec was deleted. */
    boolean coverUpload(String dataset, int specVersion) {
        Known known = byDataset.get(dataset);
        return known != null && known.deletion().covers(specVersion);
    }

    /** Whether what stands here in the dataset's order comes before its deletion. */
    boolean coverPosition(String dataset, long position) {
        Known known = byDataset.get(dataset);
        return known != null && position <= known.position();
    }

    /** Whether what was decided then about the dataset comes before its deletion. */
    boolean coverTime(String dataset, Instant at) {
        Known known = byDataset.get(dataset);
        return known != null && !at.isAfter(known.deletion().at());
    }
}
