-- What the first migration left to the program alone: votes, decisions and publications stay as they were,
-- and at most one publication of a text is the current one.

CREATE TRIGGER decision_is_not_removed BEFORE DELETE ON decision FOR EACH ROW EXECUTE FUNCTION refuse_change('a decision never goes');

CREATE TRIGGER approval_is_not_changed BEFORE UPDATE ON approval FOR EACH ROW EXECUTE FUNCTION refuse_change('a vote never changes');
CREATE TRIGGER approval_is_not_removed BEFORE DELETE ON approval FOR EACH ROW EXECUTE FUNCTION refuse_change('a vote never goes');

-- Only its standing changes.
CREATE TRIGGER publication_is_not_changed
BEFORE UPDATE OF id, slug, document_id, version, hash, imprint, published_at, published_by, chain_head ON publication
FOR EACH ROW EXECUTE FUNCTION refuse_change('a publication never changes');
CREATE TRIGGER publication_is_not_removed BEFORE DELETE ON publication FOR EACH ROW EXECUTE FUNCTION refuse_change('a publication never goes');

-- Row triggers do not see TRUNCATE; SQLite has none.
CREATE TRIGGER event_is_not_emptied BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the event log only grows');
CREATE TRIGGER version_is_not_emptied BEFORE TRUNCATE ON version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a version never goes');
CREATE TRIGGER approval_is_not_emptied BEFORE TRUNCATE ON approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a vote never goes');
CREATE TRIGGER decision_is_not_emptied BEFORE TRUNCATE ON decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a decision never goes');
CREATE TRIGGER publication_is_not_emptied BEFORE TRUNCATE ON publication FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a publication never goes');

CREATE UNIQUE INDEX publication_current ON publication (document_id) WHERE standing = 'current';
