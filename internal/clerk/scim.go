package clerk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// An actor's own register of people keeps its people here, by the protocol SCIM 2.0. It reaches the people of that actor who have an
// account of their own, and nobody else: functions and programs are not people, and those of other actors do not exist for it.

// ScimUser is one of an actor's people as its register sees them.
type ScimUser struct {
	Member   string // its id here
	Login    string
	Name     string
	Given    string // the parts of the name, when the register has said them
	Family   string
	Function string
	External string // what the register calls it
	Active   bool
	Role     directory.SystemRole
	Created  time.Time

	Groups []directory.SystemRole // the roles that it is in as groups: those that the register has put it in, or else the one that it has

	removed bool
	opened  bool
	row     store.ScimUser
}

// Version is by which a user is known to be as it was.
func (u ScimUser) Version() string {
	return versionOf(u.Member, u.Login, u.Name, u.Given, u.Family, u.Function, u.External, u.Active, u.Role, u.Groups)
}

// ScimGroup is a role as a group.
type ScimGroup struct {
	Role     directory.SystemRole
	External string
	Members  []ScimUser
}

// Version is by which a group is known to be as it was.
func (g ScimGroup) Version() string {
	ids := []string{}
	for _, m := range g.Members {
		ids = append(ids, m.Member, m.Name)
	}
	return versionOf(g.Role, g.External, ids)
}

func versionOf(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%+q\n", fmt.Sprint(p))
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// ScimRoles are the roles that are groups, from the least to the one that may most. Who runs the installation is in none: that is no
// actor's to give.
func ScimRoles() []directory.SystemRole {
	return []directory.SystemRole{directory.Reader, directory.Writer, directory.ActorAdmin}
}

// ScimGroupName is what a role is called as a group, the same in every language: registers find groups by their names.
func ScimGroupName(role directory.SystemRole) string {
	return map[directory.SystemRole]string{directory.Reader: "samverkan-reader", directory.Writer: "samverkan-writer", directory.ActorAdmin: "samverkan-admin"}[role]
}

// scimUserOf puts together what is kept of somebody.
func scimUserOf(m directory.Member, a store.Account, x store.ScimUser) ScimUser {
	u := ScimUser{Member: m.ID, Login: a.Login, Name: m.Name, Given: x.GivenName, Family: x.FamilyName, Function: m.Function, External: x.ExternalID,
		Active: a.Disabled.IsZero(), Role: m.SystemRole, Created: a.Created, removed: !x.Removed.IsZero() && !a.Disabled.IsZero(), opened: a.Password, row: x}
	u.row.Member = m.ID
	switch put := u.put(); {
	case len(put) > 0:
		u.Groups = put
	case m.SystemRole != directory.Operator:
		u.Groups = []directory.SystemRole{m.SystemRole}
	}
	return u
}

// put are the groups that the register has put somebody in, as long as nobody has given it another role since.
func (u ScimUser) put() []directory.SystemRole {
	var out []directory.SystemRole
	if u.row.PutRole != string(u.Role) {
		return nil
	}
	for _, r := range strings.Fields(u.row.PutIn) {
		out = append(out, directory.SystemRole(r))
	}
	return out
}

// scimUsers lists the people of the caller's actor.
func (d *desk) scimUsers() ([]ScimUser, error) {
	as := store.As(d.who.Actor)
	members, err := d.tx.Members(as)
	if err != nil {
		return nil, err
	}
	accounts, err := d.tx.Accounts(as)
	if err != nil {
		return nil, err
	}
	rows, err := d.tx.ScimUsers(d.who.Actor)
	if err != nil {
		return nil, err
	}
	by, says := map[string]directory.Member{}, map[string]store.ScimUser{}
	for _, m := range members {
		by[m.ID] = memberOf(m)
	}
	for _, r := range rows {
		says[r.Member] = r
	}
	out := []ScimUser{}
	for _, a := range accounts {
		if u := scimUserOf(by[a.Member], a, says[a.Member]); !a.Shared && !u.removed {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, func(a, b ScimUser) int { return cmp.Compare(a.Member, b.Member) })
	return out, nil
}

// scimUser finds one of the people of the caller's actor. Fault: scim.unknown, also for another's.
func (d *desk) scimUser(member string) (ScimUser, error) {
	none := fault.New(fault.NotFound, "scim.unknown")
	m, ok, err := found(d.tx.Member(member))
	if err != nil || !ok || m.Actor != d.who.Actor {
		return ScimUser{}, either(err, none)
	}
	a, ok, err := found(d.tx.Account(member))
	if err != nil || !ok || a.Shared {
		return ScimUser{}, either(err, none)
	}
	x, _, err := d.tx.ScimUser(member)
	u := scimUserOf(memberOf(m), a, x)
	if err == nil && u.removed {
		err = none
	}
	return u, err
}

// scimLook reads for the register of an actor.
func (k *Clerk) scimLook(ctx context.Context, who Identity, read func(d *desk) error) error {
	if who.Actor == "" {
		return fault.New(fault.Forbidden, "access.not-allowed", "Command", "scim")
	}
	return k.look(ctx, who, "account.list", func(tx *store.Tx) error { return read(&desk{tx: tx, who: who, clerk: k}) })
}

// ScimUsers lists the people of the caller's actor, by id. Faults: those of Identity.Allows.
func (k *Clerk) ScimUsers(ctx context.Context, who Identity) (out []ScimUser, err error) {
	err = k.scimLook(ctx, who, func(d *desk) (err error) {
		out, err = d.scimUsers()
		return err
	})
	return out, err
}

// ScimUser gives one of the people of the caller's actor. Faults: scim.unknown, those of Identity.Allows.
func (k *Clerk) ScimUser(ctx context.Context, who Identity, member string) (out ScimUser, err error) {
	err = k.scimLook(ctx, who, func(d *desk) (err error) {
		out, err = d.scimUser(member)
		return err
	})
	return out, err
}

// ScimGroups lists the roles with the people of the caller's actor who are in them. Faults: those of Identity.Allows.
func (k *Clerk) ScimGroups(ctx context.Context, who Identity) (out []ScimGroup, err error) {
	err = k.scimLook(ctx, who, func(d *desk) (err error) {
		out, err = d.scimGroups()
		return err
	})
	return out, err
}

func (d *desk) scimGroups() ([]ScimGroup, error) {
	users, err := d.scimUsers()
	if err != nil {
		return nil, err
	}
	called, err := d.tx.ScimGroups(d.who.Actor)
	var out []ScimGroup
	for _, role := range ScimRoles() {
		g := ScimGroup{Role: role, External: called[string(role)]}
		for _, u := range users {
			if slices.Contains(u.Groups, role) {
				g.Members = append(g.Members, u)
			}
		}
		out = append(out, g)
	}
	return out, err
}

func (d *desk) scimGroup(role directory.SystemRole) (ScimGroup, error) {
	all, err := d.scimGroups()
	for _, g := range all {
		if g.Role == role && err == nil {
			return g, nil
		}
	}
	return ScimGroup{}, either(err, fault.New(fault.NotFound, "scim.unknown"))
}

// scimKept is what the journal keeps of what a register does: the members as they became, without addresses.
type scimKept struct {
	Actor   string             `json:"actor"`
	People  []directory.Member `json:"people"`
	Ended   []string           `json:"ended,omitempty"`   // who lost their accounts
	Begun   []string           `json:"begun,omitempty"`   // who got theirs, or got them back
	Address []string           `json:"address,omitempty"` // whose address is another
	Group   string             `json:"group,omitempty"`
}
