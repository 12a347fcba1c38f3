-- A key that a device of a member's holds. What is here is its public half: nobody can sign in with it.
CREATE TABLE passkey (
    id TEXT PRIMARY KEY NOT NULL,
    member_id TEXT NOT NULL REFERENCES member (id),
    -- What the device calls the key, in hexadecimal digits.
    credential_id TEXT NOT NULL UNIQUE,
    -- The public key with the count of its uses, as the library writes it.
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkey_member ON passkey (member_id, created_at);

-- A question that a device is to answer with its key: deleted by the first answer. Its id is the hash of a token that
-- only the browser which asked holds.
CREATE TABLE passkey_challenge (
    id TEXT PRIMARY KEY NOT NULL,
    member_id TEXT REFERENCES member (id),
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- The weeks in which the head of the log was sent to the committee.
CREATE TABLE head_mail (
    week BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL
);
