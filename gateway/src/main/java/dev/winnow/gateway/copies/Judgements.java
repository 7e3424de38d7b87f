package dev.winnow.gateway.copies;

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

/** What people said of pairs of images. */
@ApplicationScoped
public class Judgements {
    private static final String SORT = "at desc";

    /**
     * @param oneSource the source key of {@code one}, or null where no image is there any more
     * @param by null where the gateway did not know
     */
    public record Judgement(
            String one, String other, String oneSource, String otherSource, String word, String by, Instant at) {}

    /** @param next where the next page begins, or null at the end */
    public record Page(List<Judgement> judgements, String next) {}

    private final DataSource database;

    public Judgements(DataSource database) {
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
                        SELECT j.one, j.other, j.word, j.said_by, j.at, j.at::text AS place, a.source AS one_source,
                               b.source AS other_source
                        FROM judgement j LEFT JOIN image a ON a.item = j.one LEFT JOIN image b ON b.item = j.other
                        WHERE j.dataset = ? AND (?::timestamptz IS NULL OR (j.at, j.one || j.other) < (?::timestamptz, ?))
                        ORDER BY j.at DESC, j.one || j.other DESC LIMIT ?""")) {
            query.setString(1, dataset);
            query.setString(2, after == null ? null : after.value());
            query.setString(3, after == null ? null : after.value());
            query.setString(4, after == null ? null : after.item());
            query.setInt(5, limit + 1);
            List<Judgement> judgements = new ArrayList<>();
            String next = null;
            try (ResultSet rows = query.executeQuery()) {
                String place = null;
                while (rows.next()) {
                    if (judgements.size() == limit) {
                        next = place;
                        break;
                    }
                    judgements.add(new Judgement(
                            rows.getString("one"),
                            rows.getString("other"),
                            rows.getString("one_source"),
                            rows.getString("other_source"),
                            rows.getString("word"),
                            rows.getString("said_by"),
                            rows.getTimestamp("at").toInstant()));
                    place = new Cursor(SORT, rows.getString("place"), rows.getString("one") + rows.getString("other"))
                            .encoded();
                }
            }
            return new Page(judgements, next);
        }
    }
}
