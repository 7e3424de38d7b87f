-- The first item that has the same picture as an image and other labels; null where no labels contradict the image's.
ALTER TABLE image ADD COLUMN conflict text COLLATE "C";

ALTER TABLE amendment
    ADD COLUMN conflict          text COLLATE "C",
    ADD COLUMN conflict_position bigint;
