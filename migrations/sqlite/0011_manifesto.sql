-- The manifesto: sections that live for years, and the editions that are assembled from them. The manifesto and each
-- section are documents, so that versions, rounds, comments, amendments, decisions and publications work on them as on
-- any other text; what only they have stands here.

-- A check on one column is widened by way of a second column.
ALTER TABLE document ADD COLUMN wider_kind TEXT NOT NULL DEFAULT 'motion'
    CHECK (wider_kind IN ('motion', 'composite', 'section', 'manifesto'));
UPDATE document SET wider_kind = kind;
ALTER TABLE document DROP COLUMN kind;
ALTER TABLE document RENAME COLUMN wider_kind TO kind;
-- A group has one manifesto.
CREATE UNIQUE INDEX document_manifesto ON document (kind) WHERE kind = 'manifesto';

-- What a section has beside its text. Its place changes with every reordering; what it says beside its text and where
-- it stands are the last of its changes, kept here so that a list needs no second look.
CREATE TABLE section (
    document_id TEXT PRIMARY KEY NOT NULL REFERENCES document (id),
    manifesto_id TEXT NOT NULL REFERENCES document (id),
    position BIGINT NOT NULL,
    last_move TEXT NOT NULL CHECK (last_move IN ('wanted', 'outline', 'draft', 'agreed', 'reopened', 'dropped')),
    -- The latest version when that was recorded.
    moved_version BIGINT NOT NULL,
    commitment TEXT NOT NULL,
    budget_words BIGINT,
    -- Counts the changes.
    revision BIGINT NOT NULL
);
CREATE INDEX section_place ON section (manifesto_id, position);

CREATE TABLE section_change (
    document_id TEXT NOT NULL REFERENCES section (document_id),
    number BIGINT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('state', 'commitment', 'budget')),
    -- The word for a state, a commitment's words, or a number of words; empty for none.
    value TEXT NOT NULL,
    version BIGINT NOT NULL,
    note TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (document_id, number)
);

-- What stands around the sections in the next edition: the title, whom it addresses, how it closes. The last one counts.
CREATE TABLE manifesto_frame (
    document_id TEXT NOT NULL REFERENCES document (id),
    revision BIGINT NOT NULL,
    title TEXT NOT NULL,
    addressee TEXT NOT NULL,
    closing TEXT NOT NULL,
    budget_words BIGINT,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (document_id, revision)
);

-- An assembled version of the manifesto, and what it was assembled from.
CREATE TABLE edition (
    document_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    addressee TEXT NOT NULL,
    closing TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (document_id, version),
    UNIQUE (document_id, number),
    FOREIGN KEY (document_id, version) REFERENCES version (document_id, number)
);
CREATE TABLE assembly (
    document_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    section_id TEXT NOT NULL,
    section_version BIGINT NOT NULL,
    heading TEXT NOT NULL,
    commitment TEXT NOT NULL,
    PRIMARY KEY (document_id, version, position),
    UNIQUE (document_id, version, section_id),
    FOREIGN KEY (document_id, version) REFERENCES edition (document_id, version),
    FOREIGN KEY (section_id, section_version) REFERENCES version (document_id, number)
);
CREATE INDEX assembly_section ON assembly (section_id, section_version);

-- A finding of the checks that was set aside, with a reason.
CREATE TABLE finding_dismissed (
    id TEXT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    -- The section that it is in, unless it is about the whole.
    section_id TEXT REFERENCES section (document_id),
    reason TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    revoked_by TEXT REFERENCES member (id),
    revoked_at BIGINT
);
CREATE UNIQUE INDEX finding_dismissed_current ON finding_dismissed (key) WHERE revoked_at IS NULL;

-- Where a figure comes from. The last entry on a figure counts.
CREATE TABLE figure_source (
    key TEXT NOT NULL,
    number BIGINT NOT NULL,
    source TEXT NOT NULL,
    on_date TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (key, number)
);

-- What the group means by its abbreviations. The last entry counts; one without a meaning takes it back.
CREATE TABLE glossary (
    abbreviation TEXT NOT NULL,
    number BIGINT NOT NULL,
    meaning TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (abbreviation, number)
);

-- What the group achieved with a text.
CREATE TABLE outcome (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    on_date TEXT NOT NULL,
    what TEXT NOT NULL,
    source TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    withdrawn_by TEXT REFERENCES member (id),
    withdrawn_at BIGINT
);
CREATE INDEX outcome_document ON outcome (document_id, on_date);

