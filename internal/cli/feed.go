package cli

import (
	"context"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

func (s *session) feedVerbs() []verb { return []verb{s.feedMake(), s.feedList(), s.feedRevoke()} }

// feedMake makes an address that a calendar program fetches.
func (s *session) feedMake() verb {
	var x settings
	var n wire.NewFeed
	return verb{
		use: "feed make TITLE", example: `samverkan feed make "Samverkan i min kalender" --server https://samverkan.lansstyrelsen.example
samverkan feed make "TiB:s kalender" --whole
samverkan feed make "Snökaos" --feed-area yta-snokaos`,
		flags: func(f *flags) {
			s.placed(f, &x)
			f.yes(&n.Whole, "whole")
			f.text(&n.Area, "feed-area")
		},
		run: func(ctx context.Context, args []string) error {
			n.Title = args[0]
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			got, err := s.makeFeed(ctx, n, &x)
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(got)
			}
			s.remark(s.p.T("cli.feed.address"))
			s.say(got.Address)
			return nil
		},
	}
}

func (s *session) makeFeed(ctx context.Context, n wire.NewFeed, x *settings) (out wire.MadeFeed, err error) {
	if s.far != nil {
		err = s.far.client.Post(ctx, n, &out, "feeds")
		return out, err
	}
	in, err := nearPeople{s, x.config}.signin()
	if err != nil {
		return out, err
	}
	member := s.who.Member
	if n.Whole {
		member = ""
	}
	out.Address, out.ID, err = in.MakeAreaFeed(ctx, s.who, s.who.Actor, member, n.Title, n.Area)
	return out, err
}

func (s *session) feedList() verb {
	return verb{
		use: "feed list", example: "samverkan feed list",
		run: func(ctx context.Context, _ []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			rows, err := s.feeds(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.Feed]{"id", func(f wire.Feed) string { return f.ID }},
				column[wire.Feed]{"title", func(f wire.Feed) string { return f.Title }},
				column[wire.Feed]{"actor", func(f wire.Feed) string { return s.short(f.Actor) }},
				column[wire.Feed]{"area", func(f wire.Feed) string { return f.Area }},
				column[wire.Feed]{"member", func(f wire.Feed) string { return f.Member }},
				column[wire.Feed]{"used-at", func(f wire.Feed) string { return s.when(f.Used) }},
				column[wire.Feed]{"revoked-at", func(f wire.Feed) string { return s.when(f.Revoked) }})
		},
	}
}

func (s *session) feeds(ctx context.Context) (rows []wire.Feed, err error) {
	if s.far != nil {
		err = s.far.client.Get(ctx, nil, &rows, "feeds")
		return rows, err
	}
	all, err := s.clerk.CalendarFeeds(ctx, s.who)
	for _, f := range all {
		rows = append(rows, api.FeedOf(f))
	}
	return rows, err
}

func (s *session) feedRevoke() verb {
	return verb{
		use: "feed revoke ID", example: "samverkan feed revoke 0197a1",
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			var err error
			if s.far != nil {
				err = s.far.client.Delete(ctx, "feeds", args[0])
			} else {
				err = s.clerk.RevokeFeed(ctx, s.who, clerk.RevokeFeed{ID: args[0]})
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Revoked []string `json:"revoked"`
				}{args})
			}
			s.say(s.p.N("cli.revoked", 1))
			return nil
		},
	}
}
