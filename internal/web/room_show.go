package web

import (
	"slices"
	"strconv"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
)

// What the views of a meeting share: the agenda as a strip, the journal, the queue, the roll-call and the decision that is dealt
// with. All of it is for everybody of an access class.

// Mark is the silhouette and the word of a kind; neither stands without the other.
type Mark struct {
	Class string // of the colour: k-besl
	Icon  string // in the sprite: k-beslut
	Key   string // of the word in the catalogues
}

var itemMarks = map[agenda.Kind]Mark{
	agenda.Information: {"k-info", "k-info", "web.kind.information"},
	agenda.Discussion:  {"k-disk", "k-diskussion", "web.kind.discussion"},
	agenda.Decision:    {"k-besl", "k-beslut", "web.kind.decision"},
}

// MarkOfItem gives the mark of a kind of agenda item.
func MarkOfItem(k agenda.Kind) Mark { return itemMarks[k] }

var noteMarks = map[conference.NoteKind]Mark{
	conference.NoteInformation:   {"", "note", "web.kind.note"},
	conference.NoteQuestion:      {"k-frag", "k-fraga", "web.kind.question"},
	conference.NoteAnswer:        {"", "reply", "web.kind.answer"},
	conference.NoteNeed:          {"k-res", "k-resurs", "web.kind.need"},
	conference.NoteOffer:         {"", "offer", "web.kind.offer"},
	conference.NoteMatch:         {"", "link", "web.kind.match"},
	conference.NoteGoalConflict:  {"k-konf", "k-malkonflikt", "web.kind.goal-conflict"},
	conference.NoteUnowned:       {"", "unowned", "web.kind.unowned"},
	conference.NoteParked:        {"", "forum", "web.kind.parked"},
	conference.NoteCommunication: {"", "megaphone", "web.kind.communication"},
	conference.NoteSituation:     {"k-lage", "k-lage", "web.kind.situation"},
	conference.NoteSummary:       {"", "summary", "web.kind.summary"},
	conference.NoteCorrection:    {"", "edit", "web.kind.correction"},
	conference.NoteRemark:        {"", "marker", "web.kind.remark"},
}

// MarkOfNote gives the mark of a kind of note.
func MarkOfNote(k conference.NoteKind) Mark {
	if m, ok := noteMarks[k]; ok {
		return m
	}
	return noteMarks[conference.NoteInformation]
}

var (
	markDecision    = Mark{"k-besl", "k-beslut", "web.kind.decision"}
	markMeasure     = Mark{"k-atg", "k-atgard", "web.kind.measure"}
	markReservation = Mark{"k-besl", "k-beslut", "web.kind.reservation"}
)

// Segment is an item of the agenda on the strip.
type Segment struct {
	ID, Number string
	Title      string
	Mark       Mark
	Minutes    int
	State      string        // done, now or coming
	Begun      time.Time     // of the span that goes on
	Before     time.Duration // used in earlier spans
	Used       time.Duration // when it is done
	Starts     time.Time     // when it comes, as the meeting runs
	Secret     bool
}

// Over is how many minutes a finished item took more than planned; negative when less.
func (s Segment) Over() int { return int(s.Used.Round(time.Minute)/time.Minute) - s.Minutes }

// Wide is the class for the width on the strip: there is one for each whole number of minutes up to 20.
func (s Segment) Wide() string { return "m" + strconv.Itoa(min(max(s.Minutes, 2), 20)) }

// Since is when the item would have begun if it had run without a break until now.
func (s Segment) Since() time.Time { return s.Begun.Add(-s.Before) }

// Strip lists the agenda with what has been used of it. Coming items are timed from the latest thing that happened.
func (m *Room) Strip() []Segment {
	out := make([]Segment, 0, len(m.Plan.Agenda))
	next := m.Plan.Start
	if !m.Meeting.Opened.IsZero() {
		next = m.Meeting.Opened
	}
	for _, it := range m.Plan.Agenda {
		s := Segment{ID: it.ID, Number: strconv.Itoa(it.Number), Title: it.Title, Mark: MarkOfItem(it.Kind), Minutes: it.Minutes, State: "coming",
			Secret: m.ItemSecrecy(it.ID).Marked()}
		state, begun := m.Item(it.ID)
		switch {
		case m.Current == it.ID && begun:
			s.State = "now"
			last := state.Spans[len(state.Spans)-1]
			s.Begun, s.Before = last.Start, state.Used(last.Start)
			next = s.Since().Add(time.Duration(it.Minutes) * time.Minute)
		case begun:
			s.State, s.Used = "done", state.Used(m.Latest)
			if end := state.Spans[len(state.Spans)-1].End; end.After(next) {
				next = end
			}
		default:
			s.Starts = next
			next = next.Add(time.Duration(it.Minutes) * time.Minute)
		}
		out = append(out, s)
	}
	return out
}

