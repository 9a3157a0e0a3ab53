package clerk

import (
	"context"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// An account is how a member signs in. What is done with other people's accounts is administrative commands, so that it
// stands in the journal; no secret is ever part of one. What people do with their own is in account_own.go.

// Invitee is somebody who gets an account.
type Invitee struct {
	Member directory.Member `json:"member"`
	Login  string           `json:"login"` // e-mail address
	Shared bool             `json:"shared,omitempty"`
	Link   Digest           `json:"-"` // of the link by which the account is opened
}

// InviteAccount makes an account, with its member when there is none, and a link to open it by. For the actor's own
// administrator, and for the one who runs the installation.
type InviteAccount struct{ Invitee }

// ImportAccounts is InviteAccount for many, all or none.
type ImportAccounts struct {
	People []Invitee `json:"people"`
}

// ResetAccount gives a link by which an account gets a new password, and ends its sessions. Factor also takes away every other
// way in, when the person has lost them or somebody else may have added one: second factors, passkeys, other organisations'
// identities.
type ResetAccount struct {
	Member string `json:"member"`
	Factor bool   `json:"factor,omitempty"`
	Link   Digest `json:"-"`
}

// DisableAccount ends an account: its sessions, tokens, links, calendars, devices and passkeys die at once. What the person did stays
// in the record.
type DisableAccount struct {
	Member string `json:"member"`
}

// EnableAccount lets an account that was disabled be used again. Its old sessions and tokens stay dead.
type EnableAccount struct {
	Member string `json:"member"`
}

// Names.
func (InviteAccount) Name() string  { return "account.invited" }
func (ImportAccounts) Name() string { return "accounts.imported" }
func (ResetAccount) Name() string   { return "account.reset" }
func (DisableAccount) Name() string { return "account.disabled" }
func (EnableAccount) Name() string  { return "account.enabled" }

func (c InviteAccount) run(d *desk) (bool, error) {
	if err := d.who.Allows("account.invite", c.Member.Actor); err != nil {
		return false, err
	}
	return true, d.invite(c.Invitee)
}

func (c ImportAccounts) run(d *desk) (bool, error) {
	for _, p := range c.People {
		if err := d.who.Allows("account.import", p.Member.Actor); err != nil {
			return false, err
		}
		if err := d.invite(p); err != nil {
			return false, err
		}
	}
	return len(c.People) > 0, nil
}

// invite makes member, account and link. Faults: those of SaveMember, account.login, account.exists, account.login-taken.
func (d *desk) invite(p Invitee) error {
	login, err := directory.Login(p.Login)
	if err != nil {
		return err
	}
	if login != p.Login {
		return fault.New(fault.Invalid, "account.login")
	}
	if _, exists, err := found(d.tx.Account(p.Member.ID)); err != nil || exists {
		return either(err, fault.New(fault.Conflict, "account.exists", "Member", p.Member.Name))
	}
	if _, taken, err := d.tx.AccountByLogin(login); err != nil || taken {
		return either(err, fault.New(fault.Conflict, "account.login-taken", "Login", login))
	}
	if _, err := (SaveMember{p.Member}).run(d); err != nil {
		return err
	}
	if err := d.tx.PutAccount(store.Account{Member: p.Member.ID, Login: login, Shared: p.Shared, Created: d.tx.Now}); err != nil {
		return err
	}
	return d.link(LinkInvite, p.Member.ID, p.Link)
}

// either gives the error, or else the fault.
func either(err error, f error) error {
	if err != nil {
		return err
	}
	return f
}

// account finds the account that an operation concerns. Somebody else's people do not exist for an actor's administrator.
func (d *desk) account(operation, member string) (store.Account, error) {
	none := fault.New(fault.NotFound, "account.unknown", "Member", member)
	m, exists, err := found(d.tx.Member(member))
	if err != nil {
		return store.Account{}, err
	}
	if err := d.who.Allows(operation, m.Actor); err != nil {
		if fault.CodeOf(err) == "access.not-your-actor" {
			return store.Account{}, none
		}
		return store.Account{}, err
	}
	if !exists {
		return store.Account{}, none
	}
	if directory.SystemRole(m.SystemRole) == directory.Operator {
		if err := d.operates(); err != nil {
			return store.Account{}, err
		}
	}
	a, exists, err := found(d.tx.Account(member))
	if err == nil && !exists {
		err = none
	}
	return a, err
}

func (c ResetAccount) run(d *desk) (bool, error) {
	a, err := d.account("account.reset", c.Member)
	if err != nil {
		return false, err
	}
	if !a.Disabled.IsZero() {
		return false, fault.New(fault.Conflict, "account.is-disabled", "Member", c.Member)
	}
	if c.Factor {
		if err := d.tx.SetTOTP(c.Member, nil); err != nil {
			return false, err
		}
		if err := d.tx.PutRecoveryCodes(c.Member, nil); err != nil {
			return false, err
		}
		if _, err := d.tx.DeletePasskey(c.Member, ""); err != nil {
			return false, err
		}
		if _, err := d.tx.DeleteExternal(c.Member, "", ""); err != nil {
			return false, err
		}
	}
	if _, err := d.tx.RevokeSignIns(c.Member, ""); err != nil {
		return false, err
	}
	if err := d.tx.DropLinks(c.Member, ""); err != nil {
		return false, err
	}
	kind := LinkReset
	if !a.Password {
		kind = LinkInvite // it was never opened: the first link is given anew
	}
	d.revoked()
	return true, d.link(kind, c.Member, c.Link)
}

func (c DisableAccount) run(d *desk) (bool, error) {
	a, err := d.account("account.disable", c.Member)
	if err != nil || !a.Disabled.IsZero() {
		return false, err
	}
	a.Disabled = d.tx.Now
	if err := d.tx.PutAccount(a); err != nil {
		return false, err
	}
	return true, d.endWaysIn(c.Member)
}

// endWaysIn ends all by which somebody comes in, or is told of things, but the password, which is of no use to an account that is
// disabled: sessions, tokens, links, calendars, devices that take notices, passkeys.
func (d *desk) endWaysIn(member string) error {
	for _, end := range []func() error{
		func() error { _, err := d.tx.RevokeSignIns(member, ""); return err },
		func() error { _, err := d.tx.RevokeTokens(member); return err },
		func() error { return d.tx.DropLinks(member, "") },
		func() error { return d.tx.EndSubscriptions(member) },
		func() error { _, err := d.tx.DeletePasskey(member, ""); return err },
	} {
		if err := end(); err != nil {
			return err
		}
	}
	d.revoked()
	return nil
}

func (c EnableAccount) run(d *desk) (bool, error) {
	a, err := d.account("account.disable", c.Member)
	if err != nil || a.Disabled.IsZero() {
		return false, err
	}
	a.Disabled = noTime
	return true, d.tx.PutAccount(a)
}

// revoked tells, once the transaction is safe, that somebody's session, token or right was taken away.
func (d *desk) revoked() { d.clerk.afterRevoked(d.tx) }

func (k *Clerk) afterRevoked(tx *store.Tx) {
	if k.onRevoked != nil {
		tx.AfterCommit(k.onRevoked)
	}
}

// AccountRow is an account as an administrator sees it.
type AccountRow struct {
	store.Account
	Name       string
	Actor      string
	SystemRole directory.SystemRole
	Function   string
}

// Accounts lists the accounts of the caller's own actor; all of them for the one who runs the installation. Faults: those of
// Identity.Allows.
func (k *Clerk) Accounts(ctx context.Context, who Identity) ([]AccountRow, error) {
	if err := who.Allows("account.list", ""); err != nil {
		return nil, err
	}
	var out []AccountRow
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		as := who.lookup()
		if who.may(directory.Operator) {
			as = store.Whole()
		}
		members, err := tx.Members(as)
		if err != nil {
			return err
		}
		byID := map[string]store.Member{}
		for _, m := range members {
			byID[m.ID] = m
		}
		accounts, err := tx.Accounts(as)
		for _, a := range accounts {
			m := byID[a.Member]
			out = append(out, AccountRow{a, m.Name, m.Actor, directory.SystemRole(m.SystemRole), m.Function})
		}
		return err
	})
	return out, err
}

// NameOf gives what somebody is called: who took over a function account, what a guest wrote, or the member's name. "" is for
// whoever has the file, and for nobody.
func (k *Clerk) NameOf(ctx context.Context, who Identity) (string, error) {
	if who.Person != "" || who.Member == "" {
		return who.Person, nil
	}
	var m store.Member
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		m, _, err = found(tx.Member(who.Member))
		return err
	})
	return m.Name, err
}
