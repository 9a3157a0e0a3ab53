package clerk

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// longestToken is how long a token can be used.
const longestToken = 366 * 24 * time.Hour

// Token is what a program signs in with.
type Token = store.Token

// NewToken is a token to be made.
type NewToken struct {
	Name    string
	Scope   Scope
	Expires time.Time
	Shown   string // its beginning, by which people know it
	Digest  Digest
}

func (n NewToken) check(now time.Time) (string, error) {
	name, err := directory.PersonName(n.Name)
	switch {
	case err != nil:
		return "", fault.New(fault.Invalid, "token.name")
	case !n.Scope.Valid():
		return "", fault.New(fault.Invalid, "token.scope")
	case !n.Expires.After(now) || n.Expires.After(now.Add(longestToken)):
		return "", fault.New(fault.Invalid, "token.expiry")
	case !n.Digest.Valid():
		return "", fault.New(fault.Invalid, "link.missing")
	}
	return name, nil
}

// MakeToken makes a token for the caller. It never reaches further than the person does, nor further or longer than the token
// that it is asked for with. Faults: token.name, token.scope, token.expiry, token.shared-account, token.wider, and those of
// Identity.Allows.
func (k *Clerk) MakeToken(ctx context.Context, who Identity, n NewToken) (Token, error) {
	if err := who.Allows("token.own", ""); err != nil {
		return Token{}, err
	}
	var out Token
	err := k.store.Update(ctx, func(tx *store.Tx) (err error) {
		if err = narrower(tx, who, n.Scope, n.Expires); err == nil {
			out, err = k.makeToken(tx, who.Member, n)
		}
		return err
	})
	return out, err
}

// narrower refuses a token that would outdo the one that it is asked for with: one that has been stolen must not live on in
// another.
func narrower(tx *store.Tx, who Identity, scope Scope, expires time.Time) error {
	id := tokenID(who)
	if id == "" {
		return nil
	}
	own, ok, err := tx.Token(id)
	if err == nil && (!ok || !own.Revoked.IsZero() || !Scope(own.Scope).Includes(scope) || expires.After(own.Expires)) {
		err = fault.New(fault.Forbidden, "token.wider")
	}
	return err
}

func (k *Clerk) makeToken(tx *store.Tx, member string, n NewToken) (Token, error) {
	name, err := n.check(tx.Now)
	if err != nil {
		return Token{}, err
	}
	m, err := tx.Member(member)
	if err != nil {
		return Token{}, err
	}
	if a, ok, err := found(tx.Account(member)); err != nil || ok && a.Shared {
		return Token{}, either(err, fault.New(fault.Conflict, "token.shared-account"))
	}
	t := Token{ID: k.newID(), Shown: n.Shown, Member: member, Actor: m.Actor, Name: name, Scope: string(n.Scope), MadeBy: member,
		Created: tx.Now, Expires: n.Expires.UTC().Truncate(time.Millisecond)}
	return t, tx.AddToken(t, string(n.Digest))
}

// MakeServiceToken makes a member that is a program, and its token. For the actor's own administrator.
type MakeServiceToken struct {
	Member  directory.Member `json:"member"` // Name says what program it is; its role follows from the scope
	Scope   Scope            `json:"scope"`
	Expires time.Time        `json:"expires"`
	Shown   string           `json:"shown"`
	Digest  Digest           `json:"-"`
}

// Name is its stable name.
func (MakeServiceToken) Name() string { return "service-token.made" }

// serviceRole is what a program with a token of a scope is.
var serviceRole = map[Scope]directory.SystemRole{ScopeRead: directory.Reader, ScopeWrite: directory.Writer,
	ScopeAdminister: directory.ActorAdmin}

func (c MakeServiceToken) run(d *desk) (bool, error) {
	if err := d.who.Allows("service-token.make", c.Member.Actor); err != nil {
		return false, err
	}
	n := NewToken{Name: c.Member.Name, Scope: c.Scope, Expires: c.Expires, Shown: c.Shown, Digest: c.Digest}
	if _, err := n.check(d.tx.Now); err != nil {
		return false, err
	}
	if err := narrower(d.tx, d.who, c.Scope, c.Expires); err != nil {
		return false, err
	}
	if c.Member.SystemRole != serviceRole[c.Scope] {
		return false, fault.New(fault.Invalid, "token.scope")
	}
	if _, exists, err := found(d.tx.Member(c.Member.ID)); err != nil || exists {
		return false, either(err, fault.New(fault.Conflict, "member.id-taken", "ID", c.Member.ID))
	}
	if _, err := (SaveMember{c.Member}).run(d); err != nil {
		return false, err
	}
	t := Token{ID: d.clerk.newID(), Shown: c.Shown, Member: c.Member.ID, Actor: c.Member.Actor, Name: c.Member.Name,
		Scope:  string(c.Scope),
		MadeBy: d.who.Member, Created: d.tx.Now, Expires: c.Expires.UTC().Truncate(time.Millisecond)}
	return true, d.tx.AddToken(t, string(c.Digest))
}

