package clerk

import (
	"context"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
	"samverkan/minutes"
)

// Genuine is what is said of a paper or a file to anybody who holds it. It tells nothing of what is in it, and no name: where it
// stands is only for who may know of that.
type Genuine struct {
	At       time.Time // when the entry that the seal is of was written, the version approved, or the file published
	Version  int       // of the minutes or the item; 0 when it is of no approved version
	Newest   int       // version there is now
	Changed  time.Time // when the version that followed it was approved or published; zero when none has
	Signed   bool      // the signature that was given belongs to it
	Approved bool      // the seal is that of an approval

	Corrected int // how many corrections have been approved since; what they are of is for who may read it

	Conference string   // for who may see it
	Area, Item string   // for who may read it
	Why        []string // what was corrected in each published version since, the oldest first, for who may read it
}

// GenuineSeal tells whether a seal is of a journal here, as it was after one of its entries. signature is what stands under the
// seal, or "". Fault: seal.unknown.
func (k *Clerk) GenuineSeal(ctx context.Context, who Identity, seq int64, hash, signature string) (Genuine, error) {
	var out Genuine
	if err := who.Allows("seal.check", ""); err != nil {
		return out, err
	}
	want, err := journal.ParseHash(hash)
	if err != nil || seq < 1 {
		return out, fault.New(fault.NotFound, "seal.unknown")
	}
	err = k.store.View(ctx, func(tx *store.Tx) error {
		e, ok, err := tx.EntryOf(seq, want)
		if err != nil {
			return err
		}
		id, isConference := conferenceOf(e.Stream)
		if !ok || !isConference {
			return fault.New(fault.NotFound, "seal.unknown")
		}
		out = Genuine{At: e.RecordedAt}
		note, err := k.sign(e.Head(), e.RecordedAt)
		if err != nil {
			return err
		}
		out.Signed = signature != "" && strings.Contains(note, " "+signature+"\n")
		now, err := k.readings.of(tx, id)
		if err != nil {
			return err
		}
		out.Newest = len(now.state.Minutes.Versions)
		out.versionAt(now.state.Minutes.Versions, seq)
		if who.see(now.state) {
			out.Conference = id
		}
		return nil
	})
	return out, err
}

// versionAt finds which version was approved at an entry, and whether another has been since.
func (g *Genuine) versionAt(versions []conference.MinutesVersion, seq int64) {
	for _, v := range versions {
		switch {
		case v.Approved == nil:
		case v.Approved.Seq == seq:
			g.Version, g.Approved, g.At = v.Number, true, v.Approved.At
		case v.Approved.Seq > seq:
			g.Corrected += len(v.Corrections)
			if g.Changed.IsZero() {
				g.Changed = v.Approved.At
			}
		}
	}
}

// GenuineFile tells whether a file, by its digest, was published in an area here. Fault: seal.unknown-file.
func (k *Clerk) GenuineFile(ctx context.Context, who Identity, digest string) (Genuine, error) {
	var out Genuine
	if err := who.Allows("seal.check", ""); err != nil {
		return out, err
	}
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = Genuine{}
		ids, err := tx.WithDigest(digest)
		if err != nil {
			return err
		}
		for _, id := range ids {
			it, exists, err := itemByID(tx, id)
			if err != nil {
				return err
			}
			if exists {
				if err := out.file(tx, who, it, digest); err != nil {
					return err
				}
			}
		}
		if out.Version == 0 {
			return fault.New(fault.NotFound, "seal.unknown-file")
		}
		return nil
	})
	return out, err
}

// file takes in what an item says of a file. One that the reader may read goes before the others.
func (g *Genuine) file(tx *store.Tx, who Identity, it area.Item, digest string) error {
	a, _, err := areaByID(tx, it.Area)
	if err != nil {
		return err
	}
	reads := !who.Guest() && (who.Owner || a.MayRead(it, who.Actor))
	if g.Item != "" || g.Version != 0 && !reads {
		return nil
	}
	for i, v := range it.Versions {
		if v.Digest != digest {
			continue
		}
		*g = Genuine{At: v.At, Version: v.Number, Newest: len(it.Versions)}
		later := it.Versions[i+1:]
		if len(later) > 0 {
			g.Changed = later[0].At
		}
		if reads {
			g.Area, g.Item = it.Area, it.ID
		}
		for _, next := range later {
			if next.Reason == "" {
				continue
			}
			g.Corrected++
			if reads {
				g.Why = append(g.Why, next.Reason)
			}
		}
	}
	return nil
}

// PublicKeys are the keys that this installation has signed with, so that what it signed can be checked anywhere.
func (k *Clerk) PublicKeys(ctx context.Context) ([]journal.PublicKey, error) {
	var out []journal.PublicKey
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.PublicKeys()
		return err
	})
	return out, err
}

// Base is the address of the service that papers say they can be checked at; "" when there is none.
func (k *Clerk) Base() string { return k.base }

// Composed says which composition of a version a digest is of.
type Composed string

// The compositions that anybody may hold.
const (
	ComposedWhole   Composed = "whole"  // with all that is marked
	ComposedPublic  Composed = "public" // without it
	ComposedUnknown Composed = ""       // neither: made for a reader who may read a part, or changed
)

// GenuineDigest tells which composition of an approved version a digest, or the first digits of one, is of; seq and hash are of its
// seal. Fault: seal.unknown.
func (k *Clerk) GenuineDigest(ctx context.Context, who Identity, seq int64, hash, digest string) (Composed, error) {
	if err := who.Allows("seal.check", ""); err != nil {
		return "", err
	}
	want, err := journal.ParseHash(hash)
	if err != nil || seq < 1 || len(digest) < shortestDigest {
		return "", fault.New(fault.NotFound, "seal.unknown")
	}
	found := ComposedUnknown
	err = k.store.View(ctx, func(tx *store.Tx) error {
		e, ok, err := tx.EntryOf(seq, want)
		if err != nil {
			return err
		}
		id, isConference := conferenceOf(e.Stream)
		if !ok || !isConference {
			return fault.New(fault.NotFound, "seal.unknown")
		}
		v, err := k.viewAt(tx, OwnerIdentity(), id, seq)
		if err != nil {
			return err
		}
		newest := v.Conference.Version()
		if newest == nil || newest.Approved == nil {
			return nil
		}
		o := minutes.Options{Now: newest.Approved.At}
		if strings.HasPrefix(minutes.Compose(v.Conference, o).Digest(), digest) {
			found = ComposedWhole
			return nil
		}
		o.May, o.Public = minutes.Public, true
		if strings.HasPrefix(minutes.Compose(v.Conference, o).Digest(), digest) {
			found = ComposedPublic
		}
		return nil
	})
	return found, err
}

// shortestDigest is how many digits of a digest say which it is.
const shortestDigest = 16
