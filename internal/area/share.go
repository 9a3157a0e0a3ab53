package area

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// Shares tells whether an actor lets the others read what it owns in the area.
func (a Area) Shares(actor string) bool { return !slices.Contains(a.Stopped, actor) }

// StopSharing gives the area with what an actor owns in it for that actor alone, and whether that changed anything.
func (a Area) StopSharing(actor string) (Area, bool) {
	if !a.Shares(actor) {
		return a, false
	}
	a.Stopped = append(slices.Clone(a.Stopped), actor)
	slices.Sort(a.Stopped)
	return a, true
}

// ShareAgain undoes StopSharing: each item is for its own audience again.
func (a Area) ShareAgain(actor string) (Area, bool) {
	if a.Shares(actor) {
		return a, false
	}
	a.Stopped = slices.DeleteFunc(slices.Clone(a.Stopped), func(x string) bool { return x == actor })
	return a, true
}

// Leave gives the area without an actor: it has no right in it any more. What it owns there stays as it was shared, or is shared no
// more. The owner hands the area over first (area.owner-leaves).
func (a Area) Leave(actor string, keep bool) (Area, error) {
	if actor == a.Owner {
		return a, fault.New(fault.Conflict, "area.owner-leaves", "Area", a.Name)
	}
	a, err := a.Grant(actor, None)
	if err == nil && !keep {
		a, _ = a.StopSharing(actor)
	}
	return a, err
}

// HandOver gives the area with a participant asked to take it over; "" asks nobody. Nothing else changes until it does. Who has no
// right in the area cannot be asked (area.heir-outside).
func (a Area) HandOver(to string) (Area, error) {
	if to != "" && (to == a.Owner || a.RightOf(to) == None) {
		return a, fault.New(fault.Invalid, "area.heir-outside", "Area", a.Name)
	}
	a.Heir = to
	return a, nil
}

// TakeOver gives the area with the actor that was asked as its owner; the one before it goes on managing it. Who was not asked is
// answered area.not-offered.
func (a Area) TakeOver(actor string) (Area, error) {
	if actor == "" || actor != a.Heir {
		return a, fault.New(fault.Forbidden, "area.not-offered", "Area", a.Name)
	}
	a.Grants = slices.DeleteFunc(slices.Clone(a.Grants), func(g Grant) bool { return g.Actor == actor })
	a.Grants = append(a.Grants, Grant{Actor: a.Owner, Right: Manage})
	a.Owner, a.Heir = actor, ""
	return a, nil
}

// Close gives the area as it can be read and no more, by whom and why. Nobody has to leave it first.
func (a Area) Close(by, why string) (Area, error) {
	if !paragraph(why, MaxWhy) {
		return a, fault.New(fault.Invalid, "area.why", "Max", MaxWhy)
	}
	a.Closed, a.ClosedBy, a.ClosedWhy, a.Heir = true, by, why, ""
	return a, nil
}

// Reopen undoes Close. Who finds it open again must be told why (area.why-needed).
func (a Area) Reopen(why string) (Area, error) {
	if why == "" || !paragraph(why, MaxWhy) {
		return a, fault.New(fault.Invalid, "area.why-needed", "Max", MaxWhy)
	}
	a.Closed, a.ClosedBy, a.ClosedWhy, a.ClosedAt = false, "", "", time.Time{}
	return a, nil
}

// Request is an actor's wish for a right in an area, with the answer when there is one.
type Request struct {
	Area  string `json:"area"`
	Actor string `json:"actor"`
	Right Right  `json:"right"`
	Why   string `json:"why"`
}

// Check refuses a request that cannot be put: area.right, or area.why-needed.
func (r Request) Check() error {
	if !r.Right.Valid() {
		return fault.New(fault.Invalid, "area.right")
	}
	if r.Why == "" || !paragraph(r.Why, MaxWhy) {
		return fault.New(fault.Invalid, "area.why-needed", "Max", MaxWhy)
	}
	return nil
}

// Words refuses the words with an answer when they are too many: area.why.
func Words(s string) error {
	if !paragraph(s, MaxWhy) {
		return fault.New(fault.Invalid, "area.why", "Max", MaxWhy)
	}
	return nil
}
