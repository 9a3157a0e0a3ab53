package store

import (
	"strings"
	"time"
)

// AreaQuery chooses areas; empty fields do not.
type AreaQuery struct {
	Text     string // words that the title has, all of them
	Incident string
	Open     bool   // not those that are closed
	Closed   bool   // only those that are closed
	Heir     string // that this actor is asked to take over
	Member   string // whose looking decides what is new; "" for nobody's: then nothing is
	Page
}

// ListedArea is an area in somebody's list. Nothing that the reader may not read is counted.
type ListedArea struct {
	Area
	Items     int
	New       int // since the member last looked; all when it never has
	SeenAt    time.Time
	Newest    string // id of the item that changed last
	NewestAt  time.Time
	NewestOne string // its title
	Right     string // the reader's; "" for the owner
}

// areas adds the condition that the reader sees an area, whose id is a column.
func (q *query) areas(as Reader, column string) *query {
	if as.whole {
		return q
	}
	return q.and(column+` IN (SELECT id FROM area WHERE owner_actor = ? UNION ALL SELECT area FROM area_right WHERE actor = ?)`, as.actor, as.actor)
}

// items adds the condition that who sees the area may read an item, as i: it is in its audience, and the item's owner shares it.
func (q *query) items(as Reader) *query { return q.audience(as).shared(as) }

// shared adds the condition that the owner of an item, as i, has not stopped sharing, or is who reads.
func (q *query) shared(as Reader) *query {
	if as.whole {
		return q
	}
	return q.and(`(i.area, i.created_by_actor) NOT IN (SELECT z.area, z.actor FROM area_stopped z WHERE z.actor <> ?)`, as.actor)
}

// audience adds the condition that the reader is in the audience of an item, as i.
func (q *query) audience(as Reader) *query {
	if as.whole {
		return q
	}
	return q.and(`i.audience = ? OR i.created_by_actor = ? OR EXISTS (SELECT 1 FROM area_item_reader r WHERE r.item = i.id AND r.actor = ?)`,
		AudienceAll, as.actor, as.actor)
}

// AreaPage lists the areas that the reader owns or has a right in, by title, and tells how many there are in all.
func (tx *Tx) AreaPage(as Reader, f AreaQuery) ([]ListedArea, int, error) {
	q := from(`FROM area`).areas(as, "area.id").is("area.incident", f.Incident).is("area.heir", f.Heir).has("area.sought", f.Text)
	if f.Open {
		q.and(`area.closed_at IS NULL`)
	}
	if f.Closed {
		q.and(`area.closed_at IS NOT NULL`)
	}
	out, total, err := page(tx, func(s scan) (a ListedArea, err error) {
		a.Area, err = scanArea(s)
		return a, err
	}, q, areaColumns+", sought", "k.sought, k.id", areaColumnsOf("k"), "", f.Page)
	for i := range out {
		if err == nil {
			err = tx.lookInto(as, &out[i], f.Member)
		}
	}
	return out, total, err
}

// lookInto fills in what the reader finds in an area.
func (tx *Tx) lookInto(as Reader, a *ListedArea, member string) error {
	var err error
	if a.Right, _, err = one(tx, text, `SELECT level FROM area_right WHERE area = $1 AND actor = $2`, a.ID, as.actor); err != nil {
		return err
	}
	if a.SeenAt, _, err = one(tx, moment, `SELECT seen_at FROM area_seen WHERE member = $1 AND area = $2`, member, a.ID); err != nil {
		return err
	}
	if a.Items, err = tx.readableItems(as, a.ID, time.Time{}); err != nil {
		return err
	}
	if member != "" {
		if a.New, err = tx.readableItems(as, a.ID, a.SeenAt); err != nil {
			return err
		}
	}
	q := from(`FROM area_item i`).and(`i.area = ?`, a.ID).items(as)
	_, _, err = one(tx, func(s scan) (bool, error) { return true, s(&a.Newest, &a.NewestOne, msInto{&a.NewestAt}) },
		`SELECT i.id, i.title, i.changed_at `+q.String()+` ORDER BY i.changed_at DESC, i.id LIMIT 1`, q.args...)
	return err
}

// areaColumnsOf are the columns of an area by the name of its table.
func areaColumnsOf(table string) string {
	return table + "." + strings.ReplaceAll(areaColumns, ", ", ", "+table+".")
}

// moment reads a row of one time.
func moment(s scan) (t time.Time, err error) { return t, s(msInto{&t}) }

