package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Traits;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.EventJson;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.PairJudged;
import dev.winnow.gateway.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        Set<String> replaced = Set.of();
        if (!batch.rows().isEmpty()) {
            replaced = upsertImages(connection, batch.rows(), deviating(connection, batch.rows()));
            upsertDossiers(connection, batch.rows(), replaced);
        }
        upsertRepresentatives(connection, batch.amendments().representatives());
        upsertAmendments(connection, batch.amendments());
        upsertOthers(connection, batch.amendments());
        Set<String> amended = amend(connection, batch);
        upsertRejudgements(connection, batch.rejudgements());
        List<String> touched = new ArrayList<>(amended);
        batch.rows().stream().filter(row -> row.assessed() != null).forEach(row -> touched.add(row.item()));
        batch.rejudgements().forEach(rejudgement -> touched.add(rejudgement.item()));
        showRejudgements(connection, touched, true);
        Withdrawals.note(connection, batch.amendments().withdrawals());
        Outbox.drop(connection, batch.amendments().withdrawals());
        Withdrawals.write(connection, batch.rows(), replaced);
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
        try (PreparedStatement update =
                connection.prepareStatement("""
                UPDATE image SET issues = shown.issues,
                                 flagged = image.state = 'accepted' AND shown.issues <> '{}',
                                 pending = image.pending OR (? AND image.stage = %d)
                FROM (SELECT i.item, i.file_issues || ARRAY(SELECT kind FROM unnest(r.issues) WITH ORDINALITY AS u (kind, n)
                                                            WHERE kind <> ALL (i.file_issues) ORDER BY n) AS issues
                      FROM rejudgement r JOIN image i ON i.item = r.item
                      WHERE r.item = ANY (?::text[])
                        AND i.uploaded_at = r.uploaded_at AND i.content = r.content
                        AND i.measures IS NOT NULL AND i.stage <> %d
                        AND (r.spec_version, r.fence_version) > (i.spec_version, 0)) AS shown
                WHERE image.item = shown.item AND image.issues <> shown.issues""".formatted(Stage.PREPARED.ordinal(), Stage.REJECTED.ordinal()))) {
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
     * @param replaced what a row that was there gets, in SQL
     */
    private record Column(String name, String type, String stored, String replaced, Function<ImageRow, Object> value) {
        Column(String name, String type, String stored, Function<ImageRow, Object> value) {
            this(name, type, stored, "EXCLUDED." + name, value);
        }

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
                        row -> row.assignment() == null || row.assignment().split() == null
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
                new Column(
                        "layout",
                        "text",
                        row -> row.upload().layout() == null
                                ? null
                                : row.upload().layout().key()),
                new Column(
                        "unit",
                        "text",
                        row -> row.assignment() == null
                                ? null
                                : Stored.text(row.assignment().unit())),
                new Column(
                        "arrived",
                        "bigint",
                        row -> row.deduplicated() == null ? null : Amendments.position(row.deduplicated())),
                new Column(
                        "exact_pixels_of",
                        "text",
                        ofDuplication(duplication -> Stored.text(duplication.exactPixelsOf()))),
                new Column(
                        "standing",
                        "text",
                        ofDuplication(duplication -> duplication.standing().name())),
                new Column(
                        "standing_position",
                        "bigint",
                        row -> row.deduplicated() == null ? null : Amendments.position(row.deduplicated())),
                new Column("copy_reason", "text", ofDuplication(duplication -> Stored.text(duplication.reason()))),
                new Column(
                        "merit",
                        "double precision",
                        row -> row.assessed() == null
                                ? null
                                : Traits.of(row.metadata(), row.assessed().scores())
                                        .merit()),
                texts("issues", ImageRow::issues),
                texts("file_issues", ImageRow::fileIssues),
                new Column("prepared", "integer", ImageRow::standardised),
                new Column("augmented", "integer", ImageRow::augmented),
                new Column("thumbnail", "text", ImageRow::thumbnail),
                compared(
                        "compared_at",
                        "timestamptz",
                        compared -> compared.micros().toString()),
                compared("compared_nanos", "smallint", Compared::nanos),
                compared("compared_version", "integer", Compared::specVersion),
                new Column("measures", "text", "measures::double precision[]", Projector::measures));
    }

    /** It tells of the item and not of one upload, so the later counts, whichever upload the row shows. */
    private static Column compared(String name, String type, Function<Compared, Object> value) {
        return new Column(
                name,
                type,
                name,
                "CASE WHEN image.compared_at IS NULL OR (EXCLUDED.compared_at, EXCLUDED.compared_nanos,"
                        + " EXCLUDED.compared_version) > (image.compared_at, image.compared_nanos, image.compared_version)"
                        + " THEN EXCLUDED." + name + " ELSE image." + name + " END",
                row -> row.compared() == null ? null : value.apply(row.compared()));
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

    private static Function<ImageRow, Object> ofDuplication(Function<Duplication, Object> value) {
        return row -> row.deduplicated() == null
                ? null
                : value.apply(row.deduplicated().duplication());
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
            + COLUMNS.stream().skip(1).map(c -> c.name() + " = " + c.replaced()).collect(Collectors.joining(", "))
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

    private static void upsertDossiers(Connection connection, List<ImageRow> batch, Set<String> replaced)
            throws SQLException {
        List<ImageRow> rows =
                batch.stream().filter(row -> replaced.contains(row.item())).toList();
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
        upsertAmendments(connection, "standing", amendments.standings());
    }

    /** @param column {@code cluster} or {@code standing} */
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

    /** Keeps moves, links, pictures made anew, removals, and what people said. */
    private static void upsertOthers(Connection connection, Amendments amendments) throws SQLException {
        upsertMoves(connection, amendments.moves());
        upsertLinks(connection, amendments.links());
        upsertRepreparations(connection, amendments.repreparations());
        upsertRemovals(connection, amendments.removals());
        insertJudgements(connection, amendments.judgements());
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO frozen AS f (dataset, release, position, at) VALUES (?, ?, ?, ?)
                ON CONFLICT (dataset, release) DO UPDATE SET position = EXCLUDED.position, at = EXCLUDED.at
                WHERE EXCLUDED.position < f.position""")) {
            for (Amendments.Freeze freeze : amendments.freezes()) {
                upsert.setString(1, freeze.event().dataset());
                upsert.setString(2, Stored.text(freeze.event().release()));
                upsert.setLong(3, freeze.position());
                upsert.setTimestamp(4, timestamp(freeze.event().at()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void upsertMoves(Connection connection, List<Amendments.Move> moves) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO moved AS m (item, position, dataset, split_before, split, state, outside_reason, outside_detail,
                                        unit, fold, reason, because, at, told)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item, position) DO UPDATE SET
                    split_before = EXCLUDED.split_before, split = EXCLUDED.split, state = EXCLUDED.state,
                    outside_reason = EXCLUDED.outside_reason, outside_detail = EXCLUDED.outside_detail,
                    unit = EXCLUDED.unit, fold = EXCLUDED.fold, reason = EXCLUDED.reason, because = EXCLUDED.because,
                    at = EXCLUDED.at, told = true
                WHERE EXCLUDED.told AND NOT m.told""")) {
            for (Amendments.Move move : moves) {
                upsert.setString(1, move.item());
                upsert.setLong(2, move.position());
                upsert.setString(3, move.dataset());
                upsert.setString(4, key(move.from()));
                upsert.setString(5, key(move.to()));
                upsert.setString(
                        6,
                        move.outside() == null
                                ? null
                                : ImageState.of(move.outside()).key());
                upsert.setString(
                        7,
                        move.outside() == null ? null : move.outside().reason().name());
                upsert.setString(
                        8,
                        move.outside() == null
                                ? null
                                : Stored.text(move.outside().detail()));
                upsert.setString(9, move.unit());
                upsert.setObject(10, move.fold(), java.sql.Types.INTEGER);
                upsert.setString(11, move.reason().name());
                upsert.setString(12, move.because());
                upsert.setTimestamp(13, timestamp(move.at()));
                upsert.setBoolean(14, move.told());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static String key(Split split) {
        return split == null ? null : split.key();
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant.truncatedTo(ChronoUnit.MICROS));
    }

    private static void upsertLinks(Connection connection, List<Amendments.Link> links) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO link AS l
                    (item, other, dataset, position, distance, correlation, pdq_distance, turn, by_hand, exact)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item, other) DO UPDATE SET
                    position = EXCLUDED.position, distance = EXCLUDED.distance, correlation = EXCLUDED.correlation,
                    pdq_distance = EXCLUDED.pdq_distance, turn = EXCLUDED.turn, by_hand = EXCLUDED.by_hand,
                    exact = EXCLUDED.exact
                WHERE l.position < EXCLUDED.position""")) {
            for (Amendments.Link link : links) {
                Duplication.Match match = link.match();
                upsert.setString(1, link.item());
                upsert.setString(2, Stored.text(match.item()));
                upsert.setString(3, link.dataset());
                upsert.setLong(4, link.position());
                upsert.setInt(5, match.distance());
                upsert.setObject(6, match.correlation(), java.sql.Types.DOUBLE);
                upsert.setObject(7, match.pdqDistance(), java.sql.Types.INTEGER);
                upsert.setString(8, match.turn() == null ? null : match.turn().name());
                upsert.setBoolean(9, match.byHand());
                upsert.setString(10, link.exact());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void upsertRepreparations(Connection connection, List<Amendments.Repreparation> repreparations)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO repreparation AS r
                    (item, uploaded_at, content, spec_version, position, prepared, augmented, thumbnail, event)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json)
                ON CONFLICT (item) DO UPDATE SET
                    uploaded_at = EXCLUDED.uploaded_at, content = EXCLUDED.content,
                    spec_version = EXCLUDED.spec_version, position = EXCLUDED.position,
                    prepared = EXCLUDED.prepared, augmented = EXCLUDED.augmented, thumbnail = EXCLUDED.thumbnail,
                    event = EXCLUDED.event
                WHERE (EXCLUDED.uploaded_at, EXCLUDED.content, EXCLUDED.spec_version, EXCLUDED.position)
                    > (r.uploaded_at, r.content, r.spec_version, r.position)""")) {
            for (Amendments.Repreparation repreparation : repreparations) {
                List<PreparedPicture> pictures = repreparation.event().pictures();
                upsert.setString(1, repreparation.event().key());
                upsert.setTimestamp(2, timestamp(repreparation.key().at()));
                upsert.setString(3, repreparation.key().content());
                upsert.setInt(4, repreparation.key().specVersion());
                upsert.setLong(5, repreparation.event().moved().position());
                upsert.setInt(6, ImageRow.standardised(pictures));
                upsert.setInt(7, pictures.size() - ImageRow.standardised(pictures));
                upsert.setString(8, ImageRow.thumbnail(pictures));
                upsert.setString(9, repreparation.json());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void upsertRemovals(Connection connection, List<ImageWithdrawn> removals) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO removal AS r (item, up_to, spec_version, reason) VALUES (?, ?, ?, ?)
                ON CONFLICT (item) DO UPDATE SET
                    up_to = EXCLUDED.up_to, spec_version = EXCLUDED.spec_version, reason = EXCLUDED.reason
                WHERE (EXCLUDED.up_to, EXCLUDED.spec_version) > (r.up_to, r.spec_version)""")) {
            for (ImageWithdrawn removal : removals) {
                upsert.setString(1, removal.item().id());
                upsert.setTimestamp(2, timestamp(removal.upTo()));
                upsert.setInt(3, removal.specVersion());
                upsert.setString(4, Stored.text(removal.reason()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void insertJudgements(Connection connection, List<PairJudged> judgements) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO judgement (dataset, one, other, one_content, other_content, word, said_by, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            for (PairJudged judged : judgements) {
                insert.setString(1, judged.dataset());
                insert.setString(2, Stored.text(judged.one()));
                insert.setString(3, Stored.text(judged.other()));
                insert.setString(4, judged.oneContent().hex());
                insert.setString(5, judged.otherContent().hex());
                insert.setString(6, judged.word().name());
                insert.setString(7, Stored.text(judged.by()));
                insert.setTimestamp(8, timestamp(judged.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /**
     * Lets the rows of this batch, and those it speaks of, show the newest word on their cluster, standing and split, and whether
     * they are part of the dataset. A row whose own upload has not come as far as to have a cluster, or a split, of its own does
     * not take one from before.
     *
     * @return the items that may have changed
     */
    private static Set<String> amend(Connection connection, BatchFold.Folded batch) throws SQLException {
        Set<String> touched = new TreeSet<>();
        batch.rows().forEach(row -> touched.add(row.item()));
        touched.addAll(batch.amendments().clusters().keySet());
        touched.addAll(batch.amendments().standings().keySet());
        batch.amendments().moves().forEach(move -> touched.add(move.item()));
        batch.amendments()
                .repreparations()
                .forEach(news -> touched.add(news.event().key()));
        batch.amendments()
                .removals()
                .forEach(removal -> touched.add(removal.item().id()));
        if (touched.isEmpty()) {
            return touched;
        }
        try (PreparedStatement update = connection.prepareStatement(AMEND)) {
            setTexts(update, 1, touched.stream());
            update.executeUpdate();
        }
        return touched;
    }

    private static final String AMEND = """
            UPDATE image SET
                cluster = t.cluster, cluster_position = t.cluster_position,
                standing = t.standing, standing_position = t.standing_position,
                split = t.split, split_position = t.split_position, unit = t.unit, fold = t.fold,
                state = t.state, reason = t.reason, detail = t.detail,
                flagged = t.state = 'accepted' AND image.issues <> '{}',
                prepared = t.prepared, augmented = t.augmented, thumbnail = t.thumbnail
            FROM (
                SELECT i.item,
                    CASE WHEN r.item IS NOT NULL THEN NULL
                         WHEN a.cluster_position > i.cluster_position THEN a.cluster ELSE i.cluster END AS cluster,
                    CASE WHEN a.cluster_position > i.cluster_position
                         THEN a.cluster_position ELSE i.cluster_position END AS cluster_position,
                    CASE WHEN a.standing_position > i.standing_position
                         THEN a.standing ELSE i.standing END AS standing,
                    CASE WHEN a.standing_position > i.standing_position
                         THEN a.standing_position ELSE i.standing_position END AS standing_position,
                    CASE WHEN r.item IS NOT NULL THEN NULL
                         WHEN m.item IS NOT NULL THEN m.split ELSE i.split END AS split,
                    coalesce(m.position, i.split_position) AS split_position,
                    CASE WHEN m.item IS NOT NULL THEN m.unit ELSE i.unit END AS unit,
                    CASE WHEN r.item IS NOT NULL THEN NULL
                         WHEN m.item IS NOT NULL THEN m.fold ELSE i.fold END AS fold,
                    CASE WHEN r.item IS NOT NULL THEN 'removed'
                         WHEN i.split_position IS NULL THEN i.state
                         WHEN m.item IS NOT NULL AND m.split IS NULL THEN coalesce(m.state, 'in-flight')
                         WHEN m.item IS NULL AND i.split IS NULL THEN i.state
                         WHEN i.stage = %d OR p.item IS NOT NULL THEN 'accepted'
                         ELSE 'in-flight' END AS state,
                    CASE WHEN r.item IS NOT NULL THEN NULL
                         WHEN m.item IS NOT NULL THEN m.outside_reason ELSE i.reason END AS reason,
                    CASE WHEN r.item IS NOT NULL THEN r.reason
                         WHEN m.item IS NOT NULL THEN m.outside_detail ELSE i.detail END AS detail,
                    coalesce(p.prepared, i.prepared) AS prepared,
                    coalesce(p.augmented, i.augmented) AS augmented,
                    CASE WHEN p.item IS NOT NULL THEN p.thumbnail ELSE i.thumbnail END AS thumbnail
                FROM image i
                    LEFT JOIN amendment a ON a.item = i.item
                    LEFT JOIN LATERAL (SELECT * FROM moved WHERE moved.item = i.item AND moved.position >= i.split_position
                                       ORDER BY moved.position DESC LIMIT 1) m ON true
                    LEFT JOIN repreparation p ON p.item = i.item AND p.uploaded_at = i.uploaded_at
                        AND p.content = i.content AND p.spec_version = i.spec_version AND i.split_position IS NOT NULL
                    LEFT JOIN removal r ON r.item = i.item
                        AND (i.uploaded_at, i.spec_version) <= (r.up_to, r.spec_version)
                WHERE i.item = ANY (?::text[])) t
            WHERE image.item = t.item
              AND (image.cluster, image.cluster_position, image.standing, image.standing_position, image.split,
                   image.split_position, image.unit, image.fold, image.state, image.reason, image.detail,
                   image.prepared, image.augmented, image.thumbnail)
                  IS DISTINCT FROM
                  (t.cluster, t.cluster_position, t.standing, t.standing_position, t.split,
                   t.split_position, t.unit, t.fold, t.state, t.reason, t.detail,
                   t.prepared, t.augmented, t.thumbnail)""".formatted(Stage.PREPARED.ordinal());

    static void setTexts(PreparedStatement statement, int index, java.util.stream.Stream<String> texts)
            throws SQLException {
        set(statement, index, "text", texts);
    }

    static void set(PreparedStatement statement, int index, String type, java.util.stream.Stream<?> values)
            throws SQLException {
        statement.setArray(
                index,
                statement
                        .getConnection()
                        .createArrayOf(type.equals("double precision") ? "float8" : type, values.toArray()));
    }

    private static void setPositions(PreparedStatement statement, int index, Map<?, Amendments.Statement> statements)
            throws SQLException {
        set(statement, index, "bigint", statements.values().stream().map(Amendments.Statement::position));
    }
}
