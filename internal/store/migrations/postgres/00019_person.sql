-- +goose Up
-- What a member does at its actor, as its actor's administrator says it: "beredskapssamordnare".
ALTER TABLE member ADD COLUMN function TEXT NOT NULL DEFAULT '';
