package dev.winnow.gateway.labels;

import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Item;
import dev.winnow.dataset.annotation.ImageLabels;
import dev.winnow.dataset.annotation.LabelSource;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.AnnotationsSubmitted;
import dev.winnow.events.LabelDocument;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.AdvisoryLock;
import dev.winnow.gateway.projection.LabelFacts;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.storage.ImageStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Takes in labels that are submitted to the gateway. Safe for use by several threads. */
@ApplicationScoped
public class Submissions {
    private final ImageStore store;
    private final Specs specs;
    private final Announcer announcer;
    private final DataSource database;
    private final Clock clock = Clock.systemUTC();

    public Submissions(ImageStore store, Specs specs, Announcer announcer, DataSource database) {
        this.store = store;
        this.specs = specs;
        this.announcer = announcer;
        this.database = database;
    }

    /**
     * What a request submits of one image.
     *
     * @param labels nothing where the source takes them back
     */
    public record Submission(String source, Optional<ImageLabels> labels) {}

    /**
     * Announces labels; returns when the broker has all of them.
     *
     * @param revision the greatest of a source counts
     * @throws IOException when the store fails, which keeps labels that are too large for an event
     * @throws SQLException when the database fails; the labels are announced all the same
     */
    public void submit(String dataset, LabelSource from, long revision, String by, List<Submission> submissions)
            throws IOException, SQLException {
        Instant now = clock.instant();
        DatasetSpec spec = specs.current(dataset);
        List<AnnotationsSubmitted> events = new ArrayList<>(submissions.size());
        for (Submission submission : submissions) {
            events.add(new AnnotationsSubmitted(
                    dataset,
                    new Item(dataset, submission.source()).source(),
                    from,
                    revision,
                    spec.version(),
                    document(submission, spec.labels().maxShapes()),
                    by,
                    now));
        }
        announcer.announce(events);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                AdvisoryLock.WRITER.await(connection);
                LabelFacts.submit(connection, events);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private LabelDocument document(Submission submission, int mostShapes) throws IOException {
        return submission.labels().isEmpty()
                ? new LabelDocument.Deleted()
                : LabelDocument.of(submission.labels().get(), mostShapes, of(store));
    }

    /** Where labels lie that are too large for an event. */
    public static LabelDocument.Store of(ImageStore store) {
        return new LabelDocument.Store() {
            @Override
            public ContentHash put(byte[] bytes) throws IOException {
                return store.put(bytes);
            }

            @Override
            public byte[] read(ContentHash content) throws IOException {
                return store.read(content);
            }
        };
    }
}
