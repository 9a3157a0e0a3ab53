package calling

import (
	"context"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// call adds those who are called: each actor once, with a mandate to decide.
func (c *composer) call(ctx context.Context, p *conference.Plan) error {
	wanted, err := c.whom(ctx)
	if err != nil {
		return err
	}
	except, err := c.known(c.order.Except)
	if err != nil {
		return err
	}
	for _, a := range wanted {
		if !slices.ContainsFunc(p.Participants, func(x conference.Participant) bool { return x.Actor == a }) {
			p.Participants = append(p.Participants, conference.Participant{Actor: a, Role: conference.Attendee, Mandate: true})
		}
	}
	p.Participants = slices.DeleteFunc(p.Participants, func(x conference.Participant) bool { return slices.Contains(except, x.Actor) })
	if len(p.Participants) == 0 {
		return fault.New(fault.Invalid, "call.nobody")
	}
	return nil
}

// whom gathers the actors that are named one by one and by roster.
func (c *composer) whom(ctx context.Context) ([]string, error) {
	out, err := c.known(c.order.Actors)
	if err != nil || len(c.order.Rosters) == 0 {
		return out, err
	}
	own, err := c.desk.Rosters(ctx, c.who)
	if err != nil {
		return nil, err
	}
	for _, name := range c.order.Rosters {
		i := slices.IndexFunc(own, func(r directory.Roster) bool { return r.ID == name || strings.EqualFold(r.Name, name) })
		if i >= 0 {
			out = append(out, own[i].Members...)
			continue
		}
		ready, err := c.dir.ReadyByKey(name)
		if err != nil {
			return nil, err
		}
		out = append(out, ready.Members...)
	}
	return out, nil
}

// known refuses an actor that is not in the directory.
func (c *composer) known(ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		a, ok := c.dir.ByID(id)
		if !ok {
			return nil, fault.New(fault.NotFound, "actor.unknown", "Actor", id)
		}
		out = append(out, a.ID)
	}
	return out, nil
}

// WaysIn reads ways in as people write them on one line: an address on the web, a telephone number with its code after #,
// "rakel:RAPS-1", or else a place. The first is the main one, the rest are in reserve.
func WaysIn(words []string) []conference.Connection {
	var out []conference.Connection
	for _, w := range words {
		w = strings.TrimSpace(w)
		if w == "" {
			continue
		}
		k := wayIn(w)
		k.Primary, k.Reserve = len(out) == 0, len(out) > 0
		out = append(out, k)
	}
	return out
}

func wayIn(w string) conference.Connection {
	lower := strings.ToLower(w)
	switch {
	case strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "http://"):
		return conference.Connection{Mode: conference.Video, URL: w}
	case strings.HasPrefix(lower, "rakel:"):
		return conference.Connection{Mode: conference.Rakel, TalkGroup: strings.TrimSpace(w[len("rakel:"):]), MaxTalkSeconds: conference.RakelMinute}
	case w[0] == '+' || w[0] >= '0' && w[0] <= '9':
		number, code, _ := strings.Cut(w, "#")
		if strings.Trim(number, "+0123456789 -/()") == "" {
			return conference.Connection{Mode: conference.Phone, Number: strings.TrimSpace(number), Code: strings.Trim(code, " #")}
		}
	}
	return conference.Connection{Mode: conference.Room, Place: w}
}
