package dev.winnow.gateway.projection;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** Parameters of statements: one array for each column of many rows, and times. */
public final class Parameters {
    private Parameters() {}

    /** The parameter as an array of texts. */
    public static void texts(PreparedStatement statement, int index, Stream<String> texts) throws SQLException {
        rows(statement, index, "text", texts);
    }

    /**
     * The parameter as an array.
     *
     * @param type of the elements, as PostgreSQL names it
     */
    public static void rows(PreparedStatement statement, int index, String type, Stream<?> values) throws SQLException {
        statement.setArray(
                index,
                statement
                        .getConnection()
                        .createArrayOf(type.equals("double precision") ? "float8" : type, values.toArray()));
    }

    /** The microseconds of it, as much as the database's times hold: it would round the rest. */
    public static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant.truncatedTo(ChronoUnit.MICROS));
    }
}
