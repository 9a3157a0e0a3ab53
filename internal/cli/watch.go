package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samverkan/conference"
	"samverkan/internal/client"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/wire"
)

// lookAgain is how often a database on this machine is looked at for news.
const lookAgain = time.Second

// watching is a conference that is followed on the screen.
type watching struct {
	*session
	plan  *conference.Plan
	most  int // entries to tell of; 0 for no end
	shown int
	all   []wire.Entry // for JSON, which has an end
}

// errEnough is that as many entries have been told as were asked for.
var errEnough = errors.New("cli: enough")

func (s *session) watch() verb {
	after, most := -1, 0
	return verb{
		use: "watch [CONFERENCE]", group: groupMeeting,
		example: `samverkan watch konf-1
samverkan watch konf-1 --after 0 -o jsonl
samverkan watch konf-1 --server https://samverkan.lansstyrelsen.example`,
		flags: func(f *flags) {
			f.number(&after, "after")
			f.number(&most, "count")
		},
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			plan := readable(v)
			w := &watching{session: s, plan: &plan, most: most}
			if s.far != nil {
				err = s.far.client.Follow(ctx, id, int64(after), w.news)
			} else {
				err = w.look(ctx, id, int64(after))
			}
			return w.end(ctx, err)
		},
	}
}

// end tells whether following ended as it should: when there was enough, or somebody pressed Ctrl-C.
func (w *watching) end(ctx context.Context, err error) error {
	if !errors.Is(err, errEnough) && ctx.Err() == nil {
		return err
	}
	if w.options.output == outJSON {
		if w.all == nil {
			w.all = []wire.Entry{}
		}
		return w.writeJSON(w.all)
	}
	return nil
}

// news tells of what comes from a service.
func (w *watching) news(n client.News) error {
	switch n.Kind {
	case client.Entered:
		return w.entry(n.Entry)
	case client.Followed:
		w.remark(w.p.T("cli.watch.begun", "Title", w.plan.Title, "Row", n.Entry.Seq))
	case client.Lost:
		w.remark(w.p.T("cli.watch.lost", "Clock", w.clock(w.world.Now())))
	case client.Back:
		w.remark(w.p.T("cli.watch.back", "Clock", w.clock(w.world.Now())))
	case client.Polling:
		w.remark(w.p.T("cli.watch.polling"))
	}
	return nil
}

// look follows a database on this machine by looking at it again and again: there is nobody who could tell.
func (w *watching) look(ctx context.Context, id string, after int64) error {
	for first := true; ; first = false {
		entries, err := w.at.Journal(ctx, w.who, id)
		// The file may be locked for a moment by somebody who writes; what stays wrong is told.
		if err != nil && (first || fault.KindOf(err) != fault.Unavailable) {
			return err
		}
		if first && after < 0 {
			after = int64(len(entries))
		}
		if first {
			w.remark(w.p.T("cli.watch.begun", "Title", w.plan.Title, "Row", len(entries)))
		}
		for _, e := range entries {
			if e.Seq <= after {
				continue
			}
			after = e.Seq
			if err := w.entry(wireEntry(e)); err != nil {
				return err
			}
		}
		if err := w.wait(ctx, lookAgain); err != nil {
			return err
		}
	}
}

// wireEntry is an entry as it would come from a service.
func wireEntry(e journal.Entry) wire.Entry {
	out := wire.Entry{Seq: e.Seq, RecordedAt: e.RecordedAt, OccurredAt: e.OccurredAt, Member: e.Member, Actor: e.Actor, Role: e.Role,
		Command: e.CommandID, Name: e.Name, Version: e.Version, Payload: e.Payload}
	if e.Withheld {
		return wire.Entry{Seq: e.Seq}
	}
	return out
}

// entry tells of one entry.
func (w *watching) entry(e wire.Entry) error {
	switch w.options.output {
	case outJSON:
		w.all = append(w.all, e)
	case outLines:
		if err := w.writeLine(e); err != nil {
			return err
		}
	default:
		at := ""
		if !e.OccurredAt.IsZero() {
			at = w.clock(e.OccurredAt)
		}
		if _, err := fmt.Fprintf(w.world.Out, "%4d  %5s  %s\n", e.Seq, at, oneLine(w.told(e, w.plan))); err != nil {
			return err
		}
	}
	if w.shown++; w.most > 0 && w.shown >= w.most {
		return errEnough
	}
	return nil
}

// wait waits so long, or until the context ends.
func (s *session) wait(ctx context.Context, d time.Duration) error {
	if s.world.Wait != nil {
		return s.world.Wait(ctx, d)
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
