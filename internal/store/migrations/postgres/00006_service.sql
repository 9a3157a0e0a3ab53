-- +goose Up
-- Content that an actor's people have brought, and may refer to in a command that follows.
CREATE TABLE brought (
    actor  TEXT    NOT NULL,
    digest TEXT    NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (actor, digest)
);
CREATE INDEX brought_at ON brought (at);

-- How many follow a conference at each node, by actor; rows that are not renewed are passed over.
CREATE TABLE presence (
    node       TEXT    NOT NULL,
    conference TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    followers  BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (conference, node, actor)
);
