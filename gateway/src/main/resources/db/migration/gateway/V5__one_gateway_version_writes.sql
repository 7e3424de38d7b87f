-- A gateway of before that still runs while this one starts would read images.assessed without noting what was compared. It cannot
-- move its offsets any more, and stops; this one reads the topic.
ALTER TABLE consumed RENAME COLUMN records TO projected;
DELETE FROM consumed WHERE topic = 'images.assessed';
