package clerk

import (
	"context"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Admission is what one who follows a conference may do from now on.
type Admission struct {
	Class string    // the access class; see Class
	Until time.Time // when the sign-in ends unless it is used
	Err   error     // it may not follow: access.session-over, conference.unknown, and those of Identity.Allows
}

// Admit looks again at many who follow a conference: whether the session or token that each came with still holds, whether it
// may follow, and in which class. A whole audience is asked about at once when rights change, so one look at the database
// serves them all. The error is for when nobody could be looked at.
func (k *Clerk) Admit(ctx context.Context, conference string, all []Identity) ([]Admission, error) {
	out := make([]Admission, len(all))
	now := make([]Identity, len(all))
	if err := k.renew(ctx, all, now, out); err != nil {
		return nil, err
	}
	err := k.following(ctx, conference, func(_ *store.Tx, f *folded) error {
		for i := range out {
			if out[i].Err == nil {
				out[i].Class, out[i].Err = f.class(now[i])
			}
		}
		return nil
	})
	return out, err
}

// renew finds out who each identity is now, and until when.
func (k *Clerk) renew(ctx context.Context, all, now []Identity, out []Admission) error {
	var sessions []string
	for _, who := range all {
		if id := sessionID(who); id != "" {
			sessions = append(sessions, id)
		}
	}
	return k.store.View(ctx, func(tx *store.Tx) error {
		standings, err := tx.Standings(sessions)
		if err != nil {
			return err
		}
		asked := &seats{tx: tx}
		for i, who := range all {
			if id := sessionID(who); id == "" {
				now[i], out[i].Until, err = renewToken(tx, tokenID(who))
			} else if s, ok := standings[id]; !ok || s.Strength == Waiting {
				err = errSession()
			} else {
				now[i], out[i].Until, err = k.lives(tx, s, asked)
			}
			if err == nil {
				err = now[i].Allows("conference.follow", "")
			}
			if out[i].Err = err; err != nil && !refusal(err) {
				return err
			}
		}
		return nil
	})
}

func renewToken(tx *store.Tx, id string) (Identity, time.Time, error) {
	t, ok, err := tx.Token(id)
	if err != nil || !ok {
		return Identity{}, noTime, either(err, errSession())
	}
	return valid(tx, t)
}

// refusal tells a no from a failure to find out.
func refusal(err error) bool {
	kind := fault.KindOf(err)
	return kind == fault.Unauthenticated || kind == fault.Forbidden || kind == fault.NotFound
}

// seats remembers, while many are looked at, which actors take part in something that goes on.
type seats struct {
	tx    *store.Tx
	known map[seat]bool
}

// seat is an actor, and the one conference that a guest of it may know of.
type seat struct{ actor, conference string }

func (x *seats) taken(s Session) (bool, error) {
	at := seat{s.Actor, s.Conference}
	if yes, asked := x.known[at]; asked {
		return yes, nil
	}
	yes, err := seated(x.tx, s)
	if err == nil {
		if x.known == nil {
			x.known = map[seat]bool{}
		}
		x.known[at] = yes
	}
	return yes, err
}
