package cli

import (
	"context"
	"strconv"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

func (s *session) areaBoardVerbs() []verb {
	return []verb{s.areaBoard(), s.areaNeed(), s.areaOffer(), s.areaMatch(), s.areaAgree(), s.areaMet(), s.areaState(),
		s.areaMessages(), s.areaMessage(), s.areaQuestion(), s.areaReply(), s.areaApprove()}
}

// boardRow is a need or an offer in a list.
type boardRow struct {
	item     area.Item
	standing area.State
	terms    area.Terms
	others   []string
}

func (s *session) areaBoard() verb {
	var place, words string
	return verb{
		use: "area board AREA",
		example: `samverkan area board snokaos
samverkan area board snokaos --place 05 --query bandvagn`,
		flags: func(f *flags) {
			f.text(&place, "place")
			f.text(&words, "query")
		},
		run: func(ctx context.Context, args []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			v, err := desk.NeedBoard(ctx, s.who, args[0])
			if err != nil {
				return err
			}
			if v.Board = v.Only(place, words); s.options.output == outJSON {
				return s.writeJSON(v)
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			if n := v.Unanswered(); n > 0 {
				s.say(s.stamped(v.Area.Exercise, s.p.N("area.board.unanswered", n)))
			}
			return s.boardRows(v.Board)
		},
	}
}

func (s *session) boardRows(b area.Board) error {
	var rows []boardRow
	for _, n := range b.Needs {
		r := boardRow{item: n.Item, standing: n.Standing, terms: n.Item.Detail.Need.Terms}
		for _, m := range n.Answers {
			r.others = append(r.others, m.Item.ID)
		}
		rows = append(rows, r)
	}
	for _, o := range b.Offers {
		r := boardRow{item: o.Item, standing: o.Standing, terms: o.Item.Detail.Offer.Terms}
		if o.Need != nil {
			r.others = []string{o.Need.ID}
		}
		rows = append(rows, r)
	}
	return list(s, rows,
		column[boardRow]{"kind", func(r boardRow) string { return s.p.T(r.item.Kind.Key()) }},
		column[boardRow]{"status", func(r boardRow) string { return s.p.T("area.state." + string(r.standing)) }},
		column[boardRow]{"actor", func(r boardRow) string { return s.short(r.item.Owner) }},
		column[boardRow]{"id", func(r boardRow) string { return r.item.ID }},
		column[boardRow]{"title", func(r boardRow) string {
			if r.terms.Amount == 0 {
				return oneLine(r.item.Title)
			}
			return strings.TrimSpace(oneLine(r.item.Title) + " (" + strconv.Itoa(r.terms.Amount) + " " + r.terms.Unit + ")")
		}},
		column[boardRow]{"related", func(r boardRow) string { return strings.Join(r.others, " ") }})
}

// publishes is a verb that puts an item with text in itself into an area. The words of the verb are its title.
func (s *session) publishes(it *area.Item, v verb, more func(f *flags), made func() area.Detail) verb {
	it.Audience = area.Everyone
	v.flags = func(f *flags) {
		putFlags(f, it)
		more(f)
	}
	v.run = func(ctx context.Context, args []string) error {
		it.Area, it.Title = args[0], args[1]
		it.ID, it.Detail = firstOf(it.ID, s.ids.New()), made()
		return s.administer(ctx, clerk.PutItem{Item: *it}, "Title", it.Title, "Item", it.ID)
	}
	return v
}

// terms are the flags of a need and an offer.
func terms(f *flags, it *area.Item, t *area.Terms) {
	f.text(&it.Text, "text")
	f.text(&it.Place, "place")
	f.number(&t.Amount, "amount")
	f.text(&t.Unit, "unit")
	f.time(&t.Until, "until")
	f.text(&t.Contact, "contact")
}

func (s *session) areaNeed() verb {
	it, t := &area.Item{Kind: area.Need}, &area.Terms{}
	return s.publishes(it, verb{use: "area need AREA TITLE",
		example: `samverkan area need snokaos "Bandvagn med förare" --amount 3 --unit bandvagnar --place 0513 --until 18:00 --contact "TiB, 013-10 00 00"`},
		func(f *flags) { terms(f, it, t) }, func() area.Detail { return area.Detail{Need: &area.NeedDetail{Terms: *t}} })
}

func (s *session) areaOffer() verb {
	it, t, need := &area.Item{Kind: area.Offer}, &area.Terms{}, ""
	return s.publishes(it, verb{use: "area offer AREA TITLE",
		example: `samverkan area offer snokaos "Två bandvagnar i Linköping" --amount 2 --unit bandvagnar --need bandvagn`},
		func(f *flags) {
			terms(f, it, t)
			f.text(&need, "need")
		}, func() area.Detail { return area.Detail{Offer: &area.OfferDetail{Terms: *t, Need: need}} })
}

func (s *session) areaMatch() verb {
	remove := false
	return verb{
		use: "area match AREA ITEM NEED",
		example: `samverkan area match snokaos motalas-bandvagn bandvagn
samverkan area match snokaos motalas-bandvagn bandvagn --remove`,
		flags: func(f *flags) { f.yes(&remove, "remove") },
		run: func(ctx context.Context, args []string) error {
			cmd := clerk.MatchOffer{Area: args[0], Item: args[1], Need: args[2]}
			if remove {
				cmd.Need = ""
			}
			return s.administer(ctx, cmd, "Item", args[1])
		},
	}
}

func (s *session) areaAgree() verb {
	return verb{
		use:     "area agree AREA ITEM OFFER",
		example: "samverkan area agree snokaos bandvagn motalas-bandvagn",
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.AgreeNeed{Area: args[0], Item: args[1], Offer: args[2]}, "Item", args[1])
		},
	}
}

