package minutes

import (
	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/personal"
)

// Remark is something to look at before the minutes are approved. It hinders nothing: the meeting may have meant it so.
type Remark struct {
	Code string     // remark.*; its text is in the catalogues under fault.<Code>
	ID   string     // the note, decision, measure or seat it is about; "" for the conference
	Args fault.Args // values for the text
}

// Fault is the remark as a fault, so that a printer can say it.
func (r Remark) Fault() *fault.Fault {
	return &fault.Fault{Kind: fault.Conflict, Code: r.Code, Args: r.Args}
}

// Remarks looks through a record the way a careful secretary would before approving: what was left open, what lacks a
// time or an owner, what does not fit together. They come in the order in which they are best dealt with.
func Remarks(c *conference.Conference) []Remark {
	m := Compose(c, Options{})
	var r remarks
	r.course(m)
	r.decisions(m)
	r.measures(m)
	r.notes(m)
	r.marked(m)
	r.persons(m)
	return r.list
}

type remarks struct{ list []Remark }

func (r *remarks) add(x Remark, args ...any) {
	x.Args = fault.Args{}
	if x.ID != "" {
		x.Args["ID"] = x.ID
	}
	for i := 0; i+1 < len(args); i += 2 {
		x.Args[args[i].(string)] = args[i+1]
	}
	r.list = append(r.list, x)
}

func (r *remarks) course(m *Minutes) {
	if m.Head.Closed.IsZero() {
		r.add(Remark{Code: "remark.not-closed"})
	}
	if n := m.RollCall.AtEnd.Unknown; n > 0 && !m.RollCall.Skipped {
		r.add(Remark{Code: "remark.seats-unknown"}, "Count", n)
	}
	for _, it := range m.Items {
		if len(it.Spans) == 0 {
			r.add(Remark{Code: "remark.item-not-taken", ID: it.ID}, "Number", it.Number, "Title", it.Title)
		}
	}
	if len(m.Recording.Runs) > 0 && len(m.Recording.Files) == 0 {
		r.add(Remark{Code: "remark.recording-without-file"})
	}
	if m.Next == nil {
		r.add(Remark{Code: "remark.no-next-meeting"})
	}
	if m.Head.RegistryNumber == "" && m.Head.IncidentRegistryNumber == "" {
		r.add(Remark{Code: "remark.no-registry-number"})
	}
}

func (r *remarks) decisions(m *Minutes) {
	for _, d := range m.Decisions {
		switch d.Status {
		case DecisionProposed, DecisionReadBack:
			r.add(Remark{Code: "remark.decision-open", ID: d.ID})
		case DecisionSettled:
			if d.ValidUntil.IsZero() {
				r.add(Remark{Code: "remark.decision-without-validity", ID: d.ID})
			}
			if !d.Taken() {
				r.add(Remark{Code: "remark.decision-nobody-behind", ID: d.ID})
			}
			for _, s := range d.With(conference.NoMandate) {
				if s.ReturnsBy.IsZero() {
					r.add(Remark{Code: "remark.mandate-without-time", ID: d.ID}, "Actor", s.Actor)
				}
			}
		}
	}
	for _, d := range m.Carried.Directions {
		if len(d.FollowUps) == 0 {
			r.add(Remark{Code: "remark.direction-not-followed-up", ID: d.ID})
		}
	}
}

func (r *remarks) measures(m *Minutes) {
	for _, x := range m.Measures {
		if x.Due.IsZero() {
			r.add(Remark{Code: "remark.measure-without-due", ID: x.ID}, "Owner", x.Owner)
		}
		switch {
		case x.Accepted == nil:
			r.add(Remark{Code: "remark.measure-not-asked", ID: x.ID}, "Owner", x.Owner)
		case !*x.Accepted:
			r.add(Remark{Code: "remark.measure-refused", ID: x.ID}, "Owner", x.Owner)
		}
	}
	for _, x := range m.Carried.Measures {
		if len(x.FollowUps) == 0 {
			r.add(Remark{Code: "remark.measure-not-followed-up", ID: x.ID}, "Owner", x.Owner)
		}
	}
}

func (r *remarks) notes(m *Minutes) {
	for _, id := range m.Unanswered() {
		r.add(Remark{Code: "remark.question-unanswered", ID: id})
	}
	for _, n := range m.Notes {
		if n.Struck != nil {
			continue
		}
		switch n.Kind {
		case conference.NoteNeed:
			if len(n.MatchedBy) == 0 {
				r.add(Remark{Code: "remark.need-unmet", ID: n.ID})
			}
			if len(n.LateBy) > 0 {
				r.add(Remark{Code: "remark.need-late", ID: n.ID}, "By", n.LateBy, "NeededBy", n.NeededBy)
			}
		case conference.NoteOffer:
			if len(n.MatchedBy) == 0 {
				r.add(Remark{Code: "remark.offer-unclaimed", ID: n.ID})
			}
		case conference.NoteGoalConflict:
			if len(n.MatchedBy) == 0 {
				r.add(Remark{Code: "remark.conflict-open", ID: n.ID})
			}
		case conference.NoteUnowned:
			if n.OwnedBy == "" {
				r.add(Remark{Code: "remark.unowned", ID: n.ID})
			}
		case conference.NoteParked:
			if n.Owner == "" || n.Forum == "" {
				r.add(Remark{Code: "remark.parked-incomplete", ID: n.ID})
			}
		}
	}
}

// marked reminds of what is only suspected to be secret: it has to be assessed before the minutes go out.
func (r *remarks) marked(m *Minutes) {
	suspect := func(id string, s conference.Secrecy) {
		if s.Suspected {
			r.add(Remark{Code: "remark.secrecy-suspected", ID: id}, "Owner", s.Owner, "Ground", s.Ground)
		}
	}
	for _, it := range m.Items {
		suspect(it.ID, it.Secrecy)
	}
	for _, n := range m.Notes {
		suspect(n.ID, n.Secrecy)
	}
	for _, d := range m.Decisions {
		suspect(d.ID, d.Secrecy)
	}
	for _, x := range m.Measures {
		suspect(x.ID, x.Secrecy)
	}
}

// persons reminds of what looks like a personnummer: it seldom has to stand in minutes, and is hard to take back from those who have them.
func (r *remarks) persons(m *Minutes) {
	look := func(id string, texts ...string) {
		for _, t := range texts {
			if personal.Numbered(t) {
				r.add(Remark{Code: "remark.personal-number", ID: id})
				return
			}
		}
	}
	for _, n := range m.Notes {
		if n.Struck == nil {
			look(n.ID, n.Text, n.Source)
		}
	}
	for _, d := range m.Decisions {
		look(d.ID, d.Wording)
	}
	for _, x := range m.Measures {
		look(x.ID, x.Text)
	}
}
