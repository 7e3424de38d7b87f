-- Releases as split announced them. Of two of one name the one with the lower position counts.
CREATE TABLE dataset_release (
    dataset        text COLLATE "C" NOT NULL,
    name           text COLLATE "C" NOT NULL,
    -- of the freeze in the dataset's order
    position       bigint           NOT NULL,
    items          bigint           NOT NULL,
    digest         text             NOT NULL,
    said_by        text,
    note           text,
    at             timestamptz      NOT NULL,
    -- what it holds, in the store; null until it is assembled
    manifest       text COLLATE "C",
    manifest_bytes bigint,
    listed         bigint,
    left_out       bigint,
    assembled_at   timestamptz,
    PRIMARY KEY (dataset, name)
);
CREATE INDEX dataset_release_manifest ON dataset_release (manifest);

-- Members of releases that are not assembled yet, as the chunks they were announced in.
CREATE TABLE release_chunk (
    dataset  text COLLATE "C" NOT NULL,
    name     text COLLATE "C" NOT NULL,
    position bigint           NOT NULL,
    number   integer          NOT NULL,
    members  json             NOT NULL,
    PRIMARY KEY (dataset, name, position, number)
);
