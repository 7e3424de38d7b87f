package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** Any number, the same in every gateway; held until the transaction ends. */
    private static final long WRITERS_LOCK = 0x77696e6e6f77L;

    private final DataSource database;
    private final Standards standards;

    public Projector(DataSource database, Standards standards) {
        this.database = database;
        this.standards = standards;
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
            return offsets(connection);
        }
    }

    /** How many records of each topic were projected since the read model was made. */
    public Map<String, Long> records() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT topic, sum(records)::bigint FROM consumed GROUP BY topic");
                ResultSet rows = query.executeQuery()) {
            Map<String, Long> records = new HashMap<>();
            while (rows.next()) {
                records.put(rows.getString(1), rows.getLong(2));
            }
            return records;
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
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection);
                if (!standsAt(connection, progress)) {
                    connection.rollback();
                    return false;
                }
                write(connection, batch);
                advance(connection, progress);
                connection.commit();
                return true;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Waits until no other transaction writes the read model; this one is alone then until it ends. */
    public static void lock(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            lock.setLong(1, WRITERS_LOCK);
            lock.execute();
        }
    }

    private static boolean standsAt(Connection connection, Map<TopicPartition, Progress> progress) throws SQLException {
        Map<TopicPartition, Long> stored = offsets(connection);
        return progress.entrySet().stream()
                .allMatch(entry -> stored.getOrDefault(entry.getKey(), 0L)
                        == entry.getValue().from());
    }

    private static Map<TopicPartition, Long> offsets(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT topic, partition, next_offset FROM consumed");
                ResultSet rows = query.executeQuery()) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            while (rows.next()) {
                offsets.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
            }
            return offsets;
        }
    }

    private static void advance(Connection connection, Map<TopicPartition, Progress> progress) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO consumed AS c (topic, partition, next_offset, records) VALUES (?, ?, ?, ?)
                ON CONFLICT (topic, partition) DO UPDATE
                SET next_offset = EXCLUDED.next_offset, records = c.records + EXCLUDED.records""")) {
            for (Map.Entry<TopicPartition, Progress> entry : progress.entrySet()) {
                upsert.setString(1, entry.getKey().topic());
                upsert.setInt(2, entry.getKey().partition());
                upsert.setLong(3, entry.getValue().to());
                upsert.setLong(4, entry.getValue().records());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private void write(Connection connection, BatchFold.Folded batch) throws SQLException {
        for (DatasetDeclared declared : batch.declared()) {
            store(connection, declared);
        }
        if (!batch.rows().isEmpty()) {
            Set<String> replaced = upsertImages(connection, batch.rows(), deviating(connection, batch.rows()));
            upsertDossiers(
                    connection,
                    batch.rows().stream()
                            .filter(row -> replaced.contains(row.item()))
                            .toList());
        }
        upsertRepresentatives(connection, batch.amendments().representatives());
        upsertAmendments(connection, batch.amendments());
        amend(connection, batch);
        upsertRejudgements(connection, batch.rejudgements());
        List<String> touched = new ArrayList<>();
        batch.rows().stream().filter(row -> row.assessed() != null).forEach(row -> touched.add(row.item()));
        batch.rejudgements().forEach(rejudgement -> touched.add(rejudgement.item()));
        showRejudgements(connection, touched, true);
    }

    /** The items among these whose verdict is not that of what their dataset's images are to be judged under. */
    private Set<String> deviating(Connection connection, List<ImageRow> rows) throws SQLException {
        Map<String, Optional<Standard>> byDataset = new HashMap<>();
        Set<String> deviating = new HashSet<>();
        for (ImageRow row : rows) {
            if (row.assessed() == null || !row.state().isFinal()) {
                continue;
            }
            String dataset = row.upload().dataset();
            if (!byDataset.containsKey(dataset)) {
                byDataset.put(dataset, standards.standard(connection, dataset));
            }
            Optional<Standard> standard = byDataset.get(dataset);
            if (standard.isPresent() && row.deviatesFrom(standard.get())) {
                deviating.add(row.item());
            }
        }
        return deviating;
    }

    /** Keeps of each item the later word. Together with {@link #showRejudgements}. */
    public static void upsertRejudgements(Connection connection, List<Rejudgement> rejudgements) throws SQLException {
        if (rejudgements.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO rejudgement AS r
                    (item, dataset, uploaded_at, content, spec_version, fence_version, issues, event)
                SELECT item, dataset, uploaded_at, content, spec_version, fence_version, string_to_array(issues, ','),
                       event::json
                FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::integer[], ?::integer[], ?::text[],
                            ?::text[])
                     AS fresh (item, dataset, uploaded_at, content, spec_version, fence_version, issues, event)
                ON CONFLICT (item) DO UPDATE SET
                    uploaded_at = EXCLUDED.uploaded_at, content = EXCLUDED.content, spec_version = EXCLUDED.spec_version,
                    fence_version = EXCLUDED.fence_version, issues = EXCLUDED.issues, event = EXCLUDED.event
                WHERE (EXCLUDED.uploaded_at, EXCLUDED.content, EXCLUDED.spec_version, EXCLUDED.fence_version)
                    > (r.uploaded_at, r.content, r.spec_version, r.fence_version)""")) {
            setTexts(upsert, 1, rejudgements.stream().map(Rejudgement::item));
            setTexts(
                    upsert, 2, rejudgements.stream().map(r -> r.event().upload().dataset()));
            set(
                    upsert,
                    3,
                    "timestamptz",
                    rejudgements.stream().map(r -> r.uploadedAt().toString()));
            setTexts(
                    upsert,
                    4,
                    rejudgements.stream().map(r -> r.event().upload().content().hex()));
            set(upsert, 5, "integer", rejudgements.stream().map(r -> r.event().specVersion()));
            set(upsert, 6, "integer", rejudgements.stream().map(r -> r.event().fenceVersion()));
            setTexts(
                    upsert,
                    7,
                    rejudgements.stream()
                            .map(r -> String.join(",", ImageRow.kinds(r.event().issues()))));
            setTexts(upsert, 8, rejudgements.stream().map(Rejudgement::json));
            upsert.executeUpdate();
        }
    }

    /**
     * Lets the rows of these items show the later word on their issues, where there is one about their upload.
     *
     * @param looksAgain whether images whose issues change thereby are to be judged once more, because whoever judged them knew
     *     nothing of that word
     */
    public static void showRejudgements(Connection connection, List<String> items, boolean looksAgain)
            throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE image SET issues = shown.issues,
                                 flagged = image.state = 'accepted' AND shown.issues <> '{}',
                                 pending = image.pending OR (? AND image.state = 'accepted')
                FROM (SELECT i.item, i.file_issues || ARRAY(SELECT kind FROM unnest(r.issues) WITH ORDINALITY AS u (kind, n)
                                                            WHERE kind <> ALL (i.file_issues) ORDER BY n) AS issues
                      FROM rejudgement r JOIN image i ON i.item = r.item
                      WHERE r.item = ANY (?::text[])
                        AND i.uploaded_at = r.uploaded_at AND i.content = r.content
                        AND i.measures IS NOT NULL AND i.reason IS NULL
                        AND (r.spec_version, r.fence_version) > (i.spec_version, 0)) AS shown
                WHERE image.item = shown.item AND image.issues <> shown.issues""")) {
            update.setBoolean(1, looksAgain);
            setTexts(update, 2, items.stream());
            update.executeUpdate();
        }
    }

    /**
     * Adds the versions that are not there yet. Called with the dataset's versions in any order of arrival.
     *
     * @return whether any was new
     */
    public static boolean store(Connection connection, DatasetDeclared declared) throws SQLException {
        int added = 0;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO dataset_spec (dataset, version, spec) VALUES (?, ?, ?::json) ON CONFLICT DO NOTHING")) {
            for (DatasetSpec spec : declared.versions()) {
                insert.setString(1, declared.dataset());
                insert.setInt(2, spec.version());
                insert.setString(3, json(spec));
                insert.addBatch();
            }
            added = Arrays.stream(insert.executeBatch()).sum();
        }
        if (added > 0) {
            try (PreparedStatement touch = connection.prepareStatement("""
                    INSERT INTO dataset AS d (name, change) VALUES (?, 1)
                    ON CONFLICT (name) DO UPDATE SET change = d.change + 1""")) {
                touch.setString(1, declared.dataset());
                touch.executeUpdate();
            }
        }
        return added > 0;
    }

    private static String json(DatasetSpec spec) {
        try {
            return EventJson.mapper().writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write version " + spec.version() + " of a spec", e);
        }
    }

    /**
     * A column of the table and what stands in it.
     *
     * @param type that its values are sent as
     * @param stored what is made of a value that was sent, in SQL
     */
    private record Column(String name, String type, String stored, Function<ImageRow, Object> value) {
        Column(String name, String type, Function<ImageRow, Object> value) {
            this(name, type, name, value);
        }
    }

    private static final Measure[] MEASURES = Measure.values();
    private static final List<Column> COLUMNS = columns();

    private static List<Column> columns() {
        return List.of(
                new Column("item", "text", ImageRow::item),
                new Column("dataset", "text", row -> row.upload().dataset()),
                new Column("source", "text", row -> Stored.text(row.upload().source())),
                new Column("content", "text", row -> row.upload().content().hex()),
                new Column("spec_version", "integer", row -> row.upload().specVersion()),
                new Column("uploaded_at", "timestamptz", row -> row.key().at().toString()),
                new Column("stage", "smallint", row -> (short) row.stage().ordinal()),
                new Column("happened_at", "timestamptz", row -> row.event().at().toString()),
                new Column("state", "text", row -> row.state().key()),
                new Column("flagged", "boolean", ImageRow::flagged),
                new Column(
                        "reason",
                        "text",
                        row -> row.rejection() == null
                                ? null
                                : row.rejection().reason().name()),
                new Column(
                        "detail",
                        "text",
                        row -> row.rejection() == null
                                ? null
                                : Stored.text(row.rejection().detail())),
                new Column("bytes", "bigint", row -> row.upload().bytes()),
                new Column(
                        "format",
                        "text",
                        ofMetadata(metadata -> metadata.format().name())),
                new Column("width", "integer", ofMetadata(ImageMetadata::width)),
                new Column("height", "integer", ofMetadata(ImageMetadata::height)),
                new Column(
                        "color_mode",
                        "text",
                        ofMetadata(metadata -> metadata.colorMode().key())),
                new Column("label", "text", row -> Stored.text(row.upload().label())),
                new Column("image_group", "text", row -> Stored.text(row.group())),
                new Column(
                        "split",
                        "text",
                        row -> row.assignment() == null
                                ? null
                                : row.assignment().split().key()),
                new Column(
                        "split_position",
                        "bigint",
                        row -> row.assigned() == null ? null : Amendments.position(row.deduplicated())),
                new Column(
                        "fold",
                        "integer",
                        row -> row.assignment() == null
                                ? null
                                : row.assignment().fold()),
                new Column(
                        "cluster",
                        "text",
                        row -> row.deduplicated() == null
                                ? null
                                : Stored.text(row.deduplicated().duplication().cluster())),
                new Column(
                        "cluster_position",
                        "bigint",
                        row -> row.deduplicated() == null ? null : Amendments.position(row.deduplicated())),
                new Column(
                        "exact_of",
                        "text",
                        row -> row.deduplicated() == null
                                ? null
                                : Stored.text(row.deduplicated().duplication().exactOf())),
                new Column("ahash", "text", row -> row.hash(Fingerprints::averageHash)),
                new Column("phash", "text", row -> row.hash(Fingerprints::perceptualHash)),
                new Column("dhash", "text", row -> row.hash(Fingerprints::differenceHash)),
                texts("issues", ImageRow::issues),
                texts("file_issues", ImageRow::fileIssues),
                new Column("prepared", "integer", ImageRow::standardised),
                new Column("augmented", "integer", ImageRow::augmented),
                new Column("thumbnail", "text", ImageRow::thumbnail),
                new Column("measures", "text", "measures::double precision[]", Projector::measures));
    }

    /** Arrays of arrays cannot be sent, so each goes as one text. */
    private static Column texts(String name, Function<ImageRow, List<String>> values) {
        return new Column(
                name, "text", "string_to_array(" + name + ", ',')", row -> String.join(",", values.apply(row)));
    }

    private static String measures(ImageRow row) {
        if (row.assessed() == null) {
            return null;
        }
        StringBuilder array = new StringBuilder(256).append('{');
        for (Measure measure : MEASURES) {
            array.append(measure.ordinal() == 0 ? "" : ",")
                    .append(row.assessed().scores().of(measure));
        }
        return array.append('}').toString();
    }

    private static Function<ImageRow, Object> ofMetadata(Function<ImageMetadata, Object> value) {
        return row -> row.metadata() == null ? null : value.apply(row.metadata());
    }

    private static final String UPSERT_IMAGES = "INSERT INTO image ("
            + COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "))
            + ", pending) SELECT "
            + COLUMNS.stream().map(Column::stored).collect(Collectors.joining(", "))
            + ", pending FROM unnest("
            + COLUMNS.stream().map(c -> "?::" + c.type() + "[]").collect(Collectors.joining(", "))
            + ", ?::boolean[]) AS fresh ("
            + COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "))
            + ", pending) ON CONFLICT (item) DO UPDATE SET "
            + COLUMNS.stream()
                    .skip(1)
                    .map(c -> c.name() + " = EXCLUDED." + c.name())
                    .collect(Collectors.joining(", "))
            + ", pending = EXCLUDED.pending WHERE (EXCLUDED.uploaded_at, EXCLUDED.content, EXCLUDED.spec_version, EXCLUDED.stage)"
            + " > (image.uploaded_at, image.content, image.spec_version, image.stage)"
            + " RETURNING item";

    private static Set<String> upsertImages(Connection connection, List<ImageRow> rows, Set<String> deviating)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT_IMAGES)) {
            for (int i = 0; i < COLUMNS.size(); i++) {
                Column column = COLUMNS.get(i);
                set(upsert, i + 1, column.type(), rows.stream().map(column.value()));
            }
            set(upsert, COLUMNS.size() + 1, "boolean", rows.stream().map(row -> deviating.contains(row.item())));
            Set<String> replaced = new HashSet<>();
            try (ResultSet items = upsert.executeQuery()) {
                while (items.next()) {
                    replaced.add(items.getString(1));
                }
            }
            return replaced;
        }
    }

    private static void upsertDossiers(Connection connection, List<ImageRow> rows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO dossier (item, topic, event)
                SELECT item, topic, event::json FROM unnest(?::text[], ?::text[], ?::text[]) AS fresh (item, topic, event)
                ON CONFLICT (item) DO UPDATE SET topic = EXCLUDED.topic, event = EXCLUDED.event""")) {
            setTexts(upsert, 1, rows.stream().map(ImageRow::item));
            setTexts(upsert, 2, rows.stream().map(row -> row.stage().topic().topicName()));
            setTexts(
                    upsert, 3, rows.stream().map(row -> Stored.json(row.origin().value())));
            upsert.executeUpdate();
        }
    }

    private static void upsertRepresentatives(
            Connection connection, Map<Amendments.ClusterName, Amendments.Statement> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO cluster AS c (dataset, name, representative, position)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
                ON CONFLICT (dataset, name) DO UPDATE
                SET representative = EXCLUDED.representative, position = EXCLUDED.position
                WHERE c.position IS NULL OR c.position < EXCLUDED.position""")) {
            setTexts(upsert, 1, statements.keySet().stream().map(Amendments.ClusterName::dataset));
            setTexts(upsert, 2, statements.keySet().stream().map(Amendments.ClusterName::name));
            setTexts(upsert, 3, statements.values().stream().map(Amendments.Statement::value));
            setPositions(upsert, 4, statements);
            upsert.executeUpdate();
        }
    }

    private static void upsertAmendments(Connection connection, Amendments amendments) throws SQLException {
        upsertAmendments(connection, "cluster", amendments.clusters());
        upsertAmendments(connection, "split", amendments.splits());
    }

    /** @param column {@code cluster} or {@code split} */
    private static void upsertAmendments(
            Connection connection, String column, Map<String, Amendments.Statement> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO amendment AS a (item, %1$s, %1$s_position)
                SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])
                ON CONFLICT (item) DO UPDATE
                SET %1$s = EXCLUDED.%1$s, %1$s_position = EXCLUDED.%1$s_position
                WHERE a.%1$s_position IS NULL OR a.%1$s_position < EXCLUDED.%1$s_position""".formatted(column))) {
            setTexts(upsert, 1, statements.keySet().stream());
            setTexts(upsert, 2, statements.values().stream().map(Amendments.Statement::value));
            setPositions(upsert, 3, statements);
            upsert.executeUpdate();
        }
    }

    /**
     * Lets the rows of this batch, and those it speaks of, show the newest word on their cluster and split. A row whose own
     * upload has not come as far as to have a cluster, or a split, of its own does not take one from before.
     */
    private static void amend(Connection connection, BatchFold.Folded batch) throws SQLException {
        Set<String> touched = new TreeSet<>();
        batch.rows().forEach(row -> touched.add(row.item()));
        touched.addAll(batch.amendments().clusters().keySet());
        touched.addAll(batch.amendments().splits().keySet());
        if (touched.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE image SET
                    cluster = CASE WHEN a.cluster_position > image.cluster_position THEN a.cluster ELSE image.cluster END,
                    cluster_position = CASE WHEN a.cluster_position > image.cluster_position
                                            THEN a.cluster_position ELSE image.cluster_position END,
                    split = CASE WHEN a.split_position > image.split_position THEN a.split ELSE image.split END,
                    split_position = CASE WHEN a.split_position > image.split_position
                                          THEN a.split_position ELSE image.split_position END
                FROM amendment a
                WHERE a.item = ANY (?::text[]) AND image.item = a.item
                  AND (a.cluster_position > image.cluster_position OR a.split_position > image.split_position)""")) {
            setTexts(update, 1, touched.stream());
            update.executeUpdate();
        }
    }

    private static void setTexts(PreparedStatement statement, int index, java.util.stream.Stream<String> texts)
            throws SQLException {
        set(statement, index, "text", texts);
    }

    private static void set(PreparedStatement statement, int index, String type, java.util.stream.Stream<?> values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
    }

    private static void setPositions(PreparedStatement statement, int index, Map<?, Amendments.Statement> statements)
            throws SQLException {
        set(statement, index, "bigint", statements.values().stream().map(Amendments.Statement::position));
    }
}
