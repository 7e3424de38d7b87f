package dev.winnow.gateway.labels;

import dev.winnow.dataset.annotation.AnnotationSet;
import dev.winnow.dataset.annotation.Convention;
import dev.winnow.dataset.annotation.DeclaredSize;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.Origin;
import dev.winnow.events.AnnotationsChecked;
import dev.winnow.events.EventJson;
import dev.winnow.events.LabelsJson;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Writes the kept labels of a dataset's images, from one snapshot of the database and with memory independent of their number. */
@ApplicationScoped
public class CanonicalLabels {
    private static final int ROWS_AT_A_TIME = 200;

    private final DataSource database;
    private final ImageStore store;

    public CanonicalLabels(DataSource database, ImageStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * One line of canonical JSON for each image that could be decoded, in the order of their sources.
     *
     * @throws IOException when the stream or the store fails
     */
    public void write(String dataset, OutputStream out) throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false); // a server-side cursor needs a transaction
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT i.source, i.width, i.height, l.event FROM image i LEFT JOIN item_label l ON l.item = i.item
                    WHERE i.dataset = ? AND i.width IS NOT NULL ORDER BY i.dataset, i.source, i.item""")) {
                query.setString(1, dataset);
                query.setFetchSize(ROWS_AT_A_TIME);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        out.write(LabelsJson.write(labels(rows)));
                        out.write('\n');
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private ImageLabels labels(ResultSet row) throws SQLException, IOException {
        String event = row.getString("event");
        Optional<ImageLabels> kept = event == null
                ? Optional.empty()
                : EventJson.mapper()
                        .readValue(event, AnnotationsChecked.class)
                        .result()
                        .kept()
                        .labels(Submissions.of(store));
        return kept.isPresent() ? kept.get() : unlabelled(row);
    }

    private static ImageLabels unlabelled(ResultSet row) throws SQLException {
        return new ImageLabels(
                row.getString("source"),
                Origin.of(""),
                Optional.of(DeclaredSize.stated(row.getInt("width"), row.getInt("height"))),
                new Convention(Convention.Unit.PIXELS, Convention.BoxNotation.SIZE, Convention.Space.UPRIGHT),
                "",
                AnnotationSet.UNLABELLED,
                List.of());
    }
}
