-- +goose Up
-- Whom an actor is reached by. Nothing of a person stays when a contact is removed.
CREATE TABLE contact (
    id         TEXT    NOT NULL PRIMARY KEY,
    actor      TEXT    NOT NULL REFERENCES actor (id),
    place      INTEGER NOT NULL,
    function   TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    quiet      TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    changed_at INTEGER NOT NULL,
    checked_at INTEGER
) STRICT;
CREATE INDEX contact_actor ON contact (actor, place);

CREATE TABLE contact_way (
    contact      TEXT    NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    channel      TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    confirmed_at INTEGER,
    failed_at    INTEGER,
    PRIMARY KEY (contact, place)
) STRICT;
CREATE INDEX contact_way_address ON contact_way (channel, address);

-- What is to be sent, and what became of it. It does not refer to the conference: lists of conferences are made anew from the
-- journal, and what was sent was sent. pending is 1 while the row stands in its lane.
CREATE TABLE outgoing (
    id           TEXT    NOT NULL PRIMARY KEY,
    number       INTEGER NOT NULL UNIQUE,
    key          TEXT    NOT NULL UNIQUE,
    at           INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    conference   TEXT    NOT NULL,
    participant  TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    contact      TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    lane         TEXT    NOT NULL,
    sequence     INTEGER NOT NULL,
    language     TEXT    NOT NULL,
    data         TEXT    NOT NULL,
    step         INTEGER NOT NULL,
    alarm        INTEGER NOT NULL,
    exercise     INTEGER NOT NULL,
    state        TEXT    NOT NULL,
    pending      INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    next_at      INTEGER NOT NULL,
    leased_by    TEXT    NOT NULL,
    leased_until INTEGER,
    handing_at   INTEGER,
    unsure_at    INTEGER,
    message_id   TEXT    NOT NULL,
    thread       TEXT    NOT NULL,
    handed_at    INTEGER,
    settled_at   INTEGER,
    code         TEXT    NOT NULL
) STRICT;
CREATE INDEX outgoing_due ON outgoing (pending, next_at);
CREATE INDEX outgoing_lane ON outgoing (pending, lane, number);
CREATE INDEX outgoing_conference ON outgoing (conference, actor, number);
CREATE INDEX outgoing_thread ON outgoing (conference, lane, number);
CREATE INDEX outgoing_contact ON outgoing (contact);
CREATE INDEX outgoing_message ON outgoing (message_id);

-- What came in: what it was, as far as somebody acts on it, and not the message itself.
CREATE TABLE incoming (
    id          TEXT    NOT NULL PRIMARY KEY,
    digest      TEXT    NOT NULL UNIQUE,
    message_id  TEXT,
    at          INTEGER NOT NULL,
    sender      TEXT    NOT NULL,
    finding     TEXT    NOT NULL,
    conference  TEXT    NOT NULL,
    participant TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    stamp_at    INTEGER,
    verified    INTEGER NOT NULL,
    verdict     TEXT    NOT NULL,
    mapped_by   TEXT    NOT NULL,
    mapped_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX incoming_message ON incoming (message_id);
CREATE INDEX incoming_conference ON incoming (conference, participant, at);
CREATE INDEX incoming_finding ON incoming (finding, at);
CREATE INDEX incoming_sender ON incoming (sender, mapped_at);

-- A calendar that a program fetches by an address nobody can guess: an actor's, or one member's.
CREATE TABLE feed (
    id         TEXT    NOT NULL PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE,
    actor      TEXT    NOT NULL REFERENCES actor (id),
    member     TEXT    REFERENCES member (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX feed_actor ON feed (actor);

CREATE TABLE push_subscription (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    endpoint   TEXT    NOT NULL UNIQUE,
    p256dh     TEXT    NOT NULL,
    auth       TEXT    NOT NULL,
    agent      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    failed_at  INTEGER
) STRICT;
CREATE INDEX push_subscription_member ON push_subscription (member);
