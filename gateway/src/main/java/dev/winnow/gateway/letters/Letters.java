package dev.winnow.gateway.letters;

import dev.winnow.gateway.projection.AdvisoryLock;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What the services gave up, as the read model has it. For use by any number of threads. */
@ApplicationScoped
public class Letters {

    static final String REPLACED = "replaced";

    /** Whether somebody has to deal with a letter. */
    public enum State {
        OPEN,
        RESENT,
        DROPPED
    }

    /**
     * A record that failed, once or several times.
     *
     * @param topic where the record stands, with partition and offset; null where the letter does not say so
     * @param offset of the newest copy of the record that failed
     * @param dataset that the record is about, null where that cannot be told, as {@code item}, {@code source} and {@code key}
     * @param imageState of the item's image at present; {@value #REPLACED} where something was uploaded to its place since; or null
     * @param key of the record, shortened
     * @param bytes of the record's value
     * @param reason why it failed last
     * @param attempts how often it failed
     * @param closedBy who resent or dropped it, null where the gateway does not know
     * @param closedAt when it was resent or dropped, null while it is open
     */
    public record Letter(
            String letter,
            String service,
            State state,
            String topic,
            Integer partition,
            Long offset,
            String dataset,
            String item,
            String source,
            String imageState,
            String key,
            long bytes,
            String reason,
            int attempts,
            Instant firstAt,
            Instant lastAt,
            String closedBy,
            Instant closedAt) {}

    /** One failure of the record. */
    public record Attempt(Instant at, long offset, String reason) {}

    /**
     * Which letters.
     *
     * @param dataset or null for all, those of no known dataset included
     * @param state or null for all
     */
    public record Filter(String dataset, State state) {}

    private static final String ROW = """
            SELECT l.letter, l.service, l.state, l.topic, l.partition, l.origin_offset, coalesce(l.dataset, i.dataset) AS dataset,
                   l.item, coalesce(l.source, i.source) AS source,
                   CASE WHEN i.uploaded_at > l.uploaded_at THEN 'replaced' ELSE i.state END AS image_state, l.record_key, l.bytes, l.reason,
                   l.attempts, l.first_at, l.last_at, l.closed_by, l.closed_at
            FROM dead_letter l LEFT JOIN image i ON i.item = l.item
            """;

    private final DataSource database;

    public Letters(DataSource database) {
        this.database = database;
    }

    /** The newest first. */
    public List<Letter> list(Filter filter, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(ROW + """
                        WHERE (?::text IS NULL OR l.state = ?) AND (?::text IS NULL OR coalesce(l.dataset, i.dataset) = ?)
                        ORDER BY l.last_at DESC, l.letter LIMIT ?""")) {
            String state = filter.state() == null ? null : filter.state().name();
            query.setString(1, state);
            query.setString(2, state);
            query.setString(3, filter.dataset());
            query.setString(4, filter.dataset());
            query.setInt(5, most);
            try (ResultSet rows = query.executeQuery()) {
                List<Letter> letters = new ArrayList<>();
                while (rows.next()) {
                    letters.add(letter(rows));
                }
                return letters;
            }
        }
    }

    public Optional<Letter> letter(String letter) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(ROW + "WHERE l.letter = ?")) {
            query.setString(1, letter);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(letter(row)) : Optional.empty();
            }
        }
    }

    /** When and why the record failed, the last time first; 100 at most. */
    public List<Attempt> attempts(String letter) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT at, origin_offset, reason FROM dead_letter_attempt WHERE letter = ?
                        ORDER BY letter_offset DESC LIMIT 100""")) {
            query.setString(1, letter);
            try (ResultSet rows = query.executeQuery()) {
                List<Attempt> attempts = new ArrayList<>();
                while (rows.next()) {
                    attempts.add(new Attempt(rows.getTimestamp(1).toInstant(), rows.getLong(2), rows.getString(3)));
                }
                return attempts;
            }
        }
    }

    /** Open letters by service; services without any are left out. */
    public Map<String, Long> open() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT service, count(*) FROM dead_letter WHERE state = 'OPEN' GROUP BY service ORDER BY service");
                ResultSet rows = query.executeQuery()) {
            Map<String, Long> open = new LinkedHashMap<>();
            while (rows.next()) {
                open.put(rows.getString(1), rows.getLong(2));
            }
            return open;
        }
    }

    /** Images of a dataset, or of all, that come to no end before somebody deals with a letter. */
    public long heldImages(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT count(DISTINCT i.item) FROM dead_letter l JOIN image i ON i.item = l.item
                        WHERE l.state = 'OPEN' AND i.state = 'in-flight' AND (?::text IS NULL OR i.dataset = ?)
                        AND (l.uploaded_at IS NULL OR l.uploaded_at >= i.uploaded_at)""")) {
            query.setString(1, dataset);
            query.setString(2, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The offset of the letter's newest copy on its topic of dead letters. */
    long offset(String letter) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT letter_offset FROM dead_letter WHERE letter = ?")) {
            query.setString(1, letter);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Reserves an open letter, of all gateways for one caller, for as many seconds at most.
     *
     * @return whether the caller has it; false while another one has, or where it is not open
     */
    boolean claim(String letter, int seconds) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("""
                        UPDATE dead_letter SET claimed_until = now() + make_interval(secs => ?)
                        WHERE letter = ? AND state = 'OPEN' AND (claimed_until IS NULL OR claimed_until < now())""")) {
            update.setInt(1, seconds);
            update.setString(2, letter);
            return update.executeUpdate() == 1;
        }
    }

    void unclaim(String letter) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE dead_letter SET claimed_until = NULL WHERE letter = ?")) {
            update.setString(1, letter);
            update.executeUpdate();
        }
    }

    /** What is done to the read model in one transaction, of all gateways one at a time. */
    interface Change {
        void make(Connection connection) throws SQLException;
    }

    void change(Change change) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                AdvisoryLock.WRITER.await(connection);
                change.make(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static Letter letter(ResultSet row) throws SQLException {
        Timestamp closed = row.getTimestamp("closed_at");
        boolean placed = row.getString("topic") != null;
        return new Letter(
                row.getString("letter"),
                row.getString("service"),
                State.valueOf(row.getString("state")),
                row.getString("topic"),
                placed ? row.getInt("partition") : null,
                placed ? row.getLong("origin_offset") : null,
                row.getString("dataset"),
                row.getString("item"),
                row.getString("source"),
                row.getString("image_state"),
                row.getString("record_key"),
                row.getLong("bytes"),
                row.getString("reason"),
                row.getInt("attempts"),
                row.getTimestamp("first_at").toInstant(),
                row.getTimestamp("last_at").toInstant(),
                row.getString("closed_by"),
                closed == null ? null : closed.toInstant());
    }
}
