-- +goose Up
-- The full-text index becomes tables of the program's own, alike in both databases. It takes the place of each database's own, in which a search took
-- longer the more there was that answered. What was in it is put there anew when the service starts.
DROP TABLE search_index;
DELETE FROM search_text;
DELETE FROM search_state;
INSERT INTO search_state (filled) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM entry);

-- What a text is found by besides its words, one a line: the first says what it is of.
ALTER TABLE search_text ADD COLUMN labels TEXT NOT NULL DEFAULT '';

-- Texts that have no place in a block yet, with what they are of and their signs. They are counted at every change, which the index makes quick.
CREATE TABLE search_fresh (
    id    BIGINT  NOT NULL PRIMARY KEY REFERENCES search_text (id) ON DELETE CASCADE,
    label TEXT    NOT NULL,
    signs BYTEA   NOT NULL
);
CREATE INDEX search_fresh_id ON search_fresh (id);

-- Blocks of texts, each of about the same time: the ids of the oldest and the newest, and which of its texts are of what.
CREATE TABLE search_block (
    block  BIGINT  NOT NULL PRIMARY KEY,
    oldest BIGINT  NOT NULL,
    newest BIGINT  NOT NULL,
    labels BYTEA   NOT NULL
);

-- Where in a block a text has its place.
CREATE TABLE search_place (
    place BIGINT  NOT NULL PRIMARY KEY,
    id    BIGINT  NOT NULL REFERENCES search_text (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX search_place_id ON search_place (id);

-- Which places of a block have a sign, for some signs in each row.
CREATE TABLE search_sign (
    id    BIGINT  NOT NULL PRIMARY KEY,
    signs BYTEA   NOT NULL
);

-- What is new of conferences.
CREATE INDEX search_text_news ON search_text (conference, at) WHERE kind IN ('minutes', 'decision') AND part = 0;

-- How many items an area has, by what they are called by ('' for all of them, kind, folder, tag), whose they are and who may read them: '*' for all
-- who see the area.
CREATE TABLE area_tally (
    area   TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    reader TEXT    NOT NULL,
    facet  TEXT    NOT NULL,
    value  TEXT    NOT NULL,
    owner  TEXT    NOT NULL,
    items  INTEGER NOT NULL,
    PRIMARY KEY (area, reader, facet, value, owner)
);
INSERT INTO area_tally (area, reader, facet, value, owner, items)
    SELECT i.area, r.reader, f.facet, f.value, i.created_by_actor, count(*) FROM area_item i
    JOIN (SELECT id AS item, CASE WHEN audience = 'all' THEN '*' ELSE created_by_actor END AS reader FROM area_item
        UNION SELECT x.item, x.actor FROM area_item_reader x JOIN area_item y ON y.id = x.item WHERE y.audience <> 'all') r ON r.item = i.id
    JOIN (SELECT id AS item, '' AS facet, '' AS value FROM area_item UNION ALL SELECT id, 'kind', kind FROM area_item
        UNION ALL SELECT id, 'folder', folder FROM area_item UNION ALL SELECT item, 'tag', tag FROM area_item_tag) f ON f.item = i.id
    GROUP BY i.area, r.reader, f.facet, f.value, i.created_by_actor;
