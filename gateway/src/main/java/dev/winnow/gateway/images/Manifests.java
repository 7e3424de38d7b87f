package dev.winnow.gateway.images;

import dev.winnow.dataset.Issue;
import dev.winnow.dataset.annotation.LabelIssue;
import dev.winnow.formats.manifest.ManifestRow;
import dev.winnow.formats.manifest.ManifestWriter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/** Writes a dataset's images as a table, from one snapshot of the database and with memory independent of their number. */
@ApplicationScoped
public class Manifests {
    private static final int ROWS_AT_A_TIME = 1_000;

    private final DataSource database;

    public Manifests(DataSource database) {
        this.database = database;
    }

    /** One row per item in the order of their sources. Images on their way have their rows too. */
    public void write(String dataset, ManifestWriter writer) throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false); // a server-side cursor needs a transaction
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT i.*, c.representative, l.objects, l.issues AS label_issues, l.annotators,
                           (SELECT array_agg(r.other ORDER BY r.distance, r.other) FROM relation r WHERE r.one = i.item) AS related
                    FROM image i LEFT JOIN cluster c ON c.dataset = i.dataset AND c.name = i.cluster
                         LEFT JOIN item_label l ON l.item = i.item
                    WHERE i.dataset = ? ORDER BY i.dataset, i.source, i.item""")) {
                query.setString(1, dataset);
                query.setFetchSize(ROWS_AT_A_TIME);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        writer.write(row(rows));
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static ManifestRow row(ResultSet row) throws SQLException {
        String item = row.getString("item");
        boolean clustered = row.getString("cluster") != null;
        boolean compared = row.getString("ahash") != null && row.getString("reason") == null;
        return new ManifestRow(
                item,
                row.getString("dataset"),
                row.getString("source"),
                row.getString("content"),
                row.getString("state"),
                row.getString("reason"),
                row.getLong("bytes"),
                row.getString("format"),
                integer(row, "width"),
                integer(row, "height"),
                row.getString("color_mode"),
                List.of((String[]) row.getArray("labels").getArray()),
                row.getString("image_group"),
                row.getString("split"),
                integer(row, "fold"),
                row.getString("cluster"),
                clustered ? row.getString("representative") : compared ? item : null,
                row.getString("ahash"),
                row.getString("phash"),
                row.getString("dhash"),
                Arrays.stream((String[]) row.getArray("issues").getArray())
                        .map(Issue.Kind::valueOf)
                        .toList(),
                MeasuredRow.scores(row).values(),
                row.getArray("related") == null
                        ? List.of()
                        : List.of((String[]) row.getArray("related").getArray()),
                labelled(row));
    }

    private static ManifestRow.Labelled labelled(ResultSet row) throws SQLException {
        Integer objects = integer(row, "objects");
        return objects == null
                ? null
                : new ManifestRow.Labelled(
                        objects,
                        Arrays.stream((String[]) row.getArray("label_issues").getArray())
                                .distinct()
                                .map(LabelIssue::valueOf)
                                .toList(),
                        List.of((String[]) row.getArray("annotators").getArray()));
    }

    private static Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
