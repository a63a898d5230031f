-- Who acts for the bureau, and what they did. `who` is a channel and a person there, as in telegram:12345. Owners are not
-- in here: they are written into the settings of the server, so nobody becomes one by writing to the database.

CREATE TABLE staff (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    who       TEXT    NOT NULL,
    role      TEXT    NOT NULL CHECK (role IN ('editor', 'sender', 'auditor')),
    region    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    added_by  TEXT    NOT NULL,
    added_at  BIGINT  NOT NULL,
    UNIQUE (who, role, region)
);

-- Codes that add somebody, once. Only their hashes are here: who reads the database cannot use one.
CREATE TABLE staff_codes (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest      TEXT    NOT NULL UNIQUE,
    role        TEXT    NOT NULL CHECK (role IN ('editor', 'sender', 'auditor')),
    region      TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    made_by     TEXT    NOT NULL,
    made_at     BIGINT  NOT NULL,
    expires_at  BIGINT  NOT NULL
);

-- What staff did. Each row holds the hash of the one before it, so none can be changed, taken out, put in or moved
-- without breaking the chain. `key` says with which secret a row was hashed, and is empty where there was none.
CREATE TABLE audit (
    seq       BIGINT  NOT NULL PRIMARY KEY,
    at        BIGINT  NOT NULL,
    who       TEXT    NOT NULL,
    role      TEXT    NOT NULL,
    action    TEXT    NOT NULL,
    region    TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    previous  TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    hash      TEXT    NOT NULL
);

-- Where the chain ends, so that cutting off its tail is seen, and the checkpoint up to which retention has cut it.
CREATE TABLE audit_head (
    only      INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    last_seq  BIGINT  NOT NULL,
    last_hash TEXT    NOT NULL,
    cut_seq   BIGINT  NOT NULL,
    cut_hash  TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    seal      TEXT    NOT NULL
);

-- The two that follow are written as SQLite writes triggers. They stop mistakes; the chain finds what is no mistake.
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_cut_only_up_to_its_checkpoint BEFORE DELETE ON audit
WHEN old.seq > (SELECT cut_seq FROM audit_head)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
