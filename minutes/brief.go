package minutes

import (
	"unicode/utf8"

	"samverkan/conference"
)

// Point is one line of "Kort sagt", worked out from the record. Its words are written by the documents.
type Point struct {
	Kind  string   `json:"kind"`
	Count int      `json:"count,omitempty"`
	IDs   []string `json:"ids,omitempty"` // what it is about: notes, decisions, measures; for impact, actors
}

// The kinds of points.
const (
	PointSituation     = "situation"      // IDs: the summary to read
	PointImpact        = "impact"         // Count: a grade of 4 or 5; IDs: the actors that have it
	PointImpactUnknown = "impact-unknown" // IDs: actors whose grade nobody knew
	PointDecisions     = "decisions"      // Count and IDs of decisions taken
	PointNoDecision    = "no-decision"
	PointReserved      = "reserved"   // Count of reservations; IDs: the decision
	PointNoMandate     = "no-mandate" // Count of actors without mandate; IDs: the decision
	PointMeasures      = "measures"   // Count of measures
	PointNotAccepted   = "not-accepted"
	PointNeeds         = "needs"       // Count of needs
	PointNeedsUnmet    = "needs-unmet" // IDs
	PointNeedsLate     = "needs-late"  // IDs
	PointUnclaimed     = "unclaimed"   // offers that nobody has taken up
	PointConflicts     = "conflicts"   // Count of goal conflicts
	PointUnowned       = "unowned"     // IDs that nobody took
	PointParked        = "parked"      // Count and IDs
	PointUnanswered    = "unanswered"  // IDs of questions
	PointNext          = "next"
	PointOmitted       = "omitted" // Count
)

// longestBrief is how long a summary may be and still stand in Kort sagt, in characters.
const longestBrief = 420

func (m *Minutes) brief() []Point {
	var out []Point
	add := func(kind string, count int, ids ...string) {
		out = append(out, Point{Kind: kind, Count: count, IDs: ids})
	}
	some := func(kind string, ids []string) {
		if len(ids) > 0 {
			add(kind, len(ids), ids...)
		}
	}
	if n, ok := m.mainSummary(); ok {
		add(PointSituation, 0, n.ID)
	}
	for _, grade := range []int{5, 4} {
		if ids := m.graded(grade); len(ids) > 0 {
			add(PointImpact, grade, ids...)
		}
	}
	some(PointImpactUnknown, m.graded(0))
	m.briefDecisions(add)
	if n := len(m.Measures); n > 0 {
		add(PointMeasures, n)
	}
	some(PointNotAccepted, m.measuresWhere(func(x Measure) bool { return x.Accepted == nil || !*x.Accepted }))
	if n := len(m.Of(conference.NoteGoalConflict)); n > 0 {
		add(PointConflicts, n)
	}
	some(PointUnowned, m.notesWhere(conference.NoteUnowned, func(n Note) bool { return n.OwnedBy == "" }))
	if n := len(m.Of(conference.NoteNeed)); n > 0 {
		add(PointNeeds, n)
	}
	some(PointNeedsUnmet, m.notesWhere(conference.NoteNeed, func(n Note) bool { return len(n.MatchedBy) == 0 }))
	some(PointNeedsLate, m.notesWhere(conference.NoteNeed, func(n Note) bool { return len(n.LateBy) > 0 }))
	some(PointUnclaimed, m.notesWhere(conference.NoteOffer, func(n Note) bool { return len(n.MatchedBy) == 0 }))
	some(PointParked, m.notesWhere(conference.NoteParked, func(Note) bool { return true }))
	some(PointUnanswered, m.Unanswered())
	if m.Next != nil {
		add(PointNext, 0)
	}
	if m.Omitted > 0 {
		add(PointOmitted, m.Omitted)
	}
	return out
}

func (m *Minutes) briefDecisions(add func(string, int, ...string)) {
	var taken []string
	for _, d := range m.Decisions {
		if d.Taken() {
			taken = append(taken, d.ID)
		}
	}
	if len(taken) == 0 {
		if m.Life.Version > 0 {
			add(PointNoDecision, 0)
		}
		return
	}
	add(PointDecisions, len(taken), taken...)
	for _, d := range m.Decisions {
		if d.Taken() && d.Counts.Reserve > 0 {
			add(PointReserved, d.Counts.Reserve, d.ID)
		}
		if d.Taken() && d.Counts.NoMandate > 0 {
			add(PointNoMandate, d.Counts.NoMandate, d.ID)
		}
	}
}

// mainSummary is the last summary of the situation that says it in words, if it can be read and is short.
func (m *Minutes) mainSummary() (Note, bool) {
	all := m.situation()
	for i := len(all) - 1; i >= 0; i-- {
		n := all[i]
		if n.Kind == conference.NoteSummary && len(n.Impact) == 0 && !n.Omitted && utf8.RuneCountInString(n.Text) <= longestBrief {
			return n, true
		}
	}
	return Note{}, false
}

func (m *Minutes) graded(grade int) []string {
	var out []string
	for _, g := range m.Impact {
		if g.Grade == grade {
			out = append(out, g.Actor)
		}
	}
	return out
}

func (m *Minutes) notesWhere(kind conference.NoteKind, is func(Note) bool) []string {
	var out []string
	for _, n := range m.Of(kind) {
		if is(n) {
			out = append(out, n.ID)
		}
	}
	return out
}

func (m *Minutes) measuresWhere(is func(Measure) bool) []string {
	var out []string
	for _, x := range m.Measures {
		if is(x) {
			out = append(out, x.ID)
		}
	}
	return out
}

// Unanswered lists the questions that nobody answered and that were not parked, nor raised as a problem by the same actor
// under the same item: such a question was answered by that nobody owned it.
func (m *Minutes) Unanswered() []string {
	if m.index != nil {
		return m.index.unanswered
	}
	raised := map[spot]bool{}
	for _, n := range m.Of(conference.NoteUnowned) {
		if n.RaisedBy != "" {
			raised[spot{n.RaisedBy, n.Item}] = true
		}
	}
	return m.notesWhere(conference.NoteQuestion, func(n Note) bool {
		return len(n.AnsweredBy) == 0 && !raised[spot{n.Actor, n.Item}]
	})
}
