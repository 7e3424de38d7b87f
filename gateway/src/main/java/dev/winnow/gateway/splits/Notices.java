package dev.winnow.gateway.splits;

import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.Splits;
import dev.winnow.dataset.split.Notice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the rows of a dataset give occasion to say about its splits. Goes through all of its accepted images. */
public final class Notices {
    private Notices() {}

    /**
     * @param sizes accepted images in each split
     * @param leaking clusters that stand in more than one split
     */
    public static List<Notice> of(
            Connection connection, String dataset, Splits wish, Map<String, Long> sizes, long leaking)
            throws SQLException {
        Map<Split, Long> bySplit = new EnumMap<>(Split.class);
        sizes.forEach((key, images) -> Split.ofFolder(key).ifPresent(split -> bySplit.put(split, images)));
        long images = bySplit.values().stream().mapToLong(n -> n).sum();
        return Notice.of(
                wish,
                bySplit,
                units(connection, dataset, Notice.large(wish, images)),
                elsewhere(connection, dataset),
                leaking,
                apart(connection, dataset));
    }

    private static List<Notice.UnitSize> units(Connection connection, String dataset, long large) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT unit, split, count(*), count(layout), count(DISTINCT image_group), count(DISTINCT cluster)
                FROM image WHERE dataset = ? AND state = 'accepted' AND split IS NOT NULL AND unit IN (
                    SELECT unit FROM image WHERE dataset = ? AND state = 'accepted' AND split IS NOT NULL AND unit IS NOT NULL
                    GROUP BY unit HAVING count(*) >= ?)
                GROUP BY 1, 2""")) {
            query.setString(1, dataset);
            query.setString(2, dataset);
            query.setLong(3, large);
            List<Notice.UnitSize> units = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    units.add(new Notice.UnitSize(
                            rows.getString(1),
                            Split.ofFolder(rows.getString(2)).orElseThrow(),
                            rows.getLong(3),
                            rows.getLong(4),
                            rows.getLong(5),
                            rows.getLong(6)));
                }
            }
            return units;
        }
    }

    private static long apart(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT count(DISTINCT r.one)
                FROM relation r JOIN image a ON a.item = r.one JOIN image b ON b.item = r.other
                WHERE r.dataset = ? AND a.state = 'accepted' AND b.state = 'accepted' AND a.split <> b.split""")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static List<Notice.Elsewhere> elsewhere(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT layout, split, count(*) FROM image
                WHERE dataset = ? AND layout IS NOT NULL AND split IS DISTINCT FROM layout
                  AND (state = 'accepted' OR reason = 'LAYOUT_LEAK')
                GROUP BY 1, 2""")) {
            query.setString(1, dataset);
            List<Notice.Elsewhere> elsewhere = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String split = rows.getString(2);
                    elsewhere.add(new Notice.Elsewhere(
                            Split.ofFolder(rows.getString(1)).orElseThrow(),
                            split == null ? null : Split.ofFolder(split).orElseThrow(),
                            rows.getLong(3)));
                }
            }
            return elsewhere;
        }
    }
}
