-- +goose Up
CREATE TABLE actor (
    id                TEXT NOT NULL PRIMARY KEY,
    name              TEXT NOT NULL,
    short_name        TEXT NOT NULL,
    kind              TEXT NOT NULL,
    level             TEXT NOT NULL,
    county_code       TEXT NOT NULL,
    county_name       TEXT NOT NULL,
    municipality_code TEXT NOT NULL,
    sort_key          BYTEA NOT NULL
);
CREATE INDEX actor_order ON actor (sort_key, id);

CREATE TABLE roster (
    id          TEXT NOT NULL PRIMARY KEY,
    owner_actor TEXT NOT NULL REFERENCES actor (id),
    name        TEXT NOT NULL
);
CREATE INDEX roster_owner ON roster (owner_actor);

CREATE TABLE roster_member (
    roster   TEXT    NOT NULL REFERENCES roster (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    actor    TEXT    NOT NULL REFERENCES actor (id),
    PRIMARY KEY (roster, position),
    UNIQUE (roster, actor)
);

CREATE TABLE member (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    actor       TEXT NOT NULL REFERENCES actor (id),
    system_role TEXT NOT NULL
);
CREATE INDEX member_actor ON member (actor);
