package clerk

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

const (
	// Idle is how long a session lives without being used.
	Idle = 30 * time.Minute
	// Longest is how long a session lives however much it is used.
	Longest = 12 * time.Hour
	// Seated is how long it lives at the most when a conference that its actor takes part in still goes on: nobody is thrown
	// out of a meeting, and one that somebody forgot to close keeps nobody signed in for ever.
	Seated = 36 * time.Hour
	// seenEach is how exactly it is known when a session was last used; a write for each request would be too much.
	seenEach = time.Minute

	sessionPrefix = "session/"
	tokenPrefix   = "token/"
)

// Session is somebody who is signed in in one browser.
type Session = store.SignIn

// NewSession is a sign-in that succeeded.
type NewSession struct {
	Member   string
	How      string // password, passkey, link, oidc …
	Strength string // one, two: how many factors; waiting: the second is still to come, and the session opens nothing
	Address  string
	Agent    string
	Digest   Digest // of its token
	Replaces Digest // of the session that the browser had before, which ends; "" for none
}

// Waiting is the strength of a session whose second factor is still to come.
const Waiting = "waiting"

// waitingLife is how long somebody has to give the second factor.
const waitingLife = 10 * time.Minute

// StartSession begins a session for a member. Fault: access.sign-in for an account that may not be used.
func (k *Clerk) StartSession(ctx context.Context, n NewSession) (Session, error) {
	var out Session
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		a, ok, err := found(tx.Account(n.Member))
		if err != nil {
			return err
		}
		m, known, err := found(tx.Member(n.Member))
		if err != nil {
			return err
		}
		if !ok || !known || !a.Disabled.IsZero() {
			return fault.New(fault.Unauthenticated, "access.sign-in")
		}
		if err := replace(tx, n.Replaces); err != nil {
			return err
		}
		out = Session{ID: k.newID(), Member: m.ID, Actor: m.Actor, SystemRole: m.SystemRole, How: n.How, Strength: n.Strength,
			Created: tx.Now, Seen: tx.Now, Ends: tx.Now.Add(k.longest), Address: n.Address, Agent: n.Agent}
		if n.Strength == Waiting {
			out.Ends = tx.Now.Add(waitingLife)
		}
		return tx.AddSignIn(out, string(n.Digest))
	})
	return out, err
}

// replace ends the session that a browser had before it got another.
func replace(tx *store.Tx, old Digest) error {
	if old == "" {
		return nil
	}
	s, ok, err := tx.SignInByDigest(string(old))
	if err == nil && ok {
		_, err = tx.RevokeSignIn(s.ID)
	}
	return err
}

// errSession is the answer for a session or token that opens nothing any more, whatever the reason.
func errSession() error { return fault.New(fault.Unauthenticated, "access.session-over") }

// SessionIdentity tells who has the session of a digest, and notes that it was used. Fault: access.session-over for one that is
// unknown, ended, waiting, or whose person has lost its account, its role or its actor.
func (k *Clerk) SessionIdentity(ctx context.Context, digest Digest) (Identity, error) {
	var who Identity
	stale := ""
	err := k.store.View(ctx, func(tx *store.Tx) error {
		stale = ""
		s, ok, err := tx.StandingByDigest(string(digest))
		if err != nil {
			return err
		}
		if !ok || s.Strength == Waiting {
			return errSession()
		}
		if who, _, err = k.lives(tx, s, &seats{tx: tx}); err == nil && tx.Now.Sub(s.Seen) >= seenEach {
			stale = s.ID
		}
		return err
	})
	if err != nil || stale == "" {
		return who, err
	}
	k.seen.note(ctx, k.store, stale)
	return who, nil
}

// WaitingSession gives the member and the way of a session whose second factor is still to come. Fault: access.session-over.
func (k *Clerk) WaitingSession(ctx context.Context, digest Digest) (Session, error) {
	var s Session
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		ok := false
		if s, ok, err = tx.SignInByDigest(string(digest)); err != nil {
			return err
		}
		if !ok || s.Strength != Waiting {
			return errSession()
		}
		_, _, err = k.alive(tx, s)
		return err
	})
	return s, err
}

