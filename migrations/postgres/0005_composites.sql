-- Composites: one motion made of several. A composite is a document, so that versions, rounds, comments, decisions
-- and publications work on it as on any other; what only a composite has stands here, and only grows.

ALTER TABLE document ADD COLUMN kind TEXT NOT NULL DEFAULT 'motion' CHECK (kind IN ('motion', 'composite'));

CREATE TABLE composite_source (
    document_id TEXT NOT NULL REFERENCES document (id),
    number BIGINT NOT NULL,
    -- As the meeting's papers call it, such as "Motion 10".
    name TEXT NOT NULL,
    -- The body that sent it.
    body TEXT NOT NULL,
    -- The text here that it was taken from, if it was.
    own_id TEXT REFERENCES document (id),
    own_version BIGINT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- What was tidied when it was taken in, as a list in JSON.
    repairs TEXT NOT NULL,
    added_by TEXT NOT NULL REFERENCES member (id),
    added_at BIGINT NOT NULL,
    PRIMARY KEY (document_id, number)
);

-- Every answer that was given; the last one of a source on the version that was sent is the one that counts.
CREATE TABLE composite_answer (
    document_id TEXT NOT NULL,
    source BIGINT NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('agrees', 'stands-alone', 'withdraws')),
    -- Who held authority to give it.
    authority TEXT NOT NULL,
    given_on TEXT NOT NULL,
    note TEXT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES member (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (document_id, source, number),
    FOREIGN KEY (document_id, source) REFERENCES composite_source (document_id, number)
);

-- What was built, step by step: each holds the whole state, and the step that it was made from.
CREATE TABLE composite_step (
    document_id TEXT NOT NULL REFERENCES document (id),
    revision BIGINT NOT NULL,
    parent BIGINT NOT NULL,
    what TEXT NOT NULL,
    build TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (document_id, revision)
);

-- What each paragraph of a saved version was made from.
CREATE TABLE composite_version (
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    build TEXT NOT NULL,
    PRIMARY KEY (document_id, version)
);

CREATE TABLE composite_move (
    document_id TEXT NOT NULL REFERENCES document (id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('sent', 'moved', 'carried', 'lost', 'remitted', 'dissolved')),
    version BIGINT NOT NULL,
    letter TEXT NOT NULL,
    mover TEXT NOT NULL,
    seconder TEXT NOT NULL,
    note TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (document_id, number)
);

-- What must not happen to a clause of a source, said by a member beforehand.
CREATE TABLE red_line (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL,
    source BIGINT NOT NULL,
    clause BIGINT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    FOREIGN KEY (document_id, source) REFERENCES composite_source (document_id, number)
);
CREATE INDEX red_line_source ON red_line (document_id, source, clause);
-- One member draws one line on one clause.
CREATE UNIQUE INDEX red_line_current ON red_line (document_id, source, clause, member_id) WHERE withdrawn_at IS NULL;

CREATE TRIGGER composite_source_is_not_changed BEFORE UPDATE ON composite_source FOR EACH ROW EXECUTE FUNCTION refuse_change('a source never changes');
CREATE TRIGGER composite_source_is_not_removed BEFORE DELETE ON composite_source FOR EACH ROW EXECUTE FUNCTION refuse_change('a source never goes');
CREATE TRIGGER composite_source_is_not_emptied BEFORE TRUNCATE ON composite_source FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a source never goes');
CREATE TRIGGER composite_answer_is_not_changed BEFORE UPDATE ON composite_answer FOR EACH ROW EXECUTE FUNCTION refuse_change('an answer never changes');
CREATE TRIGGER composite_answer_is_not_removed BEFORE DELETE ON composite_answer FOR EACH ROW EXECUTE FUNCTION refuse_change('an answer never goes');
CREATE TRIGGER composite_answer_is_not_emptied BEFORE TRUNCATE ON composite_answer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an answer never goes');
CREATE TRIGGER composite_step_is_not_changed BEFORE UPDATE ON composite_step FOR EACH ROW EXECUTE FUNCTION refuse_change('a step never changes');
CREATE TRIGGER composite_step_is_not_removed BEFORE DELETE ON composite_step FOR EACH ROW EXECUTE FUNCTION refuse_change('a step never goes');
CREATE TRIGGER composite_step_is_not_emptied BEFORE TRUNCATE ON composite_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a step never goes');
CREATE TRIGGER composite_version_is_not_changed BEFORE UPDATE ON composite_version FOR EACH ROW EXECUTE FUNCTION refuse_change('provenance never changes');
CREATE TRIGGER composite_version_is_not_removed BEFORE DELETE ON composite_version FOR EACH ROW EXECUTE FUNCTION refuse_change('provenance never goes');
CREATE TRIGGER composite_version_is_not_emptied BEFORE TRUNCATE ON composite_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('provenance never goes');
CREATE TRIGGER composite_move_is_not_changed BEFORE UPDATE ON composite_move FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded move never changes');
CREATE TRIGGER composite_move_is_not_removed BEFORE DELETE ON composite_move FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded move never goes');
CREATE TRIGGER composite_move_is_not_emptied BEFORE TRUNCATE ON composite_move FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a recorded move never goes');

-- A red line is withdrawn, never reworded.
CREATE TRIGGER red_line_is_not_changed BEFORE UPDATE OF id, document_id, source, clause, member_id, reason, at ON red_line FOR EACH ROW EXECUTE FUNCTION refuse_change('a red line never changes');
CREATE TRIGGER red_line_is_not_removed BEFORE DELETE ON red_line FOR EACH ROW EXECUTE FUNCTION refuse_change('a red line never goes');
