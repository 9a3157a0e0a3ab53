-- +goose Up
-- Files that come in pieces (tus 1.0.0). How much of one there is stands nowhere here but in its file on the disk; size is what its
-- last piece left, for the quota. length is NULL until it is told, digest is empty until the file is whole.
CREATE TABLE upload (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    length     INTEGER,
    deferred   INTEGER NOT NULL,
    starts_at  INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    digest     TEXT    NOT NULL
) STRICT;
CREATE INDEX upload_actor ON upload (actor, digest);
CREATE INDEX upload_expires ON upload (expires_at);
