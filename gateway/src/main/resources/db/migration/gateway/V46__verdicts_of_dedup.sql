-- dedup judges images, in the order of their dataset; the read model shows what it says.

DROP TABLE outbox;
DROP TABLE withdrawn;
DROP TABLE judging;
ALTER TABLE image
    DROP COLUMN pending,
    DROP COLUMN compared_at,
    DROP COLUMN compared_nanos,
    DROP COLUMN compared_version;

-- What rules compare images with, by images.rejudged. Those of before were taken from the rows.
DROP TABLE fence;
CREATE TABLE fence (
    dataset  text COLLATE "C"   NOT NULL,
    measure  text COLLATE "C"   NOT NULL,
    version  integer            NOT NULL,
    count    bigint             NOT NULL,
    centiles double precision[] NOT NULL,
    -- offset on images.assessed up to which images count
    position bigint             NOT NULL,
    PRIMARY KEY (dataset, measure)
);

-- How far a dataset's images are judged: by which rules, up to which item of a pass, up to which offset of images.assessed.
CREATE TABLE judged (
    dataset       text COLLATE "C" PRIMARY KEY,
    spec_version  integer NOT NULL,
    fence_version integer NOT NULL,
    passed        text COLLATE "C",
    settled       boolean NOT NULL,
    position      bigint  NOT NULL
);

-- The greatest offset on images.assessed that any row of the dataset tells of.
ALTER TABLE dataset ADD COLUMN decided bigint NOT NULL DEFAULT -1;
UPDATE dataset SET decided = coalesce((SELECT max(arrived) FROM image WHERE image.dataset = dataset.name), -1);
