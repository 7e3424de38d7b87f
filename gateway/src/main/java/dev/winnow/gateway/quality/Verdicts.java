package dev.winnow.gateway.quality;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads what images are judged by, and how far they are. Safe for use by several threads. */
@ApplicationScoped
public class Verdicts {
    private final DataSource database;

    public Verdicts(DataSource database) {
        this.database = database;
    }

    /** The fences that a dataset has, by measure. */
    static Map<Measure, Fence> fences(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT measure, version, count, centiles FROM fence WHERE dataset = ?")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                Map<Measure, Fence> fences = new EnumMap<>(Measure.class);
                while (rows.next()) {
                    Optional<Measure> measure = Measure.ofKey(rows.getString(1));
                    if (measure.isPresent()) {
                        fences.put(measure.get(), new Fence(rows.getInt(2), rows.getLong(3), List.of((Double[])
                                rows.getArray(4).getArray())));
                    }
                }
                return fences;
            }
        }
    }

    /**
     * Whether all images of a dataset that the read model knows are judged by the spec in force, and by fences of the images that there
     * are. The same on every gateway.
     */
    public boolean areSettled(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT coalesce(j.settled AND j.position >= d.decided AND j.spec_version >= coalesce(
                            (SELECT max(version) FROM dataset_spec WHERE dataset = d.name), 0), false)
                        FROM dataset d LEFT JOIN judged j ON j.dataset = d.name WHERE d.name = ?""")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                return !row.next() || row.getBoolean(1);
            }
        }
    }

    /** Images whose verdict is not yet that of a version of the spec and of the fences in force. Counts rows only while there are any. */
    static long pending(Connection connection, String dataset, int specVersion) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT CASE WHEN j.spec_version >= ? AND j.passed IS NULL THEN 0
                       ELSE (SELECT count(*) FROM image i
                             WHERE i.dataset = n.dataset AND i.measures IS NOT NULL AND i.state IN ('accepted', 'rejected')
                               AND (j.spec_version IS NULL OR j.spec_version < ? OR i.item > j.passed)) END
                FROM (SELECT ?::text AS dataset) n LEFT JOIN judged j ON j.dataset = n.dataset""")) {
            query.setInt(1, specVersion);
            query.setInt(2, specVersion);
            query.setString(3, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
