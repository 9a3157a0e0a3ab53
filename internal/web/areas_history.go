package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

// historyPage is two revisions of an item side by side.
type historyPage struct {
	Shell
	Area      area.Area
	Item      area.Item
	Revisions []itemRevision
	A, B      int
	Rows      []historyRow // what differs, but for the text
	Text      []area.Span
}

type historyRow struct{ Field, Was, Is string }

// itemHistory tells in what two revisions differ; the newest and the one before it when nothing is asked for.
func (w *Web) itemHistory(q *request) error {
	v, err := q.clerk().Item(q.ctx(), q.Who, q.path("id"), q.path("item"))
	if err != nil {
		return err
	}
	p := &historyPage{Shell: q.shell("web.item.history.title", "Title", v.Item.Title), Area: v.Area, Item: v.Item}
	p.Section, p.Exercise = "areas", v.Area.Exercise
	people, err := q.peopleKnown()
	if err != nil {
		return err
	}
	for _, r := range v.Revisions {
		p.Revisions = append(p.Revisions, itemRevision{r, people[r.By]})
	}
	newest := len(v.Revisions) - 1
	if newest < 0 {
		return notFound()
	}
	find := func(asked string, or int) int {
		i := slices.IndexFunc(v.Revisions, func(r area.Revision) bool { return itoa(r.Number) == asked })
		if i < 0 {
			return max(or, 0)
		}
		return i
	}
	a, b := v.Revisions[find(q.query("a"), newest-1)], v.Revisions[find(q.query("b"), newest)]
	p.A, p.B = a.Number, b.Number
	p.Rows, p.Text = q.contentRows(a, b), area.Differ(a.Content.Text, b.Content.Text)
	if a.Content.Text == b.Content.Text {
		p.Text = nil
	}
	return q.page("area-item-history", p)
}

// contentRows words what differs between two revisions, but for the text.
func (q *request) contentRows(a, b area.Revision) []historyRow {
	words := func(r area.Revision) []string {
		c := r.Content
		moment, file := "", ""
		if !c.OccurredAt.IsZero() {
			moment = q.Printer.ShortDateTime(c.OccurredAt)
		}
		if r.Version > 0 {
			file = q.T("web.area.version", "Number", r.Version)
		}
		readers := q.T("web.item.audience." + string(c.Audience))
		for _, actor := range slices.Sorted(slices.Values(c.Chosen)) {
			readers += ", " + q.shortName(actor)
		}
		positions, start, end, where := "", "", "", ""
		if m := c.Detail.Map; m != nil {
			positions = geo.Written(m.Shapes)
		}
		if n := c.Detail.Appointment; n != nil {
			start, end, where = formMoment(n.Start), formMoment(n.End), n.Where
		}
		state, answer, terms := "", "", ""
		if is := c.State(); is != "" {
			state = q.T("area.state." + string(is))
		}
		if c.Detail.Question != nil {
			answer = c.Detail.Question.Answer
		}
		if t := (area.Item{Kind: c.Kind, Detail: c.Detail}).Terms(); t != nil {
			terms = strings.TrimSpace(itoa(t.Amount)+" "+t.Unit) + ", " + formMoment(t.Until) + ", " + t.Contact
		}
		return []string{c.Title, c.Folder, strings.Join(c.Tags, ", "), readers, moment, q.placeName(c.Place), file, positions, start, end, where, state, answer, terms}
	}
	was, is := words(a), words(b)
	var out []historyRow
	for i, field := range []string{"web.item.title-label", "web.item.folder", "web.item.tags", "web.item.audience", "web.item.happened", "web.item.place", "web.item.file",
		"web.map.positions", "web.area-calendar.start", "web.area-calendar.end", "web.area-calendar.where", "web.item.state", "web.item.answer", "web.item.terms"} {
		if was[i] != is[i] {
			out = append(out, historyRow{q.T(field), was[i], is[i]})
		}
	}
	return out
}

// atPage is an area as it was at a moment.
type atPage struct {
	Shell
	Area  area.Area
	At    time.Time
	Asked string
	Rows  []itemRow
}

// areaAt shows an area as it was, as far as the reader reads it now and read it then.
func (w *Web) areaAt(q *request) error {
	at, err := readTime(strings.Replace(q.query("at"), "T", " ", 1), q.Now.Add(time.Minute-24*time.Hour))
	if err != nil {
		return fault.New(fault.Invalid, "web.item.at")
	}
	list, err := q.clerk().AreaAt(q.ctx(), q.Who, q.path("id"), at)
	if err != nil {
		return err
	}
	p := &atPage{Shell: q.shell("web.area.at.title", "Name", list.Area.Name), Area: list.Area, At: at, Asked: formMoment(at)}
	p.Section, p.Exercise = "areas", list.Area.Exercise
	for _, it := range list.Items {
		row, err := q.itemRow(list.Area, it, time.Time{}, map[string]meetingCounts{it.Conference: {}})
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	return q.page("area-at", p)
}

func itoa(n int) string { return strconv.Itoa(n) }

// atoi reads a number; 0 for what is none.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
