package clerk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// RegisterSent is a sending of a record to the registrator. To whom it went is not kept.
type RegisterSent struct {
	At             time.Time `json:"at"`
	By             string    `json:"by" doc:"Member"`
	Version        int       `json:"version" doc:"Of the minutes"`
	Scope          string    `json:"scope" doc:"public: nothing that is marked went with it"`
	RegistryNumber string    `json:"registryNumber,omitempty" doc:"Diarienummer at that time"`
}

// mostSendings is how far back in the journal of administration RegisterSent looks, in rows of all conferences.
const mostSendings = 50_000

// RegisterSent lists when a record was sent to the registrator and by whom, the newest first, for those who may send it. Faults:
// conference.unknown, and those of who may not.
func (k *Clerk) RegisterSent(ctx context.Context, who Identity, conferenceID string) ([]RegisterSent, error) {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return nil, err
	}
	wish := &conference.PublishMinutes{}
	if newest := v.Conference.Version(); newest != nil {
		wish.Version = newest.Number
	}
	if _, err := who.authorize(v.Conference, wish, ""); err != nil {
		return nil, err
	}
	out := []RegisterSent{}
	err = k.store.View(ctx, func(tx *store.Tx) error {
		head, err := tx.Head(directoryStream)
		if err != nil {
			return err
		}
		const page = 1000
		for last := head.Seq; last > max(0, head.Seq-mostSendings); last -= page {
			entries, err := tx.Entries(directoryStream, max(0, last-page), int(min(last, page)))
			if err != nil {
				return err
			}
			for _, e := range slices.Backward(entries) {
				var x registered
				if e.Name != (*SendRegister)(nil).Name() || !e.HasPayload() {
					continue
				}
				if err := json.Unmarshal(e.Payload, &x); err != nil {
					return fault.Wrap(err, fault.Unavailable, "store.corrupt")
				}
				if x.Conference == conferenceID {
					out = append(out, RegisterSent{At: e.RecordedAt, By: e.Member, Version: x.Version, Scope: x.Scope, RegistryNumber: x.RegistryNumber})
				}
			}
		}
		return nil
	})
	return out, err
}
