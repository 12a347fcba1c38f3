-- Ids and hashes are text, instants are milliseconds since 1970 in UTC: the same types in both databases.

CREATE TABLE organisation (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    imprint TEXT NOT NULL,
    contact TEXT NOT NULL,
    quorum BIGINT NOT NULL CHECK (quorum BETWEEN 1 AND 99),
    demo BOOLEAN NOT NULL
);

CREATE TABLE member (
    id TEXT PRIMARY KEY NOT NULL,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('party-member', 'supporter')),
    clp TEXT NOT NULL,
    region TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Until somebody has signed in once, the invitation runs out at this instant.
    invited_until BIGINT NOT NULL,
    confirmed_at BIGINT,
    blocked_at BIGINT
);

CREATE TABLE sign_in (
    id TEXT PRIMARY KEY NOT NULL,
    -- NULL for an address that nobody here has: the answer must look the same.
    member_id TEXT REFERENCES member (id),
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign-in', 'invitation')),
    next TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX sign_in_member ON sign_in (member_id, created_at);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX session_member ON session (member_id);

CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX outbox_due ON outbox (next_try_at) WHERE sent_at IS NULL;

CREATE TABLE kept (
    id TEXT PRIMARY KEY NOT NULL,
    member_id TEXT REFERENCES member (id),
    fields TEXT NOT NULL,
    problem TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE submission (
    id TEXT PRIMARY KEY NOT NULL,
    member_id TEXT REFERENCES member (id),
    action TEXT NOT NULL,
    result TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- The head of the event chain. Updating it first puts all writers in one order, on PostgreSQL too.
CREATE TABLE chain (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    seq BIGINT NOT NULL,
    head TEXT NOT NULL
);
INSERT INTO chain (id, seq, head) VALUES (1, 0, '');

CREATE TABLE event (
    seq BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX event_subject ON event (subject, seq);
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;

CREATE TABLE document (
    id TEXT PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL CHECK (origin IN ('owned', 'tracked')),
    owner TEXT NOT NULL,
    source TEXT NOT NULL,
    profile TEXT NOT NULL,
    author_id TEXT NOT NULL REFERENCES member (id),
    created_at BIGINT NOT NULL,
    circulated_at BIGINT,
    latest BIGINT NOT NULL,
    title TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX document_changed ON document (changed_at);

CREATE TABLE version (
    document_id TEXT NOT NULL REFERENCES document (id),
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    clauses TEXT NOT NULL,
    next_clause BIGINT NOT NULL,
    words BIGINT NOT NULL,
    stated_words BIGINT,
    profile TEXT NOT NULL,
    layout_algorithm BIGINT NOT NULL,
    layout_width BIGINT NOT NULL,
    hash TEXT NOT NULL,
    author_id TEXT NOT NULL REFERENCES member (id),
    note TEXT NOT NULL,
    seen_on TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (document_id, number)
);
CREATE TRIGGER version_is_not_changed BEFORE UPDATE ON version
BEGIN SELECT RAISE(ABORT, 'a version never changes'); END;
CREATE TRIGGER version_is_not_removed BEFORE DELETE ON version
BEGIN SELECT RAISE(ABORT, 'a version never goes'); END;

CREATE TABLE look (
    member_id TEXT NOT NULL REFERENCES member (id),
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (member_id, document_id)
);

CREATE TABLE round (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    question TEXT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL REFERENCES member (id),
    created_at BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX round_document ON round (document_id, opens_at);
CREATE INDEX round_closes ON round (closes_at);

CREATE TABLE comment (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    parent_id TEXT REFERENCES comment (id),
    author_id TEXT NOT NULL REFERENCES member (id),
    anchor TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    withdrawn_at BIGINT,
    hidden_at BIGINT,
    hidden_by TEXT REFERENCES member (id),
    hidden_reason TEXT NOT NULL
);
CREATE INDEX comment_document ON comment (document_id, created_at);

CREATE TABLE comment_history (
    comment_id TEXT NOT NULL REFERENCES comment (id),
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (comment_id, number)
);

CREATE TABLE view (
    id TEXT PRIMARY KEY NOT NULL,
    round_id TEXT NOT NULL REFERENCES round (id),
    member_id TEXT NOT NULL REFERENCES member (id),
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    stance TEXT NOT NULL CHECK (stance IN ('support', 'reservations', 'oppose', 'information', 'abstain')),
    capacity TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    current BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX view_current ON view (round_id, member_id) WHERE current;
CREATE INDEX view_member ON view (member_id, document_id);

CREATE TABLE approval (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('for', 'against', 'abstain')),
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (document_id, version, member_id)
);

CREATE TABLE decision (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'refused')),
    votes_for BIGINT NOT NULL,
    votes_against BIGINT NOT NULL,
    votes_abstain BIGINT NOT NULL,
    quorum BIGINT NOT NULL,
    attendance TEXT NOT NULL,
    words BIGINT NOT NULL,
    word_limit BIGINT,
    rule TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (document_id, version)
);
CREATE TRIGGER decision_is_not_changed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;

CREATE TABLE publication (
    id TEXT PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES document (id),
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    imprint TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL REFERENCES member (id),
    chain_head TEXT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('current', 'superseded', 'withdrawn')),
    standing_at BIGINT NOT NULL,
    standing_reason TEXT NOT NULL,
    UNIQUE (document_id, version)
);
CREATE INDEX publication_document ON publication (document_id);
