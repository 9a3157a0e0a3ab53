package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// The meeting on paper, for when there is neither network nor power: sheets to print beforehand, and a page where what was written on
// them is keyed in afterwards, by the same commands as if it were said now but with the time at which it was.
func (w *Web) paperRoutes() []row {
	return []row{
		{get, "/conferences/{id}/paper", "conference.read", w.paper},
		{get, "/conferences/{id}/paper/enter", "conference.read", w.paperEnter},
		{post, "/conferences/{id}/paper/enter", "conference.command", w.paperKeep},
	}
}

type paperPage struct {
	Shell
	*Room
	Sheets []paperSheet
	May    bool // key in what was written
}

// paperSheet is a paper to print.
type paperSheet struct{ Icon, Title, Use, PDF, Page string }

// mayEnter tells whether the reader keeps the record.
func (q *request) mayEnter(id string) error {
	return q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.MarkAttendance{})
}

// paper lists the sheets.
func (w *Web) paper(q *request) error {
	m, _, err := w.roomOf(q)
	if err != nil {
		return err
	}
	p := &paperPage{Shell: q.shell("web.paper.title"), Room: m, May: q.mayEnter(m.ID) == nil}
	p.Section, p.Exercise = "conferences", m.Plan.Exercise
	base := "/api/v1/conferences/" + m.ID + "/documents/"
	for _, x := range []struct{ icon, paper, key, use string }{{"users", "roll-call-blank", "web.paper.roll", "web.paper.roll.use"},
		{"note", "note-form", "web.paper.notes", "web.paper.notes.use"}, {"list", "agenda", "web.paper.agenda", "web.paper.agenda.use"},
		{"doc", "invitation", "web.paper.invitation", "web.paper.invitation.use"}} {
		p.Sheets = append(p.Sheets, paperSheet{x.icon, q.T(x.key), q.T(x.use), base + x.paper + ".pdf", base + x.paper + ".html"})
	}
	return q.page("paper", p)
}

// enteredRow is a line of what was written on paper.
type enteredRow struct {
	N                                        int
	ID, At, What, Actor, Item, Ref, Text, By string
	Wrong                                    string
}

func (r enteredRow) empty() bool {
	return strings.TrimSpace(r.At+r.What+r.Actor+r.Item+r.Ref+r.Text+r.By) == ""
}

// freshRows is how many empty lines there are to write on.
const freshRows = 8

// maxRows is how many lines are kept at a time. The rest goes in another sitting.
const maxRows = 200

type paperEntry struct {
	Shell
	*Room
	Rows  []enteredRow
	Saved int // lines that were kept just now
	Wrong int
}

// Whats are what a line can be, by group.
func (*paperEntry) Whats() []whatGroup { return whats }

type whatGroup struct {
	Key   string
	Whats []string
}

// whats are what a line on paper can say happened. Each is one command, or for a decision that was read out two.
var whats = []whatGroup{
	{"web.paper.group.meeting", []string{"open", "adjourn", "resume", "close"}},
	{"web.paper.group.roll", []string{"roll-open", "present", "late", "left", "absent", "roll-close"}},
	{"web.paper.group.item", []string{"item-start", "item-finish"}},
	{"web.paper.group.note", []string{"information", "question", "need", "offer", "unowned", "situation", "summary"}},
	{"web.paper.group.decision", []string{"proposal", "stands-behind", "reserves", "no-mandate", "settle"}},
	{"web.paper.group.measure", []string{"measure"}},
}

// entry begins the page for who keeps the record.
func (w *Web) entry(q *request) (*paperEntry, error) {
	m, _, err := w.roomOf(q)
	if err != nil {
		return nil, err
	}
	if err := q.mayEnter(m.ID); err != nil {
		return nil, err
	}
	p := &paperEntry{Shell: q.shell("web.paper.enter.title"), Room: m}
	p.Section, p.Exercise = "conferences", m.Plan.Exercise
	return p, nil
}

// fresh adds empty lines to write on.
func (p *paperEntry) fresh(newID func() string) {
	for range freshRows {
		p.Rows = append(p.Rows, enteredRow{ID: newID()})
	}
	for i := range p.Rows {
		p.Rows[i].N = i
	}
}

func (w *Web) paperEnter(q *request) error {
	p, err := w.entry(q)
	if err != nil {
		return err
	}
	p.Saved, _ = strconv.Atoi(q.query("saved"))
	p.fresh(w.o.NewID)
	return q.page("paper-enter", p)
}

// paperKeep keeps the lines that can be kept, in the order in which they happened, and gives back the others with what is wrong with
// each. A line has an id of its own, so that sending it twice is one effect.
func (w *Web) paperKeep(q *request) error {
	p, err := w.entry(q)
	if err != nil {
		return err
	}
	rows := q.enteredRows()
	if q.Form.Get("_more") == "" {
		p.Saved = w.keepRows(q, p, rows)
	} else {
		p.Rows = rows
	}
	p.Wrong = len(p.Rows)
	status := 200
	switch {
	case q.Form.Get("_more") != "":
		p.Wrong = 0
	case p.Wrong == 0:
		return q.done(withQuery("/conferences/"+p.ID+"/paper/enter", "saved", strconv.Itoa(p.Saved)), "")
	default:
		status = 422
	}
	if p.Room, _, err = w.roomOf(q); err != nil {
		return err
	}
	p.fresh(w.o.NewID)
	return q.show(status, "paper-enter", p)
}