// CurrentItem gives the item that is dealt with.
func (m *Room) CurrentItem() (agenda.Item, bool) {
	for _, it := range m.Plan.Agenda {
		if it.ID == m.Current && m.Current != "" {
			return it, true
		}
	}
	return agenda.Item{}, false
}

// LastNumber is the number of the last item, as people say it: the first may be 0.
func (m *Room) LastNumber() int {
	if n := len(m.Plan.Agenda); n > 0 {
		return m.Plan.Agenda[n-1].Number
	}
	return 0
}

// Ends is when the meeting is to end, as it stands.
func (m *Room) Ends() time.Time {
	if !m.Meeting.Ends.IsZero() {
		return m.Meeting.Ends
	}
	return m.Plan.End
}

// Line is a row of the journal: a note, a decision, a measure, a reservation, or the beginning of an item.
type Line struct {
	ID      string // of the element
	Ref     string // as people say it: B3
	Seq     int64
	At      time.Time
	Mark    Mark
	Kind    string // of the note, or decision, measure, reservation, item
	Item    string
	Actor   string // name
	ActorID string
	To      string // name
	Text    string
	Owner   string // name
	Due     time.Time
	NoDue   bool // a measure without a time
	State   string
	Tag     string // key of a word about how it stands
	Base    int    // how many times it has been revised
	Struck  bool
	Why     string // it was struck
	Marked  bool
	Ground  string
	Parties []string // names
	Source  string
}

// Journal lists what has been written, in the order it was, with the items that it was written under.
func (m *Room) Journal() []Line {
	var out []Line
	for i := range m.Notes {
		out = append(out, m.noteLine(&m.Notes[i]))
	}
	for i := range m.Decisions {
		out = append(out, m.decisionLines(&m.Decisions[i])...)
	}
	for i := range m.Measures {
		out = append(out, m.measureLine(&m.Measures[i]))
	}
	out = append(out, m.itemLines()...)
	slices.SortStableFunc(out, func(a, b Line) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(a.Seq - b.Seq)
	})
	return out
}

// noteLine gives a note as a line of the journal.
func (m *Room) noteLine(n *conference.Note) Line {
	l := Line{ID: "n-" + n.ID, Ref: n.ID, Seq: n.Seq, At: n.At, Mark: MarkOfNote(n.Kind), Kind: string(n.Kind), Item: n.Item, ActorID: n.Actor,
		Text: n.Text, Base: len(n.Revisions), Marked: n.Secrecy.Marked(), Ground: n.Secrecy.Ground, Source: n.Source}
	if n.Actor != "" {
		l.Actor = m.Name(n.Actor)
	}
	if n.To != "" {
		l.To = m.Name(n.To)
	}
	for _, p := range n.Parties {
		l.Parties = append(l.Parties, m.Name(p))
	}
	if n.Struck != nil {
		l.Struck, l.Why = true, n.Struck.Reason
	}
	switch {
	case len(n.Beside) > 0:
		l.Tag = "web.tag.two-texts"
	case n.Kind == conference.NoteQuestion && len(m.AnsweredBy(n.ID)) == 0:
		l.Tag = "web.tag.unanswered"
	case n.Kind == conference.NoteUnowned && m.OwnerOf(*n) == "":
		l.Tag = "web.tag.unowned"
	}
	l.Due = n.NeededBy
	return l
}

