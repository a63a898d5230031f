-- Who is told in chat how far an announcement has got: whoever sent it there, until they were told what it came to.

CREATE TABLE announcement_followers (
    announcement BIGINT  NOT NULL REFERENCES announcements (number),
    channel      TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    -- What they were told last. One message is owed at a time, so what it became says what is told next.
    message_id   BIGINT  REFERENCES outbox (id) ON DELETE SET NULL,
    PRIMARY KEY (announcement, channel, person)
);

CREATE INDEX announcement_followers_by_message ON announcement_followers (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX announcement_followers_by_person ON announcement_followers (channel, person);
