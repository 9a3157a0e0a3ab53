package clerk

import (
	"context"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Digest is the SHA-256, in hexadecimal, of what somebody shows to be let in. It is all that is kept of it.
type Digest string

// Valid tells whether d can be a digest.
func (d Digest) Valid() bool { return len(d) == 64 }

// LinkKind is what a one-time link opens.
type LinkKind string

// The kinds.
const (
	LinkFirstRun LinkKind = "first-run" // an empty installation, for its first administrator
	LinkInvite   LinkKind = "invite"    // a new account
	LinkReset    LinkKind = "reset"     // a new password
	LinkSignIn   LinkKind = "magic"     // a session
)

// linkLife is how long each kind can be used.
var linkLife = map[LinkKind]time.Duration{LinkFirstRun: 24 * time.Hour, LinkInvite: 7 * 24 * time.Hour, LinkReset: 24 * time.Hour,
	LinkSignIn: 15 * time.Minute}

var noTime time.Time

// Life is how long a link of the kind can be used.
func (k LinkKind) Life() time.Duration { return linkLife[k] }

// link keeps a link for a member, in place of an earlier one of the kind.
func (d *desk) link(kind LinkKind, member string, digest Digest) error {
	if !digest.Valid() {
		return fault.New(fault.Invalid, "link.missing")
	}
	if err := d.tx.DropLinks(member, string(kind)); err != nil {
		return err
	}
	return d.tx.AddLink(store.Link{Kind: string(kind), Member: member, MadeBy: d.who.Member, Created: d.tx.Now,
		Expires: d.tx.Now.Add(linkLife[kind])}, string(digest))
}

// Opening is what a link opens.
type Opening struct {
	Kind   LinkKind
	Member string // "" for the first run
	Name   string
	Login  string
	Until  time.Time
}

// errLink is the answer for every link that does not open anything, whatever the reason: it tells nobody whether it ever did.
func errLink() error { return fault.New(fault.Gone, "link.unusable") }

// Link tells what a link opens, without using it. Fault: link.unusable.
func (k *Clerk) Link(ctx context.Context, digest Digest) (Opening, error) {
	var out Opening
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = opening(tx, digest)
		return err
	})
	return out, err
}

func opening(tx *store.Tx, digest Digest) (Opening, error) {
	l, ok, err := tx.LinkByDigest(string(digest))
	if err != nil {
		return Opening{}, err
	}
	if !ok || !l.Used.IsZero() || !l.Expires.After(tx.Now) {
		return Opening{}, errLink()
	}
	out := Opening{Kind: LinkKind(l.Kind), Member: l.Member, Until: l.Expires}
	if l.Member == "" {
		return out, nil
	}
	m, _, err := found(tx.Member(l.Member))
	if err != nil {
		return out, err
	}
	a, ok, err := found(tx.Account(l.Member))
	if err != nil {
		return out, err
	}
	if !ok || !a.Disabled.IsZero() {
		return Opening{}, errLink()
	}
	out.Name, out.Login = m.Name, a.Login
	return out, nil
}

// use uses a link of one of the kinds up.
func use(tx *store.Tx, digest Digest, kinds ...LinkKind) (Opening, error) {
	o, err := opening(tx, digest)
	if err != nil {
		return o, err
	}
	for _, k := range kinds {
		if o.Kind == k {
			used, err := tx.UseLink(string(digest))
			if err == nil && !used {
				err = errLink()
			}
			return o, err
		}
	}
	return o, errLink()
}

// OpenAccount sets the password of an account by an invitation or a reset, and ends its sessions. Fault: link.unusable.
func (k *Clerk) OpenAccount(ctx context.Context, digest Digest, password string) (Opening, error) {
	var out Opening
	err := k.store.Update(ctx, func(tx *store.Tx) (err error) {
		if out, err = use(tx, digest, LinkInvite, LinkReset); err != nil {
			return err
		}
		if _, err := tx.RevokeSignIns(out.Member, ""); err != nil {
			return err
		}
		k.afterRevoked(tx)
		return tx.SetPassword(out.Member, password)
	})
	return out, err
}

// UseSignInLink uses a link that was mailed for signing in. Fault: link.unusable.
func (k *Clerk) UseSignInLink(ctx context.Context, digest Digest) (Opening, error) {
	var out Opening
	err := k.store.Update(ctx, func(tx *store.Tx) (err error) {
		out, err = use(tx, digest, LinkSignIn)
		return err
	})
	return out, err
}

// AskSignInLink keeps a link for signing in to the account of a login, and tells whether there is an account to mail it to.
// The caller answers alike in both cases.
func (k *Clerk) AskSignInLink(ctx context.Context, login string, digest Digest) (Opening, bool, error) {
	var out Opening
	ok := false
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		out, ok = Opening{}, false
		a, exists, err := tx.AccountByLogin(login)
		if err != nil || !exists || !a.Disabled.IsZero() {
			return err
		}
		d := &desk{tx: tx, who: Identity{Member: a.Member}, clerk: k}
		if err := d.link(LinkSignIn, a.Member, digest); err != nil {
			return err
		}
		out, err = opening(tx, digest)
		ok = err == nil
		return err
	})
	return out, ok, err
}

// FirstRun keeps a link for the first administrator, in place of an earlier one, and tells whether there is need for it: not
// when there is an account.
func (k *Clerk) FirstRun(ctx context.Context, digest Digest) (needed bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		n, err := tx.CountAccounts()
		if needed = n == 0; err != nil || !needed {
			return err
		}
		return (&desk{tx: tx, clerk: k}).link(LinkFirstRun, "", digest)
	})
	return needed && err == nil, err
}

// SetUp makes the first administrator of an installation. It is given by whoever has the link for it.
type SetUp struct {
	Actors   []directory.Actor `json:"actors,omitempty"` // the directory, when there is none yet
	Member   directory.Member  `json:"member"`
	Login    string            `json:"login"`
	Link     Digest            `json:"-"`
	Password string            `json:"-"` // in PHC form
}

// Name is its stable name.
func (SetUp) Name() string { return "installation.set-up" }

func (c SetUp) run(d *desk) (bool, error) {
	if n, err := d.tx.CountAccounts(); err != nil || n > 0 {
		return false, either(err, errLink())
	}
	if _, err := use(d.tx, c.Link, LinkFirstRun); err != nil {
		return false, err
	}
	for _, a := range c.Actors {
		if err := a.Validate(); err != nil {
			return false, err
		}
		if err := d.tx.PutActor(actorRow(a)); err != nil {
			return false, err
		}
	}
	first := &desk{tx: d.tx, clerk: d.clerk, who: OwnerIdentity()}
	if _, err := (SaveMember{c.Member}).run(first); err != nil {
		return false, err
	}
	login, err := directory.Login(c.Login)
	if err != nil {
		return false, err
	}
	if err := d.tx.PutAccount(store.Account{Member: c.Member.ID, Login: login, Created: d.tx.Now}); err != nil {
		return false, err
	}
	return true, d.tx.SetPassword(c.Member.ID, c.Password)
}

// SetUp carries out the first run. Faults: link.unusable, those of SaveMember, account.login.
func (k *Clerk) SetUp(ctx context.Context, c SetUp) error {
	c.Member.SystemRole = directory.Operator
	who := Identity{Member: c.Member.ID, Actor: c.Member.Actor, SystemRole: directory.Operator}
	_, err := k.administer(ctx, who, "", c)
	return err
}
