package dev.winnow.gateway.summary;

import dev.winnow.dataset.Deletion;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.projection.Deletions;
import dev.winnow.gateway.specs.Specs;
import dev.winnow.gateway.splits.Notices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Datasets in numbers. The counts are kept by the database as images change, so that none is counted here; what does cost
 * something is kept until the dataset changes.
 */
@ApplicationScoped
public class Summaries {
    private static final int MOST_KEPT = 256;

    /**
     * One line of the list of datasets.
     *
     * @param specVersion in force
     * @param updatedAt the time of the last event, or null before any
     */
    public record DatasetLine(
            String dataset,
            int specVersion,
            long uploaded,
            long accepted,
            long rejected,
            long quarantined,
            long flagged,
            long inFlight,
            Instant updatedAt) {}

    private record Tally(String key, String split, long n) {}

    private final DataSource database;
    private final Specs specs;
    private final Instance<ProcessFigures> process;
    private final KeptAnswers<String, Summary> summaries;

    public Summaries(DataSource database, Specs specs, @Any Instance<ProcessFigures> process) {
        this.database = database;
        this.specs = specs;
        this.process = process;
        this.summaries = new KeptAnswers<>(database, MOST_KEPT);
    }

    public List<DatasetLine> datasets() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT d.name, d.last_event_at,
                               coalesce((SELECT max(version) FROM dataset_spec s WHERE s.dataset = d.name), 1),
                               coalesce(sum(n) FILTER (WHERE kind = 'state'), 0),
                               coalesce(sum(n) FILTER (WHERE kind = 'state' AND key = 'accepted'), 0),
                               coalesce(sum(n) FILTER (WHERE kind = 'state' AND key = 'rejected'), 0),
                               coalesce(sum(n) FILTER (WHERE kind = 'state' AND key = 'quarantined'), 0),
                               coalesce(sum(n) FILTER (WHERE kind = 'flagged'), 0),
                               coalesce(sum(n) FILTER (WHERE kind = 'state' AND key = 'in-flight'), 0)
                        FROM dataset d LEFT JOIN tally t ON t.dataset = d.name AND t.kind IN ('state', 'flagged')
                        WHERE NOT EXISTS (SELECT FROM deletion gone WHERE gone.dataset = d.name AND NOT EXISTS
                            (SELECT FROM dataset_spec s WHERE s.dataset = d.name AND s.version > gone.up_to))
                        GROUP BY d.name, d.last_event_at ORDER BY d.name""");
                ResultSet rows = query.executeQuery()) {
            List<DatasetLine> lines = new ArrayList<>();
            while (rows.next()) {
                Timestamp updated = rows.getTimestamp(2);
                lines.add(new DatasetLine(
                        rows.getString(1),
                        rows.getInt(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getLong(8),
                        rows.getLong(9),
                        updated == null ? null : updated.toInstant()));
            }
            return lines;
        }
    }

    public boolean isKnown(String dataset) throws SQLException {
        return KeptAnswers.change(database, dataset).isPresent()
                && deletion(dataset).isEmpty();
    }

    /** The deletion of a dataset that nobody has declared anew since. */
    public Optional<Deletion> deletion(String dataset) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Deletions.closing(connection, dataset);
        }
    }

    /** Nothing where there is no such dataset. */
    public Optional<Summary> summary(String dataset) throws SQLException {
        return isKnown(dataset)
                ? Optional.of(completed(summaries.answer(dataset, dataset, () -> count(dataset))))
                : Optional.empty();
    }

    private Summary completed(Summary summary) {
        Double startup = figure(ProcessFigures::startupSeconds);
        Double cpu = figure(ProcessFigures::cpuSecondsPerImage);
        return new Summary(
                summary.dataset(),
                summary.images(),
                summary.rejections(),
                summary.issues(),
                summary.duplicates(),
                summary.splits(),
                summary.classes(),
                summary.leakage(),
                summary.prepared(),
                summary.augmented(),
                new Summary.Seconds(startup, summary.seconds().pipeline()),
                summary.imagesPerSecond(),
                cpu,
                summary.deadLetters(),
                summary.inFlight(),
                summary.overflagging(),
                summary.notices(),
                summary.labels());
    }

    private Double figure(Function<ProcessFigures, OptionalDouble> which) {
        return process.stream()
                .map(which)
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .findFirst()
                .orElse(null);
    }

    /** Issues that a reader of this version does not know are no rule's. */
    private static Map<String, Long> overflagging(Quality quality, Map<String, Long> issues, long accepted) {
        Map<Issue.Kind, Long> byKind = new EnumMap<>(Issue.Kind.class);
        for (Issue.Kind kind : Issue.Kind.values()) {
            if (issues.containsKey(kind.name())) {
                byKind.put(kind, issues.get(kind.name()));
            }
        }
        Map<String, Long> over = new LinkedHashMap<>();
        quality.overflagging(byKind, accepted).forEach((kind, images) -> over.put(kind.name(), images));
        return over;
    }

    private Summary count(String dataset) throws SQLException {
        DatasetSpec spec = specs.current(dataset);
        try (Connection connection = database.getConnection()) {
            Map<String, List<Tally>> tallies = tallies(connection, dataset);
            Map<String, Long> states = byKey(tallies, "state");
            long accepted = states.getOrDefault("accepted", 0L);
            long rejected = states.getOrDefault("rejected", 0L);
            long quarantined = states.getOrDefault("quarantined", 0L);
            long removed = states.getOrDefault("removed", 0L);
            long inFlight = states.getOrDefault("in-flight", 0L);
            long finished = accepted + rejected + quarantined + removed;
            Map<String, Long> splits = new LinkedHashMap<>();
            for (Split split : Split.values()) {
                splits.put(split.key(), 0L);
            }
            byKey(tallies, "split").forEach((split, n) -> splits.computeIfPresent(split, (key, none) -> n));
            Map<String, Long> classes = byKey(tallies, "label");
            classes.remove("");
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT count(*) FILTER (WHERE items >= 2), coalesce(sum(items) FILTER (WHERE items >= 2), 0),
                           count(*) FILTER (WHERE (train > 0)::int + (val > 0)::int + (test > 0)::int > 1),
                           (SELECT min(uploaded_at) FROM image WHERE dataset = ?),
                           (SELECT last_event_at FROM dataset WHERE name = ?),
                           (SELECT count(*) FROM dead_letter l LEFT JOIN image i ON i.item = l.item
                            WHERE l.state = 'OPEN' AND coalesce(l.dataset, i.dataset) = ?)
                    FROM cluster WHERE dataset = ?""")) {
                query.setString(1, dataset);
                query.setString(2, dataset);
                query.setString(3, dataset);
                query.setString(4, dataset);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    double pipeline = seconds(row.getTimestamp(4), row.getTimestamp(5));
                    return new Summary(
                            dataset,
                            new Summary.Images(
                                    finished + inFlight,
                                    accepted,
                                    rejected,
                                    quarantined,
                                    removed,
                                    total(tallies, "flagged")),
                            byKey(tallies, "reason"),
                            byKey(tallies, "issue"),
                            new Summary.Duplicates(total(tallies, "exact"), row.getLong(1), row.getLong(2)),
                            splits,
                            classes,
                            row.getLong(3),
                            total(tallies, "prepared"),
                            total(tallies, "augmented"),
                            new Summary.Seconds(null, pipeline),
                            pipeline > 0 ? finished / pipeline : null,
                            null,
                            row.getLong(6),
                            inFlight,
                            overflagging(spec.quality(), byKey(tallies, "issue"), accepted),
                            inFlight > 0
                                    ? List.of()
                                    : Notices.of(connection, dataset, spec.split(), splits, row.getLong(3)),
                            labels(connection, dataset));
                }
            }
        }
    }

    private static Summary.Labels labels(Connection connection, String dataset) throws SQLException {
        Map<String, Long> findings = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT issue, count(*) FROM item_label l, unnest(l.issues) issue WHERE l.dataset = ? GROUP BY issue""")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    findings.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT count(*) FILTER (WHERE objects IS NOT NULL AND state <> 'UNLABELLED'), coalesce(sum(objects), 0),
                       count(*) FILTER (WHERE waiting),
                       (SELECT count(DISTINCT s.item) FROM label_submission s WHERE s.dataset = ? AND s.checked < s.revision)
                FROM item_label WHERE dataset = ?""")) {
            query.setString(1, dataset);
            query.setString(2, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Summary.Labels(row.getLong(1), row.getLong(2), findings, row.getLong(3), row.getLong(4));
            }
        }
    }

    private static double seconds(Timestamp first, Timestamp last) {
        return first == null || last == null
                ? 0
                : Math.max(
                        0, Duration.between(first.toInstant(), last.toInstant()).toNanos() / 1e9);
    }

    private static Map<String, List<Tally>> tallies(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT kind, key, split, n FROM tally WHERE dataset = ? AND n > 0 ORDER BY kind, key, split")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                Map<String, List<Tally>> tallies = new TreeMap<>();
                while (rows.next()) {
                    tallies.computeIfAbsent(rows.getString(1), kind -> new ArrayList<>())
                            .add(new Tally(rows.getString(2), rows.getString(3), rows.getLong(4)));
                }
                return tallies;
            }
        }
    }

    private static Map<String, Long> byKey(Map<String, List<Tally>> tallies, String kind) {
        Map<String, Long> byKey = new TreeMap<>();
        tallies.getOrDefault(kind, List.of()).forEach(tally -> byKey.merge(tally.key(), tally.n(), Long::sum));
        return byKey;
    }

    private static long total(Map<String, List<Tally>> tallies, String kind) {
        return tallies.getOrDefault(kind, List.of()).stream()
                .mapToLong(Tally::n)
                .sum();
    }

    public Composition composition(String dataset) throws SQLException {
        DatasetSpec spec = specs.current(dataset);
        try (Connection connection = database.getConnection()) {
            Map<String, List<Tally>> tallies = tallies(connection, dataset);
            Map<String, long[]> byLabel = new TreeMap<>();
            Map<String, Integer> columns = Map.of("train", 0, "val", 1, "test", 2);
            for (Tally tally : tallies.getOrDefault("label", List.of())) {
                byLabel.computeIfAbsent(tally.key(), label -> new long[4])[columns.getOrDefault(tally.split(), 3)] +=
                        tally.n();
            }
            for (Tally tally : tallies.getOrDefault("waiting", List.of())) {
                byLabel.computeIfAbsent(tally.key(), label -> new long[4])[3] += tally.n();
            }
            List<Composition.LabelShare> classes = new ArrayList<>();
            byLabel.forEach((label, n) -> classes.add(new Composition.LabelShare(
                    label.isEmpty() ? null : label,
                    n[0],
                    n[1],
                    n[2],
                    n[3],
                    Arrays.stream(n).sum())));
            Map<String, Long> sizes = byKey(tallies, "split");
            Map<String, Composition.SplitShare> splits = new LinkedHashMap<>();
            for (Split split : Split.values()) {
                splits.put(
                        split.key(),
                        new Composition.SplitShare(
                                sizes.getOrDefault(split.key(), 0L),
                                spec.split().share(split)));
            }
            return new Composition(classes, splits, byKey(tallies, "format"), total(tallies, "several-labels"));
        }
    }
}
