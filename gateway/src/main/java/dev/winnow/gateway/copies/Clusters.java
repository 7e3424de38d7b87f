package dev.winnow.gateway.copies;

import dev.winnow.dataset.spec.Duplicates;
import dev.winnow.gateway.answers.KeptAnswers;
import dev.winnow.gateway.images.Cursor;
import dev.winnow.gateway.images.Images;
import dev.winnow.gateway.specs.Specs;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Clusters of copies, the largest first. */
@ApplicationScoped
public class Clusters {
    private static final int MOST_IMAGES = 50;
    private static final int MOST_KEPT = 16;
    private static final String SORT = "size desc";

    /**
     * @param images in clusters of two or more
     * @param exact of them, copies of another's bytes
     * @param exactPixels of them, copies of another's pixels
     * @param near of them, other copies; each cluster's first image is none of the three
     * @param dropped images that are no part of the dataset because another is kept
     */
    public record Totals(long clusters, long images, long exact, long exactPixels, long near, long dropped) {}

    /**
     * An image of a cluster.
     *
     * @param reason why it is kept or not, or null
     * @param merit see {@link dev.winnow.dataset.Traits}, or null before it was measured
     */
    public record Member(
            String item,
            String source,
            String content,
            String label,
            String split,
            String state,
            String standing,
            String reason,
            Integer width,
            Integer height,
            long bytes,
            Double merit,
            String exactOf,
            String exactPixelsOf,
            String picture,
            List<String> labels) {

        Member because(String now) {
            return new Member(
                    item,
                    source,
                    content,
                    label,
                    split,
                    state,
                    standing,
                    now,
                    width,
                    height,
                    bytes,
                    merit,
                    exactOf,
                    exactPixelsOf,
                    picture,
                    labels);
        }
    }

    /**
     * @param turn how the other has to be turned to look like the one, or null for not at all
     * @param degrees by which it has to be rotated counter-clockwise after that, −179 to 180; null for not at all, or by
     *     quarters as the turn says
     * @param exact {@code BYTES}, {@code PIXELS}, or null for a near copy
     * @param agreement of the parts once one is laid on the other, −1 to 1, or null where they were not compared
     */
    public record Link(
            String one,
            String other,
            Integer distance,
            Double correlation,
            Integer pdqDistance,
            String turn,
            Integer degrees,
            boolean byHand,
            String exact,
            Double agreement) {}

    /**
     * @param unit of what stands for it
     * @param images at most 50, what stands for the cluster first
     * @param links among them
     */
    public record Cluster(
            String name,
            int size,
            String representative,
            String unit,
            List<String> splits,
            List<Member> images,
            List<Link> links) {}

    /** @param next where the next page begins, or null at the end */
    public record Page(
            Totals totals,
            Duplicates.Policy policy,
            Duplicates.Representative representative,
            List<Cluster> clusters,
            String next) {}

    /** Which clusters to show; null for whatever. */
    public record Filter(String kind, String label, String split, String cluster) {}

    private final DataSource database;
    private final Specs specs;
    private final KeptAnswers<Asked, Page> kept;

    private record Asked(Filter filter, int limit, String cursor) {}

    public Clusters(DataSource database, Specs specs) {
        this.database = database;
        this.specs = specs;
        this.kept = new KeptAnswers<>(database, MOST_KEPT);
    }

    /** @throws IllegalArgumentException when the cursor is none of this list */
    public Page page(String dataset, Filter filter, int limit, String cursor) throws SQLException {
        return kept.answer(dataset, new Asked(filter, limit, cursor), () -> find(dataset, filter, limit, cursor));
    }

    private Page find(String dataset, Filter filter, int limit, String cursor) throws SQLException {
        Duplicates wanted = specs.current(dataset).duplicates();
        try (Connection connection = database.getConnection()) {
            List<Cluster> clusters = clusters(connection, dataset, filter, limit, cursor);
            String next = null;
            if (clusters.size() > limit) {
                clusters.remove(limit);
                Cluster last = clusters.get(limit - 1);
                next = new Cursor(SORT, Integer.toString(last.size()), last.name()).encoded();
            }
            return new Page(
                    totals(connection, dataset),
                    wanted.policy(),
                    wanted.representative(),
                    filled(connection, dataset, clusters, wanted.representative()),
                    next);
        }
    }

