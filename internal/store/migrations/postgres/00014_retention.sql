-- +goose Up
-- How long each kind of matter is kept after a conference was closed, and on what ground it then goes. A kind that has no row is kept.
CREATE TABLE retention_rule (
    kind      TEXT    NOT NULL PRIMARY KEY,
    months    INTEGER NOT NULL,
    ground    TEXT    NOT NULL,
    automatic INTEGER NOT NULL
);

-- Files that were removed for good: whoever asks for one is told so, and on what ground. gone_at is empty until the file itself is away.
CREATE TABLE removed_file (
    digest     TEXT NOT NULL PRIMARY KEY,
    ground     TEXT NOT NULL,
    removed_at BIGINT NOT NULL,
    gone_at    BIGINT
);
