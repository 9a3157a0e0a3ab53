package clerk

import (
	"slices"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/store"
)

// PutItem publishes in an area: a file, as a new item or as the next version of one, or a new item that says what it says in itself
// and has no file. A file's content has been stored before. Of an item that is there, text, moment, place, detail and what it is
// related to stay: those are changed by ChangeItem.
type PutItem struct {
	Item    area.Item    `json:"item"` // its Versions are empty: the version is given below
	Version area.Version `json:"version,omitzero"`
}

// ChangeItem gives an item another content. It names the revision that it was made from: when the item has changed since, nothing is
// done, and both texts are there. For the people of the actor that owns the item.
type ChangeItem struct {
	Area    string       `json:"area"`
	Item    string       `json:"item"`
	From    int          `json:"from"`    // number of the revision
	Content area.Content `json:"content"` // its kind and conference are not looked at: they stay
	Why     string       `json:"why,omitempty"`
}

// MoveItems puts items in a folder; "" is the top. For the people of the actor that owns them all.
type MoveItems struct {
	Area   string   `json:"area"`
	Items  []string `json:"items"`
	Folder string   `json:"folder"`
}

// TagItems gives items tags, and takes tags away. For the people of the actor that owns them all.
type TagItems struct {
	Area   string   `json:"area"`
	Items  []string `json:"items"`
	Add    []string `json:"add,omitempty"`
	Remove []string `json:"remove,omitempty"`
}

// ShareItems says who reads items. For the people of the actor that owns them all.
type ShareItems struct {
	Area     string        `json:"area"`
	Items    []string      `json:"items"`
	Audience area.Audience `json:"audience"`
	Chosen   []string      `json:"chosen,omitempty"`
}

// Names.
func (PutItem) Name() string    { return "area.item-published" }
func (ChangeItem) Name() string { return "area.item-changed" }
func (MoveItems) Name() string  { return "area.items-moved" }
func (TagItems) Name() string   { return "area.items-tagged" }
func (ShareItems) Name() string { return "area.items-shared" }

// maxSelected is how many items one command changes.
const maxSelected = 500

func (c PutItem) run(d *desk) (bool, error) {
	a, err := d.area(c.Item.Area, area.Contribute)
	if err != nil {
		return false, err
	}
	if c.Version != (area.Version{}) {
		if err := d.clerk.mayUse(d.tx, d.who, c.Version.Digest); err != nil {
			return false, err
		}
		content, err := d.clerk.files.Open(c.Version.Digest)
		if err != nil {
			return false, err
		}
		content.Close()
	}
	return d.put(a, c.Item, c.Version, 0)
}

// put writes an item with one more version, and tells whether that changed anything.
func (d *desk) put(a area.Area, item area.Item, v area.Version, seq int64) (bool, error) {
	if d.who.Owner {
		d.who.Actor = firstOf(item.Owner, a.Owner)
	}
	old, exists, err := itemByID(d.tx, item.ID)
	if err != nil {
		return false, err
	}
	next, err := putOver(a, item, old, exists, d.who.Actor)
	if err != nil {
		return false, err
	}
	if exists && v == (area.Version{}) {
		return false, fault.New(fault.Conflict, "area.item-id-taken", "ID", item.ID)
	}
	if !exists {
		next = next.With(next.Content().Begun(d.who.Member, d.tx.Now))
	}
	if err := a.Check(next); err != nil {
		return false, err
	}
	if exists || v != (area.Version{}) || !next.Kind.Bare() {
		if v.At.IsZero() {
			v.At = d.tx.Now
		}
		v.By = d.who.Member
		if next, err = next.Add(v); err != nil {
			return false, err
		}
	}
	if err := d.check(a, next, old); err != nil {
		return false, err
	}
	if len(next.Versions) == len(old.Versions) && exists && next.Content().Equal(old.Content()) && sameMark(next.Secrecy, old.Secrecy) {
		return false, nil
	}
	if err := d.keep(next, v.Reason); err != nil {
		return false, err
	}
	if err := d.became(a, next, old); err != nil || len(next.Versions) == len(old.Versions) {
		return true, err
	}
	newest, _ := next.Current()
	_, err = d.tx.AddItemVersion(versionRow(next, newest, seq))
	return true, err
}

// putOver gives the item as it is to be, before its version: over the old one when there is one.
func putOver(a area.Area, item, old area.Item, exists bool, actor string) (area.Item, error) {
	item.Owner = actor
	if !exists {
		item.Versions, item.Revision = nil, 0
		return item, nil
	}
	if old.Area != item.Area {
		return item, fault.New(fault.Conflict, "area.item-id-taken", "ID", item.ID)
	}
	if err := a.AuthorizeItem(old, actor, true); err != nil {
		return item, err
	}
	item.Versions, item.Revision, item.Conference = old.Versions, old.Revision, firstOf(item.Conference, old.Conference)
	item.Text, item.OccurredAt, item.Place, item.Related = old.Text, old.OccurredAt, old.Place, old.Related
	item.Detail = old.Detail
	return item, nil
}

func sameMark(a, b *area.Secrecy) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// keep writes an item down, and that it became so by its owner's people.
func (d *desk) keep(next area.Item, why string) error { return d.keepBy(next.Owner, next, why) }

