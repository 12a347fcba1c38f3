-- The manifesto: sections that live for years, and the editions that are assembled from them. The manifesto and each
-- section are documents, so that versions, rounds, comments, amendments, decisions and publications work on them as on
-- any other text; what only they have stands here.

ALTER TABLE document DROP CONSTRAINT document_kind_check;
ALTER TABLE document ADD CONSTRAINT document_kind_check CHECK (kind IN ('motion', 'composite', 'section', 'manifesto'));
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

CREATE TRIGGER section_change_is_not_changed BEFORE UPDATE ON section_change FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded change never changes');
CREATE TRIGGER section_change_is_not_removed BEFORE DELETE ON section_change FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded change never goes');
CREATE TRIGGER section_change_is_not_emptied BEFORE TRUNCATE ON section_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a recorded change never goes');
CREATE TRIGGER manifesto_frame_is_not_changed BEFORE UPDATE ON manifesto_frame FOR EACH ROW EXECUTE FUNCTION refuse_change('a frame never changes');
CREATE TRIGGER manifesto_frame_is_not_removed BEFORE DELETE ON manifesto_frame FOR EACH ROW EXECUTE FUNCTION refuse_change('a frame never goes');
CREATE TRIGGER manifesto_frame_is_not_emptied BEFORE TRUNCATE ON manifesto_frame FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a frame never goes');
CREATE TRIGGER edition_is_not_changed BEFORE UPDATE ON edition FOR EACH ROW EXECUTE FUNCTION refuse_change('an edition never changes');
CREATE TRIGGER edition_is_not_removed BEFORE DELETE ON edition FOR EACH ROW EXECUTE FUNCTION refuse_change('an edition never goes');
CREATE TRIGGER edition_is_not_emptied BEFORE TRUNCATE ON edition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an edition never goes');
CREATE TRIGGER assembly_is_not_changed BEFORE UPDATE ON assembly FOR EACH ROW EXECUTE FUNCTION refuse_change('what an edition holds never changes');
CREATE TRIGGER assembly_is_not_removed BEFORE DELETE ON assembly FOR EACH ROW EXECUTE FUNCTION refuse_change('what an edition holds never goes');
CREATE TRIGGER assembly_is_not_emptied BEFORE TRUNCATE ON assembly FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what an edition holds never goes');
CREATE TRIGGER figure_source_is_not_changed BEFORE UPDATE ON figure_source FOR EACH ROW EXECUTE FUNCTION refuse_change('a source that was noted never changes');
CREATE TRIGGER figure_source_is_not_removed BEFORE DELETE ON figure_source FOR EACH ROW EXECUTE FUNCTION refuse_change('a source that was noted never goes');
CREATE TRIGGER figure_source_is_not_emptied BEFORE TRUNCATE ON figure_source FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a source that was noted never goes');
CREATE TRIGGER glossary_is_not_changed BEFORE UPDATE ON glossary FOR EACH ROW EXECUTE FUNCTION refuse_change('an entry of the glossary never changes');
CREATE TRIGGER glossary_is_not_removed BEFORE DELETE ON glossary FOR EACH ROW EXECUTE FUNCTION refuse_change('an entry of the glossary never goes');
CREATE TRIGGER glossary_is_not_emptied BEFORE TRUNCATE ON glossary FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an entry of the glossary never goes');

-- These are taken back, never reworded; a section moves and keeps its document.
CREATE TRIGGER section_is_not_changed BEFORE UPDATE OF document_id, manifesto_id ON section FOR EACH ROW EXECUTE FUNCTION refuse_change('a section never changes');
CREATE TRIGGER section_is_not_removed BEFORE DELETE ON section FOR EACH ROW EXECUTE FUNCTION refuse_change('a section never goes');
CREATE TRIGGER finding_dismissed_is_not_changed BEFORE UPDATE OF id, key, section_id, reason, member_id, at ON finding_dismissed FOR EACH ROW EXECUTE FUNCTION refuse_change('a dismissal never changes');
CREATE TRIGGER finding_dismissed_is_not_removed BEFORE DELETE ON finding_dismissed FOR EACH ROW EXECUTE FUNCTION refuse_change('a dismissal never goes');
CREATE TRIGGER outcome_is_not_changed BEFORE UPDATE OF id, document_id, on_date, what, source, member_id, at ON outcome FOR EACH ROW EXECUTE FUNCTION refuse_change('an outcome never changes');
CREATE TRIGGER outcome_is_not_removed BEFORE DELETE ON outcome FOR EACH ROW EXECUTE FUNCTION refuse_change('an outcome never goes');
CREATE TRIGGER clause_link_is_not_changed BEFORE UPDATE OF id, document_id, clause, section_id, member_id, at ON clause_link FOR EACH ROW EXECUTE FUNCTION refuse_change('a link never changes');
CREATE TRIGGER clause_link_is_not_removed BEFORE DELETE ON clause_link FOR EACH ROW EXECUTE FUNCTION refuse_change('a link never goes');
