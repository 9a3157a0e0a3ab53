-- +goose Up
-- The full-text index becomes tables of the program's own, alike in both databases. It takes the place of each database's own, in which a search took
-- longer the more there was that answered. What was in it is put there anew when the service starts.
DROP TRIGGER search_text_gone;
DROP TABLE search_index;
DELETE FROM search_text;
DELETE FROM search_state;
INSERT INTO search_state (filled) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM entry);

-- What a text is found by besides its words, one a line: the first says what it is of.
ALTER TABLE search_text ADD COLUMN labels TEXT NOT NULL DEFAULT '';

-- Texts that have no place in a block yet, with what they are of and their signs. They are counted at every change, which the index makes quick.
CREATE TABLE search_fresh (
    id    INTEGER NOT NULL PRIMARY KEY REFERENCES search_text (id) ON DELETE CASCADE,
    label TEXT    NOT NULL,
    signs BLOB    NOT NULL
) STRICT;
CREATE INDEX search_fresh_id ON search_fresh (id);

-- Blocks of texts, each of about the same time: the ids of the oldest and the newest, and which of its texts are of what.
CREATE TABLE search_block (
    block  INTEGER NOT NULL PRIMARY KEY,
    oldest INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    labels BLOB    NOT NULL
) STRICT;

-- Where in a block a text has its place.
CREATE TABLE search_place (
    place INTEGER NOT NULL PRIMARY KEY,
    id    INTEGER NOT NULL REFERENCES search_text (id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX search_place_id ON search_place (id);

-- Which places of a block have a sign, for some signs in each row.
CREATE TABLE search_sign (
    id    INTEGER NOT NULL PRIMARY KEY,
    signs BLOB    NOT NULL
) STRICT;

-- What is new of conferences is looked for by its time.
CREATE INDEX search_text_news ON search_text (at) WHERE kind IN ('minutes', 'decision') AND part = 0;
