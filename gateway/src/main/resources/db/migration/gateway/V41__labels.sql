-- Labels of images: what sources submitted, and what they are after their checks.

-- The newest revision of each source for an item, and the one that the checks have seen.
CREATE TABLE label_submission (
    item      text        NOT NULL,
    tool      text        NOT NULL,
    annotator text        NOT NULL,
    dataset   text        NOT NULL,
    revision  bigint      NOT NULL,
    checked   bigint      NOT NULL,
    spec_version integer  NOT NULL,
    PRIMARY KEY (item, tool, annotator)
);

COMMENT ON COLUMN label_submission.spec_version IS 'of the dataset; a deletion covers a row by it';

CREATE INDEX label_submission_dataset ON label_submission (dataset, spec_version);
CREATE INDEX label_submission_pending ON label_submission (dataset) WHERE checked < revision;

-- The last announcement about an item. Labels that wait for their image have a row too, which no image has.
CREATE TABLE item_label (
    item       text   PRIMARY KEY,
    dataset    text   NOT NULL,
    step       bigint NOT NULL,
    spec_version integer NOT NULL,
    state      text   NOT NULL,
    waiting    boolean NOT NULL,
    objects    integer,
    annotators text[] NOT NULL,
    issues     text[] NOT NULL,
    event      json   NOT NULL
);

COMMENT ON COLUMN item_label.spec_version IS 'under which the labels were checked; a deletion covers a row by it';
COMMENT ON COLUMN item_label.waiting IS 'whether there are labels and no picture to check them against';
COMMENT ON COLUMN item_label.objects IS 'kept annotations with a shape; null where nothing is said of the image';
COMMENT ON COLUMN item_label.issues IS 'kinds of findings, each once for every finding';

CREATE INDEX item_label_dataset ON item_label (dataset, spec_version);

-- Labels that are too large for an event, now or before: they stay in the store as long as their dataset does.
CREATE TABLE label_content (
    content      text    NOT NULL,
    dataset      text    NOT NULL,
    spec_version integer NOT NULL,
    PRIMARY KEY (content, dataset, spec_version)
);

CREATE INDEX label_content_dataset ON label_content (dataset, spec_version);
