package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/minutes"
)

func (s *session) itemVerbs() []verb {
	return []verb{s.itemStart(), s.itemFinish(), s.itemSecrecy(), s.itemList()}
}

// itemTitle is the number and title of an item: what people say.
func (s *session) itemTitle(ctx context.Context, id string) string {
	v, err := s.view(ctx)
	if err != nil {
		return id
	}
	it, ok := v.Conference.Plan.Agenda.Find(id)
	if !ok {
		return id
	}
	return fmt.Sprintf("%d. %s", it.Number, it.Title)
}

func (s *session) itemStart() verb {
	return verb{
		use:     "item start ITEM",
		example: "samverkan item start 3 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			item, err := s.item(ctx, args[0])
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.StartItem{Item: item}, "Title", s.itemTitle(ctx, item), "Clock", s.happens())
		},
	}
}

func (s *session) itemFinish() verb {
	return verb{
		use:     "item finish [ITEM]",
		example: "samverkan item finish -C konf-1",
		run: func(ctx context.Context, args []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			item := v.Conference.Current
			if len(args) > 0 {
				if item, err = s.item(ctx, args[0]); err != nil {
					return err
				}
			}
			return s.give(ctx, &conference.FinishItem{Item: item}, "Title", s.itemTitle(ctx, item))
		},
	}
}

func (s *session) itemSecrecy() verb {
	cmd := &conference.MarkItemSecrecy{}
	return verb{
		use: "item secrecy ITEM",
		example: `samverkan item secrecy 6 --secret "OSL 18 kap. 13 §" --assessed-by skogsbo -C konf-1
samverkan item secrecy 6 -C konf-1`,
		flags: func(f *flags) { f.secrecy(&cmd.Secrecy) },
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Item, err = s.item(ctx, args[0]); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Title", s.itemTitle(ctx, cmd.Item), "Marking", s.marking(cmd.Secrecy))
		},
	}
}

// marking writes a marking in words.
func (s *session) marking(x conference.Secrecy) string {
	switch {
	case !x.Marked():
		return s.p.T("cli.open")
	case x.Suspected:
		return s.p.T("cli.suspected", "Ground", x.Ground)
	}
	return s.p.T("cli.secret", "Ground", x.Ground)
}

func (s *session) itemList() verb {
	return verb{
		use:     "item list [CONFERENCE]",
		example: "samverkan item list konf-1",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			state := func(x minutes.Item) string {
				switch {
				case len(x.Spans) == 0:
					return s.p.T("agenda.state.waiting")
				case v.Conference.Current == x.ID:
					return s.p.T("agenda.state.running")
				}
				return s.p.T("agenda.state.done")
			}
			over := func(x minutes.Item) string {
				if d := time.Duration(x.UsedSeconds)*time.Second - time.Duration(x.Minutes)*time.Minute; d > 0 {
					return "+" + s.p.Duration(d)
				}
				return ""
			}
			return list(s, m.Items,
				column[minutes.Item]{"number", func(x minutes.Item) string { return strconv.Itoa(x.Number) }},
				column[minutes.Item]{"id", func(x minutes.Item) string { return x.ID }},
				column[minutes.Item]{"state", state},
				column[minutes.Item]{"planned", func(x minutes.Item) string { return strconv.Itoa(x.Minutes) + " min" }},
				column[minutes.Item]{"used", func(x minutes.Item) string {
					if len(x.Spans) == 0 {
						return ""
					}
					return s.p.Duration(time.Duration(x.UsedSeconds) * time.Second)
				}},
				column[minutes.Item]{"over", over},
				column[minutes.Item]{"title", func(x minutes.Item) string { return x.Title }})
		},
	}
}
