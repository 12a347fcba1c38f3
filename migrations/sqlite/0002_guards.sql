-- What the first migration left to the program alone: votes, decisions and publications stay as they were,
-- and at most one publication of a text is the current one.

CREATE TRIGGER decision_is_not_removed BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision never goes'); END;

CREATE TRIGGER approval_is_not_changed BEFORE UPDATE ON approval
BEGIN SELECT RAISE(ABORT, 'a vote never changes'); END;
CREATE TRIGGER approval_is_not_removed BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'a vote never goes'); END;

-- Only its standing changes.
CREATE TRIGGER publication_is_not_changed
BEFORE UPDATE OF id, slug, document_id, version, hash, imprint, published_at, published_by, chain_head ON publication
BEGIN SELECT RAISE(ABORT, 'a publication never changes'); END;
CREATE TRIGGER publication_is_not_removed BEFORE DELETE ON publication
BEGIN SELECT RAISE(ABORT, 'a publication never goes'); END;

CREATE UNIQUE INDEX publication_current ON publication (document_id) WHERE standing = 'current';
