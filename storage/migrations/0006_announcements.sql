-- Announcements: what is said to many people at once, who approved of it, and what became of it for each of them.

CREATE TABLE announcements (
    -- Given out by us, as the number is said before the row is written. No row is ever deleted.
    number       BIGINT  NOT NULL PRIMARY KEY,
    state        TEXT    NOT NULL CHECK (state IN ('draft', 'going', 'paused', 'cancelled', 'finished')),
    -- Nobody outside of it gets the announcement, and only whoever is in charge of it may do anything with it.
    region       TEXT    NOT NULL,
    -- By language, as JSON: the texts as somebody wrote them, and as they are said, with the figures filled in.
    written      TEXT    NOT NULL,
    said         TEXT    NOT NULL,
    -- JSON that belongs to whoever chooses the people.
    audience     TEXT    NOT NULL,
    not_after    BIGINT  NOT NULL,
    corrects     BIGINT  REFERENCES announcements (number),
    -- Over all of the above, and the list where there is one: what is approved is this and nothing else.
    fingerprint  TEXT    NOT NULL,
    written_by   TEXT    NOT NULL,
    written_at   BIGINT  NOT NULL,
    -- How often it was counted or changed: a count is of use only where nothing of that happened meanwhile.
    counting     INTEGER NOT NULL DEFAULT 0,
    counted_by   TEXT,
    counted_at   BIGINT,
    -- How many were chosen, and how many of them will be told.
    selected     BIGINT  NOT NULL DEFAULT 0,
    told         BIGINT  NOT NULL DEFAULT 0,
    approved_by  TEXT,
    approved_at  BIGINT,
    starts_at    BIGINT,
    ended_at     BIGINT,
    -- 1 once it has ended and nothing of it is left to be done.
    settled      INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1))
);

-- Some announcements are for people who were named one by one.
CREATE TABLE announcement_lists (
    announcement BIGINT  NOT NULL REFERENCES announcements (number),
    channel      TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    PRIMARY KEY (announcement, channel, person)
);

CREATE INDEX announcement_lists_by_person ON announcement_lists (channel, person);

-- Everybody who was chosen when they were counted. Whoever is here has one row, so nobody can be told twice; it has a
-- message from the moment one is put into the outbox, and an outcome where none ever will be.
CREATE TABLE recipients (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    announcement BIGINT  NOT NULL REFERENCES announcements (number),
    channel      TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    outcome      TEXT    CHECK (outcome IN ('blocked', 'opted_out', 'expired')),
    -- A message that is taken back before anybody was sent it leaves its recipient as they were.
    message_id   BIGINT  REFERENCES outbox (id) ON DELETE SET NULL,
    UNIQUE (announcement, channel, person)
);

CREATE INDEX recipients_by_person ON recipients (channel, person);
CREATE INDEX recipients_by_message ON recipients (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX recipients_waiting ON recipients (announcement, channel, id)
WHERE message_id IS NULL AND outcome IS NULL;

-- What became of those who were forgotten since, so that the totals still balance without them.
CREATE TABLE recipients_forgotten (
    announcement BIGINT  NOT NULL REFERENCES announcements (number),
    channel      TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    people       BIGINT  NOT NULL,
    PRIMARY KEY (announcement, channel, outcome)
);

-- What became of it for each recipient; `why` is the platform's reason where it refused.
CREATE VIEW outcomes AS
SELECT
    recipients.id, recipients.announcement, recipients.channel, recipients.person,
    CASE
        WHEN recipients.outcome IS NOT NULL THEN recipients.outcome
        WHEN deliveries.delivery IS NULL AND announcements.state = 'cancelled' THEN 'cancelled'
        WHEN deliveries.delivery IS NULL AND announcements.state = 'finished' THEN 'expired'
        WHEN deliveries.delivery IS NULL OR deliveries.delivery IN ('owed', 'sending') THEN 'owed'
        WHEN deliveries.delivery = 'failed' AND deliveries.why = 'unreachable' THEN 'blocked'
        ELSE deliveries.delivery
    END AS outcome,
    CASE WHEN deliveries.delivery = 'failed' AND deliveries.why <> 'unreachable' THEN deliveries.why ELSE '' END AS why,
    deliveries.delivery
FROM recipients
JOIN announcements ON announcements.number = recipients.announcement
LEFT JOIN deliveries ON deliveries.message_id = recipients.message_id;

-- Everybody who ever wrote, with what is known of whether they can be told anything.
CREATE VIEW addressees AS
SELECT
    sessions.channel, sessions.person, sessions.revision, sessions.state, sessions.updated_at, sessions.visit,
    sessions.last_event, sessions.checksum, people.reachable, people.wants_news, people.changed_at,
    people.checksum AS checksum_of_person
FROM sessions
LEFT JOIN people ON people.channel = sessions.channel AND people.person = sessions.person;

-- Until when a platform wants nothing sent to it: a process that is started again keeps to it as well.
CREATE TABLE silences (
    channel  TEXT    NOT NULL PRIMARY KEY,
    until    BIGINT  NOT NULL
);
