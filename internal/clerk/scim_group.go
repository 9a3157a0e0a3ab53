package clerk

import (
	"context"
	"slices"
	"strings"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// PutScimGroup says who is in a role, for the register of the actor that the caller is of. The highest group that somebody is in is its
// role; who is taken out of the last one reads.
type PutScimGroup struct {
	Role     directory.SystemRole `json:"role"`
	Members  []string             `json:"members"`
	External string               `json:"external,omitempty"`
	Seen     string               `json:"seen,omitempty"`

	out scimKept
}

// Name is its stable name.
func (*PutScimGroup) Name() string { return "group.provisioned" }

func (c *PutScimGroup) kept() any { return c.out }

func (c *PutScimGroup) run(d *desk) (changed bool, err error) {
	c.out = scimKept{Actor: d.who.Actor, People: []directory.Member{}, Group: string(c.Role)}
	g, err := d.scimGroup(c.Role)
	if err != nil {
		return false, err
	}
	if c.Seen != "" && c.Seen != g.Version() {
		return false, fault.New(fault.Conflict, "scim.version")
	}
	if _, _, c.External, err = scimTexts("", "", c.External); err != nil {
		return false, err
	}
	if c.External != g.External {
		changed = true
		if err := d.tx.PutScimGroup(d.who.Actor, string(c.Role), c.External); err != nil {
			return false, err
		}
	}
	in := map[string]bool{}
	for _, id := range c.Members {
		in[id] = true
	}
	for _, u := range g.Members {
		if in[u.Member] {
			delete(in, u.Member)
		} else if err := c.put(d, u, false); err != nil {
			return false, err
		} else {
			changed = true
		}
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(c.Members))) {
		if !in[id] {
			continue
		}
		u, err := d.scimUser(id)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			return false, fault.New(fault.Invalid, "scim.member", "Member", id)
		}
		if err == nil {
			err = c.put(d, u, true)
		}
		if err != nil {
			return false, err
		}
		changed = true
	}
	return changed, nil
}

// put puts somebody in the group, or takes it out, and gives it the role that this comes to.
func (c *PutScimGroup) put(d *desk, u ScimUser, in bool) error {
	groups := u.put()
	if in {
		groups = append(groups, c.Role)
	} else {
		groups = slices.DeleteFunc(groups, func(r directory.SystemRole) bool { return r == c.Role })
	}
	role, words := directory.Reader, []string{}
	for _, r := range ScimRoles() { // the highest is the last
		if slices.Contains(groups, r) {
			role, words = r, append(words, string(r))
		}
	}
	m := directory.Member{ID: u.Member, Name: u.Name, Actor: d.who.Actor, SystemRole: role, Function: u.Function}
	if _, err := d.account("account.reset", u.Member); err != nil { // who runs the installation is nobody's to put anywhere
		return err
	}
	if _, err := (SaveMember{m}).run(d); err != nil {
		return err
	}
	x := u.row
	x.PutIn, x.PutRole = strings.Join(words, " "), string(role)
	c.out.People = append(c.out.People, m)
	return d.tx.PutScimUser(x)
}

// ScimPutGroup says who of the caller's actor are in a role. Faults: scim.unknown, scim.version, scim.member, those of SaveMember and
// Identity.Allows.
func (k *Clerk) ScimPutGroup(ctx context.Context, who Identity, c PutScimGroup) error {
	if err := who.Allows("account.list", ""); err != nil {
		return err
	}
	_, err := k.Administer(ctx, who, "", &c)
	return err
}
