package clerk

import (
	"context"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

const (
	// tryWindow is how long a failed sign-in counts.
	tryWindow = 15 * time.Minute
	// triesHere is how many may fail for one name from one address. The lock is for the pair first: who guesses locks out
	// neither the person at another address nor the others behind the same one.
	triesHere = 10
	// triesAnywhere is how many may fail for one name from all addresses until each further one has to wait.
	triesAnywhere = 30
	// waitAnywhere is how long, for each failure above that; waitMost at the most.
	waitAnywhere, waitMost = time.Second, 30 * time.Second
	// knownFor is how long an address is known for a name after a sign-in there; a known one is spared the waiting.
	knownFor = 30 * 24 * time.Hour

	failed, locked, succeeded = "failed", "locked", "ok"
	keepLog                   = 400 * 24 * time.Hour
)

// SignInLine is a line of the log of sign-ins.
type SignInLine = store.SignInLine

// Try is somebody who tries to sign in.
type Try struct {
	Who     string // a code of the name that is tried, the same for the same name
	How     string
	Address string
	Agent   string
}

// MayTry refuses who has failed too often. It asks the database, so it holds over all nodes. Fault: sign-in.locked, with the
// Seconds until it is worth trying again.
func (k *Clerk) MayTry(ctx context.Context, t Try) error {
	return k.store.View(ctx, func(tx *store.Tx) error { return mayTry(tx, t) })
}

func mayTry(tx *store.Tx, t Try) error {
	lines, err := tx.SignInLinesBy(t.Who, tx.Now.Add(-tryWindow), 500)
	if err != nil {
		return err
	}
	var here, anywhere int
	var last, oldestHere time.Time
	for _, l := range lines {
		if l.Outcome == succeeded && l.Address == t.Address {
			break // what went before was the person's own mistakes
		}
		if l.Outcome != failed && l.Outcome != locked {
			continue
		}
		if anywhere++; last.IsZero() {
			last = l.At
		}
		if l.Address == t.Address {
			if here++; here <= triesHere {
				oldestHere = l.At
			}
		}
	}
	if here >= triesHere {
		return lockedFor(oldestHere.Add(tryWindow).Sub(tx.Now))
	}
	if anywhere < triesAnywhere {
		return nil
	}
	known, err := tx.CountSignInLines(t.Who, t.Address, "", succeeded, tx.Now.Add(-knownFor))
	if err != nil || known > 0 {
		return err
	}
	wait := min(time.Duration(anywhere-triesAnywhere+1)*waitAnywhere, waitMost)
	if until := last.Add(wait); until.After(tx.Now) {
		return lockedFor(until.Sub(tx.Now))
	}
	return nil
}

func lockedFor(d time.Duration) error {
	return fault.New(fault.Limited, "sign-in.locked", "Seconds", max(1, int(d.Round(time.Second)/time.Second)),
		"Minutes", max(1, int(d.Round(time.Minute)/time.Minute)))
}

// Tried writes down how a try went. member is who it was about, "" for nobody.
func (k *Clerk) Tried(ctx context.Context, t Try, member string, ok bool) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		line := store.SignInLine{ID: k.newID(), At: tx.Now, Who: t.Who, How: t.How, Outcome: failed, Address: t.Address,
			Agent: t.Agent}
		if ok {
			line.Outcome = succeeded
		}
		if member != "" {
			m, exists, err := found(tx.Member(member))
			if err != nil {
				return err
			}
			if exists {
				line.Member, line.Actor = m.ID, m.Actor
			}
		}
		if err := tx.AddSignInLine(line); err != nil || ok {
			return err
		}
		if err := mayTry(tx, t); fault.CodeOf(err) == "sign-in.locked" {
			line.ID, line.Outcome = k.newID(), locked // the lock shows in the log, once
			here, err := tx.CountSignInLines(t.Who, t.Address, "", locked, tx.Now.Add(-tryWindow))
			if err != nil || here > 0 {
				return err
			}
			return tx.AddSignInLine(line)
		}
		return nil
	})
}

// SignInLog lists the latest sign-ins: the caller's own, or with actor those of that actor's people, or with everybody those
// of all. Faults: those of Identity.Allows for "sign-in-log.read".
func (k *Clerk) SignInLog(ctx context.Context, who Identity, actor string, everybody bool, limit int) ([]SignInLine, error) {
	member := ""
	switch {
	case everybody:
		if err := who.Allows("sign-in-log.read", ""); err != nil {
			return nil, err
		}
		if !who.may(directory.Operator) {
			return nil, fault.New(fault.Forbidden, "access.operator-only")
		}
	case actor != "":
		if err := who.Allows("sign-in-log.read", actor); err != nil {
			return nil, err
		}
	default:
		if err := who.Allows("account.own", ""); err != nil {
			return nil, err
		}
		member = who.Member
	}
	var out []SignInLine
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.SignInLines(member, actor, min(max(limit, 1), 1000))
		return err
	})
	return out, err
}

// Tidy removes what has no more use: dead sessions and links after a month, codes after a day, the log and
// what was sent and came in after thirteen months.
func (k *Clerk) Tidy(ctx context.Context) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		month := tx.Now.Add(-31 * 24 * time.Hour)
		for _, forget := range []func() (int64, error){
			func() (int64, error) { return tx.ForgetSignIns(month) },
			func() (int64, error) { return tx.ForgetLinks(month) },
			func() (int64, error) { return tx.ForgetDevices(tx.Now.Add(-24 * time.Hour)) },
			func() (int64, error) { return tx.ForgetBegun(tx.Now) },
			func() (int64, error) { return tx.ForgetSignInLines(tx.Now.Add(-keepLog)) },
			func() (int64, error) { return tx.DropOutgoing(tx.Now.Add(-keepLog)) },
			func() (int64, error) { return tx.ForgetInbox(tx.Now.Add(-keepInbox)) },
			func() (int64, error) { return tx.DropIncoming(tx.Now.Add(-keepLog)) },
		} {
			if _, err := forget(); err != nil {
				return err
			}
		}
		return nil
	})
}
