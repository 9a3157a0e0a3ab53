package web

import (
	"net/url"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

// correctPage is where a line is chosen that is wrong, and where it is put right.
type correctPage struct {
	Shell
	ID, Meeting string
	Groups      []correctGroup
	Chosen      *correctField
}

// correctGroup is the lines of one kind.
type correctGroup struct {
	Title string
	Lines []correctLine
}

// correctLine is a line of the record with what in it can be corrected.
type correctLine struct {
	Name, Text string
	Fields     []correctField
}

// correctField is one thing to correct.
type correctField struct {
	Target, Field string
	Name, Line    string // of the field, and of what it stands in
	Was           string // for people
	Value         string // in the form
	Input         string // text, lines, time, select
	Options       []choice
}

// Address is where the field is corrected.
func (f correctField) Address(id string) string {
	return "/conferences/" + id + "/minutes/correct?" + url.Values{"target": {f.Target}, "field": {f.Field}}.Encode()
}

// correctPage shows what can be corrected in the approved minutes. It is for whoever may correct them.
func (w *Web) correctPage(q *request) error {
	id := q.path("id")
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.CorrectMinutes{}); err != nil {
		return err
	}
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, id, q.Printer, q.Now)
	if err != nil {
		return err
	}
	c := d.View().Conference
	if v := c.Version(); v == nil || v.Number == 1 && v.Approved == nil {
		return fault.New(fault.Conflict, "minutes.not-approved", "Version", 1)
	}
	r, err := d.Record(q.ctx(), 0)
	if err != nil {
		return err
	}
	if err := q.tellSecret(d.View(), "minutes"); err != nil { // every line stands here in clear
		return err
	}
	p := &correctPage{Shell: q.shell("web.correct.title", "Title", c.Plan.Title), ID: id, Meeting: c.Plan.Title, Groups: q.correctable(r.Now)}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	if target := q.query("target"); target != "" {
		if p.Chosen = chosenField(p.Groups, target, q.query("field")); p.Chosen == nil {
			return notFound()
		}
	}
	return q.page("correct", p)
}

func chosenField(groups []correctGroup, target, field string) *correctField {
	for _, g := range groups {
		for _, l := range g.Lines {
			for _, f := range l.Fields {
				if f.Target == target && f.Field == field {
					return &f
				}
			}
		}
	}
	return nil
}

// correctable lists what can be corrected, in the order of the minutes.
func (q *request) correctable(m *minutes.Minutes) []correctGroup {
	k := &correcter{request: q, m: m}
	for _, s := range m.RollCall.Seats {
		if len(k.actors) == 0 || k.actors[len(k.actors)-1].Value != s.Actor {
			k.actors = append(k.actors, choice{s.Actor, m.Name(s.Actor)})
		}
	}
	var groups []correctGroup
	add := func(key string, lines []correctLine) {
		if len(lines) > 0 {
			groups = append(groups, correctGroup{q.T(key), lines})
		}
	}
	add("doc.section.measures", k.measures())
	add("doc.section.decisions", k.stances())
	add("web.correct.notes", k.notes())
	add("doc.section.participants", k.seats())
	add("doc.section.next", k.next())
	return groups
}

type correcter struct {
	*request
	m      *minutes.Minutes
	actors []choice
}

// line begins a line; what follows adds its fields.
func (k *correcter) line(target, text string) correctLine {
	return correctLine{Name: k.targetName(k.m, target), Text: text}
}

