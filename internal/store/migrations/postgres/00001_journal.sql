-- +goose Up
CREATE TABLE entry (
    stream      TEXT    NOT NULL,
    seq         BIGINT  NOT NULL CHECK (seq > 0),
    recorded_at BIGINT  NOT NULL,
    occurred_at BIGINT  NOT NULL,
    member      TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    command_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    payload     TEXT,
    salt        BYTEA,
    digest      BYTEA   NOT NULL,
    prev        BYTEA   NOT NULL,
    hash        BYTEA   NOT NULL,
    PRIMARY KEY (stream, seq),
    CHECK ((payload IS NULL) = (salt IS NULL))
);

CREATE TABLE stream_head (
    stream TEXT    NOT NULL PRIMARY KEY,
    seq    BIGINT  NOT NULL,
    hash   BYTEA   NOT NULL
);

-- Which command gave which entries, so that a command that comes twice gets the same answer.
CREATE TABLE command (
    stream     TEXT    NOT NULL,
    command_id TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    first_seq  BIGINT  NOT NULL,
    last_seq   BIGINT  NOT NULL,
    PRIMARY KEY (stream, command_id)
);

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- An entry stays as it was written. Payload and salt may go, once and together.
-- +goose StatementBegin
CREATE FUNCTION entry_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an entry cannot be deleted';
    END IF;
    IF (OLD.stream, OLD.seq, OLD.recorded_at, OLD.occurred_at, OLD.member, OLD.actor, OLD.role, OLD.command_id,
        OLD.name, OLD.version, OLD.digest, OLD.prev, OLD.hash)
        IS DISTINCT FROM
       (NEW.stream, NEW.seq, NEW.recorded_at, NEW.occurred_at, NEW.member, NEW.actor, NEW.role, NEW.command_id,
        NEW.name, NEW.version, NEW.digest, NEW.prev, NEW.hash) THEN
        RAISE EXCEPTION 'the header of an entry cannot be changed';
    END IF;
    IF NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL THEN
        RAISE EXCEPTION 'the payload of an entry can only be removed';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER entry_sealed BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_sealed();
