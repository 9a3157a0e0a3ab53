-- +goose Up
-- What an item says in itself, besides its files. occurred_at is when what it tells of happened; place is SCB's code of a municipality
-- or a county; detail is what items of its kind have besides, JSON; revision is the number of the newest row of area_item_revision.
ALTER TABLE area_item ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE area_item ADD COLUMN occurred_at BIGINT;
ALTER TABLE area_item ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE area_item ADD COLUMN related TEXT NOT NULL DEFAULT '[]';
ALTER TABLE area_item ADD COLUMN detail TEXT NOT NULL DEFAULT '{}';
ALTER TABLE area_item ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
CREATE INDEX area_item_occurred ON area_item (area, kind, occurred_at);

-- Every change of an item, with all that can change in it. content is JSON.
CREATE TABLE area_item_revision (
    item    TEXT    NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    number  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    member  TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    why     TEXT    NOT NULL,
    version BIGINT NOT NULL,
    content TEXT    NOT NULL,
    PRIMARY KEY (item, number)
);
CREATE INDEX area_item_revision_at ON area_item_revision (item, at, number);

-- What there is has had the content that it has: nothing else was kept.
INSERT INTO area_item_revision (item, number, at, member, actor, why, version, content)
    SELECT i.id, 1, i.created_at, i.created_by, i.created_by_actor, '',
        coalesce((SELECT max(v.version) FROM area_item_version v WHERE v.item = i.id), 0),
        json_build_object('kind', i.kind, 'title', i.title, 'folder', i.folder, 'conference', i.conference, 'tags', i.tags::json,
            'audience', CASE i.audience WHEN 'all' THEN 'everyone' ELSE i.audience END,
            'chosen', coalesce((SELECT json_agg(r.actor) FROM area_item_reader r WHERE r.item = i.id), '[]'::json))::text
    FROM area_item i;

CREATE TABLE area_item_comment (
    id           TEXT    NOT NULL PRIMARY KEY,
    item         TEXT    NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    at           BIGINT NOT NULL,
    member       TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX area_item_comment_item ON area_item_comment (item, at, id);
