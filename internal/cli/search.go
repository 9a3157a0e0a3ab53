package cli

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

// searchVerbs is the search, with the verbs about saved ones under it.
func (s *session) searchVerbs() *cobra.Command {
	c := s.command(s.search())
	for _, v := range []verb{s.searchSave(), s.searchList(), s.searchRemove()} {
		c.AddCommand(s.command(v))
	}
	return c
}

// searchFlags are what a search is narrowed by.
func (s *session) searchFlags(f *flags, q *clerk.SearchQuery) {
	own := f.key
	defer func() { f.key = own }()
	f.key = "search" // they mean the same under each verb
	f.text(&q.Kind, "kind")
	f.actor(&q.Actor, "actor")
	f.text(&q.Tag, "tag")
	f.text(&q.Folder, "folder")
	f.text(&q.Place, "place")
	f.text(&q.Incident, "incident")
	f.text(&q.Area, "area")
	moment := func(p *time.Time) func(string) error {
		return func(text string) (err error) {
			if _, wrong := time.Parse(time.DateOnly, text); wrong == nil {
				text += " 00:00"
			}
			*p, err = s.moment(text)
			return err
		}
	}
	f.parse("from", moment(&q.From))
	f.parse("to", moment(&q.To))
	f.choices("incident", s.knownIncidents)
	f.choices("kind", func(string) []string {
		return []string{"conference", "minutes", "decision", "note", "measure", "incident", "area", "item", "actor"}
	})
}

func (s *session) search() verb {
	var q clerk.SearchQuery
	limit := 10
	return verb{
		use: "search WORDS...", group: groupAreas,
		example: `samverkan search reservkraft älvnäs
samverkan search '"på väg"' --kind note --from 2027-01-06
samverkan search vatten --place 98 --tag nödvatten -o json`,
		flags: func(f *flags) {
			s.searchFlags(f, &q)
			f.number(&limit, "limit")
		},
		run: func(ctx context.Context, args []string) error {
			q.Text, q.PerKind = strings.Join(args, " "), min(max(limit, 1), 100)
			found, err := s.found(ctx, q)
			if err != nil {
				return err
			}
			if s.options.output == outJSON {
				return s.writeJSON(found)
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			if found.More && s.options.output == outTable {
				s.remark(s.p.T("cli.search.more", "Total", s.p.Number(found.Total)))
			}
			return list(s, found.All(),
				column[wire.Hit]{"kind", func(h wire.Hit) string { return s.p.T("cli.search.kind." + h.Kind) }},
				column[wire.Hit]{"id", func(h wire.Hit) string { return h.ID }},
				column[wire.Hit]{"title", func(h wire.Hit) string { return clip(h.Title) }},
				column[wire.Hit]{"text", func(h wire.Hit) string { return clip(h.Text) }},
				column[wire.Hit]{"where", func(h wire.Hit) string { return h.In }},
				column[wire.Hit]{"actor", func(h wire.Hit) string { return s.short(h.Actor) }},
				column[wire.Hit]{"time", func(h wire.Hit) string { return s.when(h.At) }})
		},
	}
}

// found searches, here or at the service.
func (s *session) found(ctx context.Context, q clerk.SearchQuery) (out wire.Found, err error) {
	if _, err := s.desk(ctx); err != nil {
		return out, err
	}
	if s.far != nil {
		limit := strconv.Itoa(q.PerKind)
		err = s.far.client.Get(ctx, filled("text", q.Text, "limit", limit, "kind", q.Kind, "actor", q.Actor, "tag", q.Tag, "folder", q.Folder, "place", q.Place,
			"incident", q.Incident, "area", q.Area, "from", stampOf(q.From), "to", stampOf(q.To)), &out, "search")
		return out, err
	}
	f, err := s.clerk.Search(ctx, s.who, q)
	if err != nil {
		return out, err
	}
	return api.FoundOf(f), nil
}

// askedOf is a search as it stands in the address of the search page.
func askedOf(q clerk.SearchQuery) string {
	v := url.Values{}
	day := func(t string) string { return t[:min(len(t), len("2027-01-06"))] }
	for name, x := range map[string]string{"q": q.Text, "kind": q.Kind, "actor": q.Actor, "tag": q.Tag, "folder": q.Folder, "place": q.Place, "incident": q.Incident,
		"area": q.Area, "from": day(stampOf(q.From)), "to": day(stampOf(q.To))} {
		if x != "" {
			v.Set(name, x)
		}
	}
	return v.Encode()
}

func (s *session) searchSave() verb {
	var q clerk.SearchQuery
	return verb{
		use: "search save NAME WORDS...", example: `samverkan search save "Nödvatten i länet" nödvatten --kind item`,
		flags: func(f *flags) { s.searchFlags(f, &q) },
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			q.Text = strings.Join(args[1:], " ")
			var out wire.SavedSearch
			var err error
			if s.far != nil {
				err = s.far.client.Post(ctx, wire.NewSearch{Name: args[0], Asked: askedOf(q)}, &out, "searches")
			} else {
				var x clerk.SavedSearch
				x, err = s.clerk.SaveSearch(ctx, s.who, args[0], askedOf(q))
				out = api.SavedSearchOf(x)
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(out)
			}
			s.say(s.p.T("cli.search.saved"))
			return nil
		},
	}
}

