package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/fault"
)

func (s *session) agendaList() verb {
	type row struct {
		agenda.Item
		Start time.Time `json:"start"`
		End   time.Time `json:"end"`
	}
	return verb{
		use:     "plan agenda list [CONFERENCE]",
		example: "samverkan plan agenda list konf-regional-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			p := readable(v)
			var rows []row
			for i, slot := range p.Agenda.Slots(p.Start) {
				rows = append(rows, row{p.Agenda[i], slot.Start, slot.End})
			}
			return list(s, rows,
				column[row]{"number", func(x row) string { return strconv.Itoa(x.Number) }},
				column[row]{"start", func(x row) string { return s.clock(x.Start) }},
				column[row]{"minutes", func(x row) string { return strconv.Itoa(x.Minutes) }},
				column[row]{"kind", func(x row) string { return s.p.T(x.Kind.Key()) }},
				column[row]{"id", func(x row) string { return x.ID }},
				column[row]{"owner", func(x row) string { return s.short(firstOf(x.Owner, p.Host)) }},
				column[row]{"title", func(x row) string { return x.Title }})
		},
	}
}

// itemFlags are what can be said about an agenda item.
type itemFlags struct {
	*flags
	it       agenda.Item
	position int
	speakers []string
}

func (x *itemFlags) declare(f *flags) {
	x.flags = f
	word(f, &x.it.Kind, "kind", itemKinds())
	f.number(&x.it.Minutes, "minutes")
	f.text(&x.it.Aim, "aim")
	f.actor(&x.it.Owner, "owner")
	f.text(&x.it.Proposal, "proposal")
	f.texts(&x.it.Questions, "question")
	f.texts(&x.speakers, "speaker")
}

// onto puts what was given on an item.
func (x *itemFlags) onto(ctx context.Context, it *agenda.Item) error {
	keep(x.flags, "kind", &it.Kind, x.it.Kind)
	keep(x.flags, "minutes", &it.Minutes, x.it.Minutes)
	keep(x.flags, "aim", &it.Aim, x.it.Aim)
	keep(x.flags, "owner", &it.Owner, x.it.Owner)
	keep(x.flags, "proposal", &it.Proposal, x.it.Proposal)
	keep(x.flags, "question", &it.Questions, x.it.Questions)
	if !x.given("speaker") {
		return nil
	}
	it.Speakers = nil
	for _, text := range x.speakers {
		sp, err := x.session.speaker(ctx, text)
		if err != nil {
			return err
		}
		it.Speakers = append(it.Speakers, sp)
	}
	return nil
}

// speaker reads "smhi:2:Prognos": who, how many minutes, about what. The last two may be left out.
func (s *session) speaker(ctx context.Context, text string) (agenda.Speaker, error) {
	parts := strings.SplitN(text, ":", 3)
	a, err := s.actor(ctx, parts[0])
	if err != nil {
		return agenda.Speaker{}, err
	}
	sp := agenda.Speaker{Actor: a}
	if len(parts) > 1 && parts[1] != "" {
		if sp.Minutes, err = strconv.Atoi(parts[1]); err != nil {
			return sp, fault.New(fault.Invalid, "cli.not-a-number", "Value", clip(parts[1]))
		}
	}
	if len(parts) > 2 {
		sp.Topic = parts[2]
	}
	return sp, nil
}

func (s *session) agendaAdd() verb {
	x := &itemFlags{it: agenda.Item{Kind: agenda.Information, Minutes: 5}}
	var name string
	return verb{
		use:     "plan agenda add TITLE",
		example: `samverkan plan agenda add "Väderprognos" --kind information --minutes 5 --speaker "smhi:5:Prognos" --position 2 -C konf-1`,
		flags: func(f *flags) {
			x.declare(f)
			f.number(&x.position, "position")
			f.text(&name, "item-id")
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			it := agenda.Item{ID: name, Title: args[0], Kind: x.it.Kind, Minutes: x.it.Minutes}
			for n := len(p.Agenda); it.ID == ""; n++ {
				if id := fmt.Sprintf("p%d", n); p.Agenda.Index(id) < 0 {
					it.ID = id
				}
			}
			if err := x.onto(ctx, &it); err != nil {
				return err
			}
			at := len(p.Agenda)
			if x.given("position") {
				at = x.position - firstNumber(p.Agenda)
			}
			changed, err := p.Agenda.Insert(at, it)
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.SetAgenda{Agenda: changed}, "Minutes", changed.TotalMinutes(), "Items", len(changed))
		},
	}
}

