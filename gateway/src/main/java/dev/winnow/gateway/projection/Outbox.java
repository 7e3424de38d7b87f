package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageWithdrawn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Withdrawals that are to be sent, in the table {@code outbox}: what is put here in a transaction is sent if that transaction
 * commits, after what was put here before, and once more where it is not certain that the broker has it.
 */
public final class Outbox {
    private Outbox() {}

    /**
     * A withdrawal that the broker may not have.
     *
     * @param place grows in the order of {@link #put}
     */
    public record Waiting(long place, ImageWithdrawn event) {}

    /** Puts them last. The caller holds {@link AdvisoryLock#WRITER}, which gives them one order. */
    public static void put(Connection connection, Collection<ImageWithdrawn> withdrawals) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO outbox (item, up_to, spec_version, event) VALUES (?, ?, ?, ?::json)")) {
            for (ImageWithdrawn withdrawn : withdrawals) {
                name(insert, withdrawn);
                insert.setString(4, json(withdrawn));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Takes out what these say already: they stand on the topic. */
    public static void drop(Connection connection, Collection<ImageWithdrawn> said) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM outbox WHERE item = ? AND (up_to, spec_version) <= (?, ?)")) {
            for (ImageWithdrawn withdrawn : said) {
                name(delete, withdrawn);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /** Sets the first three parameters. */
    private static void name(PreparedStatement statement, ImageWithdrawn withdrawn) throws SQLException {
        statement.setString(1, withdrawn.item().id());
        statement.setTimestamp(2, Parameters.timestamp(withdrawn.upTo()));
        statement.setInt(3, withdrawn.specVersion());
    }

    public static List<Waiting> first(Connection connection, int most) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT place, event FROM outbox ORDER BY place LIMIT ?")) {
            query.setInt(1, most);
            List<Waiting> waiting = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    waiting.add(new Waiting(rows.getLong(1), withdrawn(rows.getString(2))));
                }
            }
            return waiting;
        }
    }

    public static void delete(Connection connection, List<Waiting> sent) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM outbox WHERE place = ANY (?::bigint[])")) {
            Parameters.rows(delete, 1, "bigint", sent.stream().map(Waiting::place));
            delete.executeUpdate();
        }
    }

    public static long size(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM outbox");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String json(ImageWithdrawn withdrawn) {
        try {
            return EventJson.mapper().writeValueAsString(withdrawn);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + withdrawn.id(), e);
        }
    }

    private static ImageWithdrawn withdrawn(String json) {
        try {
            return EventJson.mapper().readValue(json, ImageWithdrawn.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read a withdrawal from the outbox: " + json, e);
        }
    }
}
