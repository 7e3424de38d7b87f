-- The read model: what the topics say, one row per item. Everything here can be dropped and rebuilt by reading the topics again.

-- One item as its furthest event tells it. Of two events the one of the later upload is further, then the later stage.
CREATE TABLE image (
    item               text COLLATE "C" PRIMARY KEY,
    dataset            text COLLATE "C" NOT NULL,
    source             text COLLATE "C" NOT NULL,
    content            text COLLATE "C" NOT NULL,
    spec_version       integer          NOT NULL,
    uploaded_at        timestamptz      NOT NULL,
    stage              smallint         NOT NULL,
    happened_at        timestamptz      NOT NULL,
    state              text COLLATE "C" NOT NULL,
    flagged            boolean          NOT NULL,
    reason             text,
    detail             text,
    bytes              bigint           NOT NULL,
    format             text,
    width              integer,
    height             integer,
    color_mode         text,
    label              text,
    image_group        text,
    split              text,
    split_position     bigint,
    fold               integer,
    cluster            text COLLATE "C",
    cluster_position   bigint,
    exact_of           text,
    ahash              text,
    phash              text,
    dhash              text,
    issues             text[]           NOT NULL,
    prepared           integer          NOT NULL,
    augmented          integer          NOT NULL,
    thumbnail          text,
    laplacian_variance double precision,
    brightness         double precision,
    contrast           double precision,
    entropy            double precision,
    clipped_shadows    double precision,
    clipped_highlights double precision
) WITH (fillfactor = 70); -- an item's row is written a few times within seconds: room for the new versions on the same page

CREATE INDEX image_uploaded ON image (dataset, uploaded_at, item);
CREATE INDEX image_source ON image (dataset, source, item);
CREATE INDEX image_cluster ON image (dataset, cluster) WHERE cluster IS NOT NULL;
CREATE INDEX image_bytes ON image (dataset, bytes, item);
CREATE INDEX image_width ON image (dataset, width, item) WHERE width IS NOT NULL;
CREATE INDEX image_height ON image (dataset, height, item) WHERE height IS NOT NULL;
CREATE INDEX image_out ON image (dataset, uploaded_at, item) WHERE state IN ('rejected', 'quarantined', 'removed');
CREATE INDEX image_laplacian_variance ON image (dataset, laplacian_variance, item) WHERE laplacian_variance IS NOT NULL;
CREATE INDEX image_brightness ON image (dataset, brightness, item) WHERE brightness IS NOT NULL;
CREATE INDEX image_contrast ON image (dataset, contrast, item) WHERE contrast IS NOT NULL;
CREATE INDEX image_entropy ON image (dataset, entropy, item) WHERE entropy IS NOT NULL;
CREATE INDEX image_clipped_shadows ON image (dataset, clipped_shadows, item) WHERE clipped_shadows IS NOT NULL;
CREATE INDEX image_clipped_highlights ON image (dataset, clipped_highlights, item) WHERE clipped_highlights IS NOT NULL;

-- The furthest event itself. It nests those before it, so an item's whole history is told from it. Apart from image, so
-- that lists and counts read narrow rows. Not jsonb: jsonb refuses text that events may hold (an escaped NUL).
CREATE TABLE dossier (
    item  text COLLATE "C" PRIMARY KEY,
    topic text NOT NULL,
    event json NOT NULL
) WITH (toast_tuple_target = 8160);

-- What events about other items said of this one: a cluster that changed because a newcomer joined or left, a split that
-- changed because units became one. Position is the newcomer's place in its dataset's order; the highest counts. An item's
-- row shows these where they are newer than its own event, in whatever order the two were read.
CREATE TABLE amendment (
    item             text COLLATE "C" PRIMARY KEY,
    cluster          text COLLATE "C",
    cluster_position bigint,
    split            text,
    split_position   bigint
);

CREATE TABLE cluster (
    dataset        text COLLATE "C" NOT NULL,
    name           text COLLATE "C" NOT NULL,
    representative text,
    position       bigint,
    items          integer NOT NULL DEFAULT 0,
    train          integer NOT NULL DEFAULT 0,
    val            integer NOT NULL DEFAULT 0,
    test           integer NOT NULL DEFAULT 0,
    PRIMARY KEY (dataset, name)
);

-- Counts of images by what they are, kept by the triggers below, so that a dashboard need not count.
CREATE TABLE tally (
    dataset text COLLATE "C" NOT NULL,
    kind    text COLLATE "C" NOT NULL,
    key     text COLLATE "C" NOT NULL,
    split   text COLLATE "C" NOT NULL,
    n       bigint NOT NULL,
    PRIMARY KEY (dataset, kind, key, split)
);

-- change grows with every transaction that touches a dataset's images or spec: whoever caches asks it first.
CREATE TABLE dataset (
    name          text COLLATE "C" PRIMARY KEY,
    change        bigint NOT NULL DEFAULT 0,
    last_event_at timestamptz
);

CREATE TABLE dataset_spec (
    dataset     text COLLATE "C" NOT NULL,
    version     integer     NOT NULL,
    spec        json        NOT NULL,
    PRIMARY KEY (dataset, version)
);

