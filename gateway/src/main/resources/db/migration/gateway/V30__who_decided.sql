-- Who decided, beside when: null where it was not recorded.

ALTER TABLE frozen ADD COLUMN said_by text;
ALTER TABLE settled ADD COLUMN said_by text;
ALTER TABLE dataset_spec ADD COLUMN said_by text, ADD COLUMN at timestamptz;
