package store

import (
	"encoding/json"
	"slices"
	"time"

	"samverkan/internal/fault"
)

// Area is a shared place (yta) owned by an actor.
type Area struct {
	ID         string
	OwnerActor string
	Title      string
	Incident   string // "" when it belongs to none
	Kind       string
	Exercise   bool
	ClosedAt   time.Time // zero while it is open
	County     string
	Purpose    string
	Tags       []string // that are offered from the start
	OpenToAsk  bool     // others know its name and owner
	Heir       string   // the actor that is asked to take it over
	ClosedBy   string   // the actor
	ClosedWhy  string
	Rights     []AreaRight
	Stopped    []string // actors that have stopped sharing; not filled in lists
}

// AreaRight is what an actor, other than the owner, may do in an area.
type AreaRight struct {
	Actor string
	Level string // read, contribute, manage
	Since time.Time
}

const areaColumns = `id, owner_actor, title, incident, kind, exercise, closed_at, county, purpose, tags, open_to_ask, heir, closed_by, closed_why`

// areaSeen: by its owner and by actors with a right. $1 is Reader.all, $2 its actor.
const areaSeen = `($1 = 1 OR area.owner_actor = $2 OR EXISTS (
	SELECT 1 FROM area_right g WHERE g.area = area.id AND g.actor = $2))`

func scanArea(s scan) (a Area, err error) {
	tags := ""
	if err := s(&a.ID, &a.OwnerActor, &a.Title, &a.Incident, &a.Kind, &a.Exercise, msInto{&a.ClosedAt}, &a.County, &a.Purpose, &tags, &a.OpenToAsk,
		&a.Heir, &a.ClosedBy, &a.ClosedWhy); err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(tags), &a.Tags); err != nil {
		return a, fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	if len(a.Tags) == 0 {
		a.Tags = nil
	}
	return a, nil
}

// PutArea adds an area or changes the one of that id, with its rights and those that have stopped sharing. It answers with
// store.dangling when an actor does not exist.
func (tx *Tx) PutArea(a Area) error {
	tags, err := json.Marshal(append([]string{}, a.Tags...))
	if err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO area (`+areaColumns+`, sought) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (id) DO UPDATE SET owner_actor = excluded.owner_actor, title = excluded.title,
		incident = excluded.incident, kind = excluded.kind, exercise = excluded.exercise, closed_at = excluded.closed_at,
		county = excluded.county, purpose = excluded.purpose, tags = excluded.tags, open_to_ask = excluded.open_to_ask,
		heir = excluded.heir, closed_by = excluded.closed_by, closed_why = excluded.closed_why, sought = excluded.sought`,
		a.ID, a.OwnerActor, a.Title, a.Incident, a.Kind, flag(a.Exercise), ms(a.ClosedAt), a.County, a.Purpose, string(tags), flag(a.OpenToAsk),
		a.Heir, a.ClosedBy, a.ClosedWhy, sought(a.Title)); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM area_right WHERE area = $1`, a.ID); err != nil {
		return err
	}
	for _, r := range a.Rights {
		if _, err := tx.exec(`INSERT INTO area_right (area, actor, level, since) VALUES ($1, $2, $3, $4)`, a.ID, r.Actor, r.Level, ms(r.Since)); err != nil {
			return err
		}
	}
	if _, err := tx.exec(`DELETE FROM area_stopped WHERE area = $1`, a.ID); err != nil {
		return err
	}
	for _, actor := range a.Stopped {
		if _, err := tx.exec(`INSERT INTO area_stopped (area, actor) VALUES ($1, $2)`, a.ID, actor); err != nil {
			return err
		}
	}
	return tx.indexArea(a)
}

// Area gives the area of an id, to its owner and actors with a right. The owner and those who may manage get
// the list of rights; others only their own line of it. It answers with store.no-area to everybody else.
func (tx *Tx) Area(as Reader, id string) (Area, error) {
	a, found, err := one(tx, scanArea, `SELECT `+areaColumns+` FROM area WHERE `+areaSeen+` AND id = $3`, as.all(), as.actor, id)
	if err == nil && !found {
		err = missing("store.no-area", id)
	}
	if err != nil {
		return Area{}, err
	}
	rights, err := tx.areaRights(id)
	if err != nil {
		return Area{}, err
	}
	if a.Stopped, err = tx.areaStopped(id); err != nil {
		return Area{}, err
	}
	manages := func(r AreaRight) bool { return r.Actor == as.actor && r.Level == "manage" }
	if as.whole || a.OwnerActor == as.actor || slices.ContainsFunc(rights, manages) {
		a.Rights = rights
		return a, nil
	}
	a.Rights = slices.DeleteFunc(rights, func(r AreaRight) bool { return r.Actor != as.actor })
	return a, nil
}

// Areas lists the areas that the reader owns or has a right in, by title. Rights are not filled in.
func (tx *Tx) Areas(as Reader, incident string) ([]Area, error) {
	return all(tx, scanArea, `SELECT `+areaColumns+` FROM area WHERE `+areaSeen+` AND ($3 = '' OR incident = $3)
		ORDER BY title, id`, as.all(), as.actor, incident)
}

func (tx *Tx) areaRights(id string) ([]AreaRight, error) {
	return all(tx, func(s scan) (r AreaRight, err error) { return r, s(&r.Actor, &r.Level, msInto{&r.Since}) },
		`SELECT actor, level, since FROM area_right WHERE area = $1 ORDER BY actor`, id)
}

func (tx *Tx) areaStopped(id string) ([]string, error) {
	return all(tx, text, `SELECT actor FROM area_stopped WHERE area = $1 ORDER BY actor`, id)
}

// PutFolder adds a folder to an area, where it is also when nothing is in it. It answers with store.dangling when there is no such area.
func (tx *Tx) PutFolder(area, path string) error {
	_, err := tx.exec(`INSERT INTO area_folder (area, path) VALUES ($1, $2) ON CONFLICT (area, path) DO NOTHING`, area, path)
	return err
}

// AreaFolders lists the folders that an area has whether anything is in them or not.
func (tx *Tx) AreaFolders(area string) ([]string, error) {
	return all(tx, text, `SELECT path FROM area_folder WHERE area = $1 ORDER BY path`, area)
}

// OwnsItems tells whether an actor owns something in an area: an item, or what it said of another's.
func (tx *Tx) OwnsItems(area, actor string) (bool, error) {
	_, found, err := one(tx, text, `SELECT id FROM area_item WHERE area = $1 AND created_by_actor = $2
		UNION ALL SELECT c.id FROM area_item i CROSS JOIN area_item_comment c WHERE i.area = $1 AND c.item = i.id AND c.actor = $2 LIMIT 1`, area, actor)
	return found, err
}
