-- Every label of an image, and what counts of copies are asked for most. Rows of before know one label, so everything is
-- projected anew from the topics.
TRUNCATE image, dossier, amendment, cluster, tally, dataset, dataset_spec, rejudgement, judging, fence, consumed, moved,
    repreparation, removal, link, judgement, frozen;

-- each once, label first; none for an image without
ALTER TABLE image ADD COLUMN labels text[] NOT NULL DEFAULT '{}';

DROP TRIGGER image_inserted ON image;
DROP TRIGGER image_updated ON image;
DROP FUNCTION image_inserted();
DROP FUNCTION image_updated();
DROP FUNCTION tallies_of(text, boolean, text, boolean, text, text, text, integer, integer, text[]);

-- What an image counts as: under each of its labels, under none as ''.
-- exact: whether it has the bytes of an earlier one; copy: within a cluster, whether it is a copy by bytes (exact), by pixels, or other
CREATE FUNCTION tallies_of(state text, flagged boolean, reason text, exact boolean, copy text, layout text,
                           labels text[], format text, split text, prepared integer, augmented integer, issues text[])
RETURNS TABLE (kind text, key text, part text, n integer)
LANGUAGE sql IMMUTABLE AS $$
    SELECT t.kind, t.key, t.part, t.n
    FROM (VALUES ('state', $1, '', 1),
                 ('exact', '', '', CASE WHEN $4 THEN 1 ELSE 0 END),
                 ('copy', $5, '', 1),
                 ('layout', $6, '', CASE WHEN $1 <> 'removed' THEN 1 ELSE 0 END),
                 ('reason', $3, '', 1),
                 ('flagged', '', '', CASE WHEN $2 THEN 1 ELSE 0 END),
                 ('split', coalesce($9, ''), '', CASE WHEN $1 = 'accepted' THEN 1 ELSE 0 END),
                 ('several-labels', '', '', CASE WHEN $1 = 'accepted' AND cardinality($7) > 1 THEN 1 ELSE 0 END),
                 ('format', $8, '', CASE WHEN $1 = 'accepted' THEN 1 ELSE 0 END),
                 ('prepared', '', '', CASE WHEN $1 = 'accepted' THEN $10 ELSE 0 END),
                 ('augmented', '', '', CASE WHEN $1 = 'accepted' THEN $11 ELSE 0 END)) AS t (kind, key, part, n)
    WHERE t.n <> 0 AND t.key IS NOT NULL
    UNION ALL
    SELECT 'issue', i, '', 1 FROM unnest($12) AS i WHERE $1 = 'accepted'
    UNION ALL
    SELECT CASE $1 WHEN 'accepted' THEN 'label' ELSE 'waiting' END, l, CASE $1 WHEN 'accepted' THEN coalesce($9, '') ELSE '' END, 1
    FROM unnest(CASE WHEN $7 = '{}' THEN ARRAY[''] ELSE $7 END) AS l WHERE $1 IN ('accepted', 'in-flight')
$$;

CREATE FUNCTION copy_of(cluster text, exact_of text, exact_pixels_of text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN $1 IS NULL THEN NULL WHEN $2 IS NOT NULL THEN 'exact' WHEN $3 IS NOT NULL THEN 'pixels' ELSE 'other' END
$$;

-- Images of one batch are much alike: they are counted in groups, and the groups spelled out.
CREATE FUNCTION image_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fresh) THEN
        RETURN NULL;
    END IF;
    INSERT INTO tally AS t (dataset, kind, key, split, n)
        SELECT g.dataset, c.kind, c.key, c.part, sum(c.n * g.images)
        FROM (SELECT dataset, state, flagged, reason, exact_of IS NOT NULL AS exact, copy_of(cluster, exact_of, exact_pixels_of)
                     AS copy, layout, labels, format, split, prepared, augmented, issues, count(*) AS images
              FROM fresh GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) g,
             LATERAL tallies_of(g.state, g.flagged, g.reason, g.exact, g.copy, g.layout, g.labels, g.format, g.split, g.prepared,
                                g.augmented, g.issues) c
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (dataset, kind, key, split) DO UPDATE SET n = t.n + EXCLUDED.n;
    INSERT INTO cluster AS c (dataset, name, items, train, val, test)
        SELECT dataset, cluster, count(*),
               count(*) FILTER (WHERE split = 'train' AND state = 'accepted'),
               count(*) FILTER (WHERE split = 'val' AND state = 'accepted'),
               count(*) FILTER (WHERE split = 'test' AND state = 'accepted')
        FROM fresh WHERE cluster IS NOT NULL
        GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (dataset, name) DO UPDATE SET
            items = c.items + EXCLUDED.items, train = c.train + EXCLUDED.train,
            val = c.val + EXCLUDED.val, test = c.test + EXCLUDED.test;
    INSERT INTO dataset AS d (name, change, last_event_at)
        SELECT dataset, 1, max(happened_at) FROM fresh GROUP BY 1 ORDER BY 1
        ON CONFLICT (name) DO UPDATE SET
            change = d.change + 1, last_event_at = greatest(d.last_event_at, EXCLUDED.last_event_at);
    RETURN NULL;
END $$;