// enteredRows reads the lines of the form; empty ones are none.
func (q *request) enteredRows() []enteredRow {
	var out []enteredRow
	for n := range maxRows {
		at := "rows." + strconv.Itoa(n) + "."
		r := enteredRow{N: n, ID: q.Form.Get(at + "id"), At: q.Form.Get(at + "at"), What: q.Form.Get(at + "what"), Actor: q.Form.Get(at + "actor"),
			Item: q.Form.Get(at + "item"), Ref: q.Form.Get(at + "ref"), Text: q.Form.Get(at + "text"), By: q.Form.Get(at + "by")}
		if !r.empty() {
			out = append(out, r)
		}
	}
	return out
}

// keepRows gives the commands of the lines, by time; what could not be kept stays in the page. It tells how many were kept.
func (w *Web) keepRows(q *request, p *paperEntry, rows []enteredRow) (kept int) {
	type timed struct {
		enteredRow
		at time.Time
	}
	from := p.Plan.Start.Add(-3 * time.Hour)
	var all []timed
	for _, r := range rows {
		at, err := readTime(strings.TrimSpace(r.At), from)
		if err != nil {
			r.Wrong = q.Fault(err)
			p.Rows = append(p.Rows, r)
			continue
		}
		all = append(all, timed{r, at})
	}
	slices.SortStableFunc(all, func(a, b timed) int { return a.at.Compare(b.at) })
	for _, x := range all {
		cmds, err := p.commandsOf(q, x.enteredRow, from)
		for i, cmd := range cmds {
			var got clerk.Receipt
			got, err = q.clerk().Do(q.ctx(), q.Who, p.ID, clerk.Wish{ID: part(x.ID, i), OccurredAt: x.at, Command: cmd})
			if err == nil {
				err = got.Fault
			}
			if err != nil {
				break
			}
		}
		if err != nil {
			// What was refused under an id stays so; the line that is put right is another wish.
			x.Wrong, x.ID = q.postedOf(err).Text, w.o.NewID()
			p.Rows = append(p.Rows, x.enteredRow)
			continue
		}
		kept++
	}
	return kept
}

// part is the id of a command of a line that has several.
func part(id string, n int) string {
	if id == "" || n == 0 {
		return id
	}
	return id + "." + strconv.Itoa(n)
}

var attendances = map[string]conference.Attendance{"present": conference.Present, "late": conference.Late, "left": conference.Left, "absent": conference.Absent}

// commandsOf makes commands of a line.
func (p *paperEntry) commandsOf(q *request, r enteredRow, from time.Time) ([]conference.Command, error) {
	actor, err := "", error(nil)
	if seat, ok := p.Plan.Participant(strings.TrimSpace(r.Actor)); ok {
		actor = seat.Actor
	} else if strings.TrimSpace(r.Actor) != "" {
		if actor, err = p.actorCalled(r.Actor); err != nil {
			return nil, err
		}
	}
	one := func(c conference.Command) ([]conference.Command, error) { return []conference.Command{c}, nil }
	switch r.What {
	case "open":
		return one(&conference.OpenMeeting{})
	case "adjourn":
		return one(&conference.AdjournMeeting{Reason: r.Text})
	case "resume":
		return one(&conference.ResumeMeeting{})
	case "close":
		return one(&conference.CloseMeeting{Note: r.Text})
	case "roll-open":
		return one(&conference.OpenRollCall{})
	case "roll-close":
		return one(&conference.CloseRollCall{RestAbsent: true})
	case "present", "late", "left", "absent":
		return one(&conference.MarkAttendance{Participant: p.seatCalled(actor, r.Actor), Status: attendances[r.What], Reason: r.Text})
	case "item-start":
		return one(&conference.StartItem{Item: r.Item})
	case "item-finish":
		return one(&conference.FinishItem{Item: r.Item})
	case "proposal":
		id := strings.ToUpper(strings.TrimSpace(r.Ref))
		if id == "" {
			return nil, fault.New(fault.Invalid, "web.paper-ref")
		}
		return []conference.Command{&conference.ProposeDecision{ID: id, Item: r.Item, Text: r.Text, Actor: actor}, &conference.ReadBackDecision{ID: id}}, nil
	case "stands-behind", "reserves", "no-mandate":
		return one(&conference.TakeStance{ID: strings.ToUpper(strings.TrimSpace(r.Ref)), Actors: []string{actor}, Stance: conference.StanceKind(r.What), Reason: r.Text})
	case "settle":
		return one(&conference.SettleDecision{ID: strings.ToUpper(strings.TrimSpace(r.Ref))})
	case "measure":
		return p.measureOf(r, actor, from)
	case "information", "question", "need", "offer", "unowned", "situation", "summary":
		return one(&conference.WriteNote{ID: strings.ToUpper(strings.TrimSpace(r.Ref)), Item: r.Item, Kind: conference.NoteKind(r.What),
			Content: conference.Content{Actor: actor, Text: r.Text, Source: q.T("web.paper.source")}})
	}
	return nil, fault.New(fault.Invalid, "web.paper-what")
}

func (p *paperEntry) measureOf(r enteredRow, owner string, from time.Time) ([]conference.Command, error) {
	cmd := &conference.AgreeMeasure{ID: strings.ToUpper(strings.TrimSpace(r.Ref)), Item: r.Item, Text: r.Text, Owner: owner}
	if strings.TrimSpace(r.By) != "" {
		var err error
		if cmd.Due, err = readTime(strings.TrimSpace(r.By), from); err != nil {
			return nil, err
		}
	}
	return []conference.Command{cmd}, nil
}

// seatCalled is the seat that a line of the roll-call is about: what was written when it is a seat's own key, else the first of the actor.
func (p *paperEntry) seatCalled(actor, written string) string {
	if _, ok := p.Plan.Participant(strings.TrimSpace(written)); ok {
		return strings.TrimSpace(written)
	}
	for _, s := range p.Plan.Participants {
		if s.Actor == actor {
			return s.Key()
		}
	}
	return actor
}
