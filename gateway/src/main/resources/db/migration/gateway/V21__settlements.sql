-- Decisions that shared a dataset's units out over its splits together, and what they did.

CREATE TABLE settled (
    dataset      text COLLATE "C" NOT NULL,
    settlement   text COLLATE "C" NOT NULL,
    extent       text             NOT NULL,
    moved        integer          NOT NULL,
    announced    integer          NOT NULL,
    error_before double precision NOT NULL,
    error_after  double precision NOT NULL,
    position     bigint           NOT NULL,
    at           timestamptz      NOT NULL,
    PRIMARY KEY (dataset, settlement)
);
