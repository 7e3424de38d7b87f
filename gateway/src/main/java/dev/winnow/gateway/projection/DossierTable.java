package dev.winnow.gateway.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** The furthest events themselves, which nest those before them. */
final class DossierTable {
    private DossierTable() {}

    /** Of the rows that replaced others. */
    static void upsert(Connection connection, List<ImageRow> batch, Set<String> replaced) throws SQLException {
        List<ImageRow> rows =
                batch.stream().filter(row -> replaced.contains(row.item())).toList();
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO dossier (item, topic, event)
                SELECT item, topic, event::json FROM unnest(?::text[], ?::text[], ?::text[]) AS fresh (item, topic, event)
                ON CONFLICT (item) DO UPDATE SET topic = EXCLUDED.topic, event = EXCLUDED.event""")) {
            Parameters.texts(upsert, 1, rows.stream().map(ImageRow::item));
            Parameters.texts(
                    upsert, 2, rows.stream().map(row -> row.stage().topic().topicName()));
            Parameters.texts(
                    upsert, 3, rows.stream().map(row -> Stored.json(row.origin().value())));
            upsert.executeUpdate();
        }
    }
}