// keepBy writes an item down, and that it became so by an actor's people.
func (d *desk) keepBy(actor string, next area.Item, why string) error {
	next.Revision, next.ChangedAt, next.OccurredAt = next.Revision+1, d.tx.Now, next.OccurredAt.UTC().Truncate(time.Millisecond)
	if err := d.tx.PutItem(itemRow(next, d.who.Member, d.tx.Now)); err != nil {
		return err
	}
	if err := d.putSecrecy(next); err != nil {
		return err
	}
	content, err := encode(next.Content())
	if err != nil {
		return err
	}
	return d.tx.AddItemRevision(store.ItemRevision{Item: next.ID, Number: next.Revision, At: d.tx.Now, Member: d.who.Member, Actor: actor,
		Why: why, Version: len(next.Versions), Content: string(content)})
}

// check holds what an item is to be against the area and what is known besides.
func (d *desk) check(a area.Area, next, old area.Item) error {
	if err := a.Check(next); err != nil {
		return err
	}
	wrong := func(field, code string, args ...any) error {
		f := fault.New(fault.Invalid, code, args...)
		f.Fields = map[string]string{field: code}
		return f
	}
	if (next.Kind == area.Note || next.Kind == area.Message) && len(next.Versions) == 0 && strings.TrimSpace(next.Text) == "" {
		return wrong("text", "area.item-empty")
	}
	if next.Kind == area.Note && next.OccurredAt.IsZero() {
		return wrong("occurredAt", "area.item-occurred")
	}
	if err := d.answers(a, next, old); err != nil {
		return err
	}
	if next.Place != "" && next.Place != old.Place {
		dir, err := d.directory()
		if err != nil {
			return err
		}
		if len(dir.Where(func(x directory.Actor) bool { return x.MunicipalityCode == next.Place || x.CountyCode == next.Place })) == 0 {
			return wrong("place", "area.item-place")
		}
	}
	for _, id := range next.Related {
		if slices.Contains(old.Related, id) {
			continue // it may have gone since
		}
		other, exists, err := itemByID(d.tx, id)
		if err != nil {
			return err
		}
		if !exists || !a.MayRead(other, next.Owner) {
			return wrong("related", "area.item-related", "MaxRelated", area.MaxRelated)
		}
	}
	return nil
}

// item finds an item for who contributes in the area, to change it or to say something of it.
func (d *desk) item(areaID, id string, change bool) (area.Area, area.Item, error) {
	a, err := d.area(areaID, area.Contribute)
	if err != nil {
		return a, area.Item{}, err
	}
	it, exists, err := itemByID(d.tx, id)
	if err != nil {
		return a, it, err
	}
	if !exists {
		return a, it, fault.New(fault.NotFound, "area.item-unknown", "Item", id)
	}
	actor := d.who.Actor
	if d.who.Owner {
		actor = it.Owner
	}
	return a, it, a.AuthorizeItem(it, actor, change)
}

func (c ChangeItem) run(d *desk) (bool, error) {
	a, old, err := d.item(c.Area, c.Item, true)
	if err != nil {
		return false, err
	}
	next := old.With(c.Content)
	next.Kind, next.Conference = old.Kind, old.Conference
	next = next.With(next.Content().Over(old.Content(), d.who.Member, d.tx.Now))
	if next.Content().Equal(old.Content()) {
		return false, nil
	}
	if c.From != old.Revision {
		return false, fault.New(fault.Conflict, "area.item-stale", "Title", old.Title)
	}
	if (old.Kind == area.Minutes || old.Kind == area.Decision) && strings.TrimSpace(c.Why) == "" && (next.Title != old.Title || next.Text != old.Text) {
		return false, fault.New(fault.Invalid, "area.version-no-reason", "Title", old.Title)
	}
	if err := area.CheckReason(c.Why); err != nil {
		return false, err
	}
	if err := d.check(a, next, old); err != nil {
		return false, err
	}
	if err := d.keep(next, c.Why); err != nil {
		return false, err
	}
	return true, d.became(a, next, old)
}

// each changes items, all or none.
func (d *desk) each(areaID string, ids []string, change func(*area.Item)) (bool, error) {
	if len(ids) == 0 || len(ids) > maxSelected {
		return false, fault.New(fault.Invalid, "area.items-selected", "Max", maxSelected)
	}
	changed := false
	for _, id := range ids {
		a, old, err := d.item(areaID, id, true)
		if err != nil {
			return false, err
		}
		next := old
		change(&next)
		if next.Content().Equal(old.Content()) {
			continue
		}
		if err := d.check(a, next, old); err != nil {
			return false, err
		}
		if err := d.keep(next, ""); err != nil {
			return false, err
		}
		if err := d.became(a, next, old); err != nil {
			return false, err
		}
		changed = true
	}
	return changed, nil
}

func (c MoveItems) run(d *desk) (bool, error) {
	return d.each(c.Area, c.Items, func(i *area.Item) { i.Folder = c.Folder })
}

func (c TagItems) run(d *desk) (bool, error) {
	return d.each(c.Area, c.Items, func(i *area.Item) { i.Tags = tagged(i.Tags, c.Add, c.Remove) })
}

func (c ShareItems) run(d *desk) (bool, error) {
	return d.each(c.Area, c.Items, func(i *area.Item) { i.Audience, i.Chosen = c.Audience, c.Chosen })
}

// tagged gives tags with some more and some less, without regard to capitals and marks.
func tagged(tags, add, remove []string) []string {
	is := func(tag string) func(string) bool {
		return func(other string) bool { return i18n.Fold(tag) == i18n.Fold(other) }
	}
	out := slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.ContainsFunc(remove, is(tag)) })
	for _, tag := range add {
		if !slices.ContainsFunc(out, is(tag)) {
			out = append(out, tag)
		}
	}
	return out
}
