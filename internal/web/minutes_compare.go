package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/papers"
	"samverkan/minutes"
)

// comparePage is two versions of the minutes side by side.
type comparePage struct {
	Shell
	ID, Meeting string
	A, B        int
	Versions    []versionRow
	Parts       []comparedPart
}

// comparedPart is what differs in one part of the minutes.
type comparedPart struct {
	Title string
	Rows  []comparedRow
}

type comparedRow struct{ What, Field, Was, Is string }

// compareMinutes tells in what two versions differ; the newest and the one before it when nothing is asked for.
func (w *Web) compareMinutes(q *request) error {
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, q.path("id"), q.Printer, q.Now)
	if err != nil {
		return err
	}
	c := d.View().Conference
	newest := len(c.Minutes.Versions)
	if newest == 0 {
		return notFound()
	}
	p := &comparePage{Shell: q.shell("web.minutes.compare.title", "Title", c.Plan.Title), ID: q.path("id"), Meeting: c.Plan.Title,
		A: versionAsked(q.query("a"), max(newest-1, 1)), B: versionAsked(q.query("b"), newest)}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	a, err := d.Record(q.ctx(), p.A)
	if err != nil {
		return err
	}
	b, err := d.Record(q.ctx(), p.B)
	if err != nil {
		return err
	}
	p.Versions = q.versionRows(d, a.Now)
	p.Parts = q.compared(a.Version, b.Version)
	if err := q.tellSecret(d.View(), "minutes"); err != nil {
		return err
	}
	return q.page("minutes-diff", p)
}

func versionAsked(text string, or int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return or
}

// compared words the differences, part by part.
func (q *request) compared(a, b *minutes.Minutes) []comparedPart {
	var parts []comparedPart
	for _, d := range minutes.Compare(a, b) {
		if d.Field == "late" || strings.HasSuffix(d.Field, "usedSeconds") { // what the clock changes, not the record
			continue
		}
		title := q.wordOr("cli.part."+d.Part, d.Part)
		if len(parts) == 0 || parts[len(parts)-1].Title != title {
			parts = append(parts, comparedPart{Title: title})
		}
		last := &parts[len(parts)-1]
		field := d.Field
		if dot := strings.LastIndexByte(field, '.'); dot >= 0 {
			field = field[dot+1:]
		}
		field, _, _ = strings.Cut(field, "[")
		last.Rows = append(last.Rows, comparedRow{q.targetName(b, d.ID), q.wordOr("cli.field."+field, field),
			q.plainValue(b, field, d.Was), q.plainValue(b, field, d.Is)})
	}
	return parts
}

// wordOr gives a text, or a name as it is when there is no text for it.
func (q *request) wordOr(key, or string) string {
	if q.Has(key) {
		return q.T(key)
	}
	return or
}

// targetName is what a line of the record is called: A3, a seat's actor, or the next meeting.
func (q *request) targetName(m *minutes.Minutes, id string) string {
	if s, ok := m.RollCall.Seat(id); ok {
		if s.Unit != "" {
			return m.Short(s.Actor) + ", " + s.Unit
		}
		return m.Short(s.Actor)
	}
	if decision, actor, ok := strings.Cut(id, "/"); ok {
		return decision + ", " + m.Short(actor)
	}
	if id == "next" {
		return q.T("doc.section.next")
	}
	if it, ok := m.Item(id); ok {
		return q.T("doc.item.heading", "Number", it.Number, "Title", it.Title)
	}
	return id
}

// plainValue writes a value out of the minutes' data for people.
func (q *request) plainValue(m *minutes.Minutes, field, value string) string {
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return q.ShortDateTime(at)
	}
	switch field {
	case "actor", "owner", "raisedBy", "to":
		return m.Short(value)
	case "status":
		return q.wordOr("doc.attendance-word."+value, q.wordOr("doc.measure."+value, value))
	case "stance", "kind":
		return q.wordOr("doc.stance."+value, q.wordOr("doc.kind."+value, value))
	}
	if strings.HasPrefix(value, "{") {
		return said(value)
	}
	return value
}

// said gives the words of something that was added or taken out whole.
func said(data string) string {
	var all map[string]any
	if json.Unmarshal([]byte(data), &all) != nil {
		return data
	}
	var out []string
	for _, name := range []string{"wording", "text", "title", "reason", "remark"} {
		if s, ok := all[name].(string); ok && s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}
