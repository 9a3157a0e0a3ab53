package clerk

import (
	"context"
	"strings"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// ScimWish is what a register wants one of its people to be.
type ScimWish struct {
	Member   string `json:"member,omitempty"` // "" for who is new
	Seen     string `json:"seen,omitempty"`   // the version that the wish was made from
	Login    string `json:"login"`
	Name     string `json:"name"`
	Given    string `json:"given,omitempty"`
	Family   string `json:"family,omitempty"`
	Function string `json:"function,omitempty"`
	External string `json:"external,omitempty"`
	Active   bool   `json:"active"`
}

// PutScimUser makes one of an actor's people, or brings one up to date, for the register of the actor that the caller is of. Link is by
// which an account is opened that has not been.
type PutScimUser struct {
	ScimWish
	Link Digest

	id   string // the member's, also of who is new
	done ScimUser
	sent bool // the link is to be handed over
	out  scimKept
}

// Name is its stable name.
func (*PutScimUser) Name() string { return "user.provisioned" }

// MarshalJSON gives what makes two of them the same: the link is not part of it.
func (c *PutScimUser) MarshalJSON() ([]byte, error) { return encode(c.ScimWish) }

func (c *PutScimUser) kept() any { return c.out }

func (c *PutScimUser) run(d *desk) (changed bool, err error) {
	if c.Given, c.Family, c.External, err = scimTexts(c.Given, c.Family, c.External); err != nil {
		return false, err
	}
	login, err := directory.Login(c.Login)
	if err != nil {
		return false, err
	}
	c.Login = login
	c.id, c.sent = c.ScimWish.Member, false
	c.out = scimKept{Actor: d.who.Actor, People: []directory.Member{}}
	var was ScimUser
	if c.id == "" {
		changed = true
		was, err = c.begin(d)
	} else {
		was, err = d.scimUser(c.id)
	}
	if err != nil {
		return false, err
	}
	if c.Seen != "" && c.Seen != was.Version() {
		return false, fault.New(fault.Conflict, "scim.version")
	}
	for _, step := range []func(*desk, ScimUser) (bool, error){c.call, c.move, c.turn, c.say} {
		did, err := step(d, was)
		if err != nil {
			return false, err
		}
		changed = changed || did
	}
	if c.sent {
		if err := d.link(LinkInvite, c.id, c.Link); err != nil {
			return false, err
		}
	}
	if c.done, err = d.scimUser(c.id); err != nil {
		return false, err
	}
	c.out.People = append(c.out.People, directory.Member{ID: c.done.Member, Name: c.done.Name, Actor: d.who.Actor, SystemRole: c.done.Role, Function: c.done.Function})
	return changed, nil
}

// scimTexts checks what is kept of a register besides. Fault: scim.text.
func scimTexts(texts ...string) (a, b, c string, err error) {
	for i, s := range texts {
		if s = strings.TrimSpace(s); len(s) > 250 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) {
			return "", "", "", fault.New(fault.Invalid, "scim.text")
		}
		texts[i] = s
	}
	return texts[0], texts[1], texts[2], nil
}

// begin makes the account of somebody new: a writer, as whoever a list brings. One with the same address that the register had removed
// comes back under its old id, and comes in by a new link alone. Fault: account.login-taken.
func (c *PutScimUser) begin(d *desk) (ScimUser, error) {
	if err := d.who.Allows("account.invite", d.who.Actor); err != nil {
		return ScimUser{}, err
	}
	a, taken, err := d.tx.AccountByLogin(c.Login)
	if err != nil {
		return ScimUser{}, err
	}
	if taken {
		m, err := d.tx.Member(a.Member)
		if err != nil {
			return ScimUser{}, err
		}
		x, _, err := d.tx.ScimUser(a.Member)
		if err != nil {
			return ScimUser{}, err
		}
		if m.Actor != d.who.Actor || a.Shared || !scimUserOf(memberOf(m), a, x).removed {
			return ScimUser{}, fault.New(fault.Conflict, "account.login-taken", "Login", c.Login)
		}
		c.id = a.Member
		return c.again(d, x)
	}
	c.id = d.clerk.newID()
	m := directory.Member{ID: c.id, Name: c.ScimWish.Name, Actor: d.who.Actor, SystemRole: directory.Writer, Function: c.Function}
	if err := d.invite(Invitee{Member: m, Login: c.Login, Link: c.Link}); err != nil {
		return ScimUser{}, err
	}
	if err := d.tx.PutScimUser(store.ScimUser{Member: c.id}); err != nil {
		return ScimUser{}, err
	}
	c.sent = c.Active
	if c.Active {
		c.out.Begun = []string{c.id}
	}
	return d.scimUser(c.id)
}

