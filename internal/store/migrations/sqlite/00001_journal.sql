-- +goose Up
PRAGMA application_id = 1398164302; -- "SVKN": so that the program knows its own files

CREATE TABLE entry (
    stream      TEXT    NOT NULL,
    seq         INTEGER NOT NULL CHECK (seq > 0),
    recorded_at INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    member      TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    command_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    payload     TEXT,
    salt        BLOB,
    digest      BLOB    NOT NULL,
    prev        BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    PRIMARY KEY (stream, seq),
    CHECK ((payload IS NULL) = (salt IS NULL))
) STRICT;

CREATE TABLE stream_head (
    stream TEXT    NOT NULL PRIMARY KEY,
    seq    INTEGER NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;

-- Which command gave which entries, so that a command that comes twice gets the same answer.
CREATE TABLE command (
    stream     TEXT    NOT NULL,
    command_id TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    first_seq  INTEGER NOT NULL,
    last_seq   INTEGER NOT NULL,
    PRIMARY KEY (stream, command_id)
) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- An entry stays as it was written. Payload and salt may go, once and together.
-- +goose StatementBegin
CREATE TRIGGER entry_sealed BEFORE UPDATE OF
    stream, seq, recorded_at, occurred_at, member, actor, role, command_id, name, version, digest, prev, hash ON entry
BEGIN
    SELECT RAISE(ABORT, 'the header of an entry cannot be changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_payload_sealed BEFORE UPDATE OF payload, salt ON entry
WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'the payload of an entry can only be removed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_kept BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'an entry cannot be deleted');
END;
-- +goose StatementEnd
