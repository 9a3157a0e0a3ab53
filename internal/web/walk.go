package web

import (
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

func (w *Web) walkRoutes() []row {
	const at = "/conferences/{id}/walk"
	return []row{{get, at, "conference.read", w.walk}, {post, at, "conference.command", w.takeRow}, {post, at + "/return", "conference.command", w.returnRow},
		{post, "/areas/{id}/walk", "conference.command", w.startWalk}}
}

// walkPage is a morning meeting: what is new in an area, needs, measures and what is to be followed up, row by row.
type walkPage struct {
	overview
	ID      string
	V       *clerk.WalkView
	Parts   []walkPart
	Done    int
	Takes   bool     // rows can be taken now
	Opens   bool     // it has not begun, and the reader may begin it
	Measure *walkRow // the row that is to be a measure
	Owners  []choice
	Undo    string // the row that was taken last
	Back    string
}

type walkPart struct {
	clerk.WalkSection
	Name string
	Rows []walkRow
}

type walkRow struct {
	clerk.WalkRow
	Word, Who, To string
	How, By       string // what was done with it, and who did it
	First         bool   // of those that are left
	Change        bool   // it can become a measure or a need
}

func (w *Web) walk(q *request) error {
	v, err := q.clerk().Walk(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	if err := q.tellRead("walk", v.Marked...); err != nil {
		return err
	}
	p := &walkPage{overview: q.overview("conferences", "walk.page.title", "Title", v.Title), ID: v.Conference, V: v, Done: v.Rows - v.Left, Back: "/conferences/" + v.Conference + "/walk"}
	p.Exercise = v.Exercise
	may := func(cmd conference.Command) bool {
		return q.clerk().Authorize(q.ctx(), q.Who, v.Conference, "", cmd) == nil
	}
	switch v.Phase {
	case conference.Lobby, conference.Open, conference.Adjourned, conference.Closed:
		p.Takes = may(&conference.TakeRow{})
	case conference.Planned, conference.Called:
		p.Opens = may(&conference.OpenMeeting{})
	}
	for _, actor := range v.Owners {
		p.Owners = append(p.Owners, choice{actor, q.actorName(actor)})
	}
	q.sortChoices(p.Owners)
	first, last := true, conference.Taken{}
	for _, part := range v.Parts {
		x := walkPart{WalkSection: part, Name: part.Title}
		if x.Name == "" {
			x.Name = q.T(part.Part.Key())
		}
		for _, r := range part.Rows {
			row := q.walkRow(r)
			if r.Taken == nil {
				row.First, first = first, false
			} else if r.Taken.At.After(last.At) || last.Row == "" {
				last = *r.Taken
			}
			if r.Taken == nil && p.Takes && q.query("measure") == r.Row {
				chosen := row
				p.Measure = &chosen
			}
			x.Rows = append(x.Rows, row)
		}
		p.Parts = append(p.Parts, x)
	}
	if p.Takes {
		p.Undo = last.Row
	}
	return q.page("walk", p)
}

// sortChoices sorts choices by what they say.
func (q *request) sortChoices(all []choice) {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Text
	}
	q.Sort(names)
	slices.SortStableFunc(all, func(a, b choice) int { return slices.Index(names, a.Text) - slices.Index(names, b.Text) })
}

func (q *request) walkRow(r clerk.WalkRow) walkRow {
	out := walkRow{WalkRow: r, Word: q.T("walk.kind." + r.Kind), Who: q.shortName(r.Actor), Change: true}
	switch kind, _, _, _ := conference.ParseRow(r.Row); {
	case kind == conference.RowItem:
		out.Word, out.To = q.T("web.area.kind."+r.Kind), "/areas/"+r.Where+"/items/"+r.ID
	case r.Kind == "inquiry":
		out.Text, out.To = q.walkText(r), "/inquiries/"+r.Where
	case r.Kind == "report":
		out.Text, out.To = q.walkText(r), "/conferences/"+r.Where+"/situation"
	default:
		out.To, out.Change = "/conferences/"+r.Where+"/minutes", r.Kind != "measure" && r.Kind != "need" && r.Kind != "direction"
	}
	if r.Taken != nil {
		out.How, out.By = q.T("walk.how."+string(r.Taken.How)), r.Taken.By
	}
	return out
}

// walkText is what a report's row says.
func (q *request) walkText(r clerk.WalkRow) string {
	return q.T("walk.row."+r.Kind, "Actor", q.shortName(r.Actor), "Title", r.Text)
}

// takeRow deals with a row in the way whose button was pressed.
func (w *Web) takeRow(q *request) error {
	id, f := q.path("id"), q.Form
	cmd := &conference.TakeRow{Row: f.Get("row"), How: conference.RowHow(f.Get("how")), Word: writtenText(f.Get("word")), Owner: f.Get("owner")}
	if due := strings.TrimSpace(f.Get("due")); due != "" {
		t, err := readTime(due, q.Now)
		if err != nil {
			return atFormField("web.field-time", "due")
		}
		cmd.Due = t
	}
	v, err := q.clerk().Walk(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	for _, part := range v.Parts {
		for _, r := range part.Rows {
			if r.Row != cmd.Row {
				continue
			}
			cmd.Item = part.Item
			if strings.HasPrefix(r.Row, conference.RowReport+"/") && !r.Narrow {
				cmd.Text = q.walkText(r)
			}
		}
	}
	if cmd.How == conference.RowMeasure && cmd.Owner == "" {
		return q.done(withQuery("/conferences/"+id+"/walk", "measure", cmd.Row), "")
	}
	got, err := q.do(id, cmd)
	if err != nil {
		return err
	}
	if got.Fault != nil {
		return atWord(got.Fault)
	}
	return q.done("/conferences/"+id+"/walk#next", "")
}

// atWord puts what is missing beside the field where it is to be written.
func atWord(err error) error {
	if fault.CodeOf(err) == "walk.narrow" {
		return atFormField("walk.narrow", "word")
	}
	return err
}

func (w *Web) returnRow(q *request) error {
	id := q.path("id")
	got, err := q.do(id, &conference.ReturnRow{Row: q.Form.Get("row"), Reason: q.T("walk.undone")})
	if err != nil {
		return err
	}
	if got.Fault != nil {
		return got.Fault
	}
	return q.done("/conferences/"+id+"/walk", "walk-returned")
}

// startWalk makes the morning meeting of an area in one step, and begins it.
func (w *Web) startWalk(q *request) error {
	id := q.web.o.NewID()
	if sent := q.Form.Get("_id"); sent != "" {
		id = sent // the meeting that a form makes is one, however often it is sent
	}
	n := clerk.NewWalk{ID: id, Area: q.path("id"), Title: q.T("walk.title"), Open: true, Alone: q.T("walk.alone"), Agenda: clerk.WalkAgenda(q.T)}
	if chosen := q.Form.Get("roster"); chosen != "" {
		own, err := q.clerk().Rosters(q.ctx(), q.Who)
		if err != nil {
			return err
		}
		if n.Actors, err = q.rosterMembers(own, chosen); err != nil {
			return err
		}
	}
	if err := q.clerk().StartWalk(q.ctx(), q.Who, id, n); err != nil {
		return err
	}
	return q.done("/conferences/"+id+"/walk", "walk-begun")
}

// walkRosters are whom a morning meeting can be held with; nil when the reader may hold none.
func (q *request) walkRosters() ([]choice, error) {
	if q.Who.Guest() || q.Who.Actor == "" || q.Who.Allows("inquiry.command", "") != nil {
		return nil, nil
	}
	rosters, err := q.clerk().Rosters(q.ctx(), q.Who)
	out := []choice{{"", q.T("walk.ours")}}
	for _, r := range rosters {
		out = append(out, choice{r.ID, r.Name})
	}
	return out, err
}