// again takes back who was removed. Its password and whatever else opened the account are gone: the address may be somebody else's by now.
func (c *PutScimUser) again(d *desk, x store.ScimUser) (ScimUser, error) {
	x.Removed = noTime
	if err := d.tx.PutScimUser(x); err != nil {
		return ScimUser{}, err
	}
	for _, forget := range []func() error{
		func() error { return d.tx.SetPassword(c.id, "") },
		func() error { return d.tx.SetTOTP(c.id, nil) },
		func() error { return d.tx.PutRecoveryCodes(c.id, nil) },
		func() error { _, err := d.tx.DeleteExternal(c.id, "", ""); return err },
	} {
		if err := forget(); err != nil {
			return ScimUser{}, err
		}
	}
	u, err := d.scimUser(c.id)
	if err != nil || u.Role == directory.Writer || u.Role == directory.Reader {
		return u, err
	}
	// Who comes back administers nothing until it is put in that group again.
	if _, err := (SaveMember{directory.Member{ID: u.Member, Name: u.Name, Actor: d.who.Actor, SystemRole: directory.Writer, Function: u.Function}}).run(d); err != nil {
		return u, err
	}
	return d.scimUser(c.id)
}

// call gives the name and the function.
func (c *PutScimUser) call(d *desk, was ScimUser) (bool, error) {
	if c.ScimWish.Name == was.Name && c.Function == was.Function {
		return false, nil
	}
	return SaveMember{directory.Member{ID: c.id, Name: c.ScimWish.Name, Actor: d.who.Actor, SystemRole: was.Role, Function: c.Function}}.run(d)
}

// move gives the account another address. Links that were mailed to the old one open nothing any more. Faults: account.login-taken, and
// those of whoever keeps the account.
func (c *PutScimUser) move(d *desk, was ScimUser) (bool, error) {
	if c.Login == was.Login {
		return false, nil
	}
	a, err := d.account("account.reset", c.id)
	if err != nil {
		return false, err
	}
	if _, taken, err := d.tx.AccountByLogin(c.Login); err != nil || taken {
		return false, either(err, fault.New(fault.Conflict, "account.login-taken", "Login", c.Login))
	}
	a.Login = c.Login
	if err := d.tx.PutAccount(a); err != nil {
		return false, err
	}
	c.out.Address = []string{c.id}
	c.sent = c.sent || c.Active && !a.Password
	return true, d.tx.DropLinks(c.id, "")
}

// turn ends the account, or lets it be used again.
func (c *PutScimUser) turn(d *desk, was ScimUser) (bool, error) {
	switch {
	case c.Active == was.Active:
		return false, nil
	case c.Active:
		c.out.Begun = []string{c.id}
		c.sent = c.sent || !was.opened
		return EnableAccount{c.id}.run(d)
	}
	c.out.Ended, c.sent = []string{c.id}, false
	return DisableAccount{c.id}.run(d)
}

// say keeps what else the register says.
func (c *PutScimUser) say(d *desk, was ScimUser) (bool, error) {
	x := was.row
	x.ExternalID, x.GivenName, x.FamilyName = c.External, c.Given, c.Family
	if x == was.row {
		return false, nil
	}
	if _, err := d.account("account.reset", c.id); err != nil {
		return false, err
	}
	return true, d.tx.PutScimUser(x)
}

// ScimPut makes or changes one of the people of the caller's actor. sent tells whether the link is to be handed over: the account has not
// been opened, or is no longer. Faults: scim.unknown, scim.version, scim.text, account.login, account.login-taken, those of SaveMember,
// DisableAccount and Identity.Allows.
func (k *Clerk) ScimPut(ctx context.Context, who Identity, wish ScimWish, link Digest) (u ScimUser, sent bool, err error) {
	if err := who.Allows("account.list", ""); err != nil {
		return u, false, err
	}
	if who.Actor == "" {
		return u, false, fault.New(fault.Forbidden, "access.not-allowed", "Command", "scim")
	}
	cmd := &PutScimUser{ScimWish: wish, Link: link}
	_, err = k.Administer(ctx, who, "", cmd)
	return cmd.done, cmd.sent, err
}

// RemoveScimUser takes somebody out of an actor's register: the account ends, and the register sees nothing more of it. What the person
// did stays, and so does the account for who keeps the actor's people, until it is erased.
type RemoveScimUser struct {
	Member string `json:"member"`
	Seen   string `json:"seen,omitempty"`
}

// Name is its stable name.
func (RemoveScimUser) Name() string { return "user.removed" }

func (c RemoveScimUser) run(d *desk) (bool, error) {
	u, err := d.scimUser(c.Member)
	if err != nil {
		return false, err
	}
	if c.Seen != "" && c.Seen != u.Version() {
		return false, fault.New(fault.Conflict, "scim.version")
	}
	if _, err := (DisableAccount{c.Member}).run(d); err != nil {
		return false, err
	}
	return true, d.tx.PutScimUser(store.ScimUser{Member: c.Member, Removed: d.tx.Now})
}

// ScimRemove removes one of the people of the caller's actor from its register. Faults: scim.unknown, scim.version, those of DisableAccount
// and Identity.Allows.
func (k *Clerk) ScimRemove(ctx context.Context, who Identity, member, seen string) error {
	if err := who.Allows("account.list", ""); err != nil {
		return err
	}
	_, err := k.Administer(ctx, who, "", RemoveScimUser{Member: member, Seen: seen})
	return err
}