CREATE FUNCTION image_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fresh) THEN
        RETURN NULL;
    END IF;
    INSERT INTO tally AS t (dataset, kind, key, split, n)
        SELECT g.dataset, c.kind, c.key, c.part, sum(c.n * g.images)
        FROM (SELECT dataset, state, flagged, reason, exact, copy, layout, labels, format, split, prepared, augmented, issues,
                     sum(images) AS images
              FROM (SELECT dataset, state, flagged, reason, exact_of IS NOT NULL AS exact, copy_of(cluster, exact_of,
                           exact_pixels_of) AS copy, layout, labels, format, split, prepared, augmented, issues, 1 AS images FROM fresh
                    UNION ALL
                    SELECT dataset, state, flagged, reason, exact_of IS NOT NULL, copy_of(cluster, exact_of, exact_pixels_of),
                           layout, labels, format, split, prepared, augmented, issues, -1 FROM stale) AS changed
              GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
              HAVING sum(images) <> 0) g,
             LATERAL tallies_of(g.state, g.flagged, g.reason, g.exact, g.copy, g.layout, g.labels, g.format, g.split, g.prepared,
                                g.augmented, g.issues) c
        GROUP BY 1, 2, 3, 4
        HAVING sum(c.n * g.images) <> 0
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (dataset, kind, key, split) DO UPDATE SET n = t.n + EXCLUDED.n;
    INSERT INTO cluster AS c (dataset, name, items, train, val, test)
        SELECT dataset, cluster, items, train, val, test
        FROM (SELECT dataset, cluster, sum(n) AS items,
                     coalesce(sum(n) FILTER (WHERE split = 'train' AND state = 'accepted'), 0) AS train,
                     coalesce(sum(n) FILTER (WHERE split = 'val' AND state = 'accepted'), 0) AS val,
                     coalesce(sum(n) FILTER (WHERE split = 'test' AND state = 'accepted'), 0) AS test
              FROM (SELECT dataset, cluster, split, state, 1 AS n FROM fresh WHERE cluster IS NOT NULL
                    UNION ALL
                    SELECT dataset, cluster, split, state, -1 FROM stale WHERE cluster IS NOT NULL) AS changed
              GROUP BY 1, 2) AS delta
        WHERE (items, train, val, test) <> (0, 0, 0, 0)
        ORDER BY 1, 2
        ON CONFLICT (dataset, name) DO UPDATE SET
            items = c.items + EXCLUDED.items, train = c.train + EXCLUDED.train,
            val = c.val + EXCLUDED.val, test = c.test + EXCLUDED.test;
    INSERT INTO dataset AS d (name, change, last_event_at)
        SELECT dataset, 1, max(happened_at) FROM fresh GROUP BY 1 ORDER BY 1
        ON CONFLICT (name) DO UPDATE SET
            change = d.change + 1, last_event_at = greatest(d.last_event_at, EXCLUDED.last_event_at);
    RETURN NULL;
END $$;

CREATE TRIGGER image_inserted AFTER INSERT ON image
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION image_inserted();
CREATE TRIGGER image_updated AFTER UPDATE ON image
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION image_updated();

-- The pairs of copies there are now, each once, in the order of their ids: what links them, where they stand, and what people
-- said of them. A person's word is about two contents, and holds where both images have them; of several the last. It is looked
-- up pair by pair, which takes no longer where the planner is mistaken about how many pairs there are.
DROP VIEW pair;
CREATE VIEW pair AS
WITH linked AS (
    SELECT l.*, (SELECT j.word FROM judgement j
                 WHERE j.one = l.one AND j.other = l.other
                   AND j.one_content = l.one_content AND j.other_content = l.other_content
                 ORDER BY j.at DESC LIMIT 1) AS word
    FROM (SELECT l.dataset, l.item, least(l.item, l.other) AS one, greatest(l.item, l.other) AS other, l.distance,
                 l.correlation, l.pdq_distance, l.turn, l.by_hand, l.exact,
                 CASE WHEN l.item < l.other THEN a.content ELSE b.content END AS one_content,
                 CASE WHEN l.item < l.other THEN b.content ELSE a.content END AS other_content,
                 CASE WHEN l.item < l.other THEN a.state ELSE b.state END AS one_state,
                 CASE WHEN l.item < l.other THEN b.state ELSE a.state END AS other_state,
                 CASE WHEN l.item < l.other THEN a.split ELSE b.split END AS one_split,
                 CASE WHEN l.item < l.other THEN b.split ELSE a.split END AS other_split,
                 CASE WHEN l.item < l.other THEN a.layout ELSE b.layout END AS one_layout,
                 CASE WHEN l.item < l.other THEN b.layout ELSE a.layout END AS other_layout,
                 CASE WHEN l.item < l.other THEN a.cluster ELSE b.cluster END AS cluster
          FROM link l
               JOIN image a ON a.item = l.item AND a.arrived = l.position AND a.state <> 'removed'
               JOIN image b ON b.item = l.other AND b.arrived < l.position AND b.state <> 'removed') AS l
)
SELECT dataset, item, one, other, distance, correlation, pdq_distance, turn, by_hand OR coalesce(word = 'COPIES', false) AS by_hand,
       exact, one_state, other_state, one_split, other_split, one_layout, other_layout, cluster
FROM linked
WHERE word IS DISTINCT FROM 'DIFFERENT'
UNION ALL
SELECT s.dataset, s.one, s.one, s.other, NULL, NULL, NULL, NULL, true, NULL,
       a.state, b.state, a.split, b.split, a.layout, b.layout, a.cluster
FROM (SELECT DISTINCT ON (dataset, one, other, one_content, other_content) *
      FROM judgement ORDER BY dataset, one, other, one_content, other_content, at DESC) AS s
     JOIN image a ON a.item = s.one AND a.content = s.one_content AND a.state <> 'removed'
     JOIN image b ON b.item = s.other AND b.content = s.other_content AND b.state <> 'removed'
WHERE s.word = 'COPIES'
  AND NOT EXISTS (SELECT FROM link l WHERE l.item = s.one AND l.other = s.other AND l.position = a.arrived AND l.position > b.arrived)
  AND NOT EXISTS (SELECT FROM link l WHERE l.item = s.other AND l.other = s.one AND l.position = b.arrived AND l.position > a.arrived);
