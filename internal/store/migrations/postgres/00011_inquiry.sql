-- +goose Up
-- What lists need of a begäran om information; everything in it is made from its journal.
CREATE TABLE inquiry (
    id        TEXT    NOT NULL PRIMARY KEY,
    owner     TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    incident  TEXT    NOT NULL,
    exercise  INTEGER NOT NULL,
    asked_at  BIGINT  NOT NULL,
    deadline  BIGINT  NOT NULL,
    closed_at BIGINT,
    head_seq  BIGINT  NOT NULL,
    head_hash BYTEA   NOT NULL
);
CREATE INDEX inquiry_owner ON inquiry (owner, deadline);
CREATE INDEX inquiry_deadline ON inquiry (deadline);

-- Who is asked, and when it last answered.
CREATE TABLE inquiry_actor (
    inquiry     TEXT    NOT NULL REFERENCES inquiry (id) ON DELETE CASCADE,
    actor       TEXT    NOT NULL,
    place       INTEGER NOT NULL,
    answered_at BIGINT,
    late        INTEGER NOT NULL,
    PRIMARY KEY (inquiry, actor)
);
CREATE INDEX inquiry_actor_actor ON inquiry_actor (actor, inquiry);
