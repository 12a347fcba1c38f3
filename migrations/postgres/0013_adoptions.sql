-- What constituency parties (CLPs) did with a published text: each adoption with its moves, and the words that a CLP
-- passed where they were its own.

CREATE TABLE adoption (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    number BIGINT NOT NULL,
    -- The copy that was taken.
    publication_id TEXT NOT NULL REFERENCES publication (id),
    clp TEXT NOT NULL,
    region TEXT NOT NULL,
    -- For which conference, such as "Annual conference 2027".
    conference TEXT NOT NULL,
    -- Who reports for the CLP; nobody where the committee wrote down what it was told.
    reporter_id TEXT REFERENCES member (id),
    consent TEXT NOT NULL CHECK (consent IN ('private', 'members', 'public')),
    -- Where its moves have led; so many there are.
    state TEXT NOT NULL CHECK (state IN (
        'taken', 'branch-passed', 'branch-lost', 'passed-model', 'passed-variant', 'clp-lost', 'not-reached',
        'submitted', 'in-order', 'ruled-out', 'appealed', 'appeal-upheld', 'appeal-dismissed', 'picked',
        'not-picked', 'composited', 'debated', 'carried', 'lost', 'remitted', 'mistaken'
    )),
    moves BIGINT NOT NULL,
    -- The CLP passed words of its own: the last variant.
    own_words BOOLEAN NOT NULL,
    -- Who confirmed that it stands there, besides whoever reported it.
    confirmed TEXT NOT NULL CHECK (confirmed IN ('', 'committee', 'secretary')),
    -- The day of the meeting that the last report was about.
    meeting_on TEXT NOT NULL,
    -- The composite that it went into, one that is here or another by its name.
    composite_id TEXT REFERENCES document (id),
    composite TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (document_id, number)
);
CREATE INDEX adoption_publication ON adoption (publication_id);
CREATE INDEX adoption_reporter ON adoption (reporter_id);

CREATE TABLE adoption_move (
    adoption_id TEXT NOT NULL REFERENCES adoption (id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('report', 'correct', 'confirm')),
    state TEXT NOT NULL,
    hand TEXT NOT NULL CHECK (hand IN ('reporter', 'committee', 'secretary')),
    meeting_on TEXT NOT NULL,
    composite_id TEXT REFERENCES document (id),
    composite TEXT NOT NULL,
    note TEXT NOT NULL,
    -- Nobody, where the secretary of the CLP used a link.
    member_id TEXT REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (adoption_id, number)
);
CREATE INDEX adoption_move_member ON adoption_move (member_id);

CREATE TABLE adoption_variant (
    adoption_id TEXT NOT NULL REFERENCES adoption (id),
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    words BIGINT NOT NULL,
    -- The rule by which they are counted: a key, or JSON.
    profile TEXT NOT NULL,
    -- The adoption whose words it was made from, where it was not the model; said so, or found as the likest.
    from_id TEXT REFERENCES adoption (id),
    from_said BOOLEAN NOT NULL,
    -- How it compares with the model, counted once, and by which way of counting.
    algorithm BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    of_model BIGINT NOT NULL,
    added BIGINT NOT NULL,
    -- The model's clauses that stand in it word for word, by their ids with commas between.
    untouched TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (adoption_id, number)
);
CREATE INDEX adoption_variant_member ON adoption_variant (member_id);

-- A link by which the secretary of a CLP confirms what was reported; only the hash of its token is stored, and the
-- address that it went to nowhere.
CREATE TABLE adoption_link (
    id TEXT PRIMARY KEY NOT NULL,
    adoption_id TEXT NOT NULL REFERENCES adoption (id),
    token_hash TEXT NOT NULL UNIQUE,
    member_id TEXT NOT NULL REFERENCES member (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX adoption_link_adoption ON adoption_link (adoption_id, created_at);

-- A note goes when whoever wrote it asks to be forgotten.
CREATE TRIGGER adoption_is_not_changed BEFORE UPDATE OF id, document_id, number, publication_id, clp, region, conference, reporter_id, created_at ON adoption FOR EACH ROW EXECUTE FUNCTION refuse_change('what was adopted never changes');
CREATE TRIGGER adoption_is_not_removed BEFORE DELETE ON adoption FOR EACH ROW EXECUTE FUNCTION refuse_change('an adoption never goes');
CREATE TRIGGER adoption_is_not_emptied BEFORE TRUNCATE ON adoption FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an adoption never goes');
CREATE TRIGGER adoption_move_is_not_changed BEFORE UPDATE OF adoption_id, number, kind, state, hand, meeting_on, composite_id, composite, member_id, at ON adoption_move FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded move never changes');
CREATE TRIGGER adoption_move_is_not_removed BEFORE DELETE ON adoption_move FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded move never goes');
CREATE TRIGGER adoption_move_is_not_emptied BEFORE TRUNCATE ON adoption_move FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a recorded move never goes');
CREATE TRIGGER adoption_variant_is_not_changed BEFORE UPDATE ON adoption_variant FOR EACH ROW EXECUTE FUNCTION refuse_change('the words that were passed never change');
CREATE TRIGGER adoption_variant_is_not_removed BEFORE DELETE ON adoption_variant FOR EACH ROW EXECUTE FUNCTION refuse_change('the words that were passed never go');
CREATE TRIGGER adoption_variant_is_not_emptied BEFORE TRUNCATE ON adoption_variant FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the words that were passed never go');
