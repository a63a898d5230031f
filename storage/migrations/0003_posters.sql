-- Posters: what hangs on walls, with the entry behind each code. Paper does not change, so neither does a row.
-- A day is text as ISO 8601 writes it; answers and what is printed are JSON.

CREATE TABLE posters (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The short code that is typed where nothing can be scanned; events name the poster by it.
    code        TEXT    NOT NULL UNIQUE,
    -- Over everything that decides where the code leads: a row that was tampered with opens nothing.
    signature   TEXT    NOT NULL,
    journey     TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    place       TEXT    NOT NULL,
    answers     TEXT    NOT NULL,
    -- The language that the code asks for; empty where everybody keeps their own.
    language    TEXT    NOT NULL,
    printed_on  TEXT    NOT NULL,
    expires     TEXT    NOT NULL,
    -- The figures and the number to call as they were printed, to see whether they still hold.
    printed     TEXT    NOT NULL
);

-- The key that posters are signed with where the settings name none. There is only ever one.
CREATE TABLE link_keys (
    number  INTEGER PRIMARY KEY CHECK (number = 1),
    secret  TEXT    NOT NULL
);
