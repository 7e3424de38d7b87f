-- Rules compare images with the median and the tails of their dataset, not with its quartiles alone. Fences without centiles are
-- taken anew from the rows.
ALTER TABLE fence ADD COLUMN centiles double precision[];
