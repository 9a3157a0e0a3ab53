-- +goose Up
-- What an item's file is called in folders, when its owner has called it something else than its version is; for that version alone.
CREATE TABLE area_item_name (
    item    TEXT    NOT NULL PRIMARY KEY REFERENCES area_item (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    name    TEXT    NOT NULL
);

-- The secrecy mark of an item.
CREATE TABLE area_item_secrecy (
    item   TEXT NOT NULL PRIMARY KEY REFERENCES area_item (id) ON DELETE CASCADE,
    ground TEXT NOT NULL,
    actor  TEXT NOT NULL
);

-- A feed may be of what is new in an area, instead of a calendar.
ALTER TABLE feed ADD COLUMN area TEXT NOT NULL DEFAULT '';
