-- Delivery: what is being sent, what nobody knows the outcome of, who cannot be reached; and a checksum for every row
-- that a person said or is told. The tables are laid out anew so that a turn touches few pages, however many people
-- are remembered: nothing that a turn writes is ordered by person any more. A person's events form a chain instead,
-- from the session back, and what they were told hangs on it. A checksum is -1 in rows from before.

CREATE TABLE sessions_new (
    channel     TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    revision    BIGINT  NOT NULL,
    state       TEXT    NOT NULL,
    updated_at  BIGINT  NOT NULL,
    -- What belongs to this person alone: the random name of their visit, which the statistics know them by.
    visit       TEXT    NOT NULL DEFAULT '',
    last_event  BIGINT,
    checksum    BIGINT  NOT NULL DEFAULT -1,
    PRIMARY KEY (channel, person)
);

INSERT INTO sessions_new (channel, person, revision, state, updated_at, last_event)
SELECT channel, person, revision, state, updated_at,
    (SELECT max(id) FROM inbox WHERE inbox.channel = sessions.channel AND inbox.person = sessions.person)
FROM sessions;

CREATE TABLE inbox_new (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel      TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    event_id     TEXT    NOT NULL,
    heard        TEXT    NOT NULL,
    received_at  BIGINT  NOT NULL,
    previous     BIGINT,
    checksum     BIGINT  NOT NULL DEFAULT -1,
    -- The event before the person: platforms number events, so new ones lie together.
    UNIQUE (channel, event_id, person)
);

INSERT INTO inbox_new (id, channel, person, event_id, heard, received_at, previous)
SELECT id, channel, person, event_id, heard, received_at,
    lag(id) OVER (PARTITION BY channel, person ORDER BY id)
FROM inbox;

-- The new tables refer to each other and not to the old ones, with which everything that refers to them is dropped.
-- What people are told never changes once it is written. What becomes of it does, several times, and is kept beside it
-- in a row of its own: changing a row writes all of it anew.
CREATE TABLE outbox_new (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    inbox_id    BIGINT  REFERENCES inbox_new (id) ON DELETE CASCADE,
    priority    INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    checksum    BIGINT  NOT NULL DEFAULT -1
);

CREATE TABLE deliveries (
    message_id  INTEGER PRIMARY KEY REFERENCES outbox_new (id) ON DELETE CASCADE,
    channel     TEXT    NOT NULL,
    priority    INTEGER NOT NULL,
    delivery    TEXT    NOT NULL CHECK (delivery IN ('owed', 'sending', 'sent', 'failed', 'unknown', 'expired')),
    attempts    INTEGER NOT NULL,
    -- 1 once an attempt had an outcome that nobody knows; such a message is tried once more at most.
    doubtful    INTEGER NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
    not_before  BIGINT,
    not_after   BIGINT,
    sent_at     BIGINT,
    -- The platform's name for what arrived, and its reason for what did not.
    receipt     TEXT,
    why         TEXT,
    -- NULL where nothing was noted of it yet.
    checksum    BIGINT
);

INSERT INTO outbox_new (id, channel, person, inbox_id, priority, body, created_at)
SELECT id, channel, person, inbox_id, priority, body, created_at FROM outbox;

INSERT INTO deliveries (message_id, channel, priority, delivery, attempts, not_before, sent_at)
SELECT id, channel, priority, delivery, attempts, not_before, sent_at FROM outbox;

-- Numbers go on where they were, also where the newest rows were deleted. SQLite keeps them in a table.
DELETE FROM sqlite_sequence WHERE name IN ('inbox_new', 'outbox_new');
INSERT INTO sqlite_sequence (name, seq)
SELECT name || '_new', seq FROM sqlite_sequence WHERE name IN ('inbox', 'outbox');

DROP VIEW messages;
DROP TABLE outbox;
DROP TABLE inbox;
DROP TABLE sessions;
ALTER TABLE sessions_new RENAME TO sessions;
ALTER TABLE inbox_new RENAME TO inbox;
ALTER TABLE outbox_new RENAME TO outbox;

CREATE INDEX outbox_by_answer ON outbox (inbox_id);
-- What answers nothing is found by its person; there is little of it.
CREATE INDEX outbox_unasked ON outbox (channel, person, id) WHERE inbox_id IS NULL;
-- Only what is not settled is in this index, so finding the next message costs the same with ten million behind us.
CREATE INDEX deliveries_unsettled ON deliveries (channel, delivery, priority, message_id)
WHERE delivery IN ('owed', 'sending');

-- A message as it is read: with the event it answers, and what became of it.
CREATE VIEW messages AS
SELECT
    outbox.id, outbox.channel, outbox.person, inbox.event_id, outbox.priority, outbox.body, outbox.created_at,
    deliveries.delivery, deliveries.attempts, deliveries.doubtful, deliveries.not_before, deliveries.not_after,
    deliveries.sent_at, deliveries.receipt, deliveries.why, outbox.inbox_id, outbox.checksum,
    deliveries.checksum AS notes_checksum
FROM outbox
JOIN deliveries ON deliveries.message_id = outbox.id
LEFT JOIN inbox ON inbox.id = outbox.inbox_id;

-- Who cannot be reached at present, and who wants no news. Whoever is not here can be reached and may be told.
CREATE TABLE people (
    channel     TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    reachable   INTEGER NOT NULL DEFAULT 1 CHECK (reachable IN (0, 1)),
    wants_news  INTEGER NOT NULL DEFAULT 1 CHECK (wants_news IN (0, 1)),
    changed_at  BIGINT  NOT NULL,
    checksum    BIGINT  NOT NULL,
    PRIMARY KEY (channel, person)
);
