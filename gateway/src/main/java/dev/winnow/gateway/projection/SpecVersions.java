package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/** The versions of datasets' specs, as {@code datasets.declared} tells them. */
public final class SpecVersions {
    private SpecVersions() {}

    /**
     * Locks the dataset's row, which is made where there is none, until the transaction ends. Whoever writes specs does so first: to lock
     * rows in another order could end in a deadlock.
     */
    public static void lock(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO dataset (name) VALUES (?) ON CONFLICT DO NOTHING");
                PreparedStatement lock =
                        connection.prepareStatement("SELECT name FROM dataset WHERE name = ? FOR UPDATE")) {
            insert.setString(1, dataset);
            insert.executeUpdate();
            lock.setString(1, dataset);
            lock.execute();
        }
    }

    /**
     * Adds the versions that are not there yet. Called with the dataset's versions in any order of arrival.
     *
     * @return whether any was new
     */
    public static boolean store(Connection connection, DatasetDeclared declared) throws SQLException {
        lock(connection, declared.dataset());
        int added = 0;
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO dataset_spec (dataset, version, spec, said_by, at) VALUES (?, ?, ?::json, ?, ?)
                ON CONFLICT DO NOTHING""")) {
            for (DatasetSpec spec : declared.versions()) {
                insert.setString(1, declared.dataset());
                insert.setInt(2, spec.version());
                boolean announced = spec.equals(declared.current());
                insert.setString(3, json(spec));
                insert.setString(4, announced ? Stored.text(declared.by()) : null);
                insert.setTimestamp(5, announced ? Parameters.timestamp(declared.at()) : null);
                insert.addBatch();
            }
            added = Arrays.stream(insert.executeBatch()).sum();
        }
        if (added > 0) {
            try (PreparedStatement touch = connection.prepareStatement("""
                    INSERT INTO dataset AS d (name, change) VALUES (?, 1)
                    ON CONFLICT (name) DO UPDATE SET change = d.change + 1""")) {
                touch.setString(1, declared.dataset());
                touch.executeUpdate();
            }
        }
        return added > 0;
    }

    private static String json(DatasetSpec spec) {
        try {
            return EventJson.mapper().writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write version " + spec.version() + " of a spec", e);
        }
    }
}
