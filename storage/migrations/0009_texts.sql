-- What people are told is kept once, however many are told it: on the last evening of the window it is the same few
-- thousand texts for everybody, and they were nine tenths of all that was written. A text is named by its words, so that
-- whoever is about to say it knows what it is called, and one that was changed by a fault does not fit its name.

CREATE TABLE texts (
    name  BIGINT NOT NULL PRIMARY KEY,
    body  TEXT   NOT NULL
);

-- The name of its text. A message from before has none, and its words in a body of its own.
ALTER TABLE outbox ADD COLUMN text BIGINT;

DROP VIEW messages;
CREATE VIEW messages AS
SELECT
    outbox.id, outbox.channel, outbox.person, inbox.event_id, outbox.priority, outbox.text,
    CASE WHEN outbox.text IS NULL THEN outbox.body ELSE texts.body END AS body, outbox.created_at,
    deliveries.delivery, deliveries.attempts, deliveries.doubtful, deliveries.not_before, deliveries.not_after,
    deliveries.sent_at, deliveries.receipt, deliveries.why, outbox.inbox_id, outbox.checksum,
    deliveries.checksum AS notes_checksum
FROM outbox
JOIN deliveries ON deliveries.message_id = outbox.id
LEFT JOIN inbox ON inbox.id = outbox.inbox_id
LEFT JOIN texts ON texts.name = outbox.text;
