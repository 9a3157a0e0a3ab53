package cli

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/minutes"
)

func (s *session) noteVerbs() []verb {
	return []verb{s.noteWrite(), s.noteRevise(), s.noteStrike(), s.noteSecrecy(), s.noteList(), s.noteShow()}
}

// contentFlags are what a note can say besides its text.
type contentFlags struct {
	*flags
	conference.Content
	impact []string
}

func (x *contentFlags) declare(f *flags) {
	x.flags = f
	f.actor(&x.Actor, "actor")
	f.text(&x.Source, "source")
	f.actor(&x.To, "to")
	f.label(&x.Answers, "answers")
	f.label(&x.Corrects, "corrects")
	f.actors(&x.Parties, "party")
	f.actor(&x.RaisedBy, "raised-by")
	f.actor(&x.Owner, "owner")
	f.text(&x.Forum, "forum")
	f.time(&x.NeededBy, "needed-by")
	f.time(&x.AvailableFrom, "available-from")
	f.labels(&x.Matches, "matches")
	f.texts(&x.impact, "impact")
	f.secrecy(&x.Secrecy)
}

// onto puts what was given on a note's content.
func (x *contentFlags) onto(ctx context.Context, c *conference.Content) error {
	keep(x.flags, "actor", &c.Actor, x.Actor)
	keep(x.flags, "source", &c.Source, x.Source)
	keep(x.flags, "to", &c.To, x.To)
	keep(x.flags, "answers", &c.Answers, x.Answers)
	keep(x.flags, "corrects", &c.Corrects, x.Corrects)
	keep(x.flags, "party", &c.Parties, x.Parties)
	keep(x.flags, "raised-by", &c.RaisedBy, x.RaisedBy)
	keep(x.flags, "owner", &c.Owner, x.Owner)
	keep(x.flags, "forum", &c.Forum, x.Forum)
	keep(x.flags, "needed-by", &c.NeededBy, x.NeededBy)
	keep(x.flags, "available-from", &c.AvailableFrom, x.AvailableFrom)
	keep(x.flags, "matches", &c.Matches, x.Matches)
	keep(x.flags, "secret", &c.Secrecy, x.Secrecy)
	if !x.given("impact") {
		return nil
	}
	c.Impact = nil
	for _, text := range commas(x.impact) {
		g, err := x.session.grade(ctx, text)
		if err != nil {
			return err
		}
		c.Impact = append(c.Impact, g)
	}
	return nil
}

// grade reads "skogsbo=4": how hard an actor is hit, 1–5, or ? for unknown.
func (s *session) grade(ctx context.Context, text string) (conference.Impact, error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return conference.Impact{}, fault.New(fault.Invalid, "cli.impact", "Value", clip(text))
	}
	a, err := s.actor(ctx, strings.TrimSpace(name))
	if err != nil {
		return conference.Impact{}, err
	}
	if value = strings.TrimSpace(value); value == "?" {
		return conference.Impact{Actor: a}, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 5 {
		return conference.Impact{}, fault.New(fault.Invalid, "cli.impact", "Value", clip(text))
	}
	return conference.Impact{Actor: a, Grade: n}, nil
}

// maxTyped is far more than any text may be: what is longer is not even read to its end.
const maxTyped = 8 << 20

// typed gives a text from the arguments, or from standard input when it is "-".
func (s *session) typed(args []string) (string, error) {
	if len(args) != 1 || args[0] != "-" {
		return strings.Join(args, " "), nil
	}
	data, err := io.ReadAll(io.LimitReader(s.world.In, maxTyped+1))
	if err != nil {
		return "", fileFault(err, "-")
	}
	if len(data) > maxTyped {
		return "", fault.New(fault.TooLarge, "cli.file-too-large", "Path", "-", "Most", s.p.Bytes(maxTyped))
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

func (s *session) noteWrite() verb {
	cmd := &conference.WriteNote{}
	x := &contentFlags{}
	return verb{
		use: "note write KIND TEXT...",
		example: `samverkan note write behov "Två bandvagnar för hemtjänsten" --actor skogsbo --needed-by 22:00 -C konf-1
samverkan note write målkonflikt "Vägen kan inte både stängas och snöröjas" --party trafikverket --party skogsbo -C konf-1
samverkan note write lägesbild "Läget i länet kl. 19" --impact skogsbo=4,lillkoping=2 -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.ID, "label")
			f.item(&cmd.Item, "item")
			x.declare(f)
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Kind, err = noteKinds().read(args[0]); err != nil {
				return err
			}
			if cmd.Text, err = s.typed(args[1:]); err != nil {
				return err
			}
			if err := x.onto(ctx, &cmd.Content); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Kind", named(s, "note", cmd.Kind))
		},
	}
}

func (s *session) noteRevise() verb {
	cmd := &conference.ReviseNote{}
	x := &contentFlags{}
	base := -1
	return verb{
		use:     "note revise NOTE [TEXT...]",
		example: `samverkan note revise B3 "Tre bandvagnar för hemtjänsten" -C konf-1`,
		flags: func(f *flags) {
			f.number(&base, "base")
			x.declare(f)
		},
		run: func(ctx context.Context, args []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			cmd.ID = labelled(args[0])
			n, ok := v.Conference.Note(cmd.ID)
			if !ok || !v.May(v.Conference.EffectiveSecrecy(n.Secrecy, n.Item)) {
				return fault.New(fault.NotFound, "note.unknown", "ID", clip(args[0]))
			}
			cmd.Content, cmd.Base = n.Content, n.Base()
			if base >= 0 {
				cmd.Base = base
			}
			if len(args) > 1 {
				if cmd.Text, err = s.typed(args[1:]); err != nil {
					return err
				}
			}
			if err := x.onto(ctx, &cmd.Content); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Label", cmd.ID)
		},
	}
}

func (s *session) noteStrike() verb {
	cmd := &conference.StrikeNote{}
	return verb{
		use:     "note strike NOTE",
		example: `samverkan note strike I7 --reason "Antecknad två gånger" -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.Reason, "reason")
			f.need("reason")
		},
		run: func(ctx context.Context, args []string) error {
			cmd.ID = labelled(args[0])
			return s.give(ctx, cmd, "Label", cmd.ID)
		},
	}
}

