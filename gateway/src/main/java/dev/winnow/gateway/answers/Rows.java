package dev.winnow.gateway.answers;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/** Goes through many rows, with memory independent of their number. */
public final class Rows {
    private static final int AT_A_TIME = 5_000;

    private Rows() {}

    /** What is done with the row that the result stands at. */
    public interface Each {
        void take(ResultSet row) throws SQLException;
    }

    /** What is asked for. */
    public interface Parameters {
        void set(PreparedStatement query) throws SQLException;
    }

    /** In a transaction of its own on a connection that is in none. */
    public static void each(Connection connection, String sql, Parameters parameters, Each each) throws SQLException {
        connection.setAutoCommit(false); // a server-side cursor needs a transaction
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            parameters.set(query);
            query.setFetchSize(AT_A_TIME);
            query.unwrap(PGStatement.class).setPrepareThreshold(-1); // numbers in binary from the first row on
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    each.take(rows);
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
