-- +goose Up
CREATE TABLE incident (
    id              TEXT    NOT NULL PRIMARY KEY,
    title           TEXT    NOT NULL,
    exercise        INTEGER NOT NULL,
    registry_number TEXT    NOT NULL,
    host_actor      TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    started_at      BIGINT,
    ended_at        BIGINT,
    description     TEXT    NOT NULL,
    doc             TEXT    NOT NULL
);

-- From here on projections of the journal: they can be emptied and made again, so nothing else refers to them.
CREATE TABLE conference (
    id        TEXT    NOT NULL PRIMARY KEY,
    incident  TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    level     TEXT    NOT NULL,
    series_no BIGINT  NOT NULL,
    host      TEXT    NOT NULL,
    phase     TEXT    NOT NULL,
    exercise  INTEGER NOT NULL,
    purpose   TEXT    NOT NULL,
    starts_at BIGINT,
    ends_at   BIGINT,
    opened_at BIGINT,
    closed_at BIGINT,
    head_seq  BIGINT  NOT NULL,
    head_hash BYTEA   NOT NULL,
    doc       TEXT    NOT NULL
);
CREATE INDEX conference_incident ON conference (incident, starts_at);
CREATE INDEX conference_time ON conference (starts_at);

CREATE TABLE conference_actor (
    conference TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    actor      TEXT NOT NULL,
    role       TEXT NOT NULL,
    PRIMARY KEY (conference, actor)
);
CREATE INDEX conference_actor_actor ON conference_actor (actor);

CREATE TABLE conference_dependency (
    conference   TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    needs        TEXT NOT NULL,
    deadline     BIGINT,
    carries      TEXT NOT NULL,
    delivered_at BIGINT,
    PRIMARY KEY (conference, needs)
);
CREATE INDEX conference_dependency_needs ON conference_dependency (needs);

CREATE TABLE measure (
    conference TEXT    NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    due_at     BIGINT,
    accepted   INTEGER,
    status     TEXT    NOT NULL,
    secret     INTEGER NOT NULL,
    PRIMARY KEY (conference, id)
);
CREATE INDEX measure_owner ON measure (owner, due_at);

CREATE TABLE decision (
    conference  TEXT    NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    id          TEXT    NOT NULL,
    wording     TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    settled_at  BIGINT,
    valid_until BIGINT,
    secret      INTEGER NOT NULL,
    PRIMARY KEY (conference, id)
);

-- Who, besides the host, may see a secret measure or decision.
CREATE TABLE secret_reader (
    conference TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (conference, kind, id, actor)
);
