package dev.winnow.gateway.quality;

import dev.winnow.dataset.DatasetSpec;
import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.gateway.images.ImageFilter;
import dev.winnow.gateway.images.ImageLine;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.projection.Standards;
import dev.winnow.gateway.specs.Specs;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Tries thresholds on the raw values there are. */
@ApplicationScoped
public class Thresholds {
    private final DataSource database;
    private final Specs specs;
    private final Standards standards;
    private final Images images;

    public Thresholds(DataSource database, Specs specs, Standards standards, Images images) {
        this.database = database;
        this.specs = specs;
        this.standards = standards;
        this.images = images;
    }

    /** Values below {@code below} or above {@code above}; either may be null. */
    private record Limits(Double below, Double above) {
        private static final Limits NONE = new Limits(null, null);

        static Limits of(DatasetSpec.Rule rule, Fence fence) {
            if (rule == null || rule.action() == DatasetSpec.Action.ACCEPT) {
                return NONE;
            }
            if (rule.fence() == null) {
                return new Limits(rule.below(), rule.above());
            }
            return fence == null ? NONE : new Limits(fence.low(rule.fence()), fence.high(rule.fence()));
        }
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
        DatasetSpec spec = specs.current(filter.dataset());
        Optional<Map.Entry<Issue.Kind, DatasetSpec.Rule>> rule = spec.quality().rules().entrySet().stream()
                .filter(entry -> entry.getValue().measure() == measure && (issue == null || entry.getKey() == issue))
                .findFirst();
        Fence fence;
        try (Connection connection = database.getConnection()) {
            fence = standards.fences(connection, filter.dataset()).get(measure);
        }
        Limits current = Limits.of(rule.map(Map.Entry::getValue).orElse(null), fence);
        Limits proposed = below == null && above == null ? current : new Limits(below, above);
        long[] counts = count(filter, measure, current, proposed);
        List<Calibration.Around> around = new ArrayList<>();
        if (proposed.below() != null) { // a value at a threshold does not break the rule
            double at = proposed.below();
            around.add(new Calibration.Around(
                    "below",
                    at,
                    nearest(filter, measure, null, Math.nextDown(at), limit),
                    nearest(filter, measure, at, null, limit)));
        }
        if (proposed.above() != null) {
            double at = proposed.above();
            around.add(new Calibration.Around(
                    "above",
                    at,
                    nearest(filter, measure, null, at, limit),
                    nearest(filter, measure, Math.nextUp(at), null, limit)));
        }
        return new Calibration(
                measure.key(),
                rule.map(entry -> entry.getKey().name()).orElse(issue == null ? null : issue.name()),
                measure.unit(),
                rule.map(entry -> Quality.RuleLine.of(entry.getKey(), entry.getValue()))
                        .orElse(null),
                new Calibration.Proposed(proposed.below(), proposed.above()),
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                around);
    }

    /** Images, of these flagged, would be flagged, newly, no longer. */
    private long[] count(Filter filter, Measure measure, Limits current, Limits proposed) throws SQLException {
        String value = ImageFilter.Sort.of(measure).column();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT count(*), count(*) FILTER (WHERE breaks), count(*) FILTER (WHERE would),
                               count(*) FILTER (WHERE would AND NOT breaks), count(*) FILTER (WHERE breaks AND NOT would)
                        FROM (SELECT %1$s < ? OR %1$s > ?, %1$s < ? OR %1$s > ?
                              FROM image WHERE %2$s AND %1$s IS NOT NULL) AS tried (breaks, would)""".formatted(value, filter.sql()))) {
            query.setDouble(1, current.below() == null ? Double.NEGATIVE_INFINITY : current.below());
            query.setDouble(2, current.above() == null ? Double.POSITIVE_INFINITY : current.above());
            query.setDouble(3, proposed.below() == null ? Double.NEGATIVE_INFINITY : proposed.below());
            query.setDouble(4, proposed.above() == null ? Double.POSITIVE_INFINITY : proposed.above());
            filter.set(query, 5);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new long[] {row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)};
            }
        }
    }

    /** Between two values, either of which may be null: the one given is where nearest begins. */
    private List<ImageLine> nearest(Filter filter, Measure measure, Double min, Double max, int limit)
            throws SQLException {
        ImageFilter beside = new ImageFilter(
                null,
                filter.split(),
                filter.label(),
                null,
                null,
                null,
                null,
                null,
                measure,
                min,
                max,
                ImageFilter.Sort.of(measure),
                max != null);
        return images.page(filter.dataset(), beside, limit, null).images();
    }
}