-- Where the projection stands; written in the transaction of what was projected.
CREATE TABLE consumed (
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    records     bigint  NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- What one image counts as.
CREATE FUNCTION tallies_of(r image) RETURNS TABLE (kind text, key text, split text, n integer)
LANGUAGE sql IMMUTABLE AS $$
    SELECT t.kind, t.key, t.split, t.n
    FROM (VALUES ('state', r.state, '', 1),
                 ('exact', '', '', CASE WHEN r.exact_of IS NOT NULL THEN 1 ELSE 0 END),
                 ('reason', r.reason, '', 1),
                 ('waiting', coalesce(r.label, ''), '', CASE WHEN r.state = 'in-flight' THEN 1 ELSE 0 END),
                 ('flagged', '', '', CASE WHEN r.flagged THEN 1 ELSE 0 END),
                 ('label', coalesce(r.label, ''), coalesce(r.split, ''), CASE WHEN r.state = 'accepted' THEN 1 ELSE 0 END),
                 ('format', r.format, '', CASE WHEN r.state = 'accepted' THEN 1 ELSE 0 END),
                 ('prepared', '', '', CASE WHEN r.state = 'accepted' THEN r.prepared ELSE 0 END),
                 ('augmented', '', '', CASE WHEN r.state = 'accepted' THEN r.augmented ELSE 0 END)) AS t (kind, key, split, n)
    WHERE t.n <> 0 AND t.key IS NOT NULL
    UNION ALL
    SELECT 'issue', i, '', 1 FROM unnest(r.issues) AS i WHERE r.state = 'accepted'
$$;

CREATE FUNCTION image_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally AS t (dataset, kind, key, split, n)
        SELECT r.dataset, c.kind, c.key, c.split, sum(c.n)
        FROM fresh r, LATERAL tallies_of(r.*::image) c
        GROUP BY 1, 2, 3, 4
        ON CONFLICT (dataset, kind, key, split) DO UPDATE SET n = t.n + EXCLUDED.n;
    INSERT INTO cluster AS c (dataset, name, items, train, val, test)
        SELECT dataset, cluster, count(*),
               count(*) FILTER (WHERE split = 'train' AND state = 'accepted'),
               count(*) FILTER (WHERE split = 'val' AND state = 'accepted'),
               count(*) FILTER (WHERE split = 'test' AND state = 'accepted')
        FROM fresh WHERE cluster IS NOT NULL
        GROUP BY 1, 2
        ON CONFLICT (dataset, name) DO UPDATE SET
            items = c.items + EXCLUDED.items, train = c.train + EXCLUDED.train,
            val = c.val + EXCLUDED.val, test = c.test + EXCLUDED.test;
    INSERT INTO dataset AS d (name, change, last_event_at)
        SELECT dataset, 1, max(happened_at) FROM fresh GROUP BY 1
        ON CONFLICT (name) DO UPDATE SET
            change = d.change + 1, last_event_at = greatest(d.last_event_at, EXCLUDED.last_event_at);
    RETURN NULL;
END $$;

CREATE FUNCTION image_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally AS t (dataset, kind, key, split, n)
        SELECT dataset, kind, key, split, sum(n)
        FROM (SELECT r.dataset, c.kind, c.key, c.split, c.n FROM fresh r, LATERAL tallies_of(r.*::image) c
              UNION ALL
              SELECT r.dataset, c.kind, c.key, c.split, -c.n FROM stale r, LATERAL tallies_of(r.*::image) c) AS delta
        GROUP BY 1, 2, 3, 4
        HAVING sum(n) <> 0
        ON CONFLICT (dataset, kind, key, split) DO UPDATE SET n = t.n + EXCLUDED.n;
    INSERT INTO cluster AS c (dataset, name, items, train, val, test)
        SELECT dataset, cluster, sum(n),
               coalesce(sum(n) FILTER (WHERE split = 'train' AND state = 'accepted'), 0),
               coalesce(sum(n) FILTER (WHERE split = 'val' AND state = 'accepted'), 0),
               coalesce(sum(n) FILTER (WHERE split = 'test' AND state = 'accepted'), 0)
        FROM (SELECT dataset, cluster, split, state, 1 AS n FROM fresh
              UNION ALL
              SELECT dataset, cluster, split, state, -1 FROM stale) AS delta
        WHERE cluster IS NOT NULL
        GROUP BY 1, 2
        ON CONFLICT (dataset, name) DO UPDATE SET
            items = c.items + EXCLUDED.items, train = c.train + EXCLUDED.train,
            val = c.val + EXCLUDED.val, test = c.test + EXCLUDED.test;
    INSERT INTO dataset AS d (name, change, last_event_at)
        SELECT dataset, 1, max(happened_at) FROM fresh GROUP BY 1
        ON CONFLICT (name) DO UPDATE SET
            change = d.change + 1, last_event_at = greatest(d.last_event_at, EXCLUDED.last_event_at);
    RETURN NULL;
END $$;

CREATE TRIGGER image_inserted AFTER INSERT ON image
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION image_inserted();
CREATE TRIGGER image_updated AFTER UPDATE ON image
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION image_updated();
