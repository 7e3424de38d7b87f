package dev.winnow.gateway.splits;

import dev.winnow.gateway.images.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Which images changed their split, and why; and which splits a release has frozen. */
@ApplicationScoped
public class Moves {
    private static final String SORT = "position desc";

    /**
     * @param from null where the image was not part of the dataset
     * @param to null where it is not part of the dataset any more
     * @param because the item whose arrival or leaving made it move, or null
     * @param becauseSource its source key, or null where it is not known
     */
    public record Move(
            String item,
            String source,
            String from,
            String to,
            String reason,
            String because,
            String becauseSource,
            String unit,
            Instant at) {}

    /** @param next where the next page begins, or null at the end */
    public record Page(List<Move> moves, String next) {}

    /**
     * @param by who cut it, or null where that was not recorded
     * @param position in the dataset's order; what was part of the dataset there is frozen
     */
    public record Release(String release, String by, Instant at, long position) {}

    public record Releases(List<Release> frozen) {}

    private final DataSource database;

    public Moves(DataSource database) {
        this.database = database;
    }

    /**
     * Newest first.
     *
     * @throws IllegalArgumentException when the cursor is none of this list
     */
    public Page page(String dataset, int limit, String cursor) throws SQLException {
        Cursor after = cursor == null ? null : Cursor.decode(cursor, SORT);
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT m.*, i.source, b.source AS because_source
                        FROM moved m JOIN image i ON i.item = m.item LEFT JOIN image b ON b.item = m.because
                        WHERE m.dataset = ? AND m.split_before IS DISTINCT FROM m.split
                          AND (?::bigint IS NULL OR (m.position, m.item) < (?::bigint, ?))
                        ORDER BY m.dataset DESC, m.position DESC, m.item DESC LIMIT ?""")) {
            query.setString(1, dataset);
            query.setString(2, after == null ? null : after.value());
            query.setString(3, after == null ? null : after.value());
            query.setString(4, after == null ? null : after.item());
            query.setInt(5, limit + 1);
            List<Move> moves = new ArrayList<>();
            String next = null;
            try (ResultSet rows = query.executeQuery()) {
                String place = null;
                while (rows.next()) {
                    if (moves.size() == limit) {
                        next = place;
                        break;
                    }
                    moves.add(new Move(
                            rows.getString("item"),
                            rows.getString("source"),
                            rows.getString("split_before"),
                            rows.getString("split"),
                            rows.getString("reason"),
                            rows.getString("because"),
                            rows.getString("because_source"),
                            rows.getString("unit"),
                            rows.getTimestamp("at").toInstant()));
                    place = new Cursor(SORT, rows.getString("position"), rows.getString("item")).encoded();
                }
            }
            return new Page(moves, next);
        }
    }

    /** Oldest first. */
    public Releases releases(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT release, said_by, at, position FROM frozen WHERE dataset = ? ORDER BY position")) {
            query.setString(1, dataset);
            List<Release> releases = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    releases.add(new Release(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getTimestamp(3).toInstant(),
                            rows.getLong(4)));
                }
            }
            return new Releases(releases);
        }
    }

    /**
     * Units that were shared out together.
     *
     * @param extent NEW, ALL, REBALANCE or PREVIEW
     * @param moved images that changed their split; of a preview how many would
     * @param errorBefore Σ |images − share × total| over labels and splits, divided by images
     * @param errorAfter the same afterwards
     * @param through whether all moved images show their new place
     * @param by who decided, or null where that was not recorded
     */
    public record Settlement(
            String settlement,
            String extent,
            int moved,
            double errorBefore,
            double errorAfter,
            boolean through,
            String by,
            Instant at) {}

    public record Settlements(List<Settlement> settled) {}

    /** Oldest first. */
    public Settlements settlements(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT s.*, s.announced <= (SELECT count(*) FROM moved m
                                                    WHERE m.dataset = s.dataset AND m.position = s.position) AS through
                        FROM settled s WHERE s.dataset = ? ORDER BY s.position""")) {
            query.setString(1, dataset);
            List<Settlement> settlements = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    settlements.add(new Settlement(
                            rows.getString("settlement"),
                            rows.getString("extent"),
                            rows.getInt("moved"),
                            rows.getDouble("error_before"),
                            rows.getDouble("error_after"),
                            rows.getBoolean("through"),
                            rows.getString("said_by"),
                            rows.getTimestamp("at").toInstant()));
                }
            }
            return new Settlements(settlements);
        }
    }
}
