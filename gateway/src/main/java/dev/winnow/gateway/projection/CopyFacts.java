package dev.winnow.gateway.projection;

import dev.winnow.dataset.Duplication;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What arrivals and decisions did to clusters of copies: who stands for them, who is in them as what, what links them. */
final class CopyFacts {
    private CopyFacts() {}

    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        upsertRepresentatives(connection, amendments.representatives());
        upsertAmendments(connection, "cluster", amendments.clusters());
        upsertAmendments(connection, "standing", amendments.standings());
        upsertLinks(connection, amendments.links());
    }

    private static void upsertRepresentatives(
            Connection connection, Map<Amendments.ClusterName, Amendments.Statement> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO cluster AS c (dataset, name, representative, position)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
                ON CONFLICT (dataset, name) DO UPDATE
                SET representative = EXCLUDED.representative, position = EXCLUDED.position
                WHERE c.position IS NULL OR c.position < EXCLUDED.position""")) {
            Parameters.texts(upsert, 1, statements.keySet().stream().map(Amendments.ClusterName::dataset));
            Parameters.texts(upsert, 2, statements.keySet().stream().map(Amendments.ClusterName::name));
            Parameters.texts(upsert, 3, statements.values().stream().map(Amendments.Statement::value));
            setPositions(upsert, 4, statements);
            upsert.executeUpdate();
        }
    }

    /** @param column {@code cluster} or {@code standing} */
    private static void upsertAmendments(
            Connection connection, String column, Map<String, Amendments.Statement> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO amendment AS a (item, %1$s, %1$s_position)
                SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])
                ON CONFLICT (item) DO UPDATE
                SET %1$s = EXCLUDED.%1$s, %1$s_position = EXCLUDED.%1$s_position
                WHERE a.%1$s_position IS NULL OR a.%1$s_position < EXCLUDED.%1$s_position""".formatted(column))) {
            Parameters.texts(upsert, 1, statements.keySet().stream());
            Parameters.texts(upsert, 2, statements.values().stream().map(Amendments.Statement::value));
            setPositions(upsert, 3, statements);
            upsert.executeUpdate();
        }
    }

    private static void upsertLinks(Connection connection, List<Amendments.Link> links) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO link AS l
                    (item, other, dataset, position, distance, correlation, pdq_distance, turn, degrees, by_hand, exact)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item, other) DO UPDATE SET
                    position = EXCLUDED.position, distance = EXCLUDED.distance, correlation = EXCLUDED.correlation,
                    pdq_distance = EXCLUDED.pdq_distance, turn = EXCLUDED.turn, degrees = EXCLUDED.degrees, by_hand = EXCLUDED.by_hand,
                    exact = EXCLUDED.exact
                WHERE l.position < EXCLUDED.position""")) {
            for (Amendments.Link link : links) {
                Duplication.Match match = link.match();
                upsert.setString(1, link.item());
                upsert.setString(2, Stored.text(match.item()));
                upsert.setString(3, link.dataset());
                upsert.setLong(4, link.position());
                upsert.setInt(5, match.distance());
                upsert.setObject(6, match.correlation(), java.sql.Types.DOUBLE);
                upsert.setObject(7, match.pdqDistance(), java.sql.Types.INTEGER);
                upsert.setString(8, match.turn() == null ? null : match.turn().name());
                upsert.setObject(9, match.degrees(), java.sql.Types.INTEGER);
                upsert.setBoolean(10, match.byHand());
                upsert.setString(11, link.exact());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void setPositions(PreparedStatement statement, int index, Map<?, Amendments.Statement> statements)
            throws SQLException {
        Parameters.rows(statement, index, "bigint", statements.values().stream().map(Amendments.Statement::position));
    }
}