func (m *Room) decisionLines(d *conference.Decision) []Line {
	l := Line{ID: "n-" + d.ID, Ref: d.ID, Seq: d.Seq, Mark: markDecision, Kind: "decision", Item: d.Item, ActorID: d.ProposedBy, Text: d.Wording,
		Marked: d.Secrecy.Marked(), Ground: d.Secrecy.Ground}
	if len(d.Proposals) > 0 {
		l.At = d.Proposals[0].At
	}
	if d.ProposedBy != "" {
		l.Actor = m.Name(d.ProposedBy)
	}
	switch {
	case d.Withdrawn != nil:
		l.State, l.Tag, l.Struck, l.Why = "withdrawn", "web.tag.withdrawn", true, d.Withdrawn.Reason
	case d.Settled != nil:
		l.State, l.Tag, l.Due = "settled", "web.tag.settled", d.Settled.ValidUntil
	case len(d.ReadBacks) > 0:
		l.State, l.Tag = "read", "web.tag.read"
	default:
		l.State, l.Tag = "proposed", "web.tag.proposed"
	}
	out := []Line{l}
	for _, actor := range d.With(conference.Reserve, m.Plan.Actors()) {
		s := d.Stances[actor]
		out = append(out, Line{ID: "n-" + d.ID + "-" + actor, Ref: d.ID, Seq: d.Seq, At: s.At, Mark: markReservation, Kind: "reservation", Item: d.Item,
			Actor: m.Name(actor), ActorID: actor, Text: s.Reason, Marked: l.Marked})
	}
	return out
}

func (m *Room) measureLine(x *conference.Measure) Line {
	l := Line{ID: "n-" + x.ID, Ref: x.ID, Seq: x.Seq, At: x.At, Mark: markMeasure, Kind: "measure", Item: x.Item, ActorID: x.Actor, Text: x.Text, Due: x.Due,
		NoDue: x.Due.IsZero(), State: string(x.Status), Base: len(x.Revisions), Marked: x.Secrecy.Marked(), Ground: x.Secrecy.Ground}
	if x.Owner != "" {
		l.Owner = m.Name(x.Owner)
	}
	switch {
	case x.Status == conference.MeasureDone:
		l.Tag = "web.tag.done"
	case x.Accepted != nil && !*x.Accepted:
		l.Tag = "web.tag.declined"
	}
	return l
}

// itemLines are where items began.
func (m *Room) itemLines() []Line {
	var out []Line
	for _, it := range m.Plan.Agenda {
		state, ok := m.Item(it.ID)
		if !ok {
			continue
		}
		for i, span := range state.Spans {
			out = append(out, Line{ID: "pt-" + it.ID + "-" + strconv.Itoa(i), Ref: strconv.Itoa(it.Number), At: span.Start, Seq: -1, Mark: MarkOfItem(it.Kind),
				Kind: "item", Item: it.ID, Text: it.Title, Due: span.End})
		}
	}
	return out
}

// JournalNewest are the lines as rows of a live list, the newest first, without the items.
func (m *Room) JournalNewest() []listRow {
	lines := slices.DeleteFunc(m.Journal(), func(l Line) bool { return l.Kind == "item" })
	slices.Reverse(lines)
	out := make([]listRow, len(lines))
	for i, l := range lines {
		out[i] = listRow{l.ID, l}
	}
	return out
}

// Seat is an actor in the roll-call.
type Seat struct {
	Key      string // of the participant
	Short    string
	Name     string
	Function string
	Role     conference.Role
	Status   conference.Attendance
	At       time.Time
	Mode     conference.Mode
	Reason   string
	Next     conference.Attendance // what a press makes of it: here, late, absent
}

var seatClasses = map[conference.Attendance]string{conference.Present: "rc-in", conference.Late: "rc-late", conference.Left: "rc-left",
	conference.Absent: "rc-out", conference.Unknown: "rc-none"}

// Class is how the seat looks in the grid: a silhouette and a colour for how it stands.
func (s Seat) Class() string { return seatClasses[s.Status] }

var seatWords = map[conference.Attendance]string{conference.Present: "web.seat.present", conference.Late: "web.seat.late",
	conference.Left: "web.seat.left", conference.Absent: "web.seat.absent", conference.Unknown: "web.seat.unknown"}

// WordKey is the word for how the seat stands.
func (s Seat) WordKey() string { return seatWords[s.Status] }

// Timed tells whether it matters when it came to stand so.
func (s Seat) Timed() bool { return s.Status == conference.Late || s.Status == conference.Left }

// Seats lists the roll-call in the order of the plan.
func (m *Room) Seats() []Seat {
	out := make([]Seat, 0, len(m.Plan.Participants))
	for _, p := range m.Plan.Participants {
		mark := m.Attendance(p.Key())
		s := Seat{Key: p.Key(), Short: m.Short(p.Actor), Name: m.Name(p.Actor), Function: p.Function, Role: p.Role, Status: mark.Status, At: mark.At, Mode: mark.Mode,
			Reason: mark.Reason, Next: conference.Present}
		if p.Unit != "" {
			s.Short += ", " + p.Unit
			s.Name += ", " + p.Unit
		}
		if mark.Function != "" {
			s.Function = mark.Function
		}
		switch mark.Status {
		case conference.Present:
			s.Next = conference.Late
		case conference.Late:
			s.Next = conference.Absent
		}
		out = append(out, s)
	}
	return out
}

