package server

import (
	"context"
	"encoding/json"
	"strconv"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/live"
)

// source renders what followers get: programs the rows of the journal, as where they are read in pages; people the pieces of
// their page that changed.
type source struct{ *Server }

// Frames implements [live.Source]. A row that the class may not read is nothing but its number.
func (s source) Frames(ctx context.Context, t live.Topic, after int64, limit int) ([]live.Frame, error) {
	if t.Form != api.Form {
		return s.web.Frames(ctx, t, after, limit)
	}
	entries, err := s.clerk.Feed(ctx, t.Conference, t.Class, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]live.Frame, len(entries))
	for i, e := range entries {
		if e.Name == "" {
			out[i] = live.Withheld(e.Seq)
			continue
		}
		data, err := json.Marshal(api.EntryOf(e))
		if err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "store.corrupt")
		}
		out[i] = live.Event(e.Seq, "entry", data)
	}
	return out, nil
}

// Head implements [live.Source].
func (s source) Head(ctx context.Context, conference string) (int64, string, error) {
	p, err := s.clerk.Position(ctx, conference)
	return p.Seq, strconv.FormatInt(p.Access, 10), err
}

// Admit implements [live.Source]: whoever follows must still be signed in, and still see the conference.
func (s source) Admit(ctx context.Context, conference string, tickets []any) ([]live.Admission, error) {
	all := make([]clerk.Identity, len(tickets))
	for i, t := range tickets {
		all[i], _ = t.(clerk.Identity) // another ticket is nobody's
	}
	said, err := s.clerk.Admit(ctx, conference, all)
	if err != nil {
		return nil, err
	}
	out := make([]live.Admission, len(said))
	for i, x := range said {
		out[i] = live.Admission(x)
	}
	return out, nil
}
