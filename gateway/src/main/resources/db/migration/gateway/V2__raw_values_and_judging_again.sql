-- Every measure of an image in one column, by its place in the list of measures, which only grows at its end: a new measure
-- needs no change here. And what judging images again needs to know.
--
-- Fewer columns are indexed than before. None that changes while an image is on its way is, but its cluster: so most of an
-- item's writes stay on its page, and no index is written. Sorting by size or measure reads the dataset's rows instead.

DROP TRIGGER image_inserted ON image;
DROP TRIGGER image_updated ON image;
DROP FUNCTION image_inserted();
DROP FUNCTION image_updated();
DROP FUNCTION tallies_of(image);
ALTER TABLE image RENAME TO image_before;
ALTER TABLE image_before DROP CONSTRAINT image_pkey;

-- One item as its furthest event tells it. Of two events the one of the later upload is further, then the later stage.
CREATE TABLE image (
    item             text COLLATE "C" PRIMARY KEY,
    dataset          text COLLATE "C" NOT NULL,
    source           text COLLATE "C" NOT NULL,
    content          text COLLATE "C" NOT NULL,
    spec_version     integer          NOT NULL,
    uploaded_at      timestamptz      NOT NULL,
    stage            smallint         NOT NULL,
    happened_at      timestamptz      NOT NULL,
    state            text COLLATE "C" NOT NULL,
    flagged          boolean          NOT NULL,
    -- whether what the image is said to be is not what the dataset's spec and fences in force would say
    pending          boolean          NOT NULL DEFAULT false,
    reason           text,
    detail           text,
    bytes            bigint           NOT NULL,
    format           text,
    width            integer,
    height           integer,
    color_mode       text,
    label            text,
    image_group      text,
    split            text,
    split_position   bigint,
    fold             integer,
    cluster          text COLLATE "C",
    cluster_position bigint,
    exact_of         text,
    ahash            text,
    phash            text,
    dhash            text,
    -- those of the file, then those of the judgement that counts
    issues           text[]           NOT NULL,
    file_issues      text[]           NOT NULL,
    prepared         integer          NOT NULL,
    augmented        integer          NOT NULL,
    thumbnail        text,
    -- null before the image was measured; elements that were not taken are null or beyond its end
    measures         double precision[]
) WITH (fillfactor = 70); -- an item's row is written a few times within seconds: room for the new versions on the same page

INSERT INTO image (item, dataset, source, content, spec_version, uploaded_at, stage, happened_at, state, flagged, reason, detail,
        bytes, format, width, height, color_mode, label, image_group, split, split_position, fold, cluster, cluster_position,
        exact_of, ahash, phash, dhash, issues, file_issues, prepared, augmented, thumbnail, measures)
    SELECT item, dataset, source, content, spec_version, uploaded_at, stage, happened_at, state, flagged, reason, detail,
        bytes, format, width, height, color_mode, label, image_group, split, split_position, fold, cluster, cluster_position,
        exact_of, ahash, phash, dhash, issues,
        ARRAY(SELECT i FROM unnest(issues) AS i WHERE i IN ('EXT_MISMATCH', 'BAD_EXIF', 'METADATA_TOO_LARGE', 'ANIMATED',
              'PARTIAL_SCANS', 'TRAILING_DATA', 'ALPHA', 'EMPTY_ALPHA', 'WIDE_GAMUT')),
        prepared, augmented, thumbnail,
        CASE WHEN ahash IS NOT NULL THEN
            ARRAY[laplacian_variance, brightness, contrast, entropy, clipped_shadows, clipped_highlights] END
    FROM image_before;
DROP TABLE image_before;

CREATE INDEX image_uploaded ON image (dataset, uploaded_at, item);
CREATE INDEX image_source ON image (dataset, source, item);
CREATE INDEX image_cluster ON image (dataset, cluster) WHERE cluster IS NOT NULL;
CREATE INDEX image_out ON image (dataset, uploaded_at, item) WHERE reason IS NOT NULL;
CREATE INDEX image_pending ON image (dataset) WHERE pending;

