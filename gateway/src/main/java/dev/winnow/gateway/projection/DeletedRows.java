package dev.winnow.gateway.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Deletes what the read model holds of a deleted dataset, and notes which contents it named. Repeated, it goes on where it stopped.
 * The caller holds {@link AdvisoryLock#WRITER}.
 */
final class DeletedRows {
    /** Images of one transaction: the projection waits no longer than for these. */
    private static final int PAGE = 500;

    /** What is kept of an item beside its row. */
    private static final List<String> OF_ITEMS =
            List.of("dossier", "amendment", "rejudgement", "repreparation", "removal");

    private DeletedRows() {}

    /** Deletes a page of images; returns whether there may be more. */
    static boolean deletePage(Connection connection, String dataset, Deletions.Known known) throws SQLException {
        List<String> items = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT item FROM image WHERE dataset = ? AND spec_version <= ? LIMIT " + PAGE)) {
            query.setString(1, dataset);
            query.setInt(2, known.deletion().upTo());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    items.add(rows.getString(1));
                }
            }
        }
        if (items.isEmpty()) {
            return deleteLabels(connection, dataset, known.deletion().upTo());
        }
        note(connection, """
                SELECT content FROM image WHERE item = ANY (?::text[])
                UNION SELECT unnest(pictures_in(event)) FROM dossier WHERE item = ANY (?::text[]) AND topic = 'images.prepared'
                UNION SELECT unnest(pictures_in(event)) FROM repreparation WHERE item = ANY (?::text[])""", items, 3);
        Timestamp at = Parameters.timestamp(known.deletion().at());
        deleteLetters(
                connection, "item = ANY (?::text[])", statement -> Parameters.texts(statement, 1, items.stream()), at);
        deleteFacts(connection, items);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM image WHERE item = ANY (?::text[])")) {
            Parameters.texts(delete, 1, items.stream());
            delete.executeUpdate();
        }
        return true;
    }

    /** Deletes a page of labels, also of those whose image never came; returns whether there may be more. */
    private static boolean deleteLabels(Connection connection, String dataset, int upTo) throws SQLException {
        int deleted = 0;
        note(connection, "SELECT content FROM label_content WHERE dataset = ? AND spec_version <= ?", dataset, upTo);
        for (String table : List.of("label_content", "label_submission", "item_label")) {
            try (PreparedStatement delete = connection.prepareStatement("""
                    DELETE FROM %1$s WHERE ctid IN
                        (SELECT ctid FROM %1$s WHERE dataset = ? AND spec_version <= ? LIMIT %2$d)""".formatted(table, PAGE))) {
                delete.setString(1, dataset);
                delete.setInt(2, upTo);
                deleted += delete.executeUpdate();
            }
        }
        return deleted > 0;
    }

    /** Of items whose events were read after the deletion, and which have no row. */
    static void deleteRest(Connection connection, Collection<String> items) throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        List<String> without = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT i FROM unnest(?::text[]) AS i WHERE NOT EXISTS (SELECT FROM image WHERE item = i)""")) {
            Parameters.texts(query, 1, items.stream());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    without.add(rows.getString(1));
                }
            }
        }
        deleteFacts(connection, without);
    }

    private static void deleteFacts(Connection connection, List<String> items) throws SQLException {
        for (String table : OF_ITEMS) {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + table + " WHERE item = ANY (?::text[])")) {
                Parameters.texts(delete, 1, items.stream());
                delete.executeUpdate();
            }
        }
    }

    /** Deletes what is kept of the dataset as a whole; after the last page. */
    static void deleteDataset(Connection connection, String dataset, Deletions.Known known) throws SQLException {
        Timestamp at = Parameters.timestamp(known.deletion().at());
        for (String table : List.of("link", "related", "moved", "frozen", "settled", "fence", "judged")) {
            run(connection, "DELETE FROM " + table + " WHERE dataset = ? AND position <= ?", dataset, known.position());
        }
        note(
                connection,
                "SELECT manifest FROM dataset_release WHERE dataset = ? AND position <= ?",
                dataset,
                known.position());
        for (String table : List.of("dataset_release", "release_chunk")) {
            run(connection, "DELETE FROM " + table + " WHERE dataset = ? AND position <= ?", dataset, known.position());
        }
        run(
                connection,
                "DELETE FROM cluster WHERE dataset = ? AND items = 0 AND (position IS NULL OR position <= ?)",
                dataset,
                known.position());
        note(connection, "SELECT uploads FROM curation WHERE dataset = ? AND at <= ?", dataset, at);
        run(connection, "DELETE FROM curation WHERE dataset = ? AND at <= ?", dataset, at);
        run(connection, "DELETE FROM judgement WHERE dataset = ? AND at <= ?", dataset, at);
        int upTo = known.deletion().upTo();
        note(connection, "SELECT content FROM former_content WHERE dataset = ? AND spec_version <= ?", dataset, upTo);
        run(connection, "DELETE FROM former_content WHERE dataset = ? AND spec_version <= ?", dataset, upTo);
        deleteLetters(connection, "dataset = ?", statement -> statement.setString(1, dataset), at);
        run(connection, "DELETE FROM tally WHERE dataset = ? AND n = 0", dataset);
        run(connection, """
                UPDATE dataset SET change = change + 1,
                    last_event_at = (SELECT max(happened_at) FROM image WHERE dataset = name) WHERE name = ?""", dataset);
    }

    private interface Setting {
        void of(PreparedStatement statement) throws SQLException;
    }

    /** Letters whose last copy is of before the deletion, with all that is known of them. */
    private static void deleteLetters(Connection connection, String which, Setting setting, Timestamp at)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                WITH gone AS (DELETE FROM dead_letter WHERE %s AND last_at <= ? RETURNING letter),
                     attempts AS (DELETE FROM dead_letter_attempt a USING gone WHERE a.letter = gone.letter)
                DELETE FROM dead_letter_closing c USING gone WHERE c.letter = gone.letter""".formatted(which))) {
            setting.of(delete);
            delete.setTimestamp(2, at);
            delete.executeUpdate();
        }
    }

    /** Notes contents that nobody may name any more. */
    static void note(Connection connection, Collection<String> contents) throws SQLException {
        if (!contents.isEmpty()) {
            note(connection, "SELECT unnest(?::text[])", contents, 1);
        }
    }

    private static final String NOTE = """
            INSERT INTO unreferenced (content) SELECT DISTINCT c FROM (%s) AS named (c) WHERE c IS NOT NULL ORDER BY 1
            ON CONFLICT (content) DO UPDATE SET discarded_at = NULL""";

    private static void note(Connection connection, String contents, Collection<String> texts, int times)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(NOTE.formatted(contents))) {
            for (int i = 1; i <= times; i++) {
                Parameters.texts(insert, i, texts.stream());
            }
            insert.executeUpdate();
        }
    }

    private static void note(Connection connection, String contents, Object... parameters) throws SQLException {
        run(connection, NOTE.formatted(contents), parameters);
    }

    private static void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
