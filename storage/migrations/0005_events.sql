-- What happened, without whom it happened to: enough to see where people give up, and not enough to follow anybody.
-- A visit is one person going through one journey, or through those that hand over to each other. Its name is drawn at
-- random and is in here, and in their session for as long as there is one; the region is no nearer than a city.
CREATE TABLE events (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       BIGINT  NOT NULL,
    channel  TEXT    NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('scan', 'start', 'ask', 'misunderstood', 'conclusion', 'done')),
    journey  TEXT    NOT NULL,
    step     TEXT    NOT NULL,
    region   TEXT    NOT NULL,
    poster   TEXT,
    visit    TEXT    NOT NULL
);

CREATE INDEX events_by_time ON events (at);

-- Events that are old, as numbers of a day: the visits are gone, and what is left does not grow with the people.
-- A row without a step counts visits by the day on which they began; one with a step counts what became of a question.
CREATE TABLE event_days (
    day            BIGINT  NOT NULL,
    channel        TEXT    NOT NULL,
    journey        TEXT    NOT NULL,
    step           TEXT    NOT NULL,
    region         TEXT    NOT NULL,
    poster         TEXT    NOT NULL,
    scans          BIGINT  NOT NULL,
    started        BIGINT  NOT NULL,
    concluded      BIGINT  NOT NULL,
    done           BIGINT  NOT NULL,
    has_left       BIGINT  NOT NULL,
    asked          BIGINT  NOT NULL,
    misunderstood  BIGINT  NOT NULL,
    PRIMARY KEY (day, channel, journey, step, region, poster)
);
