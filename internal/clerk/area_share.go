package clerk

import (
	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// StopSharing makes what an actor owns in an area its own alone, through every door and at once. For the actor's people, also when it
// has left the area or the area is closed; and for those who manage the area, when the actor asks them to.
type StopSharing struct {
	Area  string `json:"area"`
	Actor string `json:"actor,omitempty"` // one's own when it is left out
}

// ShareAgain undoes that. For the actor's own people alone.
type ShareAgain struct {
	Area string `json:"area"`
}

// LeaveArea ends an actor's part in an area: it reads nothing there any more. For the actor's people.
type LeaveArea struct {
	Area string `json:"area"`
	Keep bool   `json:"keepShared,omitempty"` // what it owns goes on being read as it is now
}

// Name is its stable name.
func (StopSharing) Name() string { return "area.sharing-stopped" }

// Name is its stable name.
func (ShareAgain) Name() string { return "area.sharing-resumed" }

// Name is its stable name.
func (LeaveArea) Name() string { return "area.left" }

// sharer finds an area for who has something to do with what it owns there: also when it has left, and when the area is closed.
func (d *desk) sharer(id string) (area.Area, error) {
	a, exists, err := areaByID(d.tx, id)
	if err != nil {
		return a, err
	}
	owns := false
	if exists && d.who.Actor != "" && !d.who.Guest() {
		if owns, err = d.tx.OwnsItems(id, d.who.Actor); err != nil {
			return a, err
		}
	}
	if !exists || d.who.Guest() || !d.who.Owner && !owns && a.RightOf(d.who.Actor) == area.None {
		return a, fault.New(fault.NotFound, "area.unknown", "Area", id)
	}
	if !d.who.may(directory.Writer) {
		return a, fault.New(fault.Forbidden, "access.reader", "Area", a.Name)
	}
	return a, nil
}

func (c StopSharing) run(d *desk) (bool, error) {
	a, err := d.sharer(c.Area)
	if err != nil {
		return false, err
	}
	actor := firstOf(c.Actor, d.actorIn(a))
	if own := d.actorIn(a); actor != own {
		if a.RightOf(own) != area.Manage {
			return false, fault.New(fault.Forbidden, "area.not-allowed", "Area", a.Name)
		}
		owns, err := d.tx.OwnsItems(a.ID, actor)
		if err != nil {
			return false, err
		}
		if !owns && a.RightOf(actor) == area.None {
			return false, fault.New(fault.NotFound, "actor.unknown", "Actor", actor)
		}
	}
	a, changed := a.StopSharing(actor)
	if !changed {
		return false, nil
	}
	return true, d.tx.PutArea(areaRow(a, d.tx.Now))
}

func (c ShareAgain) run(d *desk) (bool, error) {
	a, err := d.sharer(c.Area)
	if err != nil {
		return false, err
	}
	a, changed := a.ShareAgain(d.actorIn(a))
	if !changed {
		return false, nil
	}
	return true, d.tx.PutArea(areaRow(a, d.tx.Now))
}

func (c LeaveArea) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Read)
	if err != nil {
		return false, err
	}
	if !d.who.may(directory.Writer) {
		return false, fault.New(fault.Forbidden, "access.reader", "Area", a.Name)
	}
	if a, err = a.Leave(d.actorIn(a), c.Keep); err != nil {
		return false, err
	}
	return true, d.tx.PutArea(areaRow(a, d.tx.Now))
}
