package dev.winnow.gateway.deletion;

import dev.winnow.dataset.Deletion;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Declarations;
import dev.winnow.gateway.projection.Deletions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** Says what a dataset holds that would be deleted, and deletes it. Safe for use by several threads. */
@ApplicationScoped
public class DatasetDeletion {
    private static final Duration PATIENCE = Duration.ofMillis(3_500);
    private static final Duration PATIENCE_FOR_READ_MODEL = Duration.ofMillis(1_000);
    private static final long LOOK_MILLIS = 25;

    private final DataSource database;
    private final Declarations declarations;
    private final Clock clock = Clock.systemUTC();

    public DatasetDeletion(DataSource database, Declarations declarations) {
        this.database = database;
        this.declarations = declarations;
    }

    /**
     * What a dataset holds. Contents that another dataset has too count here, and stay in the store.
     *
     * @param images in any state, removed ones included
     * @param prepared standardised pictures and variants
     * @param bytes of the images' files and of the prepared pictures
     */
    public record Extent(String dataset, long images, long prepared, long bytes) {}

    public Extent extent(String dataset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        WITH held AS (SELECT item, content, bytes FROM image WHERE dataset = ?),
                             picture AS (
                                SELECT p ->> 'content' AS content, (p ->> 'bytes')::bigint AS bytes
                                FROM held JOIN dossier d ON d.item = held.item AND d.topic = 'images.prepared',
                                     json_array_elements(d.event -> 'pictures') AS p
                                UNION ALL
                                SELECT p ->> 'content', (p ->> 'bytes')::bigint
                                FROM held JOIN repreparation r ON r.item = held.item AND r.content = held.content,
                                     json_array_elements(r.event -> 'pictures') AS p)
                        SELECT (SELECT count(*) FROM held), (SELECT count(DISTINCT content) FROM picture),
                               (SELECT coalesce(sum(bytes), 0) FROM (SELECT content, bytes FROM held UNION SELECT * FROM picture) AS all_contents)""")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Extent(dataset, row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    /**
     * Deletes a dataset; returns when the broker has the decision, and the read model too where it follows within a second.
     *
     * @param by who decided
     * @return nothing where there is no such dataset, or it was deleted before
     * @throws Declarations.NotDeclaredException when the broker does not answer in time; it may have the decision all the same
     */
    public Optional<Deletion> delete(String dataset, String by) throws SQLException {
        Optional<Deletion> deletion =
                declarations.delete(dataset, by, clock, PATIENCE).map(DatasetDeclared::deletion);
        if (deletion.isPresent()) {
            awaitReadModel(dataset);
        }
        return deletion;
    }

    /** So that a list that is asked for next does not show the dataset. */
    private void awaitReadModel(String dataset) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE_FOR_READ_MODEL.toNanos();
        while (System.nanoTime() < deadline) {
            try (Connection connection = database.getConnection()) {
                if (Deletions.closing(connection, dataset).isPresent()) {
                    return;
                }
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
