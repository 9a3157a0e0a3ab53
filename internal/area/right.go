package area

import (
	"slices"

	"samverkan/internal/fault"
)

// Right is what an actor may do in an area. Each includes those before it.
type Right string

// The rights. The zero value is none.
const (
	None       Right = ""
	Read       Right = "read"       // read what it is in the audience of
	Contribute Right = "contribute" // and publish its own
	Manage     Right = "manage"     // and grant rights and close the area
)

var rightOrder = map[Right]int{Read: 1, Contribute: 2, Manage: 3}

// Valid tells whether r is a right that can be granted.
func (r Right) Valid() bool { return rightOrder[r] > 0 }

// Includes tells whether r may what other may. Nothing is included in a right that does not exist.
func (r Right) Includes(other Right) bool {
	return other.Valid() && rightOrder[r] >= rightOrder[other]
}

// Key is where the right's name stands in the catalogues.
func (r Right) Key() string { return "area.right." + string(r) }

// RightOf gives an actor's right: the owner manages, others have what they are granted, nobody else has any.
func (a Area) RightOf(actor string) Right {
	if actor == "" {
		return None
	}
	if actor == a.Owner {
		return Manage
	}
	for _, g := range a.Grants {
		if g.Actor == actor && g.Right.Valid() {
			return g.Right
		}
	}
	return None
}

// Authorize says whether an actor may do something in the area. Without any right it answers with area.unknown,
// NotFound; with too little with area.not-allowed, Forbidden. A closed area can only be read (area.closed).
func (a Area) Authorize(actor string, need Right) error {
	has := a.RightOf(actor)
	switch {
	case !has.Includes(Read):
		return fault.New(fault.NotFound, "area.unknown", "Area", a.ID)
	case !has.Includes(need):
		return fault.New(fault.Forbidden, "area.not-allowed", "Area", a.Name)
	case a.Closed && need != Read:
		return fault.New(fault.Conflict, "area.closed", "Area", a.Name)
	}
	return nil
}

// Grant gives the area with an actor's right set; None takes it away. The owner's own right cannot be changed
// (area.owner-right), and a right must be one of the three (area.right).
func (a Area) Grant(actor string, right Right) (Area, error) {
	if actor == a.Owner {
		return a, fault.New(fault.Conflict, "area.owner-right", "Area", a.Name)
	}
	if right != None && !right.Valid() {
		return a, fault.New(fault.Invalid, "area.right")
	}
	given := Grant{Actor: actor, Right: right}
	grants := slices.Clone(a.Grants)
	if i := slices.IndexFunc(grants, func(g Grant) bool { return g.Actor == actor }); i >= 0 {
		given.Since = grants[i].Since // it has been there since then, with another right
		grants = slices.Delete(grants, i, i+1)
	}
	if right != None {
		grants = append(grants, given)
	} else if a.Heir == actor {
		a.Heir = "" // who is not there is not asked to take it over
	}
	a.Grants = grants
	return a, nil
}
