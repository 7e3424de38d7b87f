-- What is rejected after dedup and split were told of the item is withdrawn from them.

ALTER TABLE image
    -- the newest upload of the item that dedup was told of, this one or one before: when it was taken, to the microsecond and the
    -- nanoseconds beyond, and under which version of the spec
    ADD COLUMN compared_at      timestamptz,
    ADD COLUMN compared_nanos   smallint,
    ADD COLUMN compared_version integer;

-- Up to which upload of an item a withdrawal was written, here or before the read model was made anew.
CREATE TABLE withdrawn (
    item         text COLLATE "C" PRIMARY KEY,
    up_to        timestamptz NOT NULL,
    spec_version integer     NOT NULL
);

-- Withdrawals that the broker has not acknowledged, in the order in which they are to be sent.
CREATE TABLE outbox (
    place        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item         text COLLATE "C" NOT NULL,
    up_to        timestamptz NOT NULL,
    spec_version integer     NOT NULL,
    event        json        NOT NULL
);
CREATE INDEX outbox_item ON outbox (item);

-- Rows of before do not tell which uploads dedup was told of. This one topic does, and is read once more; the rows stay as they are.
DELETE FROM consumed WHERE topic = 'images.assessed';
