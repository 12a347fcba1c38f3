-- Amendments with every form that their words have had, the committee's merges, and where a merged text comes from.

CREATE TABLE amendment (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    -- From 1 within the text: people say "amendment 3".
    number BIGINT NOT NULL,
    -- The amendment that this one amends; that one amends the text itself.
    parent_id TEXT REFERENCES amendment (id),
    author_id TEXT NOT NULL REFERENCES member (id),
    mover TEXT NOT NULL,
    seconder TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'tabled', 'accepted', 'to-vote', 'carried',
        'lost', 'withdrawn', 'falls', 'remitted', 'incorporated')),
    -- The form that its proposer stands by.
    form BIGINT NOT NULL,
    -- The version that it has gone into.
    version BIGINT,
    tabled_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- Counts every change, so that nobody acts on what they have not seen.
    revision BIGINT NOT NULL,
    UNIQUE (document_id, number)
);
CREATE INDEX amendment_parent ON amendment (parent_id);
CREATE INDEX amendment_author ON amendment (author_id, changed_at);
CREATE INDEX amendment_state ON amendment (state, changed_at);

CREATE TABLE amendment_form (
    amendment_id TEXT NOT NULL REFERENCES amendment (id),
    number BIGINT NOT NULL,
    -- The version that it is written against.
    base BIGINT NOT NULL,
    -- The form of the parent amendment that it is written against.
    parent_form BIGINT,
    text TEXT NOT NULL,
    fit TEXT NOT NULL CHECK (fit IN ('written', 'followed', 'amended')),
    at BIGINT NOT NULL,
    PRIMARY KEY (amendment_id, number)
);

CREATE TABLE amendment_move (
    amendment_id TEXT NOT NULL REFERENCES amendment (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    hand TEXT NOT NULL CHECK (hand IN ('proposer', 'author', 'committee')),
    reason TEXT NOT NULL,
    -- The version that was current then.
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (amendment_id, number)
);

CREATE TABLE merge (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    base BIGINT NOT NULL,
    started_by TEXT NOT NULL REFERENCES member (id),
    created_at BIGINT NOT NULL,
    steps BIGINT NOT NULL,
    -- The version that came of it; none where it was given up.
    version BIGINT,
    ended_at BIGINT
);
CREATE UNIQUE INDEX merge_open ON merge (document_id) WHERE ended_at IS NULL;
CREATE INDEX merge_document ON merge (document_id, created_at);

CREATE TABLE merge_step (
    merge_id TEXT NOT NULL REFERENCES merge (id),
    number BIGINT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (merge_id, number)
);

-- Which amendments brought which words of a merged version.
CREATE TABLE trace (
    document_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    merge_id TEXT NOT NULL REFERENCES merge (id),
    passages TEXT NOT NULL,
    PRIMARY KEY (document_id, version),
    FOREIGN KEY (document_id, version) REFERENCES version (document_id, number)
);

CREATE TRIGGER amendment_form_is_not_changed BEFORE UPDATE ON amendment_form FOR EACH ROW EXECUTE FUNCTION refuse_change('the words of an amendment never change');
CREATE TRIGGER amendment_form_is_not_removed BEFORE DELETE ON amendment_form FOR EACH ROW EXECUTE FUNCTION refuse_change('the words of an amendment never go');
CREATE TRIGGER amendment_move_is_not_changed BEFORE UPDATE ON amendment_move FOR EACH ROW EXECUTE FUNCTION refuse_change('what was done with an amendment never changes');
CREATE TRIGGER amendment_move_is_not_removed BEFORE DELETE ON amendment_move FOR EACH ROW EXECUTE FUNCTION refuse_change('what was done with an amendment never goes');
CREATE TRIGGER merge_step_is_not_changed BEFORE UPDATE ON merge_step FOR EACH ROW EXECUTE FUNCTION refuse_change('a step of a merge never changes');
CREATE TRIGGER merge_step_is_not_removed BEFORE DELETE ON merge_step FOR EACH ROW EXECUTE FUNCTION refuse_change('a step of a merge never goes');
CREATE TRIGGER trace_is_not_changed BEFORE UPDATE ON trace FOR EACH ROW EXECUTE FUNCTION refuse_change('where a version comes from never changes');
CREATE TRIGGER trace_is_not_removed BEFORE DELETE ON trace FOR EACH ROW EXECUTE FUNCTION refuse_change('where a version comes from never goes');

-- Row triggers do not see TRUNCATE; SQLite has none.
CREATE TRIGGER amendment_form_is_not_emptied BEFORE TRUNCATE ON amendment_form FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the words of an amendment never go');
CREATE TRIGGER amendment_move_is_not_emptied BEFORE TRUNCATE ON amendment_move FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what was done with an amendment never goes');
CREATE TRIGGER merge_step_is_not_emptied BEFORE TRUNCATE ON merge_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a step of a merge never goes');
CREATE TRIGGER trace_is_not_emptied BEFORE TRUNCATE ON trace FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('where a version comes from never goes');
