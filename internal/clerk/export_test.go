package clerk

import (
	"context"
	"errors"
	"slices"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// RuleNames gives the commands that the policy names, sorted.
func RuleNames() []string {
	var out []string
	for name := range rules() {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

var errTaken = errors.New("the transaction was taken back")

// Try gives a command as Do does, and takes everything back afterwards, so that the next one meets the same conference. It
// answers with the refusal, nil for none.
func (k *Clerk) Try(ctx context.Context, who Identity, id string, w Wish) error {
	var refused error
	r := k.record(id)
	r.mu.Lock()
	defer r.mu.Unlock()
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		if err := r.catchUp(tx, id); err != nil {
			return err
		}
		before := r.head
		receipt, err := k.do(tx, r, who, id, w)
		if err != nil || r.head != before {
			r.state = nil // what was folded is taken back too
		}
		if err != nil {
			return err
		}
		refused = receipt.Fault
		return errTaken
	})
	if err != errTaken {
		return err
	}
	return refused
}

// TryAdmin is Try for an administrative command.
func (k *Clerk) TryAdmin(ctx context.Context, who Identity, cmd AdminCommand) error {
	var refused error
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		if _, refused = cmd.run(&desk{tx: tx, who: who, clerk: k}); fault.KindOf(refused) == fault.Internal && refused != nil {
			return refused
		}
		return errTaken
	})
	if err != errTaken {
		return err
	}
	return refused
}

// Kept gives the state that the clerk keeps of a conference between commands; nil when it keeps none.
func (k *Clerk) Kept(id string) (*conference.Conference, journal.Head) {
	r := k.record(id)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state, r.head
}

// Folded gives the state and head that the journal of a conference adds up to.
func (k *Clerk) Folded(ctx context.Context, id string) (*conference.Conference, journal.Head, error) {
	c, head := conference.New(), journal.Start(stream(id))
	err := k.store.View(ctx, func(tx *store.Tx) error {
		for e, err := range tx.AllEntries(stream(id)) {
			if err != nil {
				return err
			}
			if err := fold(c, e); err != nil {
				return err
			}
			head = e.Head()
		}
		return nil
	})
	return c, head, err
}

// TryExpunge removes payloads, lets look see what it left, and takes everything back.
func (k *Clerk) TryExpunge(ctx context.Context, who Identity, cmd Expunge, look func(tx *store.Tx, all []journal.Entry, c *conference.Conference) error) error {
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		if _, err := cmd.run(&desk{tx: tx, who: who, clerk: k}); err != nil {
			return err
		}
		c := conference.New()
		var all []journal.Entry
		for e, err := range tx.AllEntries(cmd.Stream) {
			if err != nil {
				return err
			}
			if err := fold(c, e); err != nil {
				return err
			}
			all = append(all, e)
		}
		if err := look(tx, all, c); err != nil {
			return err
		}
		return errTaken
	})
	if err == errTaken {
		return nil
	}
	return err
}

// Hold keeps the record of a conference as one who gives a command does, until release is called.
func (k *Clerk) Hold(id string) (release func()) {
	r := k.record(id)
	r.mu.Lock()
	return r.mu.Unlock
}

// ForgetReadings throws away what was folded for readers.
func (k *Clerk) ForgetReadings() {
	k.readings.mu.Lock()
	defer k.readings.mu.Unlock()
	clear(k.readings.kept)
}

// TryInquiry is Try for a command about an inquiry.
func (k *Clerk) TryInquiry(ctx context.Context, who Identity, id string, cmd inquiry.Command) error {
	refused := who.Allows("inquiry.command", "")
	if refused != nil {
		return refused
	}
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		refused = k.inquire(tx, who, id, InquiryWish{Command: cmd}, &Receipt{Command: "prov"})
		return errTaken
	})
	if err != errTaken {
		return err
	}
	return refused
}

// SoundDigests gives the recordings that something is kept of.
func (k *Clerk) SoundDigests(ctx context.Context) (out []string, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) { out, err = tx.SoundDigests(); return err })
	return out, err
}

// TakeUpload opens an upload whose record was read a while ago.
func (k *Clerk) TakeUpload(ctx context.Context, read Upload) (Upload, error) {
	p, u, err := k.takeUpload(ctx, read)
	if p != nil {
		err = errors.Join(err, p.Close())
	}
	return u, err
}
