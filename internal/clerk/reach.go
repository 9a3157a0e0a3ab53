package clerk

import (
	"context"
	"slices"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Reach is how an actor would be reached, without a word of the addresses.
type Reach struct {
	Actor    string
	Contacts int
	Channels []directory.Channel // that something would go out by, the first first; none when nothing would
	Rings    bool                // there is a number to ring
}

// Reaches tells how those would be reached who somebody is about to call: for who may call to conferences. By then they have not been
// called, so that their contacts are not for the caller to read. It is in the order of the actors, each once. Faults: access.not-allowed
// and those of Identity.Allows.
func (k *Clerk) Reaches(ctx context.Context, who Identity, actors []string, alarm bool) ([]Reach, error) {
	var out []Reach
	err := k.look(ctx, who, "board.read", func(tx *store.Tx) error {
		if !who.may(directory.Writer) {
			return fault.New(fault.Forbidden, "access.not-allowed", "Command", "conference.plan")
		}
		var to []delivery.Recipient
		out = nil
		at := map[string]int{}
		for _, actor := range actors {
			if _, there := at[actor]; !there {
				at[actor] = len(out)
				out = append(out, Reach{Actor: actor})
				to = append(to, delivery.Recipient{Participant: actor, Actor: actor})
			}
		}
		contacts, settings, err := k.planning(tx, to)
		if err != nil {
			return err
		}
		for _, c := range contacts {
			if i, asked := at[c.Actor]; asked {
				out[i].Contacts++
				out[i].Rings = out[i].Rings || slices.ContainsFunc(c.Ways, func(w directory.Way) bool { return w.Channel == directory.Voice || w.Channel == directory.SMS })
			}
		}
		if k.outgoing == nil {
			return nil
		}
		fact := delivery.Fact{Kind: delivery.Invitation, At: tx.Now, Alarm: alarm, To: to}
		for _, d := range delivery.Plan(fact, contacts, settings) {
			if x := &out[at[d.Actor]]; !slices.Contains(x.Channels, d.Channel) {
				x.Channels = append(x.Channels, d.Channel)
			}
		}
		return nil
	})
	return out, err
}

// Sends tells whether anything is sent from here.
func (k *Clerk) Sends() bool { return k.outgoing != nil }