func (s *session) noteSecrecy() verb {
	cmd := &conference.MarkSecrecy{}
	return verb{
		use: "note secrecy LABEL",
		example: `samverkan note secrecy P1 --secret "OSL 18 kap. 13 §" --suspected --assessed-by skogsbo -C konf-1
samverkan note secrecy P1 -C konf-1`,
		flags: func(f *flags) { f.secrecy(&cmd.Secrecy) },
		run: func(ctx context.Context, args []string) error {
			cmd.ID = labelled(args[0])
			return s.give(ctx, cmd, "Label", cmd.ID, "Marking", s.marking(cmd.Secrecy))
		},
	}
}

func (s *session) noteList() verb {
	var kind conference.NoteKind
	var item, actor string
	var struck bool
	return verb{
		use:     "note list [CONFERENCE]",
		example: "samverkan note list konf-1 --kind behov",
		flags: func(f *flags) {
			word(f, &kind, "kind", noteKinds())
			f.item(&item, "item")
			f.actor(&actor, "actor")
			f.yes(&struck, "struck")
		},
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			var rows []minutes.Note
			for _, n := range m.Notes {
				if (kind == "" || n.Kind == kind) && (item == "" || n.Item == item) && (actor == "" || n.Actor == actor) && (struck || n.Struck == nil) {
					rows = append(rows, n)
				}
			}
			return list(s, rows,
				column[minutes.Note]{"id", func(n minutes.Note) string { return n.ID }},
				column[minutes.Note]{"at", func(n minutes.Note) string { return s.clock(n.At) }},
				column[minutes.Note]{"item", func(n minutes.Note) string { return s.itemNumber(m, n.Item) }},
				column[minutes.Note]{"kind", func(n minutes.Note) string { return named(s, "note", n.Kind) }},
				column[minutes.Note]{"actor", func(n minutes.Note) string { return m.Short(firstOf(n.Actor, n.RaisedBy)) }},
				column[minutes.Note]{"secrecy", func(n minutes.Note) string { return n.Secrecy.Ground }},
				column[minutes.Note]{"text", func(n minutes.Note) string { return s.noteText(n) }})
		},
	}
}

// itemNumber is what people call an agenda item by.
func (s *session) itemNumber(m *minutes.Minutes, id string) string {
	if it, ok := m.Item(id); ok {
		return strconv.Itoa(it.Number)
	}
	return ""
}

// noteText is what stands in a list for a note: its text, or why there is none.
func (s *session) noteText(n minutes.Note) string {
	switch {
	case n.Omitted:
		return s.orOmitted("", minutes.Marking{Secrecy: n.Secrecy, Omitted: true})
	case n.Struck != nil:
		return s.p.T("cli.struck", "Reason", n.Struck.Reason)
	}
	return n.Text
}

func (s *session) noteShow() verb {
	return verb{
		use:     "note show NOTE",
		example: "samverkan note show B3 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			n, ok := m.Note(labelled(args[0]))
			if !ok {
				return fault.New(fault.NotFound, "note.unknown", "ID", clip(args[0]))
			}
			facts := []fact{{"id", n.ID}, {"kind", named(s, "note", n.Kind)}, {"at", s.when(n.At)}, {"item", s.itemNumber(m, n.Item)},
				{"actor", m.Short(n.Actor)}, {"text", s.noteText(n)}, {"source", n.Source}, {"to", m.Short(n.To)},
				{"answers", n.Answers}, {"answered-by", s.p.List(n.AnsweredBy)}, {"corrects", n.Corrects},
				{"corrected-by", s.p.List(n.CorrectedBy)}, {"parties", s.shorts(n.Parties)}, {"raised-by", m.Short(n.RaisedBy)},
				{"owner", m.Short(firstOf(n.OwnedBy, n.Owner))}, {"forum", n.Forum}, {"needed-by", s.when(n.NeededBy)},
				{"available-from", s.when(n.AvailableFrom)}, {"matches", s.p.List(n.Matches)}, {"matched-by", s.p.List(n.MatchedBy)}}
			for _, g := range n.Impact {
				grade := strconv.Itoa(g.Grade)
				if g.Grade == 0 {
					grade = "?"
				}
				facts = append(facts, fact{"impact", m.Short(g.Actor) + ": " + grade})
			}
			if n.Secrecy.Marked() {
				facts = append(facts, fact{"marking", s.marking(n.Secrecy)})
			}
			if n.Revised > 0 {
				facts = append(facts, fact{"revised", strconv.Itoa(n.Revised)})
			}
			return s.show(n, facts...)
		},
	}
}

