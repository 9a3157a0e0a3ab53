-- +goose Up
CREATE TABLE area (
    id          TEXT    NOT NULL PRIMARY KEY,
    owner_actor TEXT    NOT NULL REFERENCES actor (id),
    title       TEXT    NOT NULL,
    incident    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    exercise    INTEGER NOT NULL,
    closed_at   INTEGER
) STRICT;
CREATE INDEX area_owner ON area (owner_actor);

CREATE TABLE area_right (
    area  TEXT NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actor (id),
    level TEXT NOT NULL,
    PRIMARY KEY (area, actor)
) STRICT;
CREATE INDEX area_right_actor ON area_right (actor);

CREATE TABLE area_item (
    id               TEXT    NOT NULL PRIMARY KEY,
    area             TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    folder           TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    title            TEXT    NOT NULL,
    conference       TEXT    NOT NULL,
    audience         TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    created_by       TEXT    NOT NULL,
    created_by_actor TEXT    NOT NULL,
    tags             TEXT    NOT NULL
) STRICT;
CREATE INDEX area_item_area ON area_item (area, folder, created_at);
CREATE INDEX area_item_conference ON area_item (conference);

CREATE TABLE area_item_version (
    item         TEXT    NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    version      INTEGER NOT NULL,
    file_name    TEXT    NOT NULL,
    media_type   TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    size         INTEGER NOT NULL,
    journal_seq  INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    by_member    TEXT    NOT NULL,
    by_actor     TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    PRIMARY KEY (item, version)
) STRICT;
CREATE INDEX area_item_version_digest ON area_item_version (digest);

CREATE TABLE area_item_reader (
    item  TEXT NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actor (id),
    PRIMARY KEY (item, actor)
) STRICT;
