-- +goose Up
-- What can be searched for, one row for each text (part of it, when it is long), written with what it is made of and made anew with it.
-- id puts the newest first: milliseconds, and what tells those of the same apart. Exactly one of conference, area, item and incident is
-- set, and who may read the text follows from that.
CREATE TABLE search_text (
    id         BIGINT  NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    thing      TEXT    NOT NULL,
    part       INTEGER NOT NULL,
    conference TEXT    REFERENCES conference (id) ON DELETE CASCADE,
    area       TEXT    REFERENCES area (id) ON DELETE CASCADE,
    item       TEXT    REFERENCES area_item (id) ON DELETE CASCADE,
    incident   TEXT    REFERENCES incident (id) ON DELETE CASCADE,
    secret     INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    at         BIGINT,
    digest     TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    also       TEXT    NOT NULL,
    body       TEXT    NOT NULL
);
CREATE INDEX search_text_conference ON search_text (conference);
CREATE INDEX search_text_area ON search_text (area);
CREATE INDEX search_text_item ON search_text (item);
CREATE INDEX search_text_incident ON search_text (incident);

-- Its words, as the program makes them.
CREATE TABLE search_index (
    id    BIGINT   NOT NULL PRIMARY KEY REFERENCES search_text (id) ON DELETE CASCADE,
    terms TSVECTOR NOT NULL
);
CREATE INDEX search_index_terms ON search_index USING gin (terms) WITH (fastupdate = off);

-- Whether what was there before there was an index has been put into it.
CREATE TABLE search_state (
    filled INTEGER NOT NULL
);
INSERT INTO search_state (filled) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM entry);

-- What has been read out of files. code is the fault of what could not be read.
CREATE TABLE file_text (
    digest       TEXT    NOT NULL PRIMARY KEY,
    format       TEXT    NOT NULL,
    wanted_at    BIGINT  NOT NULL,
    leased_until BIGINT,
    ready_at     BIGINT,
    code         TEXT    NOT NULL,
    cut          INTEGER NOT NULL,
    content      TEXT    NOT NULL
);
CREATE INDEX file_text_waits ON file_text (ready_at, wanted_at);

CREATE TABLE saved_search (
    id       TEXT    NOT NULL PRIMARY KEY,
    member   TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    asked    TEXT    NOT NULL,
    saved_at BIGINT  NOT NULL
);
CREATE INDEX saved_search_member ON saved_search (member, name);

-- When a member last looked at what came of a conference; an empty conference is all of them. It is no projection: rebuilding leaves it.
CREATE TABLE conference_look (
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    conference TEXT    NOT NULL,
    seen_at    BIGINT  NOT NULL,
    PRIMARY KEY (member, conference)
);
