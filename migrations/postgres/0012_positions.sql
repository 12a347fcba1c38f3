-- What the organisation says of a text, each time anew: the latest holds, the earlier ones stay.
CREATE TABLE position (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    stand TEXT NOT NULL CHECK (stand IN ('support', 'qualified', 'against', 'no-position', 'unable')),
    met_on TEXT NOT NULL,
    -- NULL where nobody counted.
    votes_for BIGINT,
    votes_against BIGINT,
    votes_abstain BIGINT,
    reason TEXT NOT NULL,
    public BOOLEAN NOT NULL,
    -- Whether others may name the organisation with it.
    in_our_name BOOLEAN NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    UNIQUE (document_id, number),
    FOREIGN KEY (document_id, version) REFERENCES version (document_id, number)
);
CREATE TRIGGER position_is_not_changed BEFORE UPDATE ON position FOR EACH ROW EXECUTE FUNCTION refuse_change('a position never changes');
CREATE TRIGGER position_is_not_removed BEFORE DELETE ON position FOR EACH ROW EXECUTE FUNCTION refuse_change('a position never goes');
CREATE TRIGGER position_is_not_emptied BEFORE TRUNCATE ON position FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a position never goes');

-- Who has been told of it, and when.
CREATE TABLE position_told (
    id TEXT PRIMARY KEY NOT NULL,
    position_id TEXT NOT NULL REFERENCES position (id),
    told TEXT NOT NULL,
    told_on TEXT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL
);
CREATE INDEX position_told_position ON position_told (position_id, at);
CREATE TRIGGER position_told_is_not_changed BEFORE UPDATE ON position_told FOR EACH ROW EXECUTE FUNCTION refuse_change('who was told never changes');
CREATE TRIGGER position_told_is_not_removed BEFORE DELETE ON position_told FOR EACH ROW EXECUTE FUNCTION refuse_change('who was told never goes');
CREATE TRIGGER position_told_is_not_emptied BEFORE TRUNCATE ON position_told FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('who was told never goes');

-- Where a text is to go, and the days on the way that are known; an empty day is not known yet.
CREATE TABLE ladder (
    document_id TEXT PRIMARY KEY NOT NULL REFERENCES document (id),
    destination TEXT NOT NULL,
    conference_on TEXT NOT NULL,
    portal_at BIGINT,
    clp_on TEXT NOT NULL,
    branch_on TEXT NOT NULL,
    notice_days BIGINT NOT NULL CHECK (notice_days BETWEEN 0 AND 60),
    decide_days BIGINT NOT NULL CHECK (decide_days BETWEEN 0 AND 60),
    changed_by TEXT NOT NULL REFERENCES member (id),
    changed_at BIGINT NOT NULL
);

-- The address of a member's own calendar: only the hash of what makes it secret is stored.
CREATE TABLE calendar_feed (
    member_id TEXT PRIMARY KEY NOT NULL REFERENCES member (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Fingerprints are looked up by their first digits.
CREATE INDEX publication_hash ON publication (hash);
