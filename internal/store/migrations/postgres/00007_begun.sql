-- +goose Up
-- What stands between a page and the browser's return to it, when somebody signs in by a passkey or another organisation's
-- service. state is sealed under a key that is no part of the database; a row is good for one return, in one browser.
CREATE TABLE begun (
    digest     TEXT    NOT NULL PRIMARY KEY,
    browser    TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    state      BYTEA   NOT NULL,
    expires_at BIGINT  NOT NULL
);
CREATE INDEX begun_expires ON begun (expires_at);

-- How passkeys name an account. It is random, and stays the same when the passkeys change.
CREATE TABLE passkey_handle (
    member TEXT NOT NULL PRIMARY KEY REFERENCES account (member) ON DELETE CASCADE,
    handle TEXT NOT NULL UNIQUE
);
