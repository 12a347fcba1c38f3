-- For the lists that a home page shows, in their own order, and for counting comments without reading them.

CREATE INDEX publication_published ON publication (published_at, id);
CREATE INDEX comment_shown ON comment (document_id) WHERE withdrawn_at IS NULL AND hidden_at IS NULL;

DROP INDEX document_changed;
CREATE INDEX document_changed ON document (changed_at, id);
