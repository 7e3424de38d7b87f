-- Datasets that were deleted, and contents that nobody may name any more.

-- The last deletion of each name; images uploaded under a later version of the spec belong to a dataset declared anew.
CREATE TABLE deletion (
    dataset  text COLLATE "C" PRIMARY KEY,
    up_to    integer     NOT NULL,
    -- where it stands in the dataset's order
    position bigint      NOT NULL,
    said_by  text,
    at       timestamptz NOT NULL
);

-- Contents of deleted images and their pictures, until they are found to be named by another image, or are gone from the store.
CREATE TABLE unreferenced (
    content      text COLLATE "C" PRIMARY KEY,
    named        boolean NOT NULL DEFAULT false,
    -- since when it lies aside in the store, out of use
    discarded_at timestamptz
);

-- Contents that a dataset's images had before something else was uploaded to their places, with their pictures.
CREATE TABLE former_content (
    dataset      text COLLATE "C" NOT NULL,
    content      text COLLATE "C" NOT NULL,
    spec_version integer NOT NULL,
    PRIMARY KEY (dataset, content)
);

CREATE FUNCTION keep_former_content(in_dataset text, contents text[], version integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO former_content AS f (dataset, content, spec_version)
        SELECT DISTINCT $1, c, $3 FROM unnest($2) AS c WHERE c IS NOT NULL ORDER BY 2
        ON CONFLICT (dataset, content) DO UPDATE SET spec_version = greatest(f.spec_version, EXCLUDED.spec_version)
$$;

CREATE FUNCTION pictures_in(event json) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(p ->> 'content') FROM json_array_elements($1 -> 'pictures') AS p
$$;

CREATE FUNCTION image_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_former_content(OLD.dataset, ARRAY[OLD.content], OLD.spec_version);
    RETURN NULL;
END $$;
CREATE TRIGGER image_replaced AFTER UPDATE OF content ON image FOR EACH ROW
    WHEN (OLD.content <> NEW.content) EXECUTE FUNCTION image_replaced();

CREATE FUNCTION dossier_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    upload json := OLD.event #> '{image,image,image,image,upload}';
BEGIN
    PERFORM keep_former_content(upload ->> 'dataset', pictures_in(OLD.event), (upload ->> 'specVersion')::integer);
    RETURN NULL;
END $$;
CREATE TRIGGER dossier_replaced AFTER UPDATE ON dossier FOR EACH ROW
    WHEN (OLD.topic = 'images.prepared') EXECUTE FUNCTION dossier_replaced();

CREATE FUNCTION repreparation_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_former_content(OLD.event #>> '{moved,upload,dataset}', pictures_in(OLD.event), OLD.spec_version);
    RETURN NULL;
END $$;
CREATE TRIGGER repreparation_replaced AFTER UPDATE ON repreparation FOR EACH ROW EXECUTE FUNCTION repreparation_replaced();

-- What images counted as is counted no more.
CREATE FUNCTION image_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM stale) THEN
        RETURN NULL;
    END IF;
    UPDATE tally AS t SET n = t.n - gone.n
        FROM (SELECT g.dataset, c.kind, c.key, c.part, sum(c.n * g.images) AS n
              FROM (SELECT dataset, state, flagged, reason, exact_of IS NOT NULL AS exact, copy_of(cluster, exact_of,
                           exact_pixels_of) AS copy, layout, labels, format, split, prepared, augmented, issues, count(*) AS images
                    FROM stale GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) g,
                   LATERAL tallies_of(g.state, g.flagged, g.reason, g.exact, g.copy, g.layout, g.labels, g.format, g.split,
                                      g.prepared, g.augmented, g.issues) c
              GROUP BY 1, 2, 3, 4) AS gone
        WHERE t.dataset = gone.dataset AND t.kind = gone.kind AND t.key = gone.key AND t.split = gone.part;
    UPDATE cluster AS c SET items = c.items - gone.items, train = c.train - gone.train, val = c.val - gone.val,
                            test = c.test - gone.test
        FROM (SELECT dataset, cluster, count(*) AS items,
                     count(*) FILTER (WHERE split = 'train' AND state = 'accepted') AS train,
                     count(*) FILTER (WHERE split = 'val' AND state = 'accepted') AS val,
                     count(*) FILTER (WHERE split = 'test' AND state = 'accepted') AS test
              FROM stale WHERE cluster IS NOT NULL GROUP BY 1, 2) AS gone
        WHERE c.dataset = gone.dataset AND c.name = gone.cluster;
    UPDATE dataset SET change = change + 1 WHERE name IN (SELECT DISTINCT dataset FROM stale);
    RETURN NULL;
END $$;
CREATE TRIGGER image_deleted AFTER DELETE ON image
    REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION image_deleted();
