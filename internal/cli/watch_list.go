package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/watch"
	"samverkan/internal/wire"
)

// watchVerbs is following a conference, with the verbs about what one keeps an eye on under it.
func (s *session) watchVerbs() *cobra.Command {
	c := s.command(s.watch())
	for _, v := range []verb{s.watchAdd(), s.watchList(), s.watchRemove()} {
		c.AddCommand(s.command(v))
	}
	return c
}

func texted[T ~string](list []T) (out []string) {
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

func (s *session) watchAdd() verb {
	n := wire.NewWatch{Often: string(watch.Now)}
	return verb{
		use: "watch add KIND TARGET...",
		example: `samverkan watch add area snokaos --often hour
samverkan watch add tag nödvatten --often morning
samverkan watch add search 'q=reservkraft&kind=item' --label Reservkraft
samverkan watch add reports konf-1`,
		flags: func(f *flags) {
			f.text(&n.Often, "often")
			f.text(&n.Label, "label")
			f.choices("often", func(string) []string { return texted(watch.Choices()) })
		},
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			n.On, n.Target = args[0], strings.Join(args[1:], " ")
			var out wire.Watch
			var err error
			if s.far != nil {
				err = s.far.client.Post(ctx, n, &out, "watches")
			} else {
				var w clerk.Watched
				w, err = s.clerk.AddWatch(ctx, s.who, api.NewWatchOf(n))
				out = api.WatchOf(w)
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(out)
			}
			s.say(s.p.T("cli.watch-list.added"))
			return nil
		},
	}
}

func (s *session) watchList() verb {
	return verb{
		use: "watch list", example: "samverkan watch list",
		run: func(ctx context.Context, _ []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			rows, err := s.watches(ctx)
			if err != nil {
				return err
			}
			return list(s, rows,
				column[wire.Watch]{"id", func(w wire.Watch) string { return w.ID }},
				column[wire.Watch]{"kind", func(w wire.Watch) string { return s.p.T("watch.sort." + w.On) }},
				column[wire.Watch]{"watched", func(w wire.Watch) string { return w.Target }},
				column[wire.Watch]{"name", func(w wire.Watch) string { return clip(w.Name) }},
				column[wire.Watch]{"often", func(w wire.Watch) string { return s.p.T("watch.often." + w.Often) }})
		},
	}
}

// watches asks here or at the service.
func (s *session) watches(ctx context.Context) (rows []wire.Watch, err error) {
	if s.far != nil {
		err = s.far.client.Get(ctx, nil, &rows, "watches")
		return rows, err
	}
	all, err := s.clerk.Watches(ctx, s.who)
	for _, w := range all {
		rows = append(rows, api.WatchOf(w))
	}
	return rows, err
}

func (s *session) watchRemove() verb {
	return verb{
		use: "watch remove WATCH", example: "samverkan watch remove nödvatten",
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			rows, err := s.watches(ctx)
			if err != nil {
				return err
			}
			id := args[0]
			if i := slices.IndexFunc(rows, func(w wire.Watch) bool { return w.ID == id || w.Target == id || w.Label == id }); i >= 0 {
				id = rows[i].ID
			}
			if s.far != nil {
				err = s.far.client.Delete(ctx, "watches", id)
			} else {
				err = s.clerk.RemoveWatch(ctx, s.who, id)
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Removed []string `json:"removed"`
				}{args})
			}
			s.say(s.p.T("cli.watch-list.removed"))
			return nil
		},
	}
}

// inbox tells what we have been told of, or with read that we have read it.
func (s *session) inbox() verb {
	var read, unread bool
	limit := 100
	return verb{
		use: "inbox", group: groupAreas, example: "samverkan inbox --unread\nsamverkan inbox --read",
		flags: func(f *flags) {
			f.yes(&read, "read")
			f.yes(&unread, "unread")
			f.number(&limit, "limit")
		},
		run: func(ctx context.Context, _ []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			if read {
				return s.readInbox(ctx)
			}
			rows, err := s.inboxRows(ctx, unread, min(max(limit, 1), 500))
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.InboxItem]{"id", func(r wire.InboxItem) string { return r.ID }},
				column[wire.InboxItem]{"what", func(r wire.InboxItem) string { return s.p.T("watch.what." + r.What) }},
				column[wire.InboxItem]{"title", func(r wire.InboxItem) string { return clip(r.Title) }},
				column[wire.InboxItem]{"where", func(r wire.InboxItem) string { return clip(r.About) }},
				column[wire.InboxItem]{"actor", func(r wire.InboxItem) string { return s.short(r.Actor) }},
				column[wire.InboxItem]{"time", func(r wire.InboxItem) string { return s.when(r.At) }},
				column[wire.InboxItem]{"read", func(r wire.InboxItem) string { return s.when(r.Read) }})
		},
	}
}

func (s *session) inboxRows(ctx context.Context, unread bool, limit int) (rows []wire.InboxItem, err error) {
	if s.far != nil {
		err = s.far.client.Get(ctx, filled("limit", strconv.Itoa(limit), "unread", map[bool]string{true: "true"}[unread]), &rows, "inbox")
		return rows, err
	}
	// No service may be at work on this database: what has happened is held against the watches here.
	for worked := true; worked && err == nil; {
		worked, err = s.clerk.SortHappenings(ctx)
	}
	if err != nil {
		return nil, err
	}
	all, _, err := s.clerk.Inbox(ctx, s.who, clerk.InboxQuery{Unread: unread, Page: clerk.Page{Limit: limit}})
	for _, r := range all {
		rows = append(rows, api.InboxOf(r))
	}
	return rows, err
}

func (s *session) readInbox(ctx context.Context) (err error) {
	var out wire.InboxRead
	if s.far != nil {
		err = s.far.client.Post(ctx, wire.ReadInbox{}, &out, "inbox", "read")
	} else {
		out.Read, err = s.clerk.ReadInbox(ctx, s.who)
	}
	if err != nil {
		return err
	}
	if s.options.output != outTable {
		return s.show(out)
	}
	s.say(s.p.N("cli.inbox.was-read", out.Read))
	return nil
}