func (s *session) areaMet() verb {
	return verb{
		use:     "area met AREA ITEM",
		example: "samverkan area met snokaos bandvagn",
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.StateItem{Area: args[0], Item: args[1], State: area.StateMet}, "Item", args[1])
		},
	}
}

func (s *session) areaState() verb {
	return verb{
		use: "area state AREA ITEM STATE",
		example: `samverkan area state snokaos bandvagn återkallat
samverkan area state snokaos bandvagn öppet`,
		run: func(ctx context.Context, args []string) error {
			to, err := itemStates().read(args[2])
			if err != nil {
				return err
			}
			return s.administer(ctx, clerk.StateItem{Area: args[0], Item: args[1], State: to}, "Item", args[1])
		},
	}
}

func (s *session) areaMessages() verb {
	return verb{
		use:     "area messages AREA",
		example: "samverkan area messages snokaos",
		run: func(ctx context.Context, args []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			v, err := desk.Messages(ctx, s.who, args[0])
			if err != nil {
				return err
			}
			if s.options.output == outJSON {
				return s.writeJSON(v)
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, append(v.Messages, v.Questions...),
				column[area.Item]{"kind", func(i area.Item) string { return s.p.T(i.Kind.Key()) }},
				column[area.Item]{"status", func(i area.Item) string { return s.p.T("area.state." + string(i.Content().State())) }},
				column[area.Item]{"actor", func(i area.Item) string { return s.short(i.Owner) }},
				column[area.Item]{"id", func(i area.Item) string { return i.ID }},
				column[area.Item]{"title", func(i area.Item) string { return oneLine(i.Title) }},
				column[area.Item]{"text", func(i area.Item) string {
					if i.Kind == area.Question {
						return oneLine(i.Detail.Question.Answer)
					}
					return oneLine(i.Text)
				}})
		},
	}
}

func (s *session) areaMessage() verb {
	it := &area.Item{Kind: area.Message}
	v := s.publishes(it, verb{use: "area message AREA TITLE TEXT",
		example: `samverkan area message snokaos "Undvik att resa" "Res inte i onödan i kväll. Plogbilarna behöver vägarna."`},
		func(*flags) {}, func() area.Detail { return area.Detail{} })
	run := v.run
	v.run = func(ctx context.Context, args []string) error {
		it.Text = args[2]
		return run(ctx, args)
	}
	return v
}

func (s *session) areaQuestion() verb {
	it, answer := &area.Item{Kind: area.Question}, ""
	return s.publishes(it, verb{use: "area question AREA TITLE",
		example: `samverkan area question snokaos "Går skolskjutsarna i morgon?" --answer "Nej. Besked om onsdag ges klockan 15."`},
		func(f *flags) {
			f.text(&it.Text, "text")
			f.text(&answer, "answer")
		}, func() area.Detail { return area.Detail{Question: &area.QuestionDetail{Answer: answer}} })
}

func (s *session) areaReply() verb {
	return verb{
		use:     "area reply AREA ITEM TEXT",
		example: `samverkan area reply snokaos skolskjuts "Nej. Besked om onsdag ges klockan 15."`,
		run: func(ctx context.Context, args []string) error {
			v, err := s.itemView(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			cmd := clerk.ChangeItem{Area: args[0], Item: args[1], From: v.Item.Revision, Content: v.Item.Content().Replying(args[2])}
			return s.administer(ctx, cmd, "Title", v.Item.Title)
		},
	}
}

func (s *session) areaApprove() verb {
	from := 0
	return verb{
		use:     "area approve AREA ITEM",
		example: "samverkan area approve snokaos undvik-resor",
		flags:   func(f *flags) { f.number(&from, "revision") },
		run: func(ctx context.Context, args []string) error {
			if from == 0 {
				v, err := s.itemView(ctx, args[0], args[1])
				if err != nil {
					return err
				}
				from = v.Item.Revision
			}
			return s.administer(ctx, clerk.ApproveItem{Area: args[0], Item: args[1], From: from}, "Item", args[1])
		},
	}
}
