package store

import (
	"slices"
	"time"
)

// ItemRevision is an item as it was from a moment on. Revisions are numbered from 1 and never change.
type ItemRevision struct {
	Item    string
	Number  int
	At      time.Time
	Member  string
	Actor   string
	Why     string
	Version int    // its newest file then; 0 for none
	Content string // JSON: all of the item that can change
}

const revisionColumns = `r.item, r.number, r.at, r.member, r.actor, r.why, r.version, r.content`

func scanRevision(s scan) (r ItemRevision, err error) {
	return r, s(&r.Item, &r.Number, msInto{&r.At}, &r.Member, &r.Actor, &r.Why, &r.Version, &r.Content)
}

// AddItemRevision adds a revision of an item. It answers with store.dangling when there is no such item.
func (tx *Tx) AddItemRevision(r ItemRevision) error {
	_, err := tx.exec(`INSERT INTO area_item_revision (item, number, at, member, actor, why, version, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, r.Item, r.Number, r.At.UnixMilli(), r.Member, r.Actor, r.Why, r.Version, r.Content)
	return err
}

// ItemRevisions lists the revisions of an item that the reader may read as it is now, the first first.
func (tx *Tx) ItemRevisions(as Reader, item string) ([]ItemRevision, error) {
	return all(tx, scanRevision, `SELECT `+revisionColumns+` FROM area_item_revision r
		JOIN area_item i ON i.id = r.item JOIN area ON area.id = i.area
		WHERE `+itemSeen+` AND r.item = $3 ORDER BY r.number`, as.all(), as.actor, item)
}

// ItemRevisionsAt lists, for each item of an area that the reader may read as it is now, the revision that held at a moment. Items
// that were not there then are not in it.
func (tx *Tx) ItemRevisionsAt(as Reader, area string, at time.Time) ([]ItemRevision, error) {
	return all(tx, scanRevision, `SELECT `+revisionColumns+` FROM area_item i JOIN area ON area.id = i.area
		JOIN area_item_revision r ON r.item = i.id AND r.number = (
			SELECT x.number FROM area_item_revision x WHERE x.item = i.id AND x.at <= $4 ORDER BY x.at DESC, x.number DESC LIMIT 1)
		WHERE `+itemSeen+` AND i.area = $3 ORDER BY r.at DESC, r.item`, as.all(), as.actor, area, at.UnixMilli())
}

// ItemRevisionsNow gives the newest revision of each item of an area.
func (tx *Tx) ItemRevisionsNow(area string) ([]ItemRevision, error) {
	return all(tx, scanRevision, `SELECT `+revisionColumns+` FROM area_item i JOIN area_item_revision r ON r.item = i.id AND r.number = (
		SELECT max(x.number) FROM area_item_revision x WHERE x.item = i.id) WHERE i.area = $1 ORDER BY r.item`, area)
}

// ItemComment is what somebody said of an item.
type ItemComment struct {
	ID          string
	Item        string
	At          time.Time
	Member      string
	Actor       string
	Text        string
	WithdrawnAt time.Time // zero while it stands
}

const commentColumns = `c.id, c.item, c.at, c.member, c.actor, c.text, c.withdrawn_at`

func scanComment(s scan) (c ItemComment, err error) {
	return c, s(&c.ID, &c.Item, msInto{&c.At}, &c.Member, &c.Actor, &c.Text, msInto{&c.WithdrawnAt})
}

// PutItemComment adds a comment, or changes the text of the one of that id and whether it stands.
func (tx *Tx) PutItemComment(c ItemComment) error {
	_, err := tx.exec(`INSERT INTO area_item_comment (id, item, at, member, actor, text, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET text = excluded.text, withdrawn_at = excluded.withdrawn_at`,
		c.ID, c.Item, c.At.UnixMilli(), c.Member, c.Actor, c.Text, ms(c.WithdrawnAt))
	return err
}

// ItemComments lists the comments of an item to who may read it, the first first; those that were withdrawn without their text. What an
// actor said that has stopped sharing is for that actor alone.
func (tx *Tx) ItemComments(as Reader, item string) ([]ItemComment, error) {
	return all(tx, scanComment, `SELECT `+commentColumns+` FROM area_item_comment c
		JOIN area_item i ON i.id = c.item JOIN area ON area.id = i.area
		WHERE `+itemSeen+` AND c.item = $3 AND ($1 = 1 OR c.actor = $2 OR NOT EXISTS (
			SELECT 1 FROM area_stopped y WHERE y.area = i.area AND y.actor = c.actor)) ORDER BY c.at, c.id`, as.all(), as.actor, item)
}

// ItemComment gives the comment of an id. It answers with store.no-item when there is none.
func (tx *Tx) ItemComment(id string) (ItemComment, error) {
	c, found, err := one(tx, scanComment, `SELECT `+commentColumns+` FROM area_item_comment c WHERE c.id = $1`, id)
	if err == nil && !found {
		err = missing("store.no-item", id)
	}
	return c, err
}

// LogItems lists the items of an area of a kind that tell of a moment and that the reader may read, the latest moment first, at most
// limit of them.
func (tx *Tx) LogItems(as Reader, area, kind string, limit int) ([]Item, error) {
	q := from(`FROM area_item i`).and(`i.area = ?`, area).areas(as, "i.area").items(as).is("i.kind", kind).and(`i.occurred_at IS NOT NULL`)
	where := q.String()
	most := q.number(` ORDER BY i.occurred_at DESC, i.created_at DESC, i.id DESC LIMIT ?`, []any{limit})
	return all(tx, scanItem, `SELECT `+itemColumns+` `+where+most, q.args...)
}

// KindItems lists the items of an area of a kind that the reader may read, the oldest first, at most limit of them: the latest.
func (tx *Tx) KindItems(as Reader, area, kind string, limit int) ([]Item, error) {
	q := from(`FROM area_item i`).and(`i.area = ?`, area).areas(as, "i.area").items(as).is("i.kind", kind)
	where := q.String()
	most := q.number(` ORDER BY i.created_at DESC, i.id DESC LIMIT ?`, []any{limit})
	out, err := all(tx, scanItem, `SELECT `+itemColumns+` `+where+most, q.args...)
	slices.Reverse(out)
	return out, err
}
