package clerk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// auditStream is the journal of who has read what is marked, and of who has got or lost a way to sign in.
const auditStream = "audit"

// secretRead is the name of its rows.
const secretRead = "secret.read"

// sameReading is how long one reading of the same thing goes on: somebody who follows a meeting is one row, not thousands.
const sameReading = 15 * time.Minute

// SecretRead tells that somebody has read marked matter in clear.
type SecretRead struct {
	Conference string `json:"conference"` // inquiry/ and an id for the answers of a begäran om information
	What       string `json:"what"`       // the operation: document.read, conference.follow …
	Seq        int64  `json:"seq"`        // how far the conference had come
}

// Reading is a row of the audit journal.
type Reading struct {
	Seq        int64
	At         time.Time
	Member     string
	Actor      string
	Session    string
	SecretRead        // What is the name of the row when it is no reading
	About      string // the name of the passkey, the issuer of the identity
}

// The names of the rows about ways to sign in, which people add and take away themselves.
const (
	passkeyAdded   = "account.passkey-added"
	passkeyRemoved = "account.passkey-removed"
	identityBound  = "account.identity-bound"
	identityGone   = "account.identity-unbound"
)

// wayChanged is the payload of such a row. Neither key nor subject is in it.
type wayChanged struct {
	About string `json:"about"`
}

// auditWay writes down, in the transaction in which it happens, that somebody has added or taken away a way to sign in as them.
func auditWay(tx *store.Tx, who Identity, name, about string) error {
	payload, err := encode(wayChanged{about})
	if err == nil {
		_, err = tx.Append(auditStream, store.AtHead, journal.Entry{OccurredAt: tx.Now, Member: who.Member, Actor: who.Actor,
			Role: string(who.SystemRole), CommandID: who.Session, Name: name, Version: 1, Payload: payload})
	}
	return err
}

// sitting is what makes two readings the same.
type sitting struct{ member, session, conference, what string }

// ReadSecret writes down that a caller reads marked matter of a conference, when there is any that it may read. Doors call it
// before they answer. The owner of the file is not written down: it could as well open the file. A fault of the store is for the
// log: in a crisis nobody is kept from reading because the disk is full.
func (k *Clerk) ReadSecret(ctx context.Context, who Identity, v *View, what string) error {
	if who.Owner || !slices.ContainsFunc(v.Conference.Markings(), v.May) {
		return nil
	}
	return k.readSecret(ctx, who, SecretRead{Conference: v.Conference.Plan.ID, What: what, Seq: v.Head.Seq}, string(v.Role))
}

// readSecret writes a reading down, once for each sitting.
func (k *Clerk) readSecret(ctx context.Context, who Identity, x SecretRead, role string) error {
	key, now := sitting{who.Member, who.Session, x.Conference, x.What}, k.now()
	k.mu.Lock()
	last, ok := k.audited[key]
	if ok && now.Sub(last) < sameReading && !now.Before(last) {
		k.mu.Unlock()
		return nil
	}
	for other, at := range k.audited {
		if now.Sub(at) >= sameReading {
			delete(k.audited, other)
		}
	}
	k.audited[key] = now
	k.mu.Unlock()
	payload, err := encode(x)
	if err == nil {
		err = k.store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Append(auditStream, store.AtHead, journal.Entry{OccurredAt: tx.Now, Member: who.Member, Actor: who.Actor,
				Role: role, CommandID: who.Session, Name: secretRead, Version: 1, Payload: payload})
			return err
		})
	}
	if err != nil {
		k.mu.Lock()
		delete(k.audited, key)
		k.mu.Unlock()
	}
	return err
}

func (r *Reading) read(e journal.Entry) error {
	if e.Name != secretRead {
		r.What = e.Name
	}
	switch {
	case !e.HasPayload():
		return nil
	case e.Name == secretRead:
		return json.Unmarshal(e.Payload, &r.SecretRead)
	}
	var w wayChanged
	err := json.Unmarshal(e.Payload, &w)
	r.About = w.About
	return err
}

// Audit lists who has read marked matter, and who has got or lost a way to sign in, after a row, for who runs the installation.
func (k *Clerk) Audit(ctx context.Context, who Identity, after int64, limit int) ([]Reading, error) {
	if err := who.Allows("audit.read", ""); err != nil {
		return nil, err
	}
	var out []Reading
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		entries, err := tx.Entries(auditStream, after, limit)
		for _, e := range entries {
			r := Reading{Seq: e.Seq, At: e.RecordedAt, Member: e.Member, Actor: e.Actor, Session: e.CommandID}
			if err := r.read(e); err != nil {
				return fault.Wrap(err, fault.Unavailable, "store.corrupt")
			}
			out = append(out, r)
		}
		return err
	})
	return out, err
}

// AuditHead is the number of the newest row that Audit lists, for who begins with the newest.
func (k *Clerk) AuditHead(ctx context.Context, who Identity) (int64, error) {
	if err := who.Allows("audit.read", ""); err != nil {
		return 0, err
	}
	var head journal.Head
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		head, err = tx.Head(auditStream)
		return err
	})
	return head.Seq, err
}
