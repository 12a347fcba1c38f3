-- What is left of a name when everything is taken away that a quick reader overlooks: two members whose names have
-- the same key could be taken for each other. NULL for names from before, and for those who have been forgotten.
ALTER TABLE member ADD COLUMN name_key TEXT;
CREATE UNIQUE INDEX member_name_key ON member (name_key);

-- How often somebody asked to sign in, from which place in the net: counted by a hash of the address with a salt
-- that is thrown away a day later, so that nobody can read an address out of it.
CREATE TABLE day_salt (
    day BIGINT PRIMARY KEY NOT NULL,
    salt TEXT NOT NULL
);
CREATE TABLE client_try (
    client_hash TEXT NOT NULL,
    since BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (client_hash, since)
);

-- A new address that its owner has yet to prove; only the hash of the link's token is stored.
CREATE TABLE email_change (
    id TEXT PRIMARY KEY NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    email TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX email_change_member ON email_change (member_id, created_at);
