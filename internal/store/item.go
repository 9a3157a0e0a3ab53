package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"time"

	"samverkan/internal/fault"
)

// AudienceAll is the audience of an item that everybody in the area may read. With any other audience, only the
// actor that put it there and the item's readers may.
const AudienceAll = "all"

// Item is a thing in an area (post): published minutes, a document, a recording.
type Item struct {
	ID             string
	Area           string
	Folder         string
	Kind           string
	Title          string
	Conference     string // "" when it belongs to none
	Audience       string // AudienceAll, or another word
	CreatedAt      time.Time
	CreatedBy      string // member
	CreatedByActor string
	Tags           []string
	Text           string
	OccurredAt     time.Time // zero when it tells of no moment
	Place          string    // "" for none
	Related        []string  // ids of items
	Detail         string    // JSON, what items of its kind have besides; {} for nothing, also when empty
	Revision       int       // number of the newest
	ChangedAt      time.Time // when it was created, when zero
	Readers        []string  // actors; not filled in lists
}

// ItemVersion is one file of an item. Versions are numbered from 1 and never change.
type ItemVersion struct {
	Item        string
	Version     int
	FileName    string
	MediaType   string
	Digest      string // of the file, by which package attachment finds it
	Size        int64  // bytes
	JournalSeq  int64  // the entry that tells of it; 0 when there is none
	PublishedAt time.Time
	ByMember    string
	ByActor     string
	Note        string // what is new in it
}

// ItemFilter narrows a list of items; empty fields do not.
type ItemFilter struct {
	Area, Folder, Kind, Conference string
}

const itemColumns = `i.id, i.area, i.folder, i.kind, i.title, i.conference, i.audience, i.created_at, i.created_by,
	i.created_by_actor, i.tags, i.text, i.occurred_at, i.place, i.related, i.detail, i.revision, i.changed_at`

// itemSeen: who sees the area sees what is for all in it, what it put there itself, and what it is a reader of; of what an actor that has
// stopped sharing put there, only its own.
// $1 is Reader.all, $2 its actor.
const itemSeen = areaSeen + ` AND ($1 = 1 OR i.audience = '` + AudienceAll + `' OR i.created_by_actor = $2 OR EXISTS (
	SELECT 1 FROM area_item_reader r WHERE r.item = i.id AND r.actor = $2)) AND ($1 = 1 OR i.created_by_actor = $2
	OR NOT EXISTS (SELECT 1 FROM area_stopped z WHERE z.area = i.area AND z.actor = i.created_by_actor))`

// into gives where the columns of an item are read to, and what finishes the reading.
func (i *Item) into() (dest []any, done func() error) {
	var tags, related string
	return []any{&i.ID, &i.Area, &i.Folder, &i.Kind, &i.Title, &i.Conference, &i.Audience, msInto{&i.CreatedAt}, &i.CreatedBy,
			&i.CreatedByActor, &tags, &i.Text, msInto{&i.OccurredAt}, &i.Place, &related, &i.Detail, &i.Revision, msInto{&i.ChangedAt}}, func() error {
			if err := errors.Join(json.Unmarshal([]byte(tags), &i.Tags), json.Unmarshal([]byte(related), &i.Related)); err != nil {
				return fault.Wrap(err, fault.Unavailable, "store.corrupt")
			}
			if len(i.Related) == 0 {
				i.Related = nil
			}
			return nil
		}
}

func scanItem(s scan) (i Item, err error) {
	dest, done := i.into()
	if err := s(dest...); err != nil {
		return i, err
	}
	return i, done()
}

