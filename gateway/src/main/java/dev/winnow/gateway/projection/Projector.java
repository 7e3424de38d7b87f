package dev.winnow.gateway.projection;

import dev.winnow.events.DatasetDeclared;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes folded batches into the read model. Whatever the order in which the topics are read, and however often, the same
 * records give the same rows: a row is replaced only by a further event, and what events say about other items holds by the
 * position it was said at.
 *
 * <p>Several gateways may share the topics: one of them writes at a time.
 */
@ApplicationScoped
public class Projector {

    private final DataSource database;

    public Projector(DataSource database) {
        this.database = database;
    }

    /**
     * Where a consumer stood before a batch and stands after it, in one partition.
     *
     * @param from the next offset the database has to hold for the batch to be applied
     * @param to the next offset after it
     * @param records how many there were between
     */
    public record Progress(long from, long to, long records) {}

    /** The next offset of each partition that was consumed before. */
    public Map<TopicPartition, Long> offsets() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return ConsumedOffsets.of(connection);
        }
    }

    /** How many records of each topic were projected since the read model was made. */
    public Map<String, Long> records() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return ConsumedOffsets.records(connection);
        }
    }

    /** The deletions that the read model knows of. */
    Deletions deletions() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Deletions.of(connection);
        }
    }

    /**
     * Applies a batch and moves the offsets, both or neither.
     *
     * @return whether it was applied: not so if the database stands elsewhere than the batch begins, because another gateway
     *     has taken the partition over or the read model was dropped; then the consumer has to start again from
     *     {@link #offsets()}
     */
    boolean apply(BatchFold.Folded batch, Map<TopicPartition, Progress> progress) throws SQLException {
        delete(batch.gone().deleted());
        return inTransaction(connection -> {
            if (!ConsumedOffsets.standAt(connection, progress)) {
                return false;
            }
            write(connection, batch.knowing(Deletions.of(connection)));
            ConsumedOffsets.advance(connection, progress);
            return true;
        });
    }

    /**
     * Deletes datasets a page at a time, so that no transaction grows with one. Ended in the middle, it is done again, because the
     * offsets have not moved; from the first page on nobody is shown the dataset.
     */
    private void delete(Deletions deleted) throws SQLException {
        if (deleted.byDataset().isEmpty()) {
            return;
        }
        inTransaction(connection -> {
            deleted.note(connection);
            return true;
        });
        for (Map.Entry<String, Deletions.Known> one : deleted.byDataset().entrySet()) {
            while (inTransaction(connection -> DeletedRows.deletePage(connection, one.getKey(), one.getValue()))) {
                // there may be more
            }
            inTransaction(connection -> {
                DeletedRows.deleteDataset(connection, one.getKey(), one.getValue());
                return true;
            });
        }
    }

    private interface Writing {
        /** @return whether what was written is to stay */
        boolean write(Connection connection) throws SQLException;
    }

    private boolean inTransaction(Writing writing) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                AdvisoryLock.WRITER.await(connection);
                boolean stays = writing.write(connection);
                if (stays) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                return stays;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** What happens to a batch, in this order: later steps read what earlier ones wrote. */
    private void write(Connection connection, BatchFold.Folded batch) throws SQLException {
        List<ImageRow> rows = batch.rows();
        Amendments amendments = batch.amendments();
        for (DatasetDeclared declared : batch.declared()) {
            SpecVersions.store(connection, declared);
        }
        // 1. Rows that are further than those that were there, whole.
        if (!rows.isEmpty()) {
            Set<String> replaced = ImageTable.upsert(connection, rows);
            DossierTable.upsert(connection, rows, replaced);
            FormerContents.note(connection, batch, replaced);
        }
        // 2. What events say of other items than their own.
        CopyFacts.upsert(connection, amendments);
        SplitFacts.upsert(connection, amendments);
        DecisionFacts.upsert(connection, amendments);
        LabelFacts.upsert(connection, amendments);
        ReleaseFacts.upsert(connection, amendments);
        IssueFacts.upsert(connection, batch.rejudged());
        JudgingFacts.upsert(connection, amendments);
        // 3. Rows show it; later issues last, because what they show depends on the state.
        List<String> touched = new ArrayList<>(ShownState.show(connection, batch));
        rows.stream().filter(row -> row.assessed() != null).forEach(row -> touched.add(row.item()));
        batch.rejudged().forEach(later -> touched.add(later.item()));
        IssueFacts.show(connection, touched);
        // 4. What was given up, by name of images that have a row by now.
        LetterTable.upsert(connection, amendments);
        // 5. What was left out, because its dataset was deleted before it was read.
        DeletedRows.note(connection, batch.gone().contents());
        DeletedRows.deleteRest(connection, batch.gone().items());
        // 6. Who keeps answers is to ask again, where what changed stands in no image's row.
        touch(connection, amendments.datasets());
    }

    private static void touch(Connection connection, Set<String> datasets) throws SQLException {
        try (PreparedStatement touch =
                connection.prepareStatement("UPDATE dataset SET change = change + 1 WHERE name = ANY (?::text[])")) {
            Parameters.texts(touch, 1, datasets.stream());
            touch.executeUpdate();
        }
    }
}
