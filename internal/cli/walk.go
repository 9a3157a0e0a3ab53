package cli

import (
	"context"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

// walkVerbs are the morning meeting: what is new in an area, needs, measures and what is to be followed up, row by row.
func (s *session) walkVerbs() []verb {
	return []verb{s.walkStart(), s.walkList(), s.walkTake(), s.walkReturn()}
}

// rowHows are what a row is taken by: the words, and the keys of the page.
func rowHows() lexicon[conference.RowHow] {
	return lexicon[conference.RowHow]{{conference.RowNoted, "noterad n"}, {conference.RowMeasure, "åtgärd m"}, {conference.RowNeed, "behov b"},
		{conference.RowLater, "uppföljning u"}, {conference.RowStruck, "avförd s"}}
}

func (s *session) walkStart() verb {
	n := clerk.NewWalk{}
	return verb{
		use: "walk start AREA [CONFERENCE]",
		example: `samverkan walk start sno-inre morgon-1
samverkan walk start sno-inre morgon-2 --start "07.30"`,
		flags: func(f *flags) {
			f.text(&n.Title, "title")
			f.time(&n.Start, "start")
			f.actors(&n.Actors, "actor")
		},
		run: func(ctx context.Context, args []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			n.ID, n.Area, n.Open = id, args[0], n.Start.IsZero()
			if n.Title == "" {
				n.Title = s.p.T("walk.title")
			}
			var v *clerk.WalkView
			if s.far != nil {
				err = s.far.client.Give(ctx, wire.NewWalk{ID: n.ID, Title: n.Title, Start: n.Start, Actors: n.Actors, Open: n.Open}, &v, "areas", n.Area, "walks")
			} else {
				n.Agenda, n.Alone = clerk.WalkAgenda(s.p.T), s.p.T("walk.alone")
				if err = s.clerk.StartWalk(ctx, s.who, s.options.id, n); err == nil {
					v, err = s.clerk.Walk(ctx, s.who, id)
				}
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(v)
			}
			s.say(s.p.N("cli.walk.begun", v.Left, "Title", v.Title, "Conference", id))
			return nil
		},
	}
}

// walk gives the walk of a conference, from here or from the service.
func (s *session) walk(ctx context.Context) (*clerk.WalkView, error) {
	id, err := s.chosen(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	if s.far == nil {
		return s.clerk.Walk(ctx, s.who, id)
	}
	var v *clerk.WalkView
	return v, s.far.client.Get(ctx, nil, &v, "conferences", id, "walk")
}

// walkedRow is a row of a walk with the part that it stands in.
type walkedRow struct {
	Part clerk.WalkPart `json:"part"`
	clerk.WalkRow
}

func (s *session) walkList() verb {
	left := false
	return verb{
		use: "walk list [CONFERENCE]", example: "samverkan walk list morgon-1\nsamverkan walk list morgon-1 --left -o json",
		flags: func(f *flags) { f.yes(&left, "left") },
		run: func(ctx context.Context, _ []string) error {
			v, err := s.walk(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			rows := []walkedRow{}
			for _, part := range v.Parts {
				for _, r := range part.Rows {
					if !left || r.Taken == nil {
						rows = append(rows, walkedRow{part.Part, r})
					}
				}
			}
			return list(s, rows,
				column[walkedRow]{"part", func(x walkedRow) string { return s.p.T(x.Part.Key()) }},
				column[walkedRow]{"row", func(x walkedRow) string { return x.Row }},
				column[walkedRow]{"status", func(x walkedRow) string {
					if x.Taken == nil {
						return ""
					}
					return s.p.T("walk.how." + string(x.Taken.How))
				}},
				column[walkedRow]{"actor", func(x walkedRow) string { return s.short(x.Actor) }},
				column[walkedRow]{"due", func(x walkedRow) string { return s.when(x.Due) }},
				column[walkedRow]{"text", func(x walkedRow) string { return x.Text }})
		},
	}
}

func (s *session) walkTake() verb {
	cmd := &conference.TakeRow{}
	return verb{
		use: "walk take ROW HOW [WORD...]",
		example: `samverkan walk take item/sno-inre/post-1 noterad -C morgon-1
samverkan walk take item/sno-inre/post-1 åtgärd "Skylta om vid bron" --owner kommun-ekeryd --due 12:00 -C morgon-1
samverkan walk take carried/morgon-0/A2 avförd "Klart i natt" -C morgon-1`,
		flags: func(f *flags) {
			f.actor(&cmd.Owner, "owner")
			f.time(&cmd.Due, "due")
		},
		run: func(ctx context.Context, args []string) (err error) {
			cmd.Row = args[0]
			if cmd.How, err = rowHows().read(args[1]); err != nil {
				return err
			}
			if len(args) > 2 {
				if cmd.Word, err = s.typed(args[2:]); err != nil {
					return err
				}
			}
			v, err := s.walk(ctx)
			if err != nil {
				return err
			}
			for _, part := range v.Parts {
				for _, r := range part.Rows {
					if r.Row == cmd.Row {
						cmd.Item = part.Item
						if _, err := s.directory(ctx); err != nil {
							return err
						}
						cmd.Text = walkWords(s.p.T, s.short(r.Actor), r)
					}
				}
			}
			return s.give(ctx, cmd, "Row", cmd.Row, "How", s.p.T("walk.how."+string(cmd.How)))
		},
	}
}

// walkWords is what a row of a report says: the others say what they are themselves.
func walkWords(t func(string, ...any) string, actor string, r clerk.WalkRow) string {
	if !strings.HasPrefix(r.Row, conference.RowReport+"/") || r.Narrow {
		return ""
	}
	return t("walk.row."+r.Kind, "Actor", actor, "Title", r.Text)
}

func (s *session) walkReturn() verb {
	return verb{
		use: "walk return ROW TEXT...", example: `samverkan walk return item/sno-inre/post-1 "Fel rad" -C morgon-1`,
		run: func(ctx context.Context, args []string) error {
			why, err := s.typed(args[1:])
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.ReturnRow{Row: args[0], Reason: why}, "Row", args[0])
		},
	}
}
