package store

import (
	"slices"
	"time"
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
	Rights     []AreaRight
}

// AreaRight is what an actor, other than the owner, may do in an area.
type AreaRight struct {
	Actor string
	Level string // read, contribute, manage
}

const areaColumns = `id, owner_actor, title, incident, kind, exercise, closed_at`

// areaSeen: by its owner and by actors with a right. $1 is Reader.all, $2 its actor.
const areaSeen = `($1 = 1 OR area.owner_actor = $2 OR EXISTS (
	SELECT 1 FROM area_right g WHERE g.area = area.id AND g.actor = $2))`

func scanArea(s scan) (a Area, err error) {
	return a, s(&a.ID, &a.OwnerActor, &a.Title, &a.Incident, &a.Kind, &a.Exercise, msInto{&a.ClosedAt})
}

// PutArea adds an area or changes the one of that id, with its rights. It answers with store.dangling when an
// actor does not exist.
func (tx *Tx) PutArea(a Area) error {
	if _, err := tx.exec(`INSERT INTO area (`+areaColumns+`, sought) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET owner_actor = excluded.owner_actor, title = excluded.title,
		incident = excluded.incident, kind = excluded.kind, exercise = excluded.exercise, closed_at = excluded.closed_at,
		sought = excluded.sought`,
		a.ID, a.OwnerActor, a.Title, a.Incident, a.Kind, flag(a.Exercise), ms(a.ClosedAt), sought(a.Title)); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM area_right WHERE area = $1`, a.ID); err != nil {
		return err
	}
	for _, r := range a.Rights {
		if _, err := tx.exec(`INSERT INTO area_right (area, actor, level) VALUES ($1, $2, $3)`, a.ID, r.Actor, r.Level); err != nil {
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
	mine := AreaRight{Actor: as.actor, Level: "manage"}
	if as.whole || a.OwnerActor == as.actor || slices.Contains(rights, mine) {
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
	return all(tx, func(s scan) (r AreaRight, err error) { return r, s(&r.Actor, &r.Level) },
		`SELECT actor, level FROM area_right WHERE area = $1 ORDER BY actor`, id)
}
