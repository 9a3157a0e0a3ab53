-- +goose Up
-- How people sign in. Nothing here opens anything by itself: what a link, a session or a token is known by is kept as its
-- SHA-256 alone, passwords as argon2id, and the secrets of second factors sealed under a key that is no part of the database.
CREATE TABLE account (
    member      TEXT    NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    login       TEXT    NOT NULL UNIQUE,
    password    TEXT    NOT NULL,
    totp        BLOB,
    totp_step   INTEGER NOT NULL,
    shared      INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

CREATE TABLE recovery_code (
    member  TEXT NOT NULL REFERENCES account (member) ON DELETE CASCADE,
    digest  TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (member, digest)
) STRICT;

CREATE TABLE passkey (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL REFERENCES account (member) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    credential TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX passkey_member ON passkey (member);

CREATE TABLE oidc_identity (
    issuer     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    member     TEXT    NOT NULL REFERENCES account (member) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX oidc_identity_member ON oidc_identity (member);

CREATE TABLE guest_link (
    id         TEXT    NOT NULL PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE,
    conference TEXT    NOT NULL,
    actor      TEXT    NOT NULL REFERENCES actor (id),
    name       TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX guest_link_conference ON guest_link (conference);

CREATE TABLE sign_in_session (
    id          TEXT    NOT NULL PRIMARY KEY,
    digest      TEXT    NOT NULL UNIQUE,
    member      TEXT    REFERENCES member (id) ON DELETE CASCADE,
    guest       TEXT    REFERENCES guest_link (id) ON DELETE CASCADE,
    actor       TEXT    NOT NULL,
    system_role TEXT    NOT NULL,
    conference  TEXT    NOT NULL,
    how         TEXT    NOT NULL,
    strength    TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL,
    address     TEXT    NOT NULL,
    agent       TEXT    NOT NULL,
    revoked_at  INTEGER
) STRICT;
CREATE INDEX sign_in_session_member ON sign_in_session (member);
CREATE INDEX sign_in_session_guest ON sign_in_session (guest);

CREATE TABLE api_token (
    id         TEXT    NOT NULL PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE,
    shown      TEXT    NOT NULL,
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    actor      TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    scope      TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_token_member ON api_token (member);

CREATE TABLE one_time_link (
    digest     TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    member     TEXT    REFERENCES account (member) ON DELETE CASCADE,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX one_time_link_member ON one_time_link (member);

CREATE TABLE device_grant (
    digest       TEXT    NOT NULL PRIMARY KEY,
    user_code    TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    agent        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    wait_ms      INTEGER NOT NULL,
    polled_at    INTEGER,
    member       TEXT    REFERENCES member (id) ON DELETE CASCADE,
    answered_at  INTEGER,
    denied       INTEGER NOT NULL,
    collected_at INTEGER
) STRICT;

-- who is a member, or, when nobody by the tried name signed in, a code made of that name under the installation's key.
CREATE TABLE sign_in_log (
    id      TEXT    NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    member  TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    how     TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    address TEXT    NOT NULL,
    agent   TEXT    NOT NULL
) STRICT;
CREATE INDEX sign_in_log_who ON sign_in_log (who, at);
CREATE INDEX sign_in_log_member ON sign_in_log (member, at);
CREATE INDEX sign_in_log_actor ON sign_in_log (actor, at);
CREATE INDEX sign_in_log_at ON sign_in_log (at);

-- +goose StatementBegin
CREATE TRIGGER sign_in_log_kept BEFORE UPDATE ON sign_in_log
BEGIN
    SELECT RAISE(ABORT, 'a line of the sign-in log cannot be changed');
END;
-- +goose StatementEnd