func (k *correcter) field(l *correctLine, target, field, input, value string, options []choice) {
	f := correctField{Target: target, Field: field, Name: k.T("doc.field." + field), Line: l.Name, Input: input, Value: value, Options: options}
	f.Was = k.plainValue(k.m, field, value)
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		f.Value = at.In(i18n.Stockholm()).Format("2006-01-02 15:04")
	}
	for _, o := range options {
		if o.Value == value {
			f.Was = o.Text
		}
	}
	l.Fields = append(l.Fields, f)
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func (k *correcter) measures() []correctLine {
	var out []correctLine
	for _, x := range k.m.Measures {
		if x.Omitted {
			continue
		}
		l := k.line(x.ID, x.Text)
		k.field(&l, x.ID, "text", "lines", x.Text, nil)
		k.field(&l, x.ID, "owner", "select", x.Owner, k.actors)
		k.field(&l, x.ID, "due", "time", stampOf(x.Due), nil)
		out = append(out, l)
	}
	return out
}

func (k *correcter) notes() []correctLine {
	var out []correctLine
	for _, n := range k.m.Notes {
		if n.Omitted || n.Struck != nil {
			continue
		}
		l := k.line(n.ID, n.Text)
		k.field(&l, n.ID, "text", "lines", n.Text, nil)
		k.field(&l, n.ID, "actor", "select", n.Actor, k.actors)
		out = append(out, l)
	}
	return out
}

// stances lists how every actor stood. The wording of a decision is what was read to all: it is decided anew, not corrected.
func (k *correcter) stances() []correctLine {
	var kinds []choice
	for _, s := range conference.Stances() {
		kinds = append(kinds, choice{string(s), k.T("doc.stance." + string(s))})
	}
	var out []correctLine
	for _, d := range k.m.Decisions {
		if d.Omitted || d.Status != minutes.DecisionSettled {
			continue
		}
		for _, s := range d.Stances {
			if s.Kind == "" {
				continue
			}
			target := d.ID + "/" + s.Actor
			l := k.line(target, k.T("doc.stance."+string(s.Kind)))
			k.field(&l, target, "stance", "select", string(s.Kind), kinds)
			k.field(&l, target, "reason", "lines", s.Reason, nil)
			out = append(out, l)
		}
	}
	return out
}

func (k *correcter) seats() []correctLine {
	var words []choice
	for _, s := range []conference.Attendance{conference.Present, conference.Late, conference.Left, conference.Absent} {
		words = append(words, choice{string(s), k.T("doc.attendance-word." + string(s))})
	}
	var out []correctLine
	for _, s := range k.m.RollCall.Seats {
		l := k.line(s.Key, s.Function)
		k.field(&l, s.Key, "status", "select", string(s.Status), words)
		k.field(&l, s.Key, "function", "text", s.Function, nil)
		out = append(out, l)
	}
	return out
}

func (k *correcter) next() []correctLine {
	n := k.m.Next
	if n == nil || n.Omitted {
		return nil
	}
	l := k.line("next", n.Text)
	k.field(&l, "next", "text", "lines", n.Text, nil)
	k.field(&l, "next", "start", "time", stampOf(n.Start), nil)
	k.field(&l, "next", "end", "time", stampOf(n.End), nil)
	return []correctLine{l}
}

// correct puts one thing right.
func (w *Web) correct(q *request) error {
	id := q.path("id")
	cmd := &conference.CorrectMinutes{Target: q.Form.Get("target"), Field: q.Form.Get("field"), Is: q.Form.Get("is"), Reason: q.Form.Get("reason")}
	switch cmd.Field {
	case "due", "start", "end":
		v, err := q.clerk().Conference(q.ctx(), q.Who, id)
		if err != nil {
			return err
		}
		at, err := readTime(cmd.Is, v.Conference.Plan.Start)
		if err != nil {
			f := fault.New(fault.Invalid, "web.form-fields")
			f.Fields = map[string]string{"is": "web.field-time"}
			return f
		}
		cmd.Is = at.Format(time.RFC3339)
	}
	if _, err := q.do(id, cmd); err != nil {
		return fieldFault(err, cmd.Field, "is")
	}
	return q.done("/conferences/"+id+"/minutes", "minutes-corrected")
}

// fieldFault moves a fault from the field of a command to that of the form.
func fieldFault(err error, from, to string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	if f.Args["Field"] == from {
		return f.With("Field", to)
	}
	return err
}
