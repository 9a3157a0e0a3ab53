-- +goose Up
-- An inspelslista as it is played in a conference: the list itself, and how the time of the exercise has gone.
CREATE TABLE exercise_play (
    conference TEXT    NOT NULL PRIMARY KEY,
    script     TEXT    NOT NULL,
    laps       TEXT    NOT NULL,
    running    INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    started_by TEXT    NOT NULL
);

-- What became of each inject.
CREATE TABLE exercise_mark (
    conference TEXT    NOT NULL REFERENCES exercise_play (conference) ON DELETE CASCADE,
    inject     TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    at         BIGINT NOT NULL,
    elapsed    BIGINT NOT NULL,
    code       TEXT    NOT NULL,
    PRIMARY KEY (conference, inject)
);
