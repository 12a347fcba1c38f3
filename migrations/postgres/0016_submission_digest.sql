-- What was filled in of a form that was sent, as SHA-256: the same form with other words is not the same act.
-- Empty for forms from before this was kept, which are known by their ids alone.
ALTER TABLE submission ADD COLUMN digest TEXT NOT NULL DEFAULT '';