// alive is lives for a session whose member has not been read.
func (k *Clerk) alive(tx *store.Tx, s Session) (Identity, time.Time, error) {
	all, err := tx.Standings([]string{s.ID})
	if err != nil {
		return Identity{}, noTime, err
	}
	return k.lives(tx, all[s.ID], &seats{tx: tx})
}

// lives gives the identity of a session, and until when it lasts, if it does.
func (k *Clerk) lives(tx *store.Tx, s store.Standing, asked *seats) (Identity, time.Time, error) {
	who := Identity{Member: s.Member, Actor: s.Actor, SystemRole: directory.SystemRole(s.SystemRole), Only: s.Conference,
		Session: sessionPrefix + s.ID, Person: s.Person}
	if !s.Revoked.IsZero() {
		return Identity{}, noTime, errSession()
	}
	last := s.Ends
	if s.Guest != "" {
		g, ok, err := tx.Guest(s.Guest)
		if err != nil {
			return Identity{}, noTime, err
		}
		if !ok || !g.Revoked.IsZero() || !g.Expires.After(tx.Now) {
			return Identity{}, noTime, errSession()
		}
		who.Member = guestMember(s.ID)
		last = g.Expires
	} else {
		if !s.Account || !s.Disabled.IsZero() || s.NowActor != s.Actor || s.NowRole != s.SystemRole {
			return Identity{}, noTime, errSession()
		}
		who.Unnamed = s.Shared && s.Person == ""
	}
	until := earlier(s.Seen.Add(k.idle), last)
	if until.After(tx.Now) {
		return who, until, nil
	}
	if s.Strength == Waiting {
		return Identity{}, noTime, errSession()
	}
	limit := s.Created.Add(Seated)
	if s.Guest != "" {
		limit = earlier(limit, last)
	}
	goesOn, err := asked.taken(s.SignIn)
	if err != nil {
		return Identity{}, noTime, err
	}
	if !goesOn || !limit.After(tx.Now) {
		return Identity{}, noTime, errSession()
	}
	return who, earlier(limit, tx.Now.Add(k.idle)), nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// seated tells whether a conference that the session's actor takes part in goes on.
func seated(tx *store.Tx, s Session) (bool, error) {
	for _, phase := range []conference.Phase{conference.Lobby, conference.Open, conference.Adjourned} {
		list, err := tx.Conferences(store.As(s.Actor), store.ConferenceFilter{Phase: string(phase)})
		if err != nil {
			return false, err
		}
		for _, c := range list {
			if s.Conference == "" || s.Conference == c.ID {
				return true, nil
			}
		}
	}
	return false, nil
}

// Sessions lists the caller's own sessions that are alive, the latest used first.
func (k *Clerk) Sessions(ctx context.Context, who Identity) ([]Session, error) {
	if err := who.Allows("session.own", ""); err != nil {
		return nil, err
	}
	var out []Session
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		all, err := tx.SignIns(who.Member)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Strength == Waiting {
				continue
			}
			if _, _, err := k.alive(tx, s); err == nil {
				out = append(out, s)
			} else if fault.KindOf(err) != fault.Unauthenticated {
				return err
			}
		}
		return nil
	})
	return out, err
}

// EndSession ends one of the caller's sessions; "" is the one it came with. Fault: session.unknown, also for another's.
func (k *Clerk) EndSession(ctx context.Context, who Identity, id string) error {
	operation := "session.own"
	if id == "" || id == sessionID(who) {
		id, operation = sessionID(who), "session.end"
	}
	if err := who.Allows(operation, ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		s, ok, err := tx.SignIn(id)
		if err != nil {
			return err
		}
		if !ok || id != sessionID(who) && (s.Member == "" || s.Member != who.Member) {
			return fault.New(fault.NotFound, "session.unknown")
		}
		k.afterRevoked(tx)
		_, err = tx.RevokeSignIn(id)
		return err
	})
}

// EndOtherSessions ends the caller's sessions but the one it came with.
func (k *Clerk) EndOtherSessions(ctx context.Context, who Identity) error {
	if err := who.Allows("session.own", ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		k.afterRevoked(tx)
		_, err := tx.RevokeSignIns(who.Member, sessionID(who))
		return err
	})
}
