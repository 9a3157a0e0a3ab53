-- +goose Up
-- Who may see a contact besides its actor's own people and hosts that have called it: '' nobody, 'shared', 'all'.
ALTER TABLE contact ADD COLUMN shown TEXT NOT NULL DEFAULT '';
