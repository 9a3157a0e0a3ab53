package clerk

import (
	"slices"

	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// MaxFolders is how many folders an area is opened with at most.
const MaxFolders = 50

// CreateArea opens an area with its folders and those who share it, in one step. For its owner's people.
type CreateArea struct {
	Area    area.Area `json:"area"`
	Folders []string  `json:"folders,omitempty"`
}

// GrantRight gives actors a right in an area; none takes it away. For those who manage the area.
type GrantRight struct {
	Area   string     `json:"area"`
	Actors []string   `json:"actors"`
	Right  area.Right `json:"right"`
}

// CloseArea makes an area read-only for all, without anybody having to leave it. For those who manage it.
type CloseArea struct {
	Area string `json:"area"`
	Why  string `json:"why,omitempty"`
}

// ReopenArea undoes that. For the people of the area's owner.
type ReopenArea struct {
	Area string `json:"area"`
	Why  string `json:"why"`
}

// HandOver asks a participant to take an area over; "" asks nobody any more. For the people of the area's owner.
type HandOver struct {
	Area string `json:"area"`
	To   string `json:"to,omitempty"`
}

// TakeOver takes an area over. For the people of the actor that was asked.
type TakeOver struct {
	Area string `json:"area"`
}

// Name is its stable name.
func (CreateArea) Name() string { return "area.created" }

// Name is its stable name.
func (GrantRight) Name() string { return "area.right-granted" }

// Name is its stable name.
func (CloseArea) Name() string { return "area.closed" }

// Name is its stable name.
func (ReopenArea) Name() string { return "area.reopened" }

// Name is its stable name.
func (HandOver) Name() string { return "area.handover-offered" }

// Name is its stable name.
func (TakeOver) Name() string { return "area.taken-over" }

// area finds an area for a need; the owner of the file acts for the area's owner.
func (d *desk) area(id string, need area.Right) (area.Area, error) {
	a, exists, err := areaByID(d.tx, id)
	if err != nil {
		return a, err
	}
	if !exists || d.who.Guest() {
		return a, fault.New(fault.NotFound, "area.unknown", "Area", id)
	}
	if err := a.Authorize(d.actorIn(a), need); err != nil {
		return a, err
	}
	if need != area.Read && !d.who.may(directory.Writer) {
		return a, fault.New(fault.Forbidden, "access.reader", "Area", a.Name)
	}
	return a, nil
}

// actorIn is the actor that somebody acts for in an area.
func (d *desk) actorIn(a area.Area) string {
	if d.who.Owner {
		return a.Owner
	}
	return d.who.Actor
}

// ownArea finds an area for its owner's people, open or closed.
func (d *desk) ownArea(id string) (area.Area, error) {
	a, err := d.area(id, area.Read)
	if err != nil {
		return a, err
	}
	if d.actorIn(a) != a.Owner || !d.who.may(directory.Writer) {
		return a, fault.New(fault.Forbidden, "area.not-allowed", "Area", a.Name)
	}
	return a, nil
}

func (c CreateArea) run(d *desk) (bool, error) {
	if err := d.acts(c.Area.Owner, directory.Writer); err != nil {
		return false, err
	}
	if err := c.Area.Validate(); err != nil {
		return false, err
	}
	// It begins open, shared by all in it, and in nobody else's hands.
	if a := c.Area; a.Closed || a.Heir != "" || len(a.Stopped) > 0 || a.ClosedBy != "" || a.ClosedWhy != "" || !a.ClosedAt.IsZero() {
		return false, fault.New(fault.Invalid, "area.not-new", "Area", c.Area.ID)
	}
	if len(c.Folders) > MaxFolders || slices.ContainsFunc(c.Folders, func(f string) bool { return !area.Folder(f) }) {
		f := fault.New(fault.Invalid, "area.folders", "Max", MaxFolders, "MaxFolder", area.MaxFolder)
		f.Fields = map[string]string{"folders": "area.folders"}
		return false, f
	}
	dir, err := directoryOf(d.tx)
	if err != nil {
		return false, err
	}
	for _, a := range c.Area.Actors() {
		if _, ok := dir.ByID(a); !ok {
			return false, fault.New(fault.NotFound, "actor.unknown", "Actor", a)
		}
	}
	old, exists, err := areaByID(d.tx, c.Area.ID)
	if err != nil {
		return false, err
	}
	if exists {
		if old.Owner == c.Area.Owner && old.Name == c.Area.Name {
			return false, nil
		}
		return false, fault.New(fault.Conflict, "area.id-taken", "ID", c.Area.ID)
	}
	for i := range c.Area.Grants {
		c.Area.Grants[i].Since = d.tx.Now
	}
	if err := d.tx.PutArea(areaRow(c.Area, d.tx.Now)); err != nil {
		return false, err
	}
	for _, path := range c.Folders {
		if err := d.tx.PutFolder(c.Area.ID, path); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (c GrantRight) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Manage)
	if err != nil {
		return false, err
	}
	dir, err := directoryOf(d.tx)
	if err != nil {
		return false, err
	}
	changed := false
	for _, actor := range c.Actors {
		if _, ok := dir.ByID(actor); !ok {
			return false, fault.New(fault.NotFound, "actor.unknown", "Actor", actor)
		}
		if a.RightOf(actor) == c.Right {
			continue
		}
		if a, err = a.Grant(actor, c.Right); err != nil {
			return false, err
		}
		changed = true
	}
	if !changed {
		return false, nil
	}
	for _, actor := range c.Actors { // what was asked for is answered by this
		r, asked, err := d.tx.AreaRequest(a.ID, actor)
		if err != nil {
			return false, err
		}
		if asked && r.AnsweredAt.IsZero() && c.Right.Includes(area.Right(r.Level)) {
			if err := d.answer(r, a, c.Right, ""); err != nil {
				return false, err
			}
		}
	}
	return true, d.tx.PutArea(areaRow(a, d.tx.Now))
}

func (c CloseArea) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Read)
	if err != nil {
		return false, err
	}
	if a.Closed {
		return false, nil
	}
	if a, err = d.area(c.Area, area.Manage); err != nil {
		return false, err
	}
	if a, err = a.Close(d.actorIn(a), c.Why); err != nil {
		return false, err
	}
	return true, d.tx.PutArea(areaRow(a, d.tx.Now))
}