-- The section that a clause of a motion should enter.
CREATE TABLE clause_link (
    id TEXT PRIMARY KEY NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    clause BIGINT NOT NULL,
    section_id TEXT NOT NULL REFERENCES section (document_id),
    member_id TEXT NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    withdrawn_by TEXT REFERENCES member (id),
    withdrawn_at BIGINT
);
CREATE UNIQUE INDEX clause_link_current ON clause_link (document_id, clause, section_id) WHERE withdrawn_at IS NULL;
CREATE INDEX clause_link_section ON clause_link (section_id);

CREATE TRIGGER section_change_is_not_changed BEFORE UPDATE ON section_change
BEGIN SELECT RAISE(ABORT, 'a recorded change never changes'); END;
CREATE TRIGGER section_change_is_not_removed BEFORE DELETE ON section_change
BEGIN SELECT RAISE(ABORT, 'a recorded change never goes'); END;
CREATE TRIGGER manifesto_frame_is_not_changed BEFORE UPDATE ON manifesto_frame
BEGIN SELECT RAISE(ABORT, 'a frame never changes'); END;
CREATE TRIGGER manifesto_frame_is_not_removed BEFORE DELETE ON manifesto_frame
BEGIN SELECT RAISE(ABORT, 'a frame never goes'); END;
CREATE TRIGGER edition_is_not_changed BEFORE UPDATE ON edition
BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END;
CREATE TRIGGER edition_is_not_removed BEFORE DELETE ON edition
BEGIN SELECT RAISE(ABORT, 'an edition never goes'); END;
CREATE TRIGGER assembly_is_not_changed BEFORE UPDATE ON assembly
BEGIN SELECT RAISE(ABORT, 'what an edition holds never changes'); END;
CREATE TRIGGER assembly_is_not_removed BEFORE DELETE ON assembly
BEGIN SELECT RAISE(ABORT, 'what an edition holds never goes'); END;
CREATE TRIGGER figure_source_is_not_changed BEFORE UPDATE ON figure_source
BEGIN SELECT RAISE(ABORT, 'a source that was noted never changes'); END;
CREATE TRIGGER figure_source_is_not_removed BEFORE DELETE ON figure_source
BEGIN SELECT RAISE(ABORT, 'a source that was noted never goes'); END;
CREATE TRIGGER glossary_is_not_changed BEFORE UPDATE ON glossary
BEGIN SELECT RAISE(ABORT, 'an entry of the glossary never changes'); END;
CREATE TRIGGER glossary_is_not_removed BEFORE DELETE ON glossary
BEGIN SELECT RAISE(ABORT, 'an entry of the glossary never goes'); END;

-- These are taken back, never reworded; a section moves and keeps its document.
CREATE TRIGGER section_is_not_changed BEFORE UPDATE OF document_id, manifesto_id ON section
BEGIN SELECT RAISE(ABORT, 'a section never changes'); END;
CREATE TRIGGER section_is_not_removed BEFORE DELETE ON section
BEGIN SELECT RAISE(ABORT, 'a section never goes'); END;
CREATE TRIGGER finding_dismissed_is_not_changed BEFORE UPDATE OF id, key, section_id, reason, member_id, at ON finding_dismissed
BEGIN SELECT RAISE(ABORT, 'a dismissal never changes'); END;
CREATE TRIGGER finding_dismissed_is_not_removed BEFORE DELETE ON finding_dismissed
BEGIN SELECT RAISE(ABORT, 'a dismissal never goes'); END;
CREATE TRIGGER outcome_is_not_changed BEFORE UPDATE OF id, document_id, on_date, what, source, member_id, at ON outcome
BEGIN SELECT RAISE(ABORT, 'an outcome never changes'); END;
CREATE TRIGGER outcome_is_not_removed BEFORE DELETE ON outcome
BEGIN SELECT RAISE(ABORT, 'an outcome never goes'); END;
CREATE TRIGGER clause_link_is_not_changed BEFORE UPDATE OF id, document_id, clause, section_id, member_id, at ON clause_link
BEGIN SELECT RAISE(ABORT, 'a link never changes'); END;
CREATE TRIGGER clause_link_is_not_removed BEFORE DELETE ON clause_link
BEGIN SELECT RAISE(ABORT, 'a link never goes'); END;
