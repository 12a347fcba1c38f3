-- How many days usually lie between the steps before a conference: what the group takes for new texts, and what each
-- text was reckoned with.

CREATE TABLE ladder_usual (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    portal_days BIGINT NOT NULL CHECK (portal_days BETWEEN 0 AND 365),
    clp_days BIGINT NOT NULL CHECK (clp_days BETWEEN 1 AND 60),
    notice_days BIGINT NOT NULL CHECK (notice_days BETWEEN 0 AND 60),
    decide_days BIGINT NOT NULL CHECK (decide_days BETWEEN 0 AND 60)
);

-- From the close of the portal to the conference; 0 where the close is not worked out.
ALTER TABLE ladder ADD COLUMN portal_days BIGINT NOT NULL DEFAULT 0 CHECK (portal_days BETWEEN 0 AND 365);
-- From the meeting of the constituency party to the close of the portal.
ALTER TABLE ladder ADD COLUMN clp_days BIGINT NOT NULL DEFAULT 1 CHECK (clp_days BETWEEN 1 AND 60);
