-- +goose Up
-- Whoever may know of a conference, by actor and in the order of time: what lists are read by. "*" stands for who reads everything.
CREATE TABLE conference_seen (
    actor      TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    conference TEXT    NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    hosts      INTEGER NOT NULL,
    role       TEXT    NOT NULL,
    PRIMARY KEY (actor, at, conference)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX conference_seen_conference ON conference_seen (conference, actor);
INSERT INTO conference_seen (actor, at, conference, hosts, role)
    SELECT '*', coalesce(starts_at, 0), id, 1, '' FROM conference;
INSERT INTO conference_seen (actor, at, conference, hosts, role)
    SELECT c.host, coalesce(c.starts_at, 0), c.id, 1, coalesce(a.role, '') FROM conference c
    LEFT JOIN conference_actor a ON a.conference = c.id AND a.actor = c.host WHERE c.host <> '' AND c.host <> '*';
INSERT INTO conference_seen (actor, at, conference, hosts, role)
    SELECT a.actor, coalesce(c.starts_at, 0), c.id, 0, a.role FROM conference_actor a JOIN conference c ON c.id = a.conference
    WHERE a.actor <> c.host AND a.actor <> '' AND a.actor <> '*';

CREATE INDEX decision_settled ON decision (settled_at);
CREATE INDEX measure_due ON measure (due_at);

-- What is looked for: lower-case, filled by the program from here on.
ALTER TABLE conference ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE conference SET sought = replace(replace(replace(replace(replace(lower(title), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Ü', 'ü');
ALTER TABLE decision ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE decision SET sought = replace(replace(replace(replace(replace(lower(wording), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Ü', 'ü');
ALTER TABLE measure ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE measure SET sought = replace(replace(replace(replace(replace(lower(text), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Ü', 'ü');
ALTER TABLE incident ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE incident SET sought = replace(replace(replace(replace(replace(lower(title), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Ü', 'ü');
ALTER TABLE area ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE area SET sought = replace(replace(replace(replace(replace(lower(title), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Ü', 'ü');
ALTER TABLE area_item ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE area_item SET sought = replace(replace(replace(replace(replace(lower(title), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Ü', 'ü');
ALTER TABLE actor ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE actor SET sought = replace(replace(replace(replace(replace(lower(name || ' ' || short_name), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Ü', 'ü');

-- When an item last got a new version.
ALTER TABLE area_item ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE area_item SET changed_at = created_at;
UPDATE area_item SET changed_at = coalesce((SELECT max(v.published_at) FROM area_item_version v WHERE v.item = area_item.id), 0)
    WHERE EXISTS (SELECT 1 FROM area_item_version v WHERE v.item = area_item.id AND v.published_at > area_item.created_at);
CREATE INDEX area_item_changed ON area_item (area, changed_at, audience, created_by_actor);
CREATE INDEX area_item_audience ON area_item (area, audience, changed_at);
CREATE INDEX area_item_owner ON area_item (created_by_actor, area);
CREATE INDEX area_item_reader_actor ON area_item_reader (actor, item);

CREATE TABLE area_item_tag (
    item TEXT NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    tag  TEXT NOT NULL,
    PRIMARY KEY (item, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO area_item_tag (item, tag) SELECT DISTINCT i.id, t.value FROM area_item i, json_each(i.tags) t;

-- When a member last looked at an area.
CREATE TABLE area_seen (
    member  TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    area    TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (member, area)
) STRICT, WITHOUT ROWID;
