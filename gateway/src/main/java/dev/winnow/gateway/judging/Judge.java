package dev.winnow.gateway.judging;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.QuantileSketch;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.Event;
import dev.winnow.events.EventDeserializer;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageRejudged;
import dev.winnow.gateway.images.MeasuredRow;
import dev.winnow.gateway.kafka.Announcer;
import dev.winnow.gateway.projection.AdvisoryLock;
import dev.winnow.gateway.projection.Parameters;
import dev.winnow.gateway.projection.Projector;
import dev.winnow.gateway.projection.Rejudgement;
import dev.winnow.gateway.projection.RejudgementTable;
import dev.winnow.gateway.projection.Standard;
import dev.winnow.gateway.projection.Standards;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Brings the images there are in line with their dataset's spec and fences, from stored raw values. What is to be judged under
 * stands in the table {@code judging}: when that changes, the dataset is gone through once, page by page. Whatever reaches its
 * end afterwards is judged by {@link Projector} in passing; where that finds a deviation, the row is pending, and is looked at
 * here.
 *
 * <p>While images come, a fence stands until the dataset has {@linkplain Fence#isOutlived changed enough}. At rest fences are taken
 * anew where the values give others, so that the verdicts are then a function of the images alone, whatever was looked at
 * when.
 *
 * <p>Only what changes is announced, and announced first: then the rows are written, in one transaction with how far this has
 * come. Ended between the two, the same events are announced once more under the same ids. One gateway judges at a time.
 *
 * <p>Not safe for use by several threads.
 */
@ApplicationScoped
public class Judge {
    private static final Logger LOG = Logger.getLogger(Judge.class);

    private static final int PAGE = 2_000;

    /** A dataset is at rest when it has not changed for so long: where much comes, images on their way are not known of. */
    private static final long REST_NANOS = 500_000_000L;

    /** The same where images are known to be on their way: they may never arrive. */
    private static final long REST_UNDER_WAY_NANOS = 10_000_000_000L;

    /** Looking at all values of a dataset at rest may take one part in so many of the time. */
    private static final int LOOKING_SHARE = 20;

    private static final EventDeserializer EVENTS = new EventDeserializer();
    private static final EventSerializer JSON = new EventSerializer();

    private final DataSource database;
    private final Standards standards;
    private final Announcer announcer;
    private final Clock clock = Clock.systemUTC();
    private final LongSupplier nanos;

    /** By dataset, the accepted images there were when its fences were last looked at. */
    private final Map<String, Long> lookedAt = new HashMap<>();

    /** By dataset, the last look at all its values when it was at rest. */
    private final Map<String, Look> looks = new HashMap<>();

    /** By dataset, since when it has stood at a change. */
    private final Map<String, Standstill> standstills = new HashMap<>();

    /** @param change of the dataset that was looked at; the next look is due no earlier than the last moment in {@link #nanos} */
    private record Look(long change, long nextNanos) {}

    private record Standstill(long change, long sinceNanos) {}

    @Inject
    public Judge(DataSource database, Standards standards, Announcer announcer) {
        this(database, standards, announcer, System::nanoTime);
    }

    /** @param nanos a clock that only measures how long things take */
    Judge(DataSource database, Standards standards, Announcer announcer, LongSupplier nanos) {
        this.nanos = nanos;
        this.database = database;
        this.standards = standards;
        this.announcer = announcer;
    }

    /** What was done for a dataset. */
    enum Progress {
        /** Nothing is left to do until the dataset changes. */
        DONE,
        /** There is more. */
        MORE,
        /** There may be more once the dataset is at rest, or once a look at all its values is due. */
        LATER,
        /** Another gateway judges. */
        NOT_MINE
    }

    /** Does the next bit of work on a dataset. */
    Progress work(String dataset) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                if (!AdvisoryLock.JUDGE.tryIt(connection)) {
                    connection.rollback();
                    return Progress.NOT_MINE;
                }
                boolean more = settle(connection, dataset) || page(connection, dataset) || pending(connection, dataset);
                Progress progress = more ? Progress.MORE : atRest(connection, dataset);
                connection.commit();
                return progress;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** What there is to know of a dataset before deciding. */
    private record Docket(
            int specVersion, Integer judgedSpec, int judgedFence, long accepted, long underWay, long change) {}

    private static Docket docket(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT coalesce((SELECT max(version) FROM dataset_spec WHERE dataset = d.name), 1),
                       j.spec_version, coalesce(j.fence_version, 0),
                       coalesce((SELECT sum(n) FROM tally
                                 WHERE dataset = d.name AND kind = 'state' AND key = 'accepted'), 0),
                       coalesce((SELECT sum(n) FROM tally
                                 WHERE dataset = d.name AND kind = 'state' AND key = 'in-flight'), 0),
                       d.change
                FROM dataset d LEFT JOIN judging j ON j.dataset = d.name WHERE d.name = ?""")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Docket(
                        row.getInt(1),
                        (Integer) row.getObject(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6));
            }
        }
    }

    /** Sees to what the images are to be judged under. */
    private boolean settle(Connection connection, String dataset) throws SQLException {
        Docket docket = docket(connection, dataset);
        DatasetSpec spec = standards.spec(connection, dataset, docket.specVersion());
        boolean newSpec = docket.judgedSpec() == null || docket.judgedSpec() < docket.specVersion();
        Map<Measure, QuantileSketch> outlived = outlived(connection, dataset, spec, docket, newSpec);
        if (!newSpec && outlived.isEmpty()) {
            return false;
        }
        AdvisoryLock.WRITER.await(connection);
        int fenceVersion =
                outlived.isEmpty() ? docket.judgedFence() : write(connection, dataset, outlived, docket.judgedFence());
        aim(connection, dataset, docket.specVersion(), fenceVersion);
        return true;
    }

    /** Takes fences anew where nothing else is left to do, the dataset is at rest, and its values give others. */
    private Progress atRest(Connection connection, String dataset) throws SQLException {
        Docket docket = docket(connection, dataset);
        Look last = looks.get(dataset);
        if (last != null && last.change() == docket.change()) {
            return Progress.DONE;
        }
        Set<Measure> fenced = standards
                .spec(connection, dataset, docket.specVersion())
                .quality()
                .fenced();
        if (fenced.isEmpty()) {
            return Progress.DONE;
        }
        long now = nanos.getAsLong();
        long rest = docket.underWay() > 0 ? REST_UNDER_WAY_NANOS : REST_NANOS;
        if (now - standsStillSince(dataset, docket.change(), now) < rest
                || last != null && now - last.nextNanos() < 0) {
            return Progress.LATER;
        }
        Map<Measure, QuantileSketch> sketches =
                docket.accepted() < Fence.LEAST_COUNT ? Map.of() : sketches(connection, dataset, fenced);
        long after = nanos.getAsLong();
        looks.put(dataset, new Look(docket.change(), after + LOOKING_SHARE * (after - now)));
        Map<Measure, Fence> fences = standards.fences(connection, dataset);
        fences.keySet().retainAll(fenced);
        boolean fitting = fences.keySet().equals(sketches.keySet());
        for (Map.Entry<Measure, QuantileSketch> sketch : sketches.entrySet()) {
            fitting = fitting && fences.get(sketch.getKey()).isAround(sketch.getValue());
        }
        if (fitting) {
            return Progress.DONE;
        }
        AdvisoryLock.WRITER.await(connection);
        aim(connection, dataset, docket.specVersion(), write(connection, dataset, sketches, docket.judgedFence()));
        return Progress.MORE;
    }

    private long standsStillSince(String dataset, long change, long now) {
        Standstill before = standstills.get(dataset);
        if (before == null || before.change() != change) {
            standstills.put(dataset, new Standstill(change, now));
            return now;
        }
        return before.sinceNanos();
    }

    /** The sketches of the measures that the spec fences, where one of the dataset's fences is no longer good or missing. */
    private Map<Measure, QuantileSketch> outlived(
            Connection connection, String dataset, DatasetSpec spec, Docket docket, boolean newSpec)
            throws SQLException {
        Set<Measure> fenced = spec.quality().fenced();
        Long before = lookedAt.get(dataset);
        boolean grown = before == null || 10 * Math.abs(docket.accepted() - before) >= before;
        if (fenced.isEmpty() || docket.accepted() < Fence.LEAST_COUNT || !(grown || newSpec)) {
            return Map.of();
        }
        lookedAt.put(dataset, docket.accepted());
        Map<Measure, QuantileSketch> sketches = sketches(connection, dataset, fenced);
        Map<Measure, Fence> fences = standards.fences(connection, dataset);
        boolean outlived = false;
        for (Map.Entry<Measure, QuantileSketch> sketch : sketches.entrySet()) {
            Fence fence = fences.get(sketch.getKey());
            outlived |= fence == null || fence.isOutlived(sketch.getValue());
        }
        return outlived ? sketches : Map.of();
    }

    /** Of the accepted images; measures that too few of them have are left out. */
    private static Map<Measure, QuantileSketch> sketches(Connection connection, String dataset, Set<Measure> measures)
            throws SQLException {
        StringBuilder columns = new StringBuilder();
        Map<Measure, QuantileSketch> sketches = new EnumMap<>(Measure.class);
        for (Measure measure : measures) {
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append("measures[")
                    .append(measure.ordinal() + 1)
                    .append(']');
            sketches.put(measure, new QuantileSketch());
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + columns + " FROM image WHERE dataset = ? AND state = 'accepted'")) {
            query.setString(1, dataset);
            query.setFetchSize(10 * PAGE);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    int column = 1;
                    for (QuantileSketch sketch : sketches.values()) {
                        double value = rows.getDouble(column++);
                        if (!rows.wasNull()) {
                            sketch.add(value);
                        }
                    }
                }
            }
        }
        sketches.values().removeIf(sketch -> sketch.count() < Fence.LEAST_COUNT);
        return sketches;
    }

    /** Of all that were ever announced: one made after the read model was rebuilt has to be later than those. */
    private static int greatestFence(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT coalesce(max(fence_version), 0) FROM rejudgement WHERE dataset = ?")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /**
     * Makes these the dataset's fences.
     *
     * @param judgedFence the version that its images are judged under
     * @return the version of the new ones
     */
    private static int write(
            Connection connection, String dataset, Map<Measure, QuantileSketch> sketches, int judgedFence)
            throws SQLException {
        int fenceVersion = 1 + Math.max(judgedFence, greatestFence(connection, dataset));
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM fence WHERE dataset = ? AND measure <> ALL (?::text[])")) {
            delete.setString(1, dataset);
            Parameters.texts(delete, 2, sketches.keySet().stream().map(Measure::key));
            delete.executeUpdate();
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO fence (dataset, measure, version, count, first_quartile, third_quartile, values, counts, centiles)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (dataset, measure) DO UPDATE SET
                    version = EXCLUDED.version, count = EXCLUDED.count, first_quartile = EXCLUDED.first_quartile,
                    third_quartile = EXCLUDED.third_quartile, values = EXCLUDED.values, counts = EXCLUDED.counts, centiles = EXCLUDED.centiles""")) {
            for (Map.Entry<Measure, QuantileSketch> entry : sketches.entrySet()) {
                QuantileSketch sketch = entry.getValue();
                Fence fence = Fence.around(sketch, fenceVersion);
                upsert.setString(1, dataset);
                upsert.setString(2, entry.getKey().key());
                upsert.setInt(3, fence.version());
                upsert.setLong(4, fence.count());
                upsert.setDouble(5, fence.firstQuartile());
                upsert.setDouble(6, fence.thirdQuartile());
                upsert.setArray(
                        7,
                        connection.createArrayOf(
                                "float8", Arrays.stream(sketch.values()).boxed().toArray()));
                upsert.setArray(
                        8,
                        connection.createArrayOf(
                                "int8", Arrays.stream(sketch.counts()).boxed().toArray()));
                upsert.setArray(
                        9, connection.createArrayOf("float8", fence.centiles().toArray()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
        return fenceVersion;
    }

    /** From now on images that reach their end are judged under this, and those that are there are gone through. */
    private static void aim(Connection connection, String dataset, int specVersion, int fenceVersion)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO judging (dataset, spec_version, fence_version) VALUES (?, ?, ?)
                ON CONFLICT (dataset) DO UPDATE SET spec_version = EXCLUDED.spec_version,
                    fence_version = EXCLUDED.fence_version, uploaded_at = '-infinity', item = '', complete = false""")) {
            upsert.setString(1, dataset);
            upsert.setInt(2, specVersion);
            upsert.setInt(3, fenceVersion);
            upsert.executeUpdate();
        }
        changed(connection, dataset);
    }

    /** How far judging has come is part of what is told of a dataset, and answers are kept until it changes. */
    private static void changed(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE dataset SET change = change + 1 WHERE name = ?")) {
            update.setString(1, dataset);
            update.executeUpdate();
        }
    }

    /** A row that may have to be judged otherwise. */
    private record Line(String item, String uploadedAt, int specVersion, int stage, boolean deviates) {}

    private static final String ROWS =
            "SELECT item, uploaded_at::text AS place, spec_version, stage, state, reason, detail, issues, file_issues, measures"
                    + " FROM image ";

    /** Goes through the next page of a dataset that has not been gone through. */
    private boolean page(Connection connection, String dataset) throws SQLException {
        String uploadedAt;
        String item;
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT uploaded_at::text, item FROM judging WHERE dataset = ? AND NOT complete")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                uploadedAt = row.getString(1);
                item = row.getString(2);
            }
        }
        Optional<Standard> settled = standards.standard(connection, dataset);
        if (settled.isEmpty()) {
            return false; // the dataset was deleted meanwhile
        }
        Standard standard = settled.get();
        List<String> deviating = new ArrayList<>();
        int seen = 0;
        try (PreparedStatement query = connection.prepareStatement(ROWS + """
                WHERE dataset = ? AND (uploaded_at, item) > (?::timestamptz, ?)
                ORDER BY dataset, uploaded_at, item LIMIT\s""" + PAGE)) {
            query.setString(1, dataset);
            query.setString(2, uploadedAt);
            query.setString(3, item);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    seen++;
                    Line line = line(rows, standard);
                    uploadedAt = line.uploadedAt();
                    item = line.item();
                    if (line.deviates()) {
                        deviating.add(item);
                    }
                }
            }
        }
        List<Event> announced = announce(connection, standard, deviating);
        AdvisoryLock.WRITER.await(connection);
        write(connection, announced);
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE judging SET uploaded_at = ?::timestamptz, item = ?, complete = ? WHERE dataset = ?")) {
            update.setString(1, uploadedAt);
            update.setString(2, item);
            update.setBoolean(3, seen < PAGE);
            update.setString(4, dataset);
            update.executeUpdate();
        }
        changed(connection, dataset);
        if (!announced.isEmpty()) {
            LOG.infof(
                    "images judged again dataset=%s spec=%d fence=%d announced=%d of=%d",
                    dataset, standard.spec().version(), standard.fenceVersion(), announced.size(), seen);
        }
        return true;
    }

    private static Line line(ResultSet row, Standard standard) throws SQLException {
        String reason = row.getString("reason");
        Rejection rejection =
                reason == null ? null : new Rejection(Rejection.Reason.valueOf(reason), row.getString("detail"));
        String state = row.getString("state");
        boolean judged = (state.equals("accepted") || state.equals("rejected")) && row.getArray("measures") != null;
        return new Line(
                row.getString("item"),
                row.getString("place"),
                row.getInt("spec_version"),
                row.getInt("stage"),
                judged
                        && standard.deviates(
                                MeasuredRow.scores(row), rejection, texts(row, "file_issues"), texts(row, "issues")));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /** Looks at the images that reached their end with another verdict than theirs. */
    private boolean pending(Connection connection, String dataset) throws SQLException {
        List<Line> pending = new ArrayList<>();
        List<String> deviating = new ArrayList<>();
        Optional<Standard> settled = standards.standard(connection, dataset);
        if (settled.isEmpty()) {
            return false; // the dataset was deleted meanwhile
        }
        Standard standard = settled.get();
        try (PreparedStatement query =
                connection.prepareStatement(ROWS + "WHERE dataset = ? AND pending ORDER BY item LIMIT " + PAGE)) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Line line = line(rows, standard);
                    pending.add(line);
                    if (line.deviates()) {
                        deviating.add(line.item());
                    }
                }
            }
        }
        if (pending.isEmpty()) {
            return false;
        }
        if (overtaken(connection, dataset, pending.stream().map(Line::item).toList(), standard)) {
            // Its fences are older than what was announced before the read model was made anew.
            AdvisoryLock.WRITER.await(connection);
            int fenceVersion = 1 + greatestFence(connection, dataset);
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE fence SET version = ? WHERE dataset = ?")) {
                update.setInt(1, fenceVersion);
                update.setString(2, dataset);
                update.executeUpdate();
            }
            aim(connection, dataset, standard.spec().version(), fenceVersion);
            return true;
        }
        List<Event> announced = announce(connection, standard, deviating);
        AdvisoryLock.WRITER.await(connection);
        write(connection, announced);
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE image SET pending = false
                FROM unnest(?::text[], ?::timestamptz[], ?::integer[], ?::smallint[])
                     AS seen (item, uploaded_at, spec_version, stage)
                WHERE image.pending AND image.item = seen.item AND image.uploaded_at = seen.uploaded_at
                  AND image.spec_version = seen.spec_version AND image.stage = seen.stage""")) {
            Parameters.rows(update, 1, "text", pending.stream().map(Line::item));
            Parameters.rows(update, 2, "timestamptz", pending.stream().map(Line::uploadedAt));
            Parameters.rows(update, 3, "integer", pending.stream().map(Line::specVersion));
            Parameters.rows(update, 4, "smallint", pending.stream().map(line -> (short) line.stage()));
            update.executeUpdate();
        }
        return true;
    }

    /** Whether any of the items was judged under the same spec with later fences than there are. */
    private static boolean overtaken(Connection connection, String dataset, List<String> items, Standard standard)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT EXISTS (SELECT FROM rejudgement WHERE item = ANY (?::text[]) AND dataset = ?
                               AND spec_version = ? AND fence_version > ?)""")) {
            Parameters.texts(query, 1, items.stream());
            query.setString(2, dataset);
            query.setInt(3, standard.spec().version());
            query.setInt(4, standard.fenceVersion());
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Announces what there is to say of these items and returns when the broker has it. */
    private List<Event> announce(Connection connection, Standard standard, List<String> items) throws SQLException {
        List<Event> events = new ArrayList<>();
        if (items.isEmpty()) {
            return events;
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT topic, event FROM dossier WHERE item = ANY (?::text[]) ORDER BY item")) {
            Parameters.texts(query, 1, items.stream());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Event furthest = EVENTS.deserialize(
                            rows.getString(1), rows.getString(2).getBytes(StandardCharsets.UTF_8));
                    Verdict.of(furthest, standard, clock.instant()).ifPresent(events::add);
                }
            }
        }
        announcer.announce(events);
        return events;
    }

    /** Writes of what was announced what the read model knows no other way of soon; the rest comes back by the topics. */
    private static void write(Connection connection, List<Event> announced) throws SQLException {
        List<Rejudgement> rejudgements = new ArrayList<>();
        List<String> items = new ArrayList<>();
        for (Event event : announced) {
            if (event instanceof ImageRejudged rejudged) {
                rejudgements.add(
                        Rejudgement.of(rejudged, JSON.serialize(event.topic().topicName(), event)));
                items.add(rejudged.upload().key());
            }
        }
        RejudgementTable.upsert(connection, rejudgements);
        RejudgementTable.show(connection, items, false);
    }
}
