package dev.winnow.gateway.quality;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Which images of a dataset.
 *
 * @param label one of their labels, or null for any
 * @param split a split's key, or null for any
 */
public record Filter(String dataset, String label, String split) {

    /** A condition on the table {@code image}, whose parameters {@link #set} sets. */
    String sql() {
        return "dataset = ?" + (label == null ? "" : " AND labels @> ARRAY[?]::text[]")
                + (split == null ? "" : " AND split = ?");
    }

    /** @return the index of the next parameter */
    int set(PreparedStatement statement, int index) throws SQLException {
        int next = index;
        statement.setString(next++, dataset);
        if (label != null) {
            statement.setString(next++, label);
        }
        if (split != null) {
            statement.setString(next++, split);
        }
        return next;
    }
}