// TokenIdentity tells who has the token of a digest, and notes that it was used. Fault: access.session-over for one that is
// unknown, expired or revoked, or whose member has lost its account or its actor. It reaches as far as both its scope and
// its member's present role do.
// An app password is none of these, nor is what a register of people signs in with.
func (k *Clerk) TokenIdentity(ctx context.Context, digest Digest) (Identity, error) {
	return k.tokenIdentity(ctx, digest, "")
}

// FolderIdentity is TokenIdentity for the network folder, for which there are app passwords and nothing else. There it reaches as far as
// a token that writes. Fault: access.session-over.
func (k *Clerk) FolderIdentity(ctx context.Context, digest Digest) (Identity, error) {
	who, err := k.tokenIdentity(ctx, digest, ScopeFolder)
	who.Scope = ScopeWrite
	return who, err
}

func (k *Clerk) tokenIdentity(ctx context.Context, digest Digest, door Scope) (Identity, error) {
	var who Identity
	stale := ""
	err := k.store.View(ctx, func(tx *store.Tx) error {
		stale = ""
		t, ok, err := tx.TokenByDigest(string(digest))
		if err != nil || !ok {
			return either(err, errSession())
		}
		if who, _, err = valid(tx, t); err == nil && tx.Now.Sub(t.Used) >= seenEach {
			stale = t.ID
		}
		return err
	})
	if special := who.Scope == ScopeFolder || who.Scope == ScopeScim; err == nil && (special || door != "") && who.Scope != door {
		return Identity{}, errSession() // such a token opens its own door alone, and nothing else opens that
	}
	if err != nil || stale == "" {
		return who, err
	}
	_ = k.store.Update(ctx, func(tx *store.Tx) error { return tx.UseToken(stale) }) // see SessionIdentity
	return who, nil
}

func valid(tx *store.Tx, t Token) (Identity, time.Time, error) {
	m, ok, err := found(tx.Member(t.Member))
	if err != nil {
		return Identity{}, noTime, err
	}
	a, has, err := found(tx.Account(t.Member))
	if err != nil {
		return Identity{}, noTime, err
	}
	if !ok || has && !a.Disabled.IsZero() || !t.Revoked.IsZero() || !t.Expires.After(tx.Now) || m.Actor != t.Actor {
		return Identity{}, noTime, errSession()
	}
	return Identity{Member: m.ID, Actor: m.Actor, SystemRole: directory.SystemRole(m.SystemRole), Scope: Scope(t.Scope),
		Session: tokenPrefix + t.ID}, t.Expires, nil
}

// tokenID gives the token's id, "" for a session.
func tokenID(who Identity) string {
	if id, ok := strings.CutPrefix(who.Session, tokenPrefix); ok {
		return id
	}
	return ""
}

// Tokens lists the tokens of the caller, or of a program of its actor's for that actor's administrator. A token that does not
// administer sees itself.
func (k *Clerk) Tokens(ctx context.Context, who Identity, member string) ([]Token, error) {
	if err := who.Allows("token.list", ""); err != nil {
		return nil, err
	}
	itself := member == "" && who.Allows("token.own", "") != nil
	var out []Token
	err := k.store.View(ctx, func(tx *store.Tx) error {
		if !itself {
			if err := mayKeepTokens(tx, who, member); err != nil {
				return err
			}
		}
		all, err := tx.Tokens(firstOf(member, who.Member))
		out = all
		if itself {
			out = slices.DeleteFunc(all, func(t Token) bool { return t.ID != tokenID(who) })
		}
		return err
	})
	return out, err
}

// mayKeepTokens refuses who is neither the member itself nor, for a program, its actor's administrator.
func mayKeepTokens(tx *store.Tx, who Identity, member string) error {
	if member == "" || member == who.Member {
		return who.Allows("token.own", "")
	}
	m, ok, err := found(tx.Member(member))
	if err != nil {
		return err
	}
	if err := who.Allows("service-token.make", m.Actor); err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.NotFound, "account.unknown", "Member", member)
	}
	return nil
}

// RevokeToken ends a token of the caller's own, or of its actor's people for that actor's administrator; "" is the one that the
// caller came with. Faults: token.unknown, also for one that the caller may not end, and those of Identity.Allows.
func (k *Clerk) RevokeToken(ctx context.Context, who Identity, id string) error {
	operation := "token.own"
	if id == "" || id == tokenID(who) {
		id, operation = tokenID(who), "token.end"
	}
	if err := who.Allows(operation, ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		t, ok, err := tx.Token(id)
		if err != nil {
			return err
		}
		if !ok || operation == "token.own" && mayKeepTokens(tx, who, t.Member) != nil {
			return fault.New(fault.NotFound, "token.unknown")
		}
		k.afterRevoked(tx)
		_, err = tx.RevokeToken(id)
		return err
	})
}
