-- What links copies, who moved, who left, and what people said: told by events about other items than their own, in any order.
-- Rows of before know none of it, so everything is projected anew from the topics.
TRUNCATE image, dossier, amendment, cluster, tally, dataset, dataset_spec, rejudgement, judging, fence, consumed;

ALTER TABLE image
    ADD COLUMN layout           text,
    ADD COLUMN unit             text COLLATE "C",
    -- where the upload stands in its dataset's order; null before it was compared
    ADD COLUMN arrived          bigint,
    ADD COLUMN exact_pixels_of  text,
    ADD COLUMN standing         text,
    -- position of the last word on the standing
    ADD COLUMN standing_position bigint,
    ADD COLUMN copy_reason      text,
    ADD COLUMN merit            double precision;

ALTER TABLE amendment
    ADD COLUMN standing          text,
    ADD COLUMN standing_position bigint;

-- Every change of split, fold or unit of an item that was there already. An assignment names it first; the item's own event,
-- which tells more, replaces that.
CREATE TABLE moved (
    item           text COLLATE "C" NOT NULL,
    position       bigint           NOT NULL,
    dataset        text COLLATE "C" NOT NULL,
    split_before   text,
    split          text,
    state          text,
    outside_reason text,
    outside_detail text,
    unit           text COLLATE "C",
    fold           integer,
    reason         text             NOT NULL,
    because        text,
    at             timestamptz      NOT NULL,
    -- whether the item's own event was read
    told           boolean          NOT NULL,
    PRIMARY KEY (item, position)
);
CREATE INDEX moved_newest ON moved (dataset, position, item);

ALTER TABLE amendment DROP COLUMN split, DROP COLUMN split_position;

CREATE TABLE repreparation (
    item         text COLLATE "C" PRIMARY KEY,
    uploaded_at  timestamptz      NOT NULL,
    content      text COLLATE "C" NOT NULL,
    spec_version integer          NOT NULL,
    position     bigint           NOT NULL,
    prepared     integer          NOT NULL,
    augmented    integer          NOT NULL,
    thumbnail    text,
    event        json             NOT NULL
);

-- Uploads up to this one are no part of the dataset any more, because a person removed them.
CREATE TABLE removal (
    item         text COLLATE "C" PRIMARY KEY,
    up_to        timestamptz NOT NULL,
    spec_version integer     NOT NULL,
    reason       text        NOT NULL
);

-- What an arrival was linked to. It holds while the item's upload is the one that arrived there, and the other's arrived before.
CREATE TABLE link (
    item         text COLLATE "C" NOT NULL,
    other        text COLLATE "C" NOT NULL,
    dataset      text COLLATE "C" NOT NULL,
    position     bigint           NOT NULL,
    distance     integer,
    correlation  double precision,
    pdq_distance integer,
    turn         text,
    by_hand      boolean          NOT NULL,
    exact        text,
    PRIMARY KEY (item, other)
);
CREATE INDEX link_other ON link (other);
CREATE INDEX link_dataset ON link (dataset);

CREATE TABLE judgement (
    dataset       text COLLATE "C" NOT NULL,
    one           text COLLATE "C" NOT NULL,
    other         text COLLATE "C" NOT NULL,
    one_content   text COLLATE "C" NOT NULL,
    other_content text COLLATE "C" NOT NULL,
    word          text             NOT NULL,
    said_by       text,
    at            timestamptz      NOT NULL,
    PRIMARY KEY (dataset, at, one, other)
);
CREATE INDEX judgement_pair ON judgement (one, other, at);

CREATE TABLE frozen (
    dataset  text COLLATE "C" NOT NULL,
    release  text COLLATE "C" NOT NULL,
    position bigint           NOT NULL,
    at       timestamptz      NOT NULL,
    PRIMARY KEY (dataset, release)
);

-- The pairs of copies there are now, each once: what links them, and what people said of them.
CREATE VIEW pair AS
WITH said AS (
    SELECT DISTINCT ON (j.one, j.other) j.dataset, j.one, j.other, j.word
    FROM judgement j
         JOIN image a ON a.item = j.one AND a.content = j.one_content
         JOIN image b ON b.item = j.other AND b.content = j.other_content
    ORDER BY j.one, j.other, j.at DESC
)
SELECT l.dataset, l.item, least(l.item, l.other) AS one, greatest(l.item, l.other) AS other, l.distance, l.correlation,
       l.pdq_distance, l.turn, l.by_hand OR coalesce(s.word = 'COPIES', false) AS by_hand, l.exact
FROM link l
     JOIN image a ON a.item = l.item AND a.arrived = l.position AND a.state <> 'removed'
     JOIN image b ON b.item = l.other AND b.arrived < l.position AND b.state <> 'removed'
     LEFT JOIN said s ON s.one = least(l.item, l.other) AND s.other = greatest(l.item, l.other)
WHERE s.word IS DISTINCT FROM 'DIFFERENT'
UNION ALL
SELECT s.dataset, s.one, s.one, s.other, NULL, NULL, NULL, NULL, true, NULL
FROM said s
     JOIN image a ON a.item = s.one AND a.state <> 'removed'
     JOIN image b ON b.item = s.other AND b.state <> 'removed'
WHERE s.word = 'COPIES'
  AND NOT EXISTS (SELECT FROM link l WHERE l.item = s.one AND l.other = s.other AND l.position = a.arrived AND l.position > b.arrived)
  AND NOT EXISTS (SELECT FROM link l WHERE l.item = s.other AND l.other = s.one AND l.position = b.arrived AND l.position > a.arrived);
