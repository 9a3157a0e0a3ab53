-- +goose Up
-- What has been read out of recorded sound: how long it is, how loud where, and what makes it possible to jump in. All of it is made
-- from the file of the digest and can be made again; nothing of what was said is in it.
CREATE TABLE sound (
    digest       TEXT    NOT NULL PRIMARY KEY,
    wanted_at    INTEGER NOT NULL,
    leased_until INTEGER,
    ready_at     INTEGER,
    code         TEXT    NOT NULL,
    info         TEXT    NOT NULL,
    per          INTEGER NOT NULL,
    peaks        BLOB,
    head         BLOB,
    head_from    INTEGER NOT NULL,
    head_to      INTEGER NOT NULL
) STRICT;
CREATE INDEX sound_wanted ON sound (ready_at, wanted_at);

-- Which sound is to be written down by a machine, for which conference, and how that went.
CREATE TABLE transcription (
    conference   TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    asked_at     INTEGER NOT NULL,
    asked_by     TEXT    NOT NULL,
    next_at      INTEGER NOT NULL,
    leased_until INTEGER,
    attempts     INTEGER NOT NULL,
    done_at      INTEGER,
    code         TEXT    NOT NULL,
    PRIMARY KEY (conference, digest)
) STRICT;
CREATE INDEX transcription_next ON transcription (done_at, next_at);