// Waiting is somebody in the queue.
type Waiting struct {
	ID      string // of the element
	Actor   string
	Name    string
	Kind    conference.RequestKind
	Topic   string
	Since   time.Time
	Mode    conference.Mode
	Number  int  // 1 is next
	Last    bool // nobody waits after
	Up, Low []string
}

// Queue lists who waits for the word, the next one first.
func (m *Room) Queue() []Waiting {
	var out []Waiting
	seen := map[string]int{}
	for i, r := range m.Speakers.Queue {
		seen[r.Actor]++
		out = append(out, Waiting{ID: "q-" + r.Actor + "-" + strconv.Itoa(seen[r.Actor]), Actor: r.Actor, Name: m.Name(r.Actor), Kind: r.Kind, Topic: r.Topic,
			Since: r.At, Mode: m.ModeOf(r.Actor), Number: i + 1, Last: i == len(m.Speakers.Queue)-1})
	}
	for i := range out {
		out[i].Up, out[i].Low = swapped(m.Speakers.Queue, i, i-1), swapped(m.Speakers.Queue, i, i+1)
	}
	return out
}

// swapped gives the queue's actors with two of them in each other's places; nil when there is no such place.
func swapped(queue []conference.Request, i, j int) []string {
	if j < 0 || j >= len(queue) {
		return nil
	}
	out := make([]string, len(queue))
	for n, r := range queue {
		out[n] = r.Actor
	}
	out[i], out[j] = out[j], out[i]
	return out
}

// ModeOf is how an actor is connected, as far as anybody has said.
func (m *Room) ModeOf(actor string) conference.Mode {
	for _, p := range m.Plan.Participants {
		if p.Actor != actor {
			continue
		}
		if mark := m.Attendance(p.Key()); mark.Mode != "" {
			return mark.Mode
		}
	}
	return ""
}

// OpenDecision gives the decision that is dealt with: the newest one that is neither settled nor withdrawn, first under the item
// that goes on.
func (m *Room) OpenDecision() *conference.Decision {
	var other *conference.Decision
	for i := len(m.Decisions) - 1; i >= 0; i-- {
		d := &m.Decisions[i]
		if d.Settled != nil || d.Withdrawn != nil {
			continue
		}
		if d.Item == m.Current {
			return d
		}
		if other == nil {
			other = d
		}
	}
	return other
}

// Tally counts how the actors stand to a decision.
type Tally struct {
	Behind, Reserved, NoMandate, Silent int
	Whole                               int
	Reservations                        []Stand
	Missing                             []Stand // those who are asked and have not answered
	Others                              []Stand // without mandate
}

// Stand is how one actor stands.
type Stand struct {
	Actor, Name, Short, Reason string
	Kind                       conference.StanceKind
	At                         time.Time
	By                         string // name of the actor that keyed it in, when another
}

// WordKey is the word for how the actor stands.
func (s Stand) WordKey() string { return "web.stance." + string(s.Kind) }

// TallyOf counts the stances of a decision. Silence is nobody's yes.
func (m *Room) TallyOf(d *conference.Decision) Tally {
	var t Tally
	for _, actor := range m.Plan.Actors() {
		s, ok := d.Stances[actor]
		if !ok {
			continue
		}
		st := Stand{Actor: actor, Name: m.Name(actor), Reason: s.Reason, Kind: s.Kind, At: s.At}
		if s.ByActor != "" && s.ByActor != actor {
			st.By = m.Short(s.ByActor)
		}
		switch s.Kind {
		case conference.StandBehind:
			t.Behind++
		case conference.Reserve:
			t.Reserved++
			t.Reservations = append(t.Reservations, st)
		case conference.NoMandate:
			t.NoMandate++
			t.Others = append(t.Others, st)
		}
	}
	for _, actor := range m.Unanswered(d) {
		t.Missing = append(t.Missing, Stand{Actor: actor, Name: m.Name(actor), Short: m.Short(actor)})
	}
	t.Silent = len(t.Missing)
	t.Whole = t.Behind + t.Reserved + t.NoMandate + t.Silent
	return t
}
