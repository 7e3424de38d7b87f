-- What is related to an image without being a copy, told when the image arrived: at most ten each, nearest first.
CREATE TABLE related (
    item        text COLLATE "C" NOT NULL,
    other       text COLLATE "C" NOT NULL,
    dataset     text COLLATE "C" NOT NULL,
    position    bigint           NOT NULL,
    content     text COLLATE "C" NOT NULL,
    distance    integer          NOT NULL,
    agreement   double precision,
    PRIMARY KEY (item, other)
);
CREATE INDEX related_other ON related (other);
CREATE INDEX related_dataset ON related (dataset);

-- Both ways, as long as the image has the content that this was told of, and the other was there before.
-- Images that have become copies since are not merely related.
CREATE VIEW relation AS
WITH told AS NOT MATERIALIZED (
    SELECT r.* FROM related r
        JOIN image a ON a.item = r.item AND a.content = r.content AND a.arrived >= r.position AND a.state <> 'removed'
        JOIN image b ON b.item = r.other AND b.arrived < r.position AND b.state <> 'removed'
    WHERE a.cluster IS NULL OR a.cluster IS DISTINCT FROM b.cluster
)
SELECT dataset, item AS one, other, distance, agreement FROM told
UNION
SELECT dataset, other, item, distance, agreement FROM told;

ALTER TABLE link ADD COLUMN agreement double precision;

-- As before, with the agreement of the parts.
DROP VIEW pair;
CREATE VIEW pair AS
WITH linked AS (
    SELECT l.*, (SELECT j.word FROM judgement j
                 WHERE j.one = l.one AND j.other = l.other
                   AND j.one_content = l.one_content AND j.other_content = l.other_content
                 ORDER BY j.at DESC LIMIT 1) AS word
    FROM (SELECT l.dataset, l.item, least(l.item, l.other) AS one, greatest(l.item, l.other) AS other, l.distance,
                 l.correlation, l.pdq_distance, l.by_hand, l.exact, l.agreement,
                 CASE WHEN l.item < l.other THEN l.turn
                      WHEN l.turn = 'ROTATE_90' THEN 'ROTATE_270'
                      WHEN l.turn = 'ROTATE_270' THEN 'ROTATE_90'
                      ELSE l.turn END AS turn,
                 CASE WHEN l.item < l.other OR l.turn IS NOT NULL OR l.degrees = 180 THEN l.degrees ELSE -l.degrees END AS degrees,
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
       exact, one_state, other_state, one_split, other_split, one_layout, other_layout, cluster, degrees, agreement
FROM linked
WHERE word IS DISTINCT FROM 'DIFFERENT'
UNION ALL
SELECT s.dataset, s.one, s.one, s.other, NULL, NULL, NULL, NULL, true, NULL,
       a.state, b.state, a.split, b.split, a.layout, b.layout, a.cluster, NULL, NULL
FROM (SELECT DISTINCT ON (dataset, one, other, one_content, other_content) *
      FROM judgement ORDER BY dataset, one, other, one_content, other_content, at DESC) AS s
     JOIN image a ON a.item = s.one AND a.content = s.one_content AND a.state <> 'removed'
     JOIN image b ON b.item = s.other AND b.content = s.other_content AND b.state <> 'removed'
WHERE s.word = 'COPIES'
  AND NOT EXISTS (SELECT FROM link l WHERE l.item = s.one AND l.other = s.other AND l.position = a.arrived AND l.position > b.arrived)
  AND NOT EXISTS (SELECT FROM link l WHERE l.item = s.other AND l.other = s.one AND l.position = b.arrived AND l.position > a.arrived);
