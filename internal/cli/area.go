package cli

import (
	"context"
	"io"
	"mime"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

func (s *session) areaVerbs() []verb {
	return append([]verb{s.areaCreate(), s.areaWords(), s.areaList(), s.areaShow(), s.areaGrant(), s.areaRevoke(), s.areaAsk(), s.areaRequests(), s.areaAnswer(),
		s.areaStopSharing(), s.areaShareAgain(), s.areaLeave(), s.areaHandOver(), s.areaTakeOver(), s.areaPut(), s.areaGet(), s.areaZip(), s.areaClose(),
		s.areaReopen()}, append(s.areaItemVerbs(), s.areaMapVerbs()...)...)
}

// areaRow is an area in a list, with who takes part in it in words.
type areaRow struct {
	area.Area
	Sentence string `json:"sentence"`
}

func (s *session) areaList() verb {
	var ask, closed bool
	return verb{
		use:     "area list",
		example: "samverkan area list\nsamverkan area list --to-ask\nsamverkan area list --closed",
		flags: func(f *flags) {
			f.yes(&ask, "to-ask")
			f.yes(&closed, "closed")
		},
		run: func(ctx context.Context, _ []string) error {
			if ask {
				return s.areasToAsk(ctx)
			}
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			all, err := desk.Areas(ctx, s.who)
			if err != nil {
				return err
			}
			known, err := s.knownSets(ctx)
			if err != nil {
				return err
			}
			var rows []areaRow
			for _, a := range all {
				if a.Closed || !closed {
					rows = append(rows, areaRow{a, area.Say(s.p, a.Groups(known), s.short)})
				}
			}
			return list(s, rows,
				column[areaRow]{"id", func(a areaRow) string { return a.ID }},
				column[areaRow]{"kind-of-area", func(a areaRow) string { return s.p.T(a.Sort().Key()) }},
				column[areaRow]{"owner", func(a areaRow) string { return s.short(a.Owner) }},
				column[areaRow]{"right", func(a areaRow) string { return s.right(a.Area) }},
				column[areaRow]{"closed", func(a areaRow) string { return s.mark(a.Closed) }},
				column[areaRow]{"name", func(a areaRow) string { return a.Name }},
				column[areaRow]{"who", func(a areaRow) string { return a.Sentence }})
		},
	}
}

// right is what the one who asks may do in an area.
func (s *session) right(a area.Area) string {
	if s.who.Owner {
		return s.p.T(area.Manage.Key())
	}
	if r := a.RightOf(s.who.Actor); r != area.None {
		return s.p.T(r.Key())
	}
	return ""
}

// itemRow is an item of an area in a list.
type itemRow struct {
	area.Item
	Readers string `json:"readers"` // in words
}

func (s *session) areaShow() verb {
	var folder, tag string
	return verb{
		use:     "area show AREA",
		example: "samverkan area show yta-snokaos\nsamverkan area show yta-snokaos --as tib.kommun-ekeryd --folder Regional\nsamverkan area show yta-snokaos --at 14:00",
		flags: func(f *flags) {
			f.text(&folder, "folder")
			f.text(&tag, "tag")
		},
		run: func(ctx context.Context, args []string) error { return s.listArea(ctx, args[0], folder, tag) },
	}
}

// listArea shows an area and what the one who asks may read in it: everything, or what is in a folder or has a tag.
func (s *session) listArea(ctx context.Context, id, folder, tag string) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	look := desk.Area
	if !s.options.at.IsZero() {
		look = func(ctx context.Context, who clerk.Identity, id string) (clerk.Listing, error) {
			return desk.AreaAt(ctx, who, id, s.options.at)
		}
	}
	l, err := look(ctx, s.who, id)
	if err != nil {
		return err
	}
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	s.say(s.stamped(l.Area.Exercise, l.Area.Name))
	s.say(s.p.N("cli.area.owner", len(l.Area.Actors()), "Owner", s.short(l.Area.Owner), "Right", s.right(l.Area)))
	if err := s.aboutArea(ctx, l); err != nil {
		return err
	}
	s.say("")
	newest := func(x itemRow) area.Version {
		v, _ := x.Current()
		return v
	}
	rows := s.itemRows(l, folder, tag)
	columns := []column[itemRow]{
		{"at", func(x itemRow) string { return s.when(x.ChangedAt) }},
		{"kind", func(x itemRow) string { return s.p.T(x.Kind.Key()) }},
		{"version", func(x itemRow) string { return unless(newest(x).Number == 0, strconv.Itoa(newest(x).Number)) }},
		{"size", func(x itemRow) string { return unless(newest(x).Number == 0, s.p.Bytes(newest(x).Size)) }},
		{"folder", func(x itemRow) string { return x.Folder }},
		{"id", func(x itemRow) string { return x.ID }}}
	if slices.ContainsFunc(rows, func(x itemRow) bool { return x.Readers != "" }) {
		columns = append(columns, column[itemRow]{"readers", func(x itemRow) string { return x.Readers }})
	}
	return list(s, rows, append(columns, column[itemRow]{"file", func(x itemRow) string { return firstOf(newest(x).Name, x.Title) }})...)
}

