-- +goose Up
-- What somebody keeps an eye on, and how soon that one is told.
CREATE TABLE watch (
    id      TEXT    NOT NULL PRIMARY KEY,
    member  TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    sort    TEXT    NOT NULL,
    target  TEXT    NOT NULL,
    label   TEXT    NOT NULL,
    often   TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    UNIQUE (member, sort, target)
) STRICT;
CREATE INDEX watch_target ON watch (target, sort);
CREATE INDEX watch_sort ON watch (sort);

-- What has happened and has not yet been held against the watches, in its order. It names what it is about and says nothing of it.
CREATE TABLE watch_happening (
    number     INTEGER NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    what       TEXT    NOT NULL,
    thing      TEXT    NOT NULL,
    item       TEXT    REFERENCES area_item (id) ON DELETE CASCADE,
    conference TEXT    NOT NULL,
    inquiry    TEXT    NOT NULL,
    ref        TEXT    NOT NULL,
    by_member  TEXT    NOT NULL,
    by_actor   TEXT    NOT NULL,
    tags       TEXT    NOT NULL,
    mentioned  TEXT    NOT NULL
) STRICT;
CREATE INDEX watch_happening_item ON watch_happening (item);

-- What somebody has been told of. What the thing is called and says is read where it stands each time, by the rights of that moment. due_at
-- is when it is to go out besides, told_at when it was taken to, told_in with which notice.
CREATE TABLE inbox (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    what       TEXT    NOT NULL,
    thing      TEXT    NOT NULL,
    item       TEXT    REFERENCES area_item (id) ON DELETE CASCADE,
    conference TEXT    NOT NULL,
    inquiry    TEXT    NOT NULL,
    ref        TEXT    NOT NULL,
    exercise   INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    by_actor   TEXT    NOT NULL,
    reasons    TEXT    NOT NULL,
    due_at     INTEGER,
    told_at    INTEGER,
    told_in    TEXT    NOT NULL,
    read_at    INTEGER
) STRICT;
CREATE INDEX inbox_member ON inbox (member, read_at, at);
CREATE INDEX inbox_item ON inbox (item, member);
CREATE INDEX inbox_due ON inbox (due_at) WHERE told_at IS NULL;
CREATE INDEX inbox_told ON inbox (told_in);
