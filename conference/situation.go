package conference

import (
	"slices"
	"time"
)

// Place is a municipality or county that the situation is to be known in, with a point to draw it at.
type Place struct {
	Code  string  `json:"code"` // SCB's: two digits for a county, four for a municipality
	Name  string  `json:"name"`
	Actor string  `json:"actor"`         // who reports for it
	Lat   float64 `json:"lat,omitempty"` // degrees, WGS 84; both 0 when no point is known
	Lon   float64 `json:"lon,omitempty"`
}

// Located tells whether the place has a point.
func (p Place) Located() bool { return p.Lat != 0 || p.Lon != 0 }

// Compiling says as of when, for whom and for which places reports are compiled.
type Compiling struct {
	At     time.Time          // what came in later is not counted; zero: everything
	Since  time.Time          // compare with the reports of then; zero: with those of the conference before
	May    func(Secrecy) bool // what the reader may read; nil: everything, the host
	Places []Place            // that should be covered
}

// Situation is the situation reports of a conference put together (samlad lägesbild).
type Situation struct {
	At        time.Time           `json:"at,omitzero"`       // as of when; when nobody said, of the newest report
	Since     time.Time           `json:"since,omitzero"`    // what changes are counted from; zero: the conference before
	Deadline  time.Time           `json:"deadline,omitzero"` // of the reports
	Actors    []ActorSituation    `json:"actors"`            // who has reported, in the order of the plan
	Themes    []ThemeSituation    `json:"themes"`            // every theme, also those under which nobody says anything
	Questions []QuestionSituation `json:"questions,omitempty"`
	Grades    [6]int              `json:"grades"`            // how many have each grade, 1 to 5; at 0 those whose grade is unknown
	Missing   []string            `json:"missing,omitempty"` // actors that were asked and have not reported
	Silent    []Theme             `json:"silent,omitempty"`  // themes under which nobody says anything
	Places    []PlaceSituation    `json:"places,omitempty"`
	Uncovered []string            `json:"uncovered,omitempty"` // names of places for which nobody has reported
	Omitted   int                 `json:"omitted,omitempty"`   // parts that this reader may not read
}

// ActorSituation is what one seat has reported.
type ActorSituation struct {
	Participant string    `json:"participant"`
	Actor       string    `json:"actor"`
	Report      Report    `json:"report"`
	At          time.Time `json:"at,omitzero"`
	Late        bool      `json:"late,omitempty"`
	Unchanged   bool      `json:"unchanged,omitempty"` // it was said that the report before holds still
	Grade       int       `json:"grade"`               // påverkansgrad; 0 unknown
	Was         int       `json:"was,omitempty"`       // the grade before, when it was another and known
	First       bool      `json:"first,omitempty"`     // there is nothing to compare it with
	Changed     []Theme   `json:"changed,omitempty"`   // themes that say something else than before, or no longer anything
	Omitted     bool      `json:"omitted,omitempty"`   // the whole of it is left out for this reader
}

// ThemeSituation is what all say under one theme.
type ThemeSituation struct {
	Theme Theme       `json:"theme"`
	Lines []ThemeLine `json:"lines,omitempty"`
}

// ThemeLine is what one seat says under a theme.
type ThemeLine struct {
	Participant string  `json:"participant"`
	Actor       string  `json:"actor"`
	Text        string  `json:"text"`
	Source      string  `json:"source,omitempty"`
	Changed     bool    `json:"changed,omitempty"` // it says something else than before
	Secrecy     Secrecy `json:"secrecy,omitzero"`
	Omitted     bool    `json:"omitted,omitempty"`
}

// QuestionSituation is what all answer to one question of the request.
type QuestionSituation struct {
	Question string      `json:"question"`
	Lines    []ThemeLine `json:"lines,omitempty"`
}

// PlaceSituation is how hard a place is hit: as the hardest hit of its actor's seats.
type PlaceSituation struct {
	Place
	Reported bool `json:"reported,omitempty"`
	Grade    int  `json:"grade"`
}

// Empty tells whether nothing was asked for and nothing has come in.
func (s *Situation) Empty() bool { return len(s.Actors) == 0 && len(s.Missing) == 0 }

// Compile puts the reports of a conference together for one reader. c is not changed, and nothing in the answer is shared with it
// that can change.
func Compile(c *Conference, o Compiling) Situation {
	s := Situation{At: o.At, Since: o.Since, Deadline: c.reportsDue(), Actors: []ActorSituation{}}
	k := compiler{c: c, o: o, s: &s}
	for _, p := range c.Plan.Participants {
		k.seat(p.Key())
	}
	for _, r := range c.Reports { // of seats that are no longer in the plan
		if _, ok := c.Plan.Participant(r.Participant); !ok {
			k.seat(r.Participant)
		}
	}
	for _, x := range s.Actors {
		if o.At.IsZero() && x.At.After(s.At) {
			s.At = x.At
		}
	}
	k.themes()
	k.questions()
	k.missing()
	k.places()
	return s
}

type compiler struct {
	c      *Conference
	o      Compiling
	s      *Situation
	before []Report // of each of s.Actors
}

// asOf is the newest version of a report that was there at t.
func (r *ReportState) asOf(t time.Time) (ReportVersion, bool) {
	if t.IsZero() || !r.At.After(t) {
		return r.ReportVersion, true
	}
	for _, old := range slices.Backward(r.Earlier) {
		if !old.At.After(t) {
			return old, true
		}
	}
	return ReportVersion{}, false
}