// unless is a text, or nothing: what was written and not put there as a file has no version and no size.
func unless(not bool, text string) string {
	if not {
		return ""
	}
	return text
}

// stamped puts the mark of an exercise before a name.
func (s *session) stamped(exercise bool, name string) string {
	if exercise {
		return s.p.T("cli.exercise", "Name", name)
	}
	return name
}

// itemRows picks what is in a folder and has a tag. Everybody in an area sees in words who else reads an item: whoever writes
// there must know for whom.
func (s *session) itemRows(l clerk.Listing, folder, tag string) []itemRow {
	var rows []itemRow
	for _, it := range l.Items {
		inFolder := folder == "" || it.Folder == folder || strings.HasPrefix(it.Folder, folder+"/")
		if !inFolder || tag != "" && !slices.Contains(it.Tags, tag) {
			continue
		}
		said := l.Area.AudienceSentence(it)
		rows = append(rows, itemRow{Item: it, Readers: s.p.N(said.Key, said.Count)})
	}
	return rows
}

func (s *session) areaGrant() verb {
	var rosters, except []string
	return verb{
		use:     "area grant AREA RIGHT [ACTOR...]",
		example: "samverkan area grant snokaos läsa --roster lan-05 --except polisen",
		flags: func(f *flags) {
			f.texts(&rosters, "roster")
			f.actors(&except, "except")
			f.choices("roster", s.knownRosters)
		},
		run: func(ctx context.Context, args []string) error {
			right, err := rights().read(args[1])
			if err != nil {
				return err
			}
			actors, err := s.gathered(ctx, args[2:], rosters, except)
			if err != nil {
				return err
			}
			if len(rosters) > 0 {
				// The owner is as a rule in its own rosters, and has every right already.
				desk, err := s.desk(ctx)
				if err != nil {
					return err
				}
				l, err := desk.Area(ctx, s.who, args[0])
				if err != nil {
					return err
				}
				actors = slices.DeleteFunc(actors, func(a string) bool { return a == l.Area.Owner })
			}
			return s.administer(ctx, clerk.GrantRight{Area: args[0], Actors: actors, Right: right},
				"Right", s.p.T(right.Key()), "Actors", s.shorts(actors))
		},
	}
}

func (s *session) areaRevoke() verb {
	return verb{
		use:     "area revoke AREA ACTOR...",
		example: "samverkan area revoke snokaos polisen",
		run: func(ctx context.Context, args []string) error {
			actors, err := s.actors(ctx, args[1:])
			if err != nil {
				return err
			}
			return s.administer(ctx, clerk.GrantRight{Area: args[0], Actors: actors, Right: area.None},
				"Right", s.p.T("cli.no-right"), "Actors", s.shorts(actors))
		},
	}
}

func (s *session) areaPut() verb {
	it := area.Item{Kind: area.Document, Audience: area.Everyone}
	var reason, name string
	return verb{
		use: "area put AREA FILE",
		example: `samverkan area put snokaos karta.pdf --title "Karta över stängda vägar" --folder Kartor
samverkan area put snokaos lista.pdf --audience utvalda --for skogsbo --for lillkoping`,
		flags: func(f *flags) {
			putFlags(f, &it)
			f.text(&it.Title, "title")
			word(f, &it.Kind, "kind", areaKinds())
			f.text(&it.Conference, "from-conference")
			f.text(&name, "name")
			f.text(&reason, "reason")
		},
		run: func(ctx context.Context, args []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			if _, err := desk.Area(ctx, s.who, args[0]); err != nil { // nothing is kept for an area that is not there
				return err
			}
			v := area.Version{Name: firstOf(name, filepath.Base(args[1])), Reason: reason}
			if v.Digest, v.Size, err = s.keepFile(ctx, args[1]); err != nil {
				return err
			}
			v.MediaType = firstOf(mime.TypeByExtension(filepath.Ext(v.Name)), "application/octet-stream")
			it.Area, it.Title = args[0], firstOf(it.Title, v.Name)
			it.ID = firstOf(it.ID, area.Slug(args[0]+" "+it.Title), s.ids.New())
			return s.administer(ctx, clerk.PutItem{Item: it, Version: v}, "Title", it.Title, "Item", it.ID)
		},
	}
}

func (s *session) areaGet() verb {
	var t target
	version := 0
	return verb{
		use:     "area get AREA ITEM",
		example: "samverkan area get snokaos konf-1-minutes-pdf --out minnesanteckningar.pdf",
		flags: func(f *flags) {
			f.number(&version, "item-version")
			f.target(&t)
		},
		run: func(ctx context.Context, args []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			v, content, err := desk.OpenFile(ctx, s.who, args[0], args[1], version)
			if err != nil {
				return err
			}
			defer content.Close()
			if t.path == "" {
				if s.world.Terminal && !strings.HasPrefix(v.MediaType, "text/") {
					return fault.New(fault.Invalid, "cli.not-for-screen")
				}
				_, err := io.Copy(s.world.Out, content)
				return err
			}
			if err := writeStream(t.path, t.force, func(w io.Writer) error { _, err := io.Copy(w, content); return err }); err != nil {
				return err
			}
			s.remark(s.p.T("cli.wrote", "Path", t.path, "Size", s.p.Bytes(v.Size)))
			return nil
		},
	}
}
