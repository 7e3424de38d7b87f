package dev.winnow.gateway.projection;

import dev.winnow.dataset.Issue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/** Has rows show the newest word on what events about other items change: cluster, standing, labels that contradict, split, pictures, and whether the item is in. */
final class ShownState {
    private ShownState() {}

    /**
     * Lets the rows of this batch, and those it speaks of, show the newest word on their cluster, standing and split, and whether
     * they are part of the dataset. A row whose own upload has not come as far as to have a cluster, or a split, of its own does
     * not take one from before.
     *
     * @return the items that may have changed
     */
    static Set<String> show(Connection connection, BatchFold.Folded batch) throws SQLException {
        Set<String> touched = new TreeSet<>();
        batch.rows().forEach(row -> touched.add(row.item()));
        touched.addAll(batch.amendments().clusters().keySet());
        touched.addAll(batch.amendments().standings().keySet());
        touched.addAll(batch.amendments().conflicts().keySet());
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
        try (PreparedStatement update = connection.prepareStatement(SHOW)) {
            Parameters.texts(update, 1, touched.stream());
            update.executeUpdate();
        }
        return touched;
    }

    private static final String SHOW = """
            UPDATE image SET
                cluster = t.cluster, cluster_position = t.cluster_position,
                standing = t.standing, standing_position = t.standing_position,
                split = t.split, split_position = t.split_position, unit = t.unit, fold = t.fold,
                state = t.state, reason = t.reason, detail = t.detail,
                conflict = t.conflict,
                file_issues = t.file_issues, issues = t.issues,
                flagged = t.state = 'accepted' AND t.issues <> '{}',
                prepared = t.prepared, augmented = t.augmented, thumbnail = t.thumbnail
            FROM (
                SELECT s.*,
                    CASE WHEN (s.conflict IS NOT NULL) = ('%2$s' = ANY (s.unruled)) THEN s.unruled
                         WHEN s.conflict IS NULL THEN array_remove(s.unruled, '%2$s')
                         ELSE s.unruled || '%2$s'::text END AS file_issues,
                    CASE WHEN (s.conflict IS NOT NULL) = ('%2$s' = ANY (s.unruled)) THEN s.said
                         WHEN s.conflict IS NULL THEN array_remove(s.said, '%2$s')
                         ELSE s.unruled || '%2$s'::text || s.said[cardinality(s.unruled) + 1:] END AS issues
                FROM (
                SELECT i.item, i.issues AS said, i.file_issues AS unruled,
                    CASE WHEN r.item IS NOT NULL THEN NULL
                         WHEN a.conflict_position > i.arrived THEN a.conflict ELSE i.conflict END AS conflict,
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
                         WHEN i.stage = %1$d OR p.item IS NOT NULL THEN 'accepted'
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
                WHERE i.item = ANY (?::text[])) s) t
            WHERE image.item = t.item
              AND (image.cluster, image.cluster_position, image.standing, image.standing_position, image.split,
                   image.split_position, image.unit, image.fold, image.state, image.reason, image.detail,
                   image.prepared, image.augmented, image.thumbnail, image.conflict, image.issues)
                  IS DISTINCT FROM
                  (t.cluster, t.cluster_position, t.standing, t.standing_position, t.split,
                   t.split_position, t.unit, t.fold, t.state, t.reason, t.detail,
                   t.prepared, t.augmented, t.thumbnail, t.conflict, t.issues)""".formatted(Stage.PREPARED.ordinal(), Issue.Kind.LABEL_CONFLICT);
}
