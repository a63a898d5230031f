-- What a conversation needs to survive a crash, a retry and a restart: the answers so far, what came in, what is owed.
-- Written in standard SQL; times are microseconds since 1970 in UTC, and everything a journey knows is JSON text,
-- so that a new question or a new kind of reply never needs a migration.

-- One row per person and channel. The revision grows by one with every turn, so two turns cannot both be the third.
CREATE TABLE sessions (
    channel     TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    revision    BIGINT  NOT NULL,
    state       TEXT    NOT NULL,
    updated_at  BIGINT  NOT NULL,
    PRIMARY KEY (channel, person)
);

-- Retention looks for those idle longest.
CREATE INDEX sessions_by_idleness ON sessions (updated_at);

-- What came in. Its key is what makes a platform's retry harmless; the person is part of it because on the web page
-- the event id comes from a browser, and guessing one must not show anybody else's answer.
CREATE TABLE inbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel      TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    event_id     TEXT    NOT NULL,
    heard        TEXT    NOT NULL,
    received_at  BIGINT  NOT NULL,
    UNIQUE (channel, person, event_id)
);

-- What is owed, and what became of it. A row that answers nothing (a reminder, an announcement) has no inbox_id.
-- Ids only ever grow, also after the newest row was deleted: a web page asks for "what came after the id I have seen".
CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    inbox_id    BIGINT  REFERENCES inbox (id) ON DELETE CASCADE,
    priority    INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    delivery    TEXT    NOT NULL CHECK (delivery IN ('owed', 'sent', 'failed', 'unknown')),
    attempts    INTEGER NOT NULL,
    not_before  BIGINT,
    sent_at     BIGINT
);

CREATE INDEX outbox_by_answer ON outbox (inbox_id);
CREATE INDEX outbox_by_person ON outbox (channel, person, id);
-- Only what is owed is in this index, so finding the next message costs the same with ten million behind us.
CREATE INDEX outbox_owed ON outbox (channel, priority, id) WHERE delivery = 'owed';

-- An outbox row as it is read: with the event it answers.
CREATE VIEW messages AS
SELECT
    outbox.id, outbox.channel, outbox.person, inbox.event_id, outbox.priority, outbox.body, outbox.created_at,
    outbox.delivery, outbox.attempts, outbox.not_before, outbox.sent_at, outbox.inbox_id
FROM outbox
LEFT JOIN inbox ON inbox.id = outbox.inbox_id;
