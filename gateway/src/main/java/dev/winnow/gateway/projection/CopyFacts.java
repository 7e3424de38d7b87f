package dev.winnow.gateway.projection;

import dev.winnow.dataset.Duplication;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What arrivals and decisions did to clusters of copies: who stands for them, who is in them as what, what links them. */
final class CopyFacts {
    private CopyFacts() {}

    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        upsertRepresentatives(connection, amendments.representatives());
        upsertAmendments(connection, "cluster", amendments.clusters());
        upsertAmendments(connection, "standing", amendments.standings());
        upsertAmendments(connection, "conflict", amendments.conflicts());
        upsertLinks(connection, amendments.links());
        upsertRelated(connection, amendments.related());
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

    /** @param column {@code cluster}, {@code standing} or {@code conflict} */
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
        if (links.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO link AS l
                    (item, other, dataset, position, distance, correlation, pdq_distance, turn, degrees, by_hand, exact,
                     agreement)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::integer[], ?::double precision[],
                                     ?::integer[], ?::text[], ?::integer[], ?::boolean[], ?::text[], ?::double precision[])
                ON CONFLICT (item, other) DO UPDATE SET
                    position = EXCLUDED.position, distance = EXCLUDED.distance, correlation = EXCLUDED.correlation,
                    pdq_distance = EXCLUDED.pdq_distance, turn = EXCLUDED.turn, degrees = EXCLUDED.degrees, by_hand = EXCLUDED.by_hand,
                    exact = EXCLUDED.exact, agreement = EXCLUDED.agreement
                WHERE l.position < EXCLUDED.position""")) {
            Parameters.texts(upsert, 1, links.stream().map(Amendments.Link::item));
            Parameters.texts(upsert, 2, links.stream().map(Amendments.Link::other));
            Parameters.texts(upsert, 3, links.stream().map(Amendments.Link::dataset));
            Parameters.rows(upsert, 4, "bigint", links.stream().map(Amendments.Link::position));
            ofMatches(upsert, 5, "integer", links, Duplication.Match::distance);
            ofMatches(upsert, 6, "double precision", links, Duplication.Match::correlation);
            ofMatches(upsert, 7, "integer", links, Duplication.Match::pdqDistance);
            ofMatches(
                    upsert,
                    8,
                    "text",
                    links,
                    match -> match.turn() == null ? null : match.turn().name());
            ofMatches(upsert, 9, "integer", links, Duplication.Match::degrees);
            ofMatches(upsert, 10, "boolean", links, Duplication.Match::byHand);
            Parameters.texts(upsert, 11, links.stream().map(Amendments.Link::exact));
            ofMatches(upsert, 12, "double precision", links, Duplication.Match::agreement);
            upsert.executeUpdate();
        }
    }

    private static void upsertRelated(Connection connection, List<Amendments.Related> related) throws SQLException {
        if (related.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO related AS r (item, other, dataset, position, content, distance, agreement)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::integer[],
                                     ?::double precision[])
                ON CONFLICT (item, other) DO UPDATE SET
                    position = EXCLUDED.position, content = EXCLUDED.content, distance = EXCLUDED.distance,
                    agreement = EXCLUDED.agreement
                WHERE r.position < EXCLUDED.position""")) {
            Parameters.texts(upsert, 1, related.stream().map(Amendments.Related::item));
            Parameters.texts(upsert, 2, related.stream().map(Amendments.Related::other));
            Parameters.texts(upsert, 3, related.stream().map(Amendments.Related::dataset));
            Parameters.rows(upsert, 4, "bigint", related.stream().map(Amendments.Related::position));
            Parameters.texts(upsert, 5, related.stream().map(Amendments.Related::content));
            Parameters.rows(
                    upsert,
                    6,
                    "integer",
                    related.stream().map(one -> one.match().distance()));
            Parameters.rows(
                    upsert,
                    7,
                    "double precision",
                    related.stream().map(one -> one.match().agreement()));
            upsert.executeUpdate();
        }
    }

    private static void ofMatches(
            PreparedStatement statement,
            int index,
            String type,
            List<Amendments.Link> links,
            Function<Duplication.Match, Object> value)
            throws SQLException {
        Parameters.rows(statement, index, type, links.stream().map(link -> value.apply(link.match())));
    }

    private static void setPositions(PreparedStatement statement, int index, Map<?, Amendments.Statement> statements)
            throws SQLException {
        Parameters.rows(statement, index, "bigint", statements.values().stream().map(Amendments.Statement::position));
    }
}
