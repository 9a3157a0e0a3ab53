-- +goose Up
-- What a member has chosen for itself. A name that is not there has not been chosen.
CREATE TABLE member_setting (
    member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (member, name)
);

-- Agendas and texts of an actor's own.
CREATE TABLE template (
    actor      TEXT    NOT NULL REFERENCES actor (id),
    id         TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    lang       TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    updated_at BIGINT  NOT NULL,
    updated_by TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (actor, id)
);
