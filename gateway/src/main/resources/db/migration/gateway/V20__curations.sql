-- What persons decided about several images at once, and the words they gave images beside labels.

CREATE TABLE curation (
    dataset  text COLLATE "C" NOT NULL,
    curation text COLLATE "C" NOT NULL,
    action   text        NOT NULL,
    value    text,
    uploads  text        NOT NULL,
    images   integer     NOT NULL,
    undoes   text COLLATE "C",
    said_by  text,
    at       timestamptz NOT NULL,
    PRIMARY KEY (dataset, curation)
);
CREATE INDEX curation_undoes ON curation (dataset, undoes) WHERE undoes IS NOT NULL;

ALTER TABLE image ADD COLUMN tags text[] NOT NULL DEFAULT '{}';
