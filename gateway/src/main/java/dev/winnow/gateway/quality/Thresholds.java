package dev.winnow.gateway.quality;

import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Rule;
import dev.winnow.dataset.spec.Rule.Bounds;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.images.ImageFilter;
import dev.winnow.gateway.images.ImageLine;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.specs.Specs;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/** Tries thresholds on the raw values there are. */
@ApplicationScoped
public class Thresholds {
    private static final int MOST_KEPT = 64;

    private final DataSource database;
    private final Specs specs;
    private final Images images;
    private final KeptAnswers<Asked, Calibration> kept;

    private record Asked(Filter filter, Measure measure, Issue.Kind issue, Double below, Double above, int limit) {}

    public Thresholds(DataSource database, Specs specs, Images images) {
        this.database = database;
        this.specs = specs;
        this.images = images;
        this.kept = new KeptAnswers<>(database, MOST_KEPT);
    }

    private static Bounds inForce(Rule rule, Fence fence) {
        return rule == null || rule.action() == Action.ACCEPT ? new Bounds(null, null) : rule.bounds(fence);
    }

    /**
     * Tries thresholds.
     *
     * @param issue whose rule is meant; null for the first rule on the measure
     * @param below null, with {@code above} null, for what the rule in force says
     * @param limit images on each side of a threshold
     */
    public Calibration calibration(
            Filter filter, Measure measure, Issue.Kind issue, Double below, Double above, int limit)
            throws SQLException {
        return kept.answer(
                filter.dataset(),
                new Asked(filter, measure, issue, below, above, limit),
                () -> find(filter, measure, issue, below, above, limit));
    }

    private Calibration find(Filter filter, Measure measure, Issue.Kind issue, Double below, Double above, int limit)
            throws SQLException {
        DatasetSpec spec = specs.current(filter.dataset());
        Optional<Map.Entry<Issue.Kind, Rule>> rule = spec.quality().rules().entrySet().stream()
                .filter(entry -> entry.getValue().measure() == measure && (issue == null || entry.getKey() == issue))
                .findFirst();
        Fence fence;
        try (Connection connection = database.getConnection()) {
            fence = Verdicts.fences(connection, filter.dataset()).get(measure);
        }
        Bounds current = inForce(rule.map(Map.Entry::getValue).orElse(null), fence);
        Bounds proposed = below == null && above == null ? current : new Bounds(below, above);
        Tried tried = tried(filter, measure, current, proposed, limit);
        List<Calibration.Around> around = new ArrayList<>();
        if (proposed.below() != null) {
            around.add(new Calibration.Around(
                    "below", proposed.below(), tried.lines("under below"), tried.lines("over below")));
        }
        if (proposed.above() != null) {
            around.add(new Calibration.Around(
                    "above", proposed.above(), tried.lines("under above"), tried.lines("over above")));
        }
        long[] counts = tried.counts();
        return new Calibration(
                measure.key(),
                rule.map(entry -> entry.getKey().name()).orElse(issue == null ? null : issue.name()),
                measure.unit(),
                rule.map(entry -> Quality.RuleLine.of(entry.getKey(), entry.getValue(), fence))
                        .orElse(null),
                new Calibration.Proposed(proposed.below(), proposed.above()),
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                around);
    }

    /**
     * What one look at the values gathers.
     *
     * @param counts images, of these flagged, would be flagged, newly, no longer
     * @param nearest images by the side of the threshold, the nearest first
     */
    private record Tried(long[] counts, Map<String, List<String>> nearest, Map<String, ImageLine> lines) {
        List<ImageLine> lines(String side) {
            return nearest.getOrDefault(side, List.of()).stream()
                    .map(lines::get)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    private Tried tried(Filter filter, Measure measure, Bounds current, Bounds proposed, int limit)
            throws SQLException {
        String nearest = "UNION ALL (SELECT '%s', item, NULL, NULL, NULL, NULL, NULL FROM tried WHERE value %s ?"
                + " ORDER BY value %3$s, item %3$s LIMIT " + limit + ")\n";
        String sql = """
                WITH tried AS MATERIALIZED (
                    SELECT item, value, value < ? OR value > ? AS breaks, value < ? OR value > ? AS would
                    FROM (SELECT item, %s AS value FROM image WHERE %s) AS measured WHERE value IS NOT NULL)
                SELECT 'all' AS side, NULL AS item, count(*), count(*) FILTER (WHERE breaks), count(*) FILTER (WHERE would),
                       count(*) FILTER (WHERE would AND NOT breaks), count(*) FILTER (WHERE breaks AND NOT would)
                FROM tried
                """.formatted(ImageFilter.Sort.of(measure).column(), filter.sql())
                // a value at a threshold does not break the rule; none compares with null
                + nearest.formatted("under below", "<", "DESC")
                + nearest.formatted("over below", ">=", "ASC")
                + nearest.formatted("under above", "<=", "DESC")
                + nearest.formatted("over above", ">", "ASC");
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setDouble(1, current.below() == null ? Double.NEGATIVE_INFINITY : current.below());
            query.setDouble(2, current.above() == null ? Double.POSITIVE_INFINITY : current.above());
            query.setDouble(3, proposed.below() == null ? Double.NEGATIVE_INFINITY : proposed.below());
            query.setDouble(4, proposed.above() == null ? Double.POSITIVE_INFINITY : proposed.above());
            int next = filter.set(query, 5);
            for (Double at : Arrays.asList(proposed.below(), proposed.below(), proposed.above(), proposed.above())) {
                query.setObject(next++, at, Types.DOUBLE);
            }
            long[] counts = new long[5];
            Map<String, List<String>> items = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getString(2) != null) {
                        items.computeIfAbsent(rows.getString(1), side -> new ArrayList<>())
                                .add(rows.getString(2));
                    } else {
                        for (int i = 0; i < counts.length; i++) {
                            counts[i] = rows.getLong(i + 3);
                        }
                    }
                }
            }
            return new Tried(
                    counts,
                    items,
                    images.lines(items.values().stream().flatMap(List::stream).toList()));
        }
    }
}