// readableItems counts the items of an area that changed after a time and that who sees the area may read: for each reason to be
// read by itself, since most are for all and an index counts those.
func (tx *Tx) readableItems(as Reader, area string, after time.Time) (int, error) {
	stopped, err := tx.areaStopped(area)
	if err != nil {
		return 0, err
	}
	items := func(tables string) *query {
		q := from(tables).and(`i.area = ?`, area).compare("i.changed_at > ?", after)
		if len(stopped) > 0 { // mostly nobody has, and then an index counts without looking at the rows
			q.shared(as)
		}
		return q
	}
	if as.whole {
		return items(`FROM area_item i`).count(tx)
	}
	total := 0
	for _, q := range []*query{
		items(`FROM area_item i`).and(`i.audience = ?`, AudienceAll),
		items(`FROM area_item i`).and(`i.audience <> ? AND i.created_by_actor = ?`, AudienceAll, as.actor),
		items(`FROM area_item_reader r CROSS JOIN area_item i`).and(`r.actor = ? AND i.id = r.item AND i.audience <> ? AND i.created_by_actor <> ?`,
			as.actor, AudienceAll, as.actor),
	} {
		n, err := q.count(tx)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// SeeArea writes down that a member looked at an area.
func (tx *Tx) SeeArea(member, area string) error {
	_, err := tx.exec(`INSERT INTO area_seen (member, area, seen_at) VALUES ($1, $2, $3)
		ON CONFLICT (member, area) DO UPDATE SET seen_at = excluded.seen_at`, member, area, tx.Now.UnixMilli())
	return err
}

// ItemQuery chooses items of an area; empty fields do not.
type ItemQuery struct {
	Area   string
	Text   string // words that the title has, all of them
	Kind   string
	Folder string // with the folders in it
	Tag    string
	Oldest bool // the oldest change first; otherwise the latest
	Page
}

// ListedItem is an item with its newest version.
type ListedItem struct {
	Item
	Latest   ItemVersion // its Version is how many there are
	Comments int         // that stand, of actors that share what is theirs
}

// ItemPage lists items of an area that the reader may read, and tells how many there are in all.
func (tx *Tx) ItemPage(as Reader, f ItemQuery) ([]ListedItem, int, error) {
	q := from(`FROM area_item i`).and(`i.area = ?`, f.Area).areas(as, "i.area").items(as).is("i.kind", f.Kind)
	if f.Folder != "" {
		q.and(`i.folder = ? OR i.folder LIKE ? ESCAPE '\'`, f.Folder, escaped(f.Folder)+"/%")
	}
	if f.Tag != "" {
		q.and(`EXISTS (SELECT 1 FROM area_item_tag g WHERE g.item = i.id AND g.tag = ?)`, f.Tag)
	}
	q.has("i.sought", f.Text)
	order := "k.changed_at DESC, k.id"
	if f.Oldest {
		order = "k.changed_at, k.id"
	}
	return page(tx, scanListedItem, q, "i.id AS id, i.changed_at AS changed_at", order, itemPageColumns, `JOIN area_item i ON i.id = k.id
		LEFT JOIN area_item_version w ON w.item = i.id AND w.version = (SELECT max(x.version) FROM area_item_version x WHERE x.item = i.id)`, f.Page)
}

const itemPageColumns = itemColumns + `, coalesce(w.version, 0), coalesce(w.file_name, ''), coalesce(w.media_type, ''),
	coalesce(w.digest, ''), coalesce(w.size, 0), w.published_at, coalesce(w.by_member, ''), coalesce(w.by_actor, ''), coalesce(w.note, ''),
	(SELECT count(*) FROM area_item_comment c WHERE c.item = i.id AND c.withdrawn_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM area_stopped y WHERE y.area = i.area AND y.actor = c.actor))`

func scanListedItem(s scan) (l ListedItem, err error) {
	dest, done := l.Item.into()
	v := &l.Latest
	if err := s(append(dest, &v.Version, &v.FileName, &v.MediaType, &v.Digest, &v.Size, msInto{&v.PublishedAt}, &v.ByMember, &v.ByActor,
		&v.Note, &l.Comments)...); err != nil {
		return l, err
	}
	v.Item = l.ID
	return l, done()
}

// Count is how many items have a kind, a folder or a tag.
type Count struct {
	Value string
	Items int
}

// ItemCounts tells how many items of an area the reader may read, by kind, folder and tag. What nobody has is not told of.
func (tx *Tx) ItemCounts(as Reader, area string) (kinds, folders, tags []Count, err error) {
	count := func(column string, q *query) ([]Count, error) {
		return all(tx, func(s scan) (c Count, err error) { return c, s(&c.Value, &c.Items) },
			`SELECT `+column+`, count(*) `+q.String()+` GROUP BY `+column+` ORDER BY `+column, q.args...)
	}
	items := func(tables string) *query { return from(tables).and(`i.area = ?`, area).areas(as, "i.area").items(as) }
	if kinds, err = count("i.kind", items(`FROM area_item i`)); err != nil {
		return nil, nil, nil, err
	}
	if folders, err = count("i.folder", items(`FROM area_item i`)); err != nil {
		return nil, nil, nil, err
	}
	tags, err = count("g.tag", items(`FROM area_item i CROSS JOIN area_item_tag g`).and(`g.item = i.id`))
	return kinds, folders, tags, err
}