func (c ReopenArea) run(d *desk) (bool, error) {
	a, err := d.ownArea(c.Area)
	if err != nil || !a.Closed {
		return false, err
	}
	if a, err = a.Reopen(c.Why); err != nil {
		return false, err
	}
	return true, d.tx.PutArea(areaRow(a, d.tx.Now))
}

func (c HandOver) run(d *desk) (bool, error) {
	a, err := d.ownArea(c.Area)
	if err != nil {
		return false, err
	}
	if err := a.Authorize(a.Owner, area.Manage); err != nil { // closed
		return false, err
	}
	if a.Heir == c.To {
		return false, nil
	}
	if a, err = a.HandOver(c.To); err != nil {
		return false, err
	}
	if err := d.tx.PutArea(areaRow(a, d.tx.Now)); err != nil || c.To == "" {
		return true, err
	}
	return true, d.tellDeciders(watch.Offered, a, c.To)
}

func (c TakeOver) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Read)
	if err != nil {
		return false, err
	}
	if !d.who.may(directory.Writer) {
		return false, fault.New(fault.Forbidden, "access.reader", "Area", a.Name)
	}
	actor := d.who.Actor
	if d.who.Owner { // who has the file acts for whoever was asked
		actor = a.Heir
	}
	before := a.Owner
	if a, err = a.TakeOver(actor); err != nil {
		return false, err
	}
	if err := d.tx.PutArea(areaRow(a, d.tx.Now)); err != nil {
		return false, err
	}
	return true, d.tellDeciders(watch.TakenOver, a, a.Owner, before)
}

// areasOf gives areas with who has which right in them. One that the caller has no right in is left out.
func areasOf(tx *store.Tx, who Identity, ids []string) ([]area.Area, error) {
	var out []area.Area
	for _, id := range ids {
		a, exists, err := areaByID(tx, id)
		if err != nil {
			return nil, err
		}
		if exists && !who.Guest() && (who.Owner || a.RightOf(who.Actor).Valid()) {
			out = append(out, a)
		}
	}
	return out, nil
}