// PutItem adds an item or changes the one of that id, with its readers; its versions stay. It answers with
// store.dangling when the area or a reader does not exist.
func (tx *Tx) PutItem(i Item) error {
	tags, err := json.Marshal(append([]string{}, i.Tags...))
	if err != nil {
		return err
	}
	related, err := json.Marshal(append([]string{}, i.Related...))
	if err != nil {
		return err
	}
	if i.ChangedAt.IsZero() {
		i.ChangedAt = i.CreatedAt
	}
	if _, err := tx.exec(`INSERT INTO area_item (id, area, folder, kind, title, conference, audience, created_at, created_by, created_by_actor, tags, sought, changed_at,
		text, occurred_at, place, related, revision, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (id) DO UPDATE SET area = excluded.area, folder = excluded.folder, kind = excluded.kind,
		title = excluded.title, conference = excluded.conference, audience = excluded.audience, tags = excluded.tags,
		sought = excluded.sought, changed_at = excluded.changed_at, text = excluded.text, occurred_at = excluded.occurred_at,
		place = excluded.place, related = excluded.related, revision = excluded.revision,
		detail = excluded.detail`,
		i.ID, i.Area, i.Folder, i.Kind, i.Title, i.Conference, i.Audience, i.CreatedAt.UnixMilli(), i.CreatedBy, i.CreatedByActor,
		string(tags), sought(i.Title), i.ChangedAt.UnixMilli(), i.Text, ms(i.OccurredAt), i.Place, string(related), max(i.Revision, 1), cmp.Or(i.Detail, "{}")); err != nil {
		return err
	}
	if err := tx.putTags(i); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM area_item_reader WHERE item = $1`, i.ID); err != nil {
		return err
	}
	for _, actor := range i.Readers {
		if _, err := tx.exec(`INSERT INTO area_item_reader (item, actor) VALUES ($1, $2)`, i.ID, actor); err != nil {
			return err
		}
	}
	return tx.indexItem(i.ID)
}

func (tx *Tx) putTags(i Item) error {
	if _, err := tx.exec(`DELETE FROM area_item_tag WHERE item = $1`, i.ID); err != nil {
		return err
	}
	for _, tag := range i.Tags {
		if _, err := tx.exec(`INSERT INTO area_item_tag (item, tag) VALUES ($1, $2) ON CONFLICT (item, tag) DO NOTHING`, i.ID, tag); err != nil {
			return err
		}
	}
	return nil
}

// Item gives the item of an id, with readers, to who may read it. It answers with store.no-item to everybody else.
func (tx *Tx) Item(as Reader, id string) (Item, error) {
	i, found, err := one(tx, scanItem, `SELECT `+itemColumns+` FROM area_item i JOIN area ON area.id = i.area
		WHERE `+itemSeen+` AND i.id = $3`, as.all(), as.actor, id)
	if err == nil && !found {
		err = missing("store.no-item", id)
	}
	if err != nil {
		return Item{}, err
	}
	i.Readers, err = all(tx, text, `SELECT actor FROM area_item_reader WHERE item = $1 ORDER BY actor`, id)
	return i, err
}

// Items lists the items that the reader may read, by folder and time.
func (tx *Tx) Items(as Reader, f ItemFilter) ([]Item, error) {
	q := from(`FROM area_item i`).areas(as, "i.area").items(as)
	q.is("i.area", f.Area).is("i.folder", f.Folder).is("i.kind", f.Kind).is("i.conference", f.Conference)
	return all(tx, scanItem, `SELECT `+itemColumns+` `+q.String()+` ORDER BY i.area, i.folder, i.created_at, i.id`, q.args...)
}

// DeleteItem removes an item with its versions. The files stay: see [Tx.DigestInUse]. It answers with store.no-item.
func (tx *Tx) DeleteItem(id string) error {
	n, err := tx.exec(`DELETE FROM area_item WHERE id = $1`, id)
	if err == nil && n == 0 {
		err = missing("store.no-item", id)
	}
	return err
}

const versionColumns = `v.item, v.version, v.file_name, v.media_type, v.digest, v.size, v.journal_seq, v.published_at,
	v.by_member, v.by_actor, v.note`

func scanVersion(s scan) (v ItemVersion, err error) {
	return v, s(&v.Item, &v.Version, &v.FileName, &v.MediaType, &v.Digest, &v.Size, &v.JournalSeq, msInto{&v.PublishedAt},
		&v.ByMember, &v.ByActor, &v.Note)
}

// AddItemVersion adds the next version of an item and gives its number; v.Version is not looked at. It answers
// with store.dangling when there is no such item.
func (tx *Tx) AddItemVersion(v ItemVersion) (int, error) {
	last, _, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) },
		`SELECT coalesce(max(version), 0) FROM area_item_version WHERE item = $1`, v.Item)
	if err != nil {
		return 0, err
	}
	_, err = tx.exec(`INSERT INTO area_item_version (item, version, file_name, media_type, digest, size, journal_seq,
		published_at, by_member, by_actor, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		v.Item, last+1, v.FileName, v.MediaType, v.Digest, v.Size, v.JournalSeq, v.PublishedAt.UnixMilli(), v.ByMember, v.ByActor, v.Note)
	if err != nil {
		return 0, err
	}
	if _, err = tx.exec(`UPDATE area_item SET changed_at = $1 WHERE id = $2`, tx.Now.UnixMilli(), v.Item); err != nil {
		return 0, err
	}
	if err := tx.wantItemFile(v.Item); err != nil {
		return 0, err
	}
	return last + 1, tx.indexItem(v.Item)
}

// ItemVersions lists the versions of an item that the reader may read, the first first.
func (tx *Tx) ItemVersions(as Reader, item string) ([]ItemVersion, error) {
	return all(tx, scanVersion, `SELECT `+versionColumns+` FROM area_item_version v
		JOIN area_item i ON i.id = v.item JOIN area ON area.id = i.area
		WHERE `+itemSeen+` AND v.item = $3 ORDER BY v.version`, as.all(), as.actor, item)
}

// DigestInUse tells whether some version still has the file of that digest.
func (tx *Tx) DigestInUse(digest string) (bool, error) {
	_, found, err := one(tx, text, `SELECT item FROM area_item_version WHERE digest = $1 LIMIT 1`, digest)
	return found, err
}