    private static Totals totals(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT c.clusters, c.images, i.exact, i.pixels, greatest(0, c.images - c.clusters - i.exact - i.pixels), i.dropped
                FROM (SELECT count(*) AS clusters, coalesce(sum(items), 0) AS images
                      FROM cluster WHERE dataset = ? AND items >= 2) c,
                     (SELECT coalesce(sum(n) FILTER (WHERE kind = 'copy' AND key = 'exact'), 0) AS exact,
                             coalesce(sum(n) FILTER (WHERE kind = 'copy' AND key = 'pixels'), 0) AS pixels,
                             coalesce(sum(n) FILTER (WHERE kind = 'reason'), 0) AS dropped
                      FROM tally WHERE dataset = ? AND kind IN ('copy', 'reason')
                        AND key IN ('exact', 'pixels', 'DUPLICATE', 'NEAR_DUPLICATE')) i""")) {
            query.setString(1, dataset);
            query.setString(2, dataset);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Totals(
                        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
            }
        }
    }

    private static List<Cluster> clusters(
            Connection connection, String dataset, Filter filter, int limit, String cursor) throws SQLException {
        StringBuilder sql =
                new StringBuilder("SELECT c.*, (SELECT unit FROM image WHERE item = c.representative) FROM ("
                        + "SELECT name, items, representative, train, val, test FROM cluster c"
                        + " WHERE c.dataset = ? AND c.items >= 2");
        List<Object> parameters = new ArrayList<>(List.of(dataset));
        if (filter.cluster() != null) {
            sql.append(" AND c.name = ?");
            parameters.add(filter.cluster());
        }
        if (filter.kind() != null) {
            sql.append(
                    switch (filter.kind()) {
                        case "exact" -> withImage("exact_of IS NOT NULL");
                        case "pixels" -> withImage("exact_pixels_of IS NOT NULL");
                        case "dropped" -> withImage("reason IN ('DUPLICATE', 'NEAR_DUPLICATE')");
                        case "leaking" -> " AND (c.train > 0)::int + (c.val > 0)::int + (c.test > 0)::int > 1";
                        default ->
                            " AND c.name IN (SELECT p.cluster FROM pair p WHERE p.dataset = ? AND p.exact IS NULL)";
                    });
            if (!filter.kind().equals("leaking")) {
                parameters.add(dataset);
            }
        }
        if (filter.label() != null) {
            sql.append(withImage("labels @> ARRAY[?]::text[]"));
            parameters.add(dataset);
            parameters.add(filter.label());
        }
        if (filter.split() != null) {
            sql.append(withImage("split = ?"));
            parameters.add(dataset);
            parameters.add(filter.split());
        }
        if (cursor != null) {
            Cursor after = Cursor.decode(cursor, SORT);
            sql.append(" AND (-c.items, c.name) > (-(?::integer), ?)");
            parameters.add(after.value());
            parameters.add(after.item());
        }
        sql.append(" ORDER BY -c.items, c.name LIMIT ").append(limit + 1).append(") c ORDER BY -c.items, c.name");
        try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet rows = query.executeQuery()) {
                List<Cluster> clusters = new ArrayList<>();
                while (rows.next()) {
                    List<String> splits = new ArrayList<>();
                    for (String split : List.of("train", "val", "test")) {
                        if (rows.getInt(split) > 0) {
                            splits.add(split);
                        }
                    }
                    clusters.add(new Cluster(
                            rows.getString("name"),
                            rows.getInt("items"),
                            rows.getString("representative"),
                            rows.getString("unit"),
                            splits,
                            new ArrayList<>(),
                            new ArrayList<>()));
                }
                return clusters;
            }
        }
    }

    private static String withImage(String condition) {
        return " AND c.name IN (SELECT cluster FROM image WHERE dataset = ? AND cluster IS NOT NULL AND " + condition
                + ")";
    }

    /** The same clusters with their images, and the links among those. */
    private static List<Cluster> filled(
            Connection connection, String dataset, List<Cluster> clusters, Duplicates.Representative rule)
            throws SQLException {
        Map<String, Cluster> byName = new LinkedHashMap<>();
        clusters.forEach(cluster -> byName.put(cluster.name(), cluster));
        Map<String, Cluster> ofItem = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT * FROM (
                    SELECT i.*, row_number() OVER (PARTITION BY i.cluster
                                                   ORDER BY c.representative IS DISTINCT FROM i.item, i.uploaded_at, i.item) AS n
                    FROM image i JOIN cluster c ON c.dataset = i.dataset AND c.name = i.cluster
                    WHERE i.dataset = ? AND i.cluster = ANY (?)) members
                WHERE n <= ? ORDER BY cluster, n""")) {
            query.setString(1, dataset);
            query.setArray(2, connection.createArrayOf("text", byName.keySet().toArray()));
            query.setInt(3, MOST_IMAGES);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Cluster cluster = byName.get(rows.getString("cluster"));
                    Member member = member(dataset, rows);
                    cluster.images().add(member);
                    ofItem.put(member.item(), cluster);
                }
            }
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT * FROM pair WHERE item = ANY (?) AND one = ANY (?) AND other = ANY (?) ORDER BY one, other")) {
            for (int i = 1; i <= 3; i++) {
                query.setArray(
                        i, connection.createArrayOf("text", ofItem.keySet().toArray()));
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ofItem.get(rows.getString("one")).links().add(link(rows));
                }
            }
        }
        for (Cluster cluster : clusters) {
            Reasons reasons = new Reasons(cluster, rule);
            cluster.images().replaceAll(image -> image.because(reasons.of(image)));
        }
        return clusters;
    }

    /** With the reason that the image was told at its arrival. */
    private static Member member(String dataset, ResultSet row) throws SQLException {
        String item = row.getString("item");
        return new Member(
                item,
                row.getString("source"),
                row.getString("content"),
                row.getString("label"),
                row.getString("split"),
                row.getString("state"),
                row.getString("standing"),
                row.getString("copy_reason"),
                row.getObject("width", Integer.class),
                row.getObject("height", Integer.class),
                row.getLong("bytes"),
                row.getObject("merit", Double.class),
                row.getString("exact_of"),
                row.getString("exact_pixels_of"),
                Images.picture(dataset, item, row.getString("thumbnail")),
                List.of((String[]) row.getArray("labels").getArray()));
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getString("one"),
                row.getString("other"),
                row.getObject("distance", Integer.class),
                row.getObject("correlation", Double.class),
                row.getObject("pdq_distance", Integer.class),
                row.getString("turn"),
                row.getObject("degrees", Integer.class),
                row.getBoolean("by_hand"),
                row.getString("exact"),
                row.getObject("agreement", Double.class));
    }
}
