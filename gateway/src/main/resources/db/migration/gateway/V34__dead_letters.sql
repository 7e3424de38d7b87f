-- What the services gave up: one row per letter, whose record may have failed several times, and what persons decided about it.

CREATE TABLE dead_letter (
    letter        text COLLATE "C" PRIMARY KEY,
    service       text    NOT NULL,
    -- where its record stands; null where the letter does not say so
    topic         text,
    partition     integer,
    -- what the record is about, as far as that can be told; the dataset of an item that has a row is known from there
    dataset       text COLLATE "C",
    item          text COLLATE "C",
    source        text,
    uploaded_at   timestamptz,
    record_key    text,
    bytes         bigint  NOT NULL,
    -- from dead_letter_attempt and dead_letter_closing: null until the transaction that inserts the row ends
    attempts      integer,
    first_at      timestamptz,
    last_at       timestamptz,
    reason        text,
    origin_offset bigint,
    letter_offset bigint,
    state         text,
    closed_by     text,
    closed_at     timestamptz,
    -- somebody is resending or dropping it until then
    claimed_until timestamptz
);
CREATE INDEX dead_letter_open ON dead_letter (last_at) WHERE state = 'OPEN';
CREATE INDEX dead_letter_recent ON dead_letter (last_at DESC, letter);
CREATE INDEX dead_letter_item ON dead_letter (item) WHERE item IS NOT NULL AND state = 'OPEN';

-- Each time the record failed. A letter that was written twice about one failure counts once.
CREATE TABLE dead_letter_attempt (
    letter        text COLLATE "C" NOT NULL,
    origin_offset bigint      NOT NULL,
    letter_offset bigint      NOT NULL,
    reason        text        NOT NULL,
    at            timestamptz NOT NULL,
    PRIMARY KEY (letter, origin_offset)
);

-- Decisions; one closes every copy of the letter up to an offset.
CREATE TABLE dead_letter_closing (
    letter  text COLLATE "C" NOT NULL,
    up_to   bigint      NOT NULL,
    closing text        NOT NULL,
    said_by text,
    at      timestamptz NOT NULL,
    PRIMARY KEY (letter, up_to)
);
