-- Posters that were withdrawn. They may hang on for years, so whoever scans one is still greeted; it is counted no more.

CREATE TABLE posters_withdrawn (
    code   TEXT    NOT NULL PRIMARY KEY REFERENCES posters (code),
    who    TEXT    NOT NULL,
    at     BIGINT  NOT NULL
);
