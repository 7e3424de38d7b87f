package dev.winnow.gateway.projection;

import dev.winnow.events.EventDeserializer;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageWithdrawn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.jboss.logging.Logger;

/**
 * Has dedup and split let go of an image that a changed rule takes out, or whose place holds something rejected now. They know an
 * item by its uploads on {@code images.assessed}; the row keeps which of these was the newest. Where that is older than the
 * rejection that the row shows, it is withdrawn, whichever of the two was read first. A withdrawal reaches up to that upload and no
 * further: whatever comes later, the same image under another spec included, is an arrival of its own.
 */
final class Withdrawals {
    private static final Logger LOG = Logger.getLogger(Withdrawals.class);
    private static final EventDeserializer EVENTS = new EventDeserializer();

    private Withdrawals() {}

    /** Notes what was withdrawn already, by whomever. */
    static void note(Connection connection, List<ImageWithdrawn> said) throws SQLException {
        if (said.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO withdrawn AS w (item, up_to, spec_version) VALUES (?, ?, ?)
                ON CONFLICT (item) DO UPDATE SET up_to = EXCLUDED.up_to, spec_version = EXCLUDED.spec_version
                WHERE (EXCLUDED.up_to, EXCLUDED.spec_version) > (w.up_to, w.spec_version)""")) {
            for (ImageWithdrawn withdrawn : said) {
                upsert.setString(1, withdrawn.item().id());
                upsert.setTimestamp(2, Parameters.timestamp(withdrawn.upTo()));
                upsert.setInt(3, withdrawn.specVersion());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** Writes what the broker is to be told after these rows were folded in; with their removals noted. */
    static void write(Connection connection, List<ImageRow> rows, Set<String> replaced) throws SQLException {
        List<ImageRow> late = rows.stream()
                .filter(row -> row.compared() != null && !replaced.contains(row.item()))
                .toList();
        noteCompared(connection, late);
        List<String> suspects = new ArrayList<>();
        rows.stream().filter(row -> row.stage() == Stage.REJECTED).forEach(row -> suspects.add(row.item()));
        late.stream().filter(row -> row.stage() != Stage.REJECTED).forEach(row -> suspects.add(row.item()));
        List<ImageWithdrawn> due = due(connection, suspects);
        note(connection, due);
        Outbox.put(connection, due);
    }

    /** Of uploads that were told of after what their items' rows show. */
    private static void noteCompared(Connection connection, List<ImageRow> late) throws SQLException {
        if (late.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE image SET compared_at = late.at, compared_nanos = late.nanos, compared_version = late.version
                FROM unnest(?::text[], ?::timestamptz[], ?::smallint[], ?::integer[]) AS late (item, at, nanos, version)
                WHERE image.item = late.item
                  AND (image.compared_at IS NULL OR (late.at, late.nanos, late.version)
                       > (image.compared_at, image.compared_nanos, image.compared_version))""")) {
            Parameters.texts(update, 1, late.stream().map(ImageRow::item));
            Parameters.rows(
                    update,
                    2,
                    "timestamptz",
                    late.stream().map(row -> row.compared().micros().toString()));
            Parameters.rows(
                    update,
                    3,
                    "smallint",
                    late.stream().map(row -> row.compared().nanos()));
            Parameters.rows(
                    update,
                    4,
                    "integer",
                    late.stream().map(row -> row.compared().specVersion()));
            update.executeUpdate();
        }
    }

    /** What dedup was told of and not told to let go, among items whose rows show a later rejection. */
    private static List<ImageWithdrawn> due(Connection connection, List<String> items) throws SQLException {
        List<ImageWithdrawn> due = new ArrayList<>();
        if (items.isEmpty()) {
            return due;
        }
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT i.compared_at, i.compared_nanos, i.compared_version, d.topic, d.event
                FROM image i JOIN dossier d ON d.item = i.item
                WHERE i.item = ANY (?::text[]) AND i.stage = %d
                  AND (i.compared_at, i.compared_version) < (i.uploaded_at, i.spec_version)
                  AND NOT EXISTS (SELECT FROM withdrawn w WHERE w.item = i.item
                                  AND (w.up_to, w.spec_version) >= (i.compared_at, i.compared_version))
                  AND NOT EXISTS (SELECT FROM removal r WHERE r.item = i.item
                                  AND (r.up_to, r.spec_version) >= (i.compared_at, i.compared_version))
                ORDER BY i.uploaded_at, i.item""".formatted(Stage.REJECTED.ordinal()))) {
            Parameters.texts(query, 1, items.stream());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Instant at = rows.getTimestamp(1).toInstant().plusNanos(rows.getShort(2));
                    add(due, new Compared(at, rows.getInt(3)), rows.getString(4), rows.getString(5));
                }
            }
        }
        return due;
    }

    private static void add(List<ImageWithdrawn> due, Compared compared, String topic, String event) {
        try {
            ImageRejected rejected = (ImageRejected) EVENTS.deserialize(topic, event.getBytes(StandardCharsets.UTF_8));
            due.add(withdrawn(compared, rejected));
        } catch (SerializationException e) {
            LOG.errorf("an image that was rejected stays known to dedup reason=%s", e.getMessage());
        }
    }

    /** A function of what happened, so that it is the same whenever it is made. */
    private static ImageWithdrawn withdrawn(Compared compared, ImageRejected rejected) {
        boolean sameUpload = rejected.upload().at().equals(compared.at());
        return new ImageWithdrawn(
                rejected.upload().dataset(),
                Stored.text(rejected.upload().source()),
                compared.at(),
                compared.specVersion(),
                ImageWithdrawn.Cause.REJECTED,
                (sameUpload ? "A changed rule rejects it: " : "What was uploaded to its place later is rejected: ")
                        + Stored.text(rejected.rejection().detail()),
                null,
                rejected.at());
    }
}