func (s *session) agendaRevise() verb {
	x := &itemFlags{}
	var title string
	return verb{
		use:     "plan agenda revise ITEM",
		example: `samverkan plan agenda revise 8 --proposal "Snöröjning av blåljusvägar går först" --minutes 12 -C konf-1`,
		flags: func(f *flags) {
			x.declare(f)
			f.text(&title, "title")
		},
		run: func(ctx context.Context, args []string) error {
			p, it, err := s.agendaItem(ctx, args[0])
			if err != nil {
				return err
			}
			keep(x.flags, "title", &it.Title, title)
			if err := x.onto(ctx, &it); err != nil {
				return err
			}
			changed, err := p.Agenda.Replace(it)
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.SetAgenda{Agenda: changed}, "Minutes", changed.TotalMinutes(), "Items", len(changed))
		},
	}
}

// agendaItem finds an item of the plan by id or number.
func (s *session) agendaItem(ctx context.Context, word string) (conference.Plan, agenda.Item, error) {
	p, err := s.plan(ctx)
	if err != nil {
		return p, agenda.Item{}, err
	}
	id, err := s.item(ctx, word)
	if err != nil {
		return p, agenda.Item{}, err
	}
	it, ok := p.Agenda.Find(id)
	if !ok {
		return p, it, fault.New(fault.NotFound, "agenda.item-unknown", "Item", clip(word))
	}
	return p, it, nil
}

func (s *session) agendaMove() verb {
	var to int
	return verb{
		use:     "plan agenda move ITEM",
		example: "samverkan plan agenda move situation --position 2 -C konf-1",
		flags: func(f *flags) {
			f.number(&to, "position")
			f.need("position")
		},
		run: func(ctx context.Context, args []string) error {
			p, it, err := s.agendaItem(ctx, args[0])
			if err != nil {
				return err
			}
			changed, err := p.Agenda.Move(it.ID, to-firstNumber(p.Agenda))
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.SetAgenda{Agenda: changed}, "Minutes", changed.TotalMinutes(), "Items", len(changed))
		},
	}
}

func (s *session) agendaRemove() verb {
	return verb{
		use:     "plan agenda remove ITEM",
		example: "samverkan plan agenda remove 5 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			p, it, err := s.agendaItem(ctx, args[0])
			if err != nil {
				return err
			}
			changed, err := p.Agenda.Remove(it.ID)
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.SetAgenda{Agenda: changed}, "Minutes", changed.TotalMinutes(), "Items", len(changed))
		},
	}
}

func (s *session) agendaPreset() verb {
	return verb{
		use:     "plan agenda preset PURPOSE",
		example: "samverkan plan agenda preset inriktning -C konf-1",
		run: func(ctx context.Context, args []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			purpose, err := purposes().read(args[0])
			if err != nil {
				return err
			}
			preset, err := agenda.LoadPreset(s.p.Lang(), purpose)
			if err != nil {
				return err
			}
			changed := preset.Agenda(int(p.End.Sub(p.Start) / time.Minute))
			return s.give(ctx, &conference.SetAgenda{Agenda: changed}, "Minutes", changed.TotalMinutes(), "Items", len(changed))
		},
	}
}

// firstNumber is what an agenda counts from: positions are the numbers that people see.
func firstNumber(a agenda.Agenda) int {
	if len(a) == 0 {
		return 0
	}
	return a[0].Number
}