func (s *session) unownedTake() verb {
	return verb{
		use:     "unowned take NOTE ACTOR",
		example: "samverkan unowned take U1 skogsbo -C konf-1",
		run: func(ctx context.Context, args []string) error {
			a, err := s.actor(ctx, args[1])
			if err != nil {
				return err
			}
			label := labelled(args[0])
			return s.give(ctx, &conference.TakeOwnership{ID: label, Actor: a}, "Label", label, "Actor", s.short(a))
		},
	}
}

func (s *session) unownedList() verb {
	return verb{
		use:     "unowned list [CONFERENCE]",
		example: "samverkan unowned list konf-1",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			return list(s, m.Of(conference.NoteUnowned),
				column[minutes.Note]{"id", func(n minutes.Note) string { return n.ID }},
				column[minutes.Note]{"at", func(n minutes.Note) string { return s.clock(n.At) }},
				column[minutes.Note]{"raised-by", func(n minutes.Note) string { return m.Short(firstOf(n.RaisedBy, n.Actor)) }},
				column[minutes.Note]{"owner", func(n minutes.Note) string { return m.Short(n.OwnedBy) }},
				column[minutes.Note]{"text", s.noteText})
		},
	}
}

func (s *session) carriedFollowUp() verb {
	cmd := &conference.FollowUp{}
	return verb{
		use:     "carried follow-up CARRIED STATUS [TEXT...]",
		example: `samverkan carried follow-up konf-1/D1 gäller "Håller fram till fredag kl. 12" -C konf-2`,
		run: func(ctx context.Context, args []string) (err error) {
			from, label, ok := strings.Cut(args[0], "/")
			if !ok {
				v, err := s.view(ctx)
				if err != nil {
					return err
				}
				from, label = v.Conference.Plan.Carried.From, args[0]
			}
			cmd.Conference, cmd.ID = from, labelled(label)
			if cmd.Status, err = followStates().read(args[1]); err != nil {
				return err
			}
			if cmd.Text, err = s.typed(args[2:]); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Label", cmd.ID, "Status", named(s, "follow", cmd.Status))
		},
	}
}

// carriedRow is something taken over from an earlier conference.
type carriedRow struct {
	ID     string                  `json:"id"` // conference/label
	What   string                  `json:"what"`
	Text   string                  `json:"text,omitempty"`
	Owner  string                  `json:"owner,omitempty"`
	Until  time.Time               `json:"until,omitzero"` // valid until, or due
	Status conference.FollowStatus `json:"status,omitempty"`
	minutes.Marking
}

func (s *session) carriedList() verb {
	return verb{
		use:     "carried list [CONFERENCE]",
		example: "samverkan carried list konf-2",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			last := func(list []minutes.FollowUp) conference.FollowStatus {
				if len(list) == 0 {
					return ""
				}
				return list[len(list)-1].Status
			}
			var rows []carriedRow
			for _, d := range m.Carried.Directions {
				rows = append(rows, carriedRow{ID: d.Conference + "/" + d.ID, What: "direction", Text: d.Wording, Until: d.ValidUntil, Status: last(d.FollowUps)})
			}
			for _, x := range m.Carried.Measures {
				rows = append(rows, carriedRow{ID: x.Conference + "/" + x.ID, What: "measure", Text: x.Text, Owner: x.Owner, Until: x.Due,
					Status: last(x.FollowUps), Marking: x.Marking})
			}
			for _, x := range m.Carried.Matters {
				rows = append(rows, carriedRow{ID: x.Conference + "/" + x.ID, What: string(x.Kind), Text: x.Text, Owner: x.Owner,
					Status: last(x.FollowUps), Marking: x.Marking})
			}
			return list(s, rows,
				column[carriedRow]{"id", func(x carriedRow) string { return x.ID }},
				column[carriedRow]{"what", func(x carriedRow) string { return named(s, "carried", x.What) }},
				column[carriedRow]{"status", func(x carriedRow) string { return named(s, "follow", x.Status) }},
				column[carriedRow]{"owner", func(x carriedRow) string { return m.Short(x.Owner) }},
				column[carriedRow]{"until", func(x carriedRow) string { return s.when(x.Until) }},
				column[carriedRow]{"text", func(x carriedRow) string { return s.orOmitted(x.Text, x.Marking) }})
		},
	}
}
