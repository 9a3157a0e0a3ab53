package cli

import (
	"context"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// tried is a test message on its way to a contact, or where it ended.
type tried struct {
	ID        string            `json:"id"`
	At        time.Time         `json:"at"`
	Actor     string            `json:"actor"`
	Contact   string            `json:"contact"`
	Channel   directory.Channel `json:"channel"`
	State     delivery.State    `json:"state"`
	Attempts  int               `json:"attempts,omitempty"`
	NextAt    time.Time         `json:"nextAt,omitzero"`
	HandedAt  time.Time         `json:"handedAt,omitzero"`
	SettledAt time.Time         `json:"settledAt,omitzero"`
	Code      string            `json:"code,omitempty"`
}

// probes reads the test messages of an actor's contacts, the latest first.
func (s *session) probes(ctx context.Context, actor string) (out []tried, err error) {
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	if actor = firstOf(actor, s.who.Actor); actor == "" {
		return nil, fault.New(fault.Invalid, "cli.whose-contacts")
	}
	if s.far != nil {
		err = s.far.client.Get(ctx, filled("actor", actor), &out, "contacts", "tests")
		return out, err
	}
	all, err := s.clerk.ContactTests(ctx, s.who, actor)
	for _, d := range all {
		x := tried{d.ID, d.At, d.Actor, d.Contact, d.Channel, d.State, d.Attempts, d.NextAt, d.HandedAt, d.SettledAt, d.Code}
		if !d.State.Pending() {
			x.NextAt = time.Time{}
		}
		out = append(out, x)
	}
	return out, err
}

// latestOf are the messages of the latest test.
func latestOf(all []tried) []tried {
	n := 0
	for n < len(all) && all[n].At.Equal(all[0].At) {
		n++
	}
	return all[:n]
}

func (s *session) contactsTest() verb {
	var follow bool
	return verb{
		use: "contacts test [ACTOR]", example: "samverkan contacts test ekeryd --watch --server https://samverkan.lansstyrelsen.example",
		flags: func(f *flags) { f.yes(&follow, "watch") },
		run: func(ctx context.Context, args []string) error {
			actor, err := s.oneActor(ctx, args)
			if err != nil {
				return err
			}
			if err := s.probe(ctx, actor); err != nil {
				return err
			}
			rows, err := s.probes(ctx, actor)
			for err == nil && follow && underWay(latestOf(rows)) {
				if s.wait(ctx, boardAgain) != nil {
					break // somebody pressed Ctrl-C: what is known is shown
				}
				rows, err = s.probes(ctx, actor)
			}
			if err != nil {
				return err
			}
			return s.showProbes(ctx, latestOf(rows))
		},
	}
}

func underWay(rows []tried) bool {
	for _, x := range rows {
		if x.State.Pending() {
			return true
		}
	}
	return false
}

// probe sends the test.
func (s *session) probe(ctx context.Context, actor string) error {
	if _, err := s.desk(ctx); err != nil {
		return err
	}
	if s.far != nil {
		var out []tried
		return s.far.client.Give(ctx, clerk.TestContacts{Actor: actor}, &out, "contacts", "tests")
	}
	if actor = firstOf(actor, s.who.Actor); actor == "" {
		return fault.New(fault.Invalid, "cli.whose-contacts")
	}
	return s.clerk.TestContacts(ctx, s.who, actor)
}

func (s *session) contactsResults() verb {
	return verb{
		use: "contacts results [ACTOR]", example: "samverkan contacts results ekeryd",
		run: func(ctx context.Context, args []string) error {
			actor, err := s.oneActor(ctx, args)
			if err != nil {
				return err
			}
			rows, err := s.probes(ctx, actor)
			if err != nil {
				return err
			}
			return s.showProbes(ctx, rows)
		},
	}
}

func (s *session) showProbes(ctx context.Context, rows []tried) error {
	functions := map[string]string{}
	if s.options.output == outTable && len(rows) > 0 {
		if _, err := s.directory(ctx); err != nil {
			return err
		}
		all, err := s.contactsOf(ctx, rows[0].Actor)
		if err != nil {
			return err
		}
		for _, c := range all {
			functions[c.ID] = c.Function
		}
	}
	return list(s, rows,
		column[tried]{"at", func(x tried) string { return s.when(x.At) }},
		column[tried]{"function", func(x tried) string { return firstOf(functions[x.Contact], x.Contact) }},
		column[tried]{"channel", func(x tried) string { return s.p.T(x.Channel.Key()) }},
		column[tried]{"state", func(x tried) string { return s.p.T(x.State.Key()) }},
		column[tried]{"sent-at", func(x tried) string { return s.clockOr(x.HandedAt) }},
		column[tried]{"reason", func(x tried) string { return s.whyFailed(x.Code) }})
}

// whyFailed is what a code says, or the code itself of a newer service.
func (s *session) whyFailed(code string) string {
	if key := "fault." + code; code != "" && s.p.Has(key) {
		return s.p.Fault(fault.New(fault.Internal, code))
	}
	return code
}
