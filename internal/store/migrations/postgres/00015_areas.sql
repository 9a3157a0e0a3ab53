-- +goose Up
-- What an area is for and how it is found, who is asked to take it over, and by whom and why it was closed.
ALTER TABLE area ADD COLUMN county TEXT NOT NULL DEFAULT '';
ALTER TABLE area ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE area ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE area ADD COLUMN open_to_ask INTEGER NOT NULL DEFAULT 0;
ALTER TABLE area ADD COLUMN heir TEXT NOT NULL DEFAULT '';
ALTER TABLE area ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE area ADD COLUMN closed_why TEXT NOT NULL DEFAULT '';
ALTER TABLE area_right ADD COLUMN since BIGINT;

-- Folders that are there also when nothing is in them.
CREATE TABLE area_folder (
    area TEXT NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    PRIMARY KEY (area, path)
);

-- Actors that have stopped sharing: what they own in the area is read by themselves alone.
CREATE TABLE area_stopped (
    area  TEXT NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actor (id),
    PRIMARY KEY (area, actor)
);

-- What actors have asked for in an area, the latest of each. answered_at is empty until somebody has answered; granted is then the
-- right that was given, or nothing.
CREATE TABLE area_request (
    area         TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    actor        TEXT    NOT NULL REFERENCES actor (id),
    level        TEXT    NOT NULL,
    why          TEXT    NOT NULL,
    asked_by     TEXT    NOT NULL,
    asked_at     BIGINT NOT NULL,
    answered_by  TEXT    NOT NULL,
    answered_at  BIGINT,
    granted      TEXT    NOT NULL,
    words        TEXT    NOT NULL,
    PRIMARY KEY (area, actor)
);
CREATE INDEX area_request_actor ON area_request (actor);
