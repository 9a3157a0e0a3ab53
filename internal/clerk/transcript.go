package clerk

import (
	"context"
	"slices"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// OpenTranscript gives a transcript with its words, for who may hear the sound that it was made from. A draft that nobody has
// approved is for the host's leader and secretary alone. Faults: conference.unknown, transcript.unknown; those of
// [conference.ReadTranscript] when the file is another than it should be.
func (k *Clerk) OpenTranscript(ctx context.Context, who Identity, conferenceID, id string) (conference.Transcript, conference.TranscriptWords, error) {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return conference.Transcript{}, conference.TranscriptWords{}, err
	}
	t, ok := v.Conference.Recording.Transcript(id)
	if !ok || !k.mayReadTranscript(who, v, *t) {
		return conference.Transcript{}, conference.TranscriptWords{}, fault.New(fault.NotFound, "transcript.unknown", "ID", id)
	}
	r, err := k.open(ctx, t.Digest)
	if err != nil {
		return *t, conference.TranscriptWords{}, err
	}
	defer r.Close()
	words, err := conference.ReadTranscript(r, t.Sound)
	return *t, words, err
}

func (k *Clerk) mayReadTranscript(who Identity, v *View, t conference.Transcript) bool {
	if t.Draft() && !slices.ContainsFunc(leads, func(r conference.Role) bool { return who.holds(v.Conference, r) }) {
		return false
	}
	f, ok := v.Conference.Recording.File(t.Sound)
	return ok && v.May(t.Secrecy) && v.Hears(*f) == ""
}

// mostReadings is how far back in the journal of readings ReadingsOf looks, in rows of all conferences.
const mostReadings = 20_000

// ReadingsOf lists who has read marked matter of a conference, the newest first and at most so many, for the host's leader and
// secretary, who answer for it. Faults: conference.unknown, access.not-allowed.
func (k *Clerk) ReadingsOf(ctx context.Context, who Identity, conferenceID string, most int) ([]Reading, error) {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(leads, func(r conference.Role) bool { return who.holds(v.Conference, r) }) {
		return nil, fault.New(fault.Forbidden, "access.not-allowed", "Command", "readings")
	}
	var out []Reading
	err = k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		head, err := tx.Head(auditStream)
		if err != nil {
			return err
		}
		const page = 1000
		for last := head.Seq; last > max(0, head.Seq-mostReadings) && len(out) < most; last -= page {
			entries, err := tx.Entries(auditStream, max(0, last-page), int(min(last, page)))
			if err != nil {
				return err
			}
			for _, e := range slices.Backward(entries) {
				r := Reading{Seq: e.Seq, At: e.RecordedAt, Member: e.Member, Actor: e.Actor, Session: e.CommandID}
				if err := r.read(e); err != nil {
					return fault.Wrap(err, fault.Unavailable, "store.corrupt")
				}
				if e.Name == secretRead && r.Conference == conferenceID && len(out) < most {
					out = append(out, r)
				}
			}
		}
		return nil
	})
	return out, err
}