func (s *session) searchList() verb {
	return verb{
		use: "search list", example: "samverkan search list",
		run: func(ctx context.Context, _ []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			rows, err := s.savedSearches(ctx)
			if err != nil {
				return err
			}
			return list(s, rows,
				column[wire.SavedSearch]{"id", func(x wire.SavedSearch) string { return x.ID }},
				column[wire.SavedSearch]{"name", func(x wire.SavedSearch) string { return x.Name }},
				column[wire.SavedSearch]{"search", func(x wire.SavedSearch) string { return x.Asked }})
		},
	}
}

// savedSearches asks here or at the service.
func (s *session) savedSearches(ctx context.Context) ([]wire.SavedSearch, error) {
	var rows []wire.SavedSearch
	if s.far != nil {
		err := s.far.client.Get(ctx, nil, &rows, "searches")
		return rows, err
	}
	all, err := s.clerk.SavedSearches(ctx, s.who)
	for _, x := range all {
		rows = append(rows, api.SavedSearchOf(x))
	}
	return rows, err
}

func (s *session) searchRemove() verb {
	return verb{
		use: "search remove NAME", example: "samverkan search remove Kraften",
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			rows, err := s.savedSearches(ctx)
			if err != nil {
				return err
			}
			id := args[0]
			if i := slices.IndexFunc(rows, func(x wire.SavedSearch) bool { return x.Name == id || x.ID == id }); i >= 0 {
				id = rows[i].ID
			}
			if s.far != nil {
				err = s.far.client.Delete(ctx, "searches", id)
			} else {
				err = s.clerk.RemoveSearch(ctx, s.who, id)
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Removed []string `json:"removed"`
				}{args})
			}
			s.say(s.p.T("cli.search.removed"))
			return nil
		},
	}
}

// news tells what has come or changed since we last looked.
func (s *session) news() verb {
	var seen bool
	limit := 100
	return verb{
		use: "news", group: groupAreas, example: "samverkan news\nsamverkan news --seen",
		flags: func(f *flags) {
			f.yes(&seen, "seen")
			f.number(&limit, "limit")
		},
		run: func(ctx context.Context, _ []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			if seen {
				return s.seeNews(ctx)
			}
			rows, err := s.newsRows(ctx, min(max(limit, 1), 500))
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.NewsItem]{"kind", func(n wire.NewsItem) string { return s.p.T("cli.search.kind." + n.Kind) }},
				column[wire.NewsItem]{"id", func(n wire.NewsItem) string { return n.ID }},
				column[wire.NewsItem]{"title", func(n wire.NewsItem) string { return clip(n.Title) }},
				column[wire.NewsItem]{"where", func(n wire.NewsItem) string { return n.About }},
				column[wire.NewsItem]{"actor", func(n wire.NewsItem) string { return s.short(n.Actor) }},
				column[wire.NewsItem]{"time", func(n wire.NewsItem) string { return s.when(n.At) }})
		},
	}
}

func (s *session) newsRows(ctx context.Context, limit int) (rows []wire.NewsItem, err error) {
	if s.far != nil {
		err = s.far.client.Get(ctx, filled("limit", strconv.Itoa(limit)), &rows, "news")
		return rows, err
	}
	all, _, err := s.clerk.NewsFor(ctx, s.who, limit)
	for _, n := range all {
		rows = append(rows, api.NewsOf(n))
	}
	return rows, err
}

func (s *session) seeNews(ctx context.Context) (err error) {
	if s.far != nil {
		err = s.far.client.Post(ctx, struct{}{}, nil, "news", "seen")
	} else {
		err = s.clerk.SeeNews(ctx, s.who, "")
	}
	if err != nil {
		return err
	}
	if s.options.output != outTable {
		return s.show(struct {
			Seen bool `json:"seen"`
		}{true})
	}
	s.say(s.p.T("cli.news.seen"))
	return nil
}
