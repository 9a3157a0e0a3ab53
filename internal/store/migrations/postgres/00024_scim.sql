-- +goose Up
-- What an actor's own register of people (SCIM 2.0) says of a member besides what is kept of all: what the register calls it, the parts
-- of its name, and the groups that it has been put in, with the role that this came to. One with removed_at is no longer in the register.
CREATE TABLE scim_user (
    member      TEXT NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    given_name  TEXT NOT NULL,
    family_name TEXT NOT NULL,
    put_in      TEXT NOT NULL,
    put_role    TEXT NOT NULL,
    removed_at  BIGINT
);

-- What the register calls the groups, which are the roles.
CREATE TABLE scim_group (
    actor       TEXT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    role        TEXT NOT NULL,
    external_id TEXT NOT NULL,
    PRIMARY KEY (actor, role)
);

CREATE INDEX api_token_actor ON api_token (actor, scope);