-- The last word of images.rejudged on each item: what its scores mean under a later spec or fence. It counts for the upload it
-- names, whichever of the two was read first.
CREATE TABLE rejudgement (
    item          text COLLATE "C" PRIMARY KEY,
    dataset       text COLLATE "C" NOT NULL,
    uploaded_at   timestamptz      NOT NULL,
    content       text COLLATE "C" NOT NULL,
    spec_version  integer          NOT NULL,
    fence_version integer          NOT NULL,
    issues        text[]           NOT NULL,
    event         json             NOT NULL
);

-- What a dataset's images are to be judged under, and how far along them that has come: all up to this upload are. Whatever
-- reaches its end later is judged when it does.
CREATE TABLE judging (
    dataset       text COLLATE "C" PRIMARY KEY,
    spec_version  integer     NOT NULL,
    fence_version integer     NOT NULL,
    uploaded_at   timestamptz NOT NULL DEFAULT '-infinity',
    item          text COLLATE "C" NOT NULL DEFAULT '',
    complete      boolean     NOT NULL DEFAULT false
);

-- A dataset's fences and the sketches they were read from: so many values in the bucket of each.
CREATE TABLE fence (
    dataset        text COLLATE "C"   NOT NULL,
    measure        text COLLATE "C"   NOT NULL,
    version        integer            NOT NULL,
    count          bigint             NOT NULL,
    first_quartile double precision   NOT NULL,
    third_quartile double precision   NOT NULL,
    values         double precision[] NOT NULL,
    counts         bigint[]           NOT NULL,
    PRIMARY KEY (dataset, measure)
);

-- What an image counts as.
CREATE FUNCTION tallies_of(state text, flagged boolean, reason text, exact boolean, label text, format text, split text,
                           prepared integer, augmented integer, issues text[])
RETURNS TABLE (kind text, key text, part text, n integer)
LANGUAGE sql IMMUTABLE AS $$
    SELECT t.kind, t.key, t.part, t.n
    FROM (VALUES ('state', $1, '', 1),
                 ('exact', '', '', CASE WHEN $4 THEN 1 ELSE 0 END),
                 ('reason', $3, '', 1),
                 ('waiting', coalesce($5, ''), '', CASE WHEN $1 = 'in-flight' THEN 1 ELSE 0 END),
                 ('flagged', '', '', CASE WHEN $2 THEN 1 ELSE 0 END),
                 ('label', coalesce($5, ''), coalesce($7, ''), CASE WHEN $1 = 'accepted' THEN 1 ELSE 0 END),
                 ('format', $6, '', CASE WHEN $1 = 'accepted' THEN 1 ELSE 0 END),
                 ('prepared', '', '', CASE WHEN $1 = 'accepted' THEN $8 ELSE 0 END),
                 ('augmented', '', '', CASE WHEN $1 = 'accepted' THEN $9 ELSE 0 END)) AS t (kind, key, part, n)
    WHERE t.n <> 0 AND t.key IS NOT NULL
    UNION ALL
    SELECT 'issue', i, '', 1 FROM unnest($10) AS i WHERE $1 = 'accepted'
$$;

-- Images of one batch are much alike: they are counted in groups, and the groups spelled out.
CREATE FUNCTION image_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fresh) THEN
        RETURN NULL;
    END IF;
    INSERT INTO tally AS t (dataset, kind, key, split, n)
        SELECT g.dataset, c.kind, c.key, c.part, sum(c.n * g.images)
        FROM (SELECT dataset, state, flagged, reason, exact_of IS NOT NULL AS exact, label, format, split, prepared, augmented,
                     issues, count(*) AS images
              FROM fresh GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) g,
             LATERAL tallies_of(g.state, g.flagged, g.reason, g.exact, g.label, g.format, g.split, g.prepared, g.augmented,
                                g.issues) c
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
        FROM (SELECT dataset, state, flagged, reason, exact, label, format, split, prepared, augmented, issues,
                     sum(images) AS images
              FROM (SELECT dataset, state, flagged, reason, exact_of IS NOT NULL AS exact, label, format, split, prepared,
                           augmented, issues, 1 AS images FROM fresh
                    UNION ALL
                    SELECT dataset, state, flagged, reason, exact_of IS NOT NULL, label, format, split, prepared,
                           augmented, issues, -1 FROM stale) AS changed
              GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
              HAVING sum(images) <> 0) g,
             LATERAL tallies_of(g.state, g.flagged, g.reason, g.exact, g.label, g.format, g.split, g.prepared, g.augmented,
                                g.issues) c
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
