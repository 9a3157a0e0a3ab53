package cli

import (
	"context"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// receipt is the answer to a command as programs read it.
type receipt struct {
	Command  string        `json:"command"` // its id, to send the same again with --id
	Name     string        `json:"name"`
	Status   clerk.Status  `json:"status"`
	First    int64         `json:"first,omitempty"`
	Last     int64         `json:"last,omitempty"`
	Events   []string      `json:"events,omitempty"`
	IDs      []string      `json:"ids,omitempty"`
	Warnings []warningText `json:"warnings,omitempty"`
	Text     string        `json:"text"`
	Fault    *problem      `json:"fault,omitempty"`
}

// warningText is something worth knowing that does not hinder. Its key is a text of the catalogues.
type warningText struct {
	Key  string `json:"code"`
	Text string `json:"text"`
}

// give hands a command to the clerk for the chosen conference, and tells what came of it. words are the values of the
// sentence that says so.
func (s *session) give(ctx context.Context, cmd conference.Command, words ...any) error {
	id, err := s.chosen(ctx)
	if err != nil {
		return err
	}
	return s.giveTo(ctx, id, cmd, words...)
}

func (s *session) giveTo(ctx context.Context, conferenceID string, cmd conference.Command, words ...any) error {
	r, err := s.hand(ctx, conferenceID, cmd)
	if err != nil {
		return err
	}
	return s.tell(ctx, r, words...)
}

// hand gives the command without a word.
func (s *session) hand(ctx context.Context, conferenceID string, cmd conference.Command) (clerk.Receipt, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return clerk.Receipt{}, err
	}
	s.seen = nil // it is going to change
	return desk.Do(ctx, s.who, conferenceID, clerk.Wish{ID: s.options.id, Role: s.options.role, OccurredAt: s.options.at, Command: cmd})
}

// administer gives a command about something other than a conference.
func (s *session) administer(ctx context.Context, cmd clerk.AdminCommand, words ...any) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	r, err := desk.Administer(ctx, s.who, s.options.id, cmd)
	if err != nil {
		return err
	}
	s.known = nil
	return s.tell(ctx, r, words...)
}

// tell writes a receipt: for people in plain words, with the rows of the journal that it can be found under.
func (s *session) tell(ctx context.Context, r clerk.Receipt, words ...any) error {
	out := s.receipt(ctx, r, words...)
	switch s.options.output {
	case outJSON:
		return s.writeJSON(out)
	case outLines:
		return s.writeLine(out)
	}
	text := strings.TrimSuffix(out.Text, ".")
	switch {
	case r.Status == clerk.Already:
		text = s.p.T("cli.already", "Text", out.Text)
	case r.First != r.Last:
		text = s.p.T("cli.rows", "Text", text, "First", r.First, "Last", r.Last)
	case r.Last != 0:
		text = s.p.T("cli.row", "Text", text, "Row", r.Last)
	}
	s.say(text)
	for _, w := range out.Warnings {
		s.remark(s.p.T("cli.warning", "Text", w.Text))
	}
	return nil
}

func (s *session) receipt(ctx context.Context, r clerk.Receipt, words ...any) receipt {
	out := receipt{Command: r.Command, Name: r.Name, Status: r.Status, First: r.First, Last: r.Last, Events: r.Events, IDs: r.IDs}
	if key := "cli.done." + r.Name; s.p.Has(key) && r.Status != clerk.Refused {
		out.Text = s.p.T(key, append([]any{"ID", strings.Join(r.IDs, ", ")}, words...)...)
	}
	out.Warnings = slices.Clone(s.reminders)
	for _, w := range r.Warnings {
		out.Warnings = append(out.Warnings, warningText{w.Key, s.warn(ctx, w)})
	}
	if r.Fault != nil {
		f, _ := fault.As(r.Fault)
		out.Fault = &problem{Kind: fault.KindOf(r.Fault).String(), Code: fault.CodeOf(r.Fault), Text: s.faultText(r.Fault, s.withNames(f))}
	}
	return out
}

// remind adds something to the next receipt that the leader should know: how one speaks on Rakel.
func (s *session) remind(key string) {
	s.reminders = append(s.reminders, warningText{Key: key, Text: s.p.T(key)})
}

// warn writes what is worth knowing, with names in the place of ids.
func (s *session) warn(ctx context.Context, w clerk.Warning) string {
	if !s.p.Has(w.Key) { // of a newer service
		return w.Key
	}
	if _, err := s.directory(ctx); err != nil {
		return s.p.T(w.Key, w.Args)
	}
	f := s.withNames(&fault.Fault{Args: w.Args})
	if n, ok := f.Args["Count"].(int); ok {
		var args []any
		for k, v := range f.Args {
			if k != "Count" {
				args = append(args, k, v)
			}
		}
		return s.p.N(w.Key, n, args...)
	}
	return s.p.T(w.Key, f.Args)
}