// readable leaves out what the reader may not read, and counts it.
func (k *compiler) readable(r Report) (Report, int) {
	if k.o.May == nil {
		r.detach()
		return r, 0
	}
	return r.Readable(k.o.May)
}

// version is readable for one of the versions of a seat's report.
func (k *compiler) version(state *ReportState, r Report) (Report, int) {
	if k.o.May == nil {
		return k.readable(r)
	}
	return state.ReadableVersion(r, k.o.May)
}

func (k *compiler) hidden(s Secrecy) bool { return s.Marked() && k.o.May != nil && !k.o.May(s) }

func (k *compiler) seat(participant string) {
	state := k.c.Report(participant)
	if state == nil {
		return
	}
	v, ok := state.asOf(k.o.At)
	if !ok {
		return
	}
	report, omitted := k.version(state, v.Report)
	k.s.Omitted += omitted
	x := ActorSituation{Participant: participant, Actor: seatActor(participant), Report: report, At: v.At, Late: v.Late, Unchanged: v.Unchanged,
		Grade: report.Tests.Grade(), Omitted: k.hidden(report.Secrecy)}
	before, known := k.previous(state)
	x.First = !known
	if known {
		x.Changed = changedThemes(before, report)
		if was := before.Tests.Grade(); was != x.Grade && was != 0 {
			x.Was = was
		}
	}
	k.s.Actors, k.before = append(k.s.Actors, x), append(k.before, before)
	k.s.Grades[x.Grade]++
}

// previous is the report that changes are counted from, as far as the reader may read it.
func (k *compiler) previous(state *ReportState) (Report, bool) {
	if !k.o.Since.IsZero() {
		if v, ok := state.asOf(k.o.Since); ok {
			r, _ := k.version(state, v.Report)
			return r, true
		}
	}
	for _, x := range k.c.Plan.Carried.Reports {
		if x.Participant == state.Participant {
			r, _ := k.readable(x.Report)
			return r, true
		}
	}
	return Report{}, false
}

func changedThemes(before, now Report) []Theme {
	var out []Theme
	for _, theme := range Themes() {
		a, b := before.statement(theme), now.statement(theme)
		if (a == nil) != (b == nil) || a != nil && (a.Text != b.Text || a.Source != b.Source) {
			out = append(out, theme)
		}
	}
	return out
}

// themes turns the reports over: from what each actor says to what is said under each theme.
func (k *compiler) themes() {
	for _, theme := range Themes() {
		t := ThemeSituation{Theme: theme}
		for i, x := range k.s.Actors {
			if said := x.Report.statement(theme); said != nil {
				t.Lines = append(t.Lines, k.line(i, said.Text, said.Source, said.Secrecy, slices.Contains(x.Changed, theme)))
			}
		}
		if len(t.Lines) == 0 {
			k.s.Silent = append(k.s.Silent, theme)
		}
		k.s.Themes = append(k.s.Themes, t)
	}
}

// line is one thing that the i:th of the actors says.
func (k *compiler) line(i int, text, source string, s Secrecy, changed bool) ThemeLine {
	x := &k.s.Actors[i]
	if whole := x.Report.Secrecy; !s.Marked() || k.hidden(whole) {
		s = whole
	}
	out := ThemeLine{Participant: x.Participant, Actor: x.Actor, Text: text, Source: source, Changed: changed, Secrecy: s, Omitted: k.hidden(s)}
	if out.Omitted {
		out.Text, out.Source, out.Secrecy.Readers = "", "", nil
	}
	return out
}

// questions lists those of the request, and then those that were answered and are no longer asked.
func (k *compiler) questions() {
	var asked []string
	if k.c.Request != nil {
		asked = slices.Clone(k.c.Request.Questions)
	}
	for _, x := range k.s.Actors {
		for _, a := range x.Report.Answers {
			if !slices.Contains(asked, a.Question) {
				asked = append(asked, a.Question)
			}
		}
	}
	for _, q := range asked {
		out := QuestionSituation{Question: q}
		for i, x := range k.s.Actors {
			if a := x.Report.answer(q); a != nil {
				old := k.before[i].answer(q)
				changed := !x.First && (old == nil || old.Text != a.Text)
				out.Lines = append(out.Lines, k.line(i, a.Text, "", a.Secrecy, changed))
			}
		}
		k.s.Questions = append(k.s.Questions, out)
	}
}

func (k *compiler) has(actor string) bool {
	return slices.ContainsFunc(k.s.Actors, func(x ActorSituation) bool { return x.Actor == actor })
}

func (k *compiler) missing() {
	if k.c.Request != nil {
		k.s.Missing = slices.DeleteFunc(k.c.asked(), k.has)
	}
}

func (k *compiler) places() {
	for _, p := range k.o.Places {
		out := PlaceSituation{Place: p, Reported: k.has(p.Actor)}
		for _, x := range k.s.Actors {
			if x.Actor == p.Actor {
				out.Grade = max(out.Grade, x.Grade)
			}
		}
		if !out.Reported {
			k.s.Uncovered = append(k.s.Uncovered, p.Name)
		}
		k.s.Places = append(k.s.Places, out)
	}
}
