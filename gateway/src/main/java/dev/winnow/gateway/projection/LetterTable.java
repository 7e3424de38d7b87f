package dev.winnow.gateway.projection;

import dev.winnow.events.DeadLetter;
import dev.winnow.events.DeadLetterClosed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Dead letters and the decisions about them, in whatever order they are read: a letter is open where a copy of it stands beyond every
 * decision. The caller holds {@link AdvisoryLock#WRITER}.
 */
public final class LetterTable {
    private LetterTable() {}

    static void upsert(Connection connection, Amendments amendments) throws SQLException {
        if (amendments.letters().isEmpty() && amendments.closings().isEmpty()) {
            return;
        }
        SortedSet<String> touched = new TreeSet<>();
        insert(connection, amendments.letters(), touched);
        insertClosings(connection, amendments.closings(), touched);
        show(connection, touched);
    }

    /** Writes a decision at once, as reading it from its topic will once more. */
    public static void close(Connection connection, DeadLetterClosed closed) throws SQLException {
        SortedSet<String> touched = new TreeSet<>();
        insertClosings(connection, List.of(closed), touched);
        show(connection, touched);
    }

    private static void insert(Connection connection, List<Letter> letters, SortedSet<String> touched)
            throws SQLException {
        try (PreparedStatement letterRow = connection.prepareStatement("""
                        INSERT INTO dead_letter (letter, service, topic, partition, dataset, item, source, uploaded_at, record_key,
                                                 bytes)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""");
                PreparedStatement attempt = connection.prepareStatement("""
                        INSERT INTO dead_letter_attempt AS a (letter, origin_offset, letter_offset, reason, at)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT (letter, origin_offset) DO UPDATE
                        SET letter_offset = EXCLUDED.letter_offset, reason = EXCLUDED.reason, at = EXCLUDED.at
                        WHERE EXCLUDED.letter_offset < a.letter_offset""")) {
            for (Letter letter : letters) {
                Letter.About about = letter.about();
                letterRow.setString(1, letter.id());
                letterRow.setString(2, letter.service());
                if (letter.letter().origin().isPresent()) {
                    DeadLetter.Origin origin = letter.letter().origin().get();
                    letterRow.setString(3, Stored.text(origin.topic()));
                    letterRow.setInt(4, origin.partition());
                } else {
                    letterRow.setNull(3, Types.VARCHAR);
                    letterRow.setNull(4, Types.INTEGER);
                }
                letterRow.setString(5, Stored.text(about.dataset()));
                letterRow.setString(6, about.item());
                letterRow.setString(7, Stored.text(about.source()));
                letterRow.setTimestamp(8, about.uploadedAt() == null ? null : Parameters.timestamp(about.uploadedAt()));
                letterRow.setString(9, Stored.text(letter.key()));
                letterRow.setLong(10, letter.letter().valueBytes());
                letterRow.addBatch();
                attempt.setString(1, letter.id());
                attempt.setLong(2, letter.originOffset());
                attempt.setLong(3, letter.offset());
                attempt.setString(4, Stored.text(letter.letter().reason()));
                attempt.setTimestamp(5, Parameters.timestamp(letter.at()));
                attempt.addBatch();
                touched.add(letter.id());
            }
            letterRow.executeBatch();
            attempt.executeBatch();
        }
    }

    private static void insertClosings(
            Connection connection, List<DeadLetterClosed> closings, SortedSet<String> touched) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO dead_letter_closing (letter, up_to, closing, said_by, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            for (DeadLetterClosed closed : closings) {
                insert.setString(1, Stored.text(closed.letter()));
                insert.setLong(2, closed.upTo());
                insert.setString(3, closed.closing().name());
                insert.setString(4, Stored.text(closed.by()));
                insert.setTimestamp(5, Parameters.timestamp(closed.at()));
                insert.addBatch();
                touched.add(Stored.text(closed.letter()));
            }
            insert.executeBatch();
        }
    }

    /** Brings the rows of letters up to what is known of them, and tells those who keep answers about their datasets. */
    private static void show(Connection connection, SortedSet<String> letters) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                        UPDATE dead_letter l
                        SET attempts = a.attempts, first_at = a.first_at, last_at = a.last_at, reason = a.reason,
                            origin_offset = a.origin_offset, letter_offset = a.letter_offset,
                            state = coalesce(c.closing, 'OPEN'), closed_by = c.said_by, closed_at = c.at,
                            claimed_until = CASE WHEN c.closing IS NULL THEN l.claimed_until END
                        FROM (SELECT letter, count(*) AS attempts, min(at) AS first_at, max(at) AS last_at,
                                     max(letter_offset) AS letter_offset,
                                     (array_agg(reason ORDER BY letter_offset DESC))[1] AS reason,
                                     (array_agg(origin_offset ORDER BY letter_offset DESC))[1] AS origin_offset
                              FROM dead_letter_attempt WHERE letter = ANY (?::text[]) GROUP BY letter) a
                        LEFT JOIN LATERAL (SELECT closing, said_by, at FROM dead_letter_closing closed
                                           WHERE closed.letter = a.letter AND closed.up_to >= a.letter_offset
                                           ORDER BY closed.up_to DESC LIMIT 1) c ON true
                        WHERE l.letter = a.letter""");
                PreparedStatement touch = connection.prepareStatement("""
                        UPDATE dataset SET change = change + 1
                        WHERE name IN (SELECT coalesce(l.dataset, i.dataset)
                                       FROM dead_letter l LEFT JOIN image i ON i.item = l.item
                                       WHERE l.letter = ANY (?::text[]))""")) {
            Parameters.texts(update, 1, letters.stream());
            update.executeUpdate();
            Parameters.texts(touch, 1, letters.stream());
            touch.executeUpdate();
        }
    }
}
