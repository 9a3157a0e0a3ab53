package directory

import (
	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// SystemRole is what a member may do with the installation itself. What it may do in a conference or an area follows
// from the roles there.
type SystemRole string

// The system roles, each with what the ones before it may.
const (
	Reader     SystemRole = "reader"      // reads what its actor may read
	Writer     SystemRole = "writer"      // acts for its actor: the ordinary role
	ActorAdmin SystemRole = "actor-admin" // keeps its actor's members, rosters and areas
	Operator   SystemRole = "operator"    // runs the installation and keeps the directory
)

// roleOrder is the order of the roles.
var roleOrder = map[SystemRole]int{Reader: 1, Writer: 2, ActorAdmin: 3, Operator: 4}

// Valid tells whether r is one of the roles.
func (r SystemRole) Valid() bool { return roleOrder[r] > 0 }

// Key is where the role's name stands in the catalogues.
func (r SystemRole) Key() string { return "directory.role." + string(r) }

// Includes tells whether r may what other may. A role that does not exist includes nothing and is in nothing.
func (r SystemRole) Includes(other SystemRole) bool {
	return r.Valid() && other.Valid() && roleOrder[r] >= roleOrder[other]
}

// Member is a person who acts for an actor, or a shared account for a function on duty.
type Member struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`  // 1–100 characters: "Karin Ek", or "TiB Lst Allmänlän"
	Actor      string     `json:"actor"` // the actor's id
	SystemRole SystemRole `json:"systemRole"`
	Function   string     `json:"function,omitempty"` // what it does at its actor, at most 100 characters
}

// Validate answers with member.invalid and a code for each wrong field: member.id, actor.name-missing,
// actor.text-long, actor.text-characters, actor.formula, member.actor (not in d) or member.role.
func (m Member) Validate(d *Directory) error {
	wrong := map[string]string{}
	if id.Key(m.ID) != nil {
		wrong["id"] = "member.id"
	}
	text(wrong, "name", m.Name, 100, true)
	text(wrong, "function", m.Function, 100, false)
	if _, ok := d.ByID(m.Actor); !ok {
		wrong["actor"] = "member.actor"
	}
	if !m.SystemRole.Valid() {
		wrong["systemRole"] = "member.role"
	}
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "member.invalid", "Member", clip(m.Name))
	f.Fields = wrong
	return f
}
