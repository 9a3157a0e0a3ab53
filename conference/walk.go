package conference

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Walk is the walk through an area at a morning meeting (genomgång): what is new since the last one, needs, measures and what is to be
// followed up, row by row. It is between the host's own people: what comes of a row is a line of the record like any other.
type Walk struct {
	Area  string    `json:"area"`
	Since time.Time `json:"since,omitzero"` // what changed after this time is new
	Taken []Taken   `json:"taken,omitempty"`
}

// Taken is a row that has been dealt with.
type Taken struct {
	Row   string    `json:"row"`
	How   RowHow    `json:"how"`
	Entry string    `json:"entry,omitempty"` // the note or measure that came of it
	At    time.Time `json:"at,omitzero"`
	By    string    `json:"by,omitempty"`
}

// RowHow is what is done with a row.
type RowHow string

// The ways.
const (
	RowNoted   RowHow = "noted"   // it is written down as known
	RowMeasure RowHow = "measure" // somebody does something about it
	RowNeed    RowHow = "need"    // something is needed for it
	RowLater   RowHow = "later"   // it comes back at the next walk
	RowStruck  RowHow = "struck"  // it is done with
)

// RowHows lists the ways in the order in which people choose among them.
func RowHows() []RowHow { return []RowHow{RowNoted, RowMeasure, RowNeed, RowLater, RowStruck} }

// The kinds of rows: the first part of a row's name. After it stand where it is and its id there.
const (
	RowItem    = "item"    // of an area
	RowReport  = "report"  // a situation report: the conference, and the number of its entry in the journal
	RowCarried = "carried" // what an earlier conference left: the conference and the line
)

// RowName is the name of a row: item/AREA/ITEM, report/CONFERENCE/NUMBER, carried/CONFERENCE/LINE.
func RowName(kind, where, what string) string { return kind + "/" + where + "/" + what }

// ParseRow takes the name of a row apart. Fault: walk.row.
func ParseRow(row string) (kind, where, what string, err error) {
	parts := strings.Split(row, "/")
	if len(parts) != 3 || id.Key(parts[1]) != nil || id.Key(parts[2]) != nil ||
		parts[0] != RowItem && parts[0] != RowReport && parts[0] != RowCarried {
		return "", "", "", fault.New(fault.Invalid, "walk.row", "Row", clipped(row))
	}
	return parts[0], parts[1], parts[2], nil
}

// clipped is the beginning of what was given, to be quoted.
func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60])
	}
	return s
}

// SetWalk makes the conference a walk through an area, or changes from when what is there is new.
type SetWalk struct {
	Area  string    `json:"area"`
	Since time.Time `json:"since,omitzero"`
}

// WalkSet is the fact.
type WalkSet struct {
	Area  string    `json:"area"`
	Since time.Time `json:"since,omitzero"`
}

// TakeRow deals with a row of the walk. Text is what the row says, which the desk fills in when it is left out of an item of the area;
// Word is what is added.
type TakeRow struct {
	Row     string    `json:"row"`
	How     RowHow    `json:"how"`
	Item    string    `json:"item,omitempty"` // of the agenda; default: the current one
	Text    string    `json:"text,omitempty"`
	Word    string    `json:"word,omitempty"`
	Owner   string    `json:"owner,omitempty"` // measure: who does it
	Due     time.Time `json:"due,omitzero"`    // measure: by when; need: when it is needed
	Secrecy Secrecy   `json:"secrecy,omitzero"`
}

// RowTaken is the fact. What was written stands in facts of its own.
type RowTaken struct {
	Row   string `json:"row"`
	How   RowHow `json:"how"`
	Entry string `json:"entry,omitempty"`
}

// ReturnRow takes back what was done with a row: what came of it is struck or dropped, for the reason.
type ReturnRow struct {
	Row    string `json:"row"`
	Reason string `json:"reason"`
}

// RowReturned is the fact.
type RowReturned struct {
	Row string `json:"row"`
}

// Names.
func (*SetWalk) Name() string     { return "walk.set" }
func (*WalkSet) Name() string     { return "walk.is-set" }
func (*TakeRow) Name() string     { return "walk.take" }
func (*RowTaken) Name() string    { return "walk.taken" }
func (*ReturnRow) Name() string   { return "walk.return" }
func (*RowReturned) Name() string { return "walk.returned" }

// Row finds what was done with a row; false when nothing was.
func (w *Walk) Row(row string) (Taken, bool) {
	if w != nil {
		for _, t := range w.Taken {
			if t.Row == row {
				return t, true
			}
		}
	}
	return Taken{}, false
}

func (cmd *SetWalk) decide(c *Conference, _ Meta) ([]Event, error) {
	if err := c.beforeClose(); err != nil {
		return nil, err
	}
	if err := id.Key(cmd.Area); err != nil {
		return nil, err
	}
	if c.Walk != nil && c.Walk.Area == cmd.Area && c.Walk.Since.Equal(cmd.Since) {
		return nil, nil
	}
	return []Event{&WalkSet{Area: cmd.Area, Since: cmd.Since}}, nil
}

func (cmd *TakeRow) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	if c.Walk == nil {
		return nil, fault.New(fault.Conflict, "walk.none")
	}
	if _, _, _, err := ParseRow(cmd.Row); err != nil {
		return nil, err
	}
	if was, ok := c.Walk.Row(cmd.Row); ok {
		if was.How == cmd.How {
			return nil, nil // two who press the same key have done it once
		}
		return nil, fault.New(fault.Conflict, "walk.taken", "Row", cmd.Row)
	}
	if !slices.Contains(RowHows(), cmd.How) {
		return nil, fault.New(fault.Invalid, "walk.how", "How", string(cmd.How))
	}
	events, err := cmd.written(c, m)
	if err != nil {
		return nil, err
	}
	taken := &RowTaken{Row: cmd.Row, How: cmd.How}
	for _, e := range events {
		switch e := e.(type) {
		case *NoteWritten:
			taken.Entry = e.ID
		case *MeasureAgreed:
			taken.Entry = e.ID
		}
	}
	return append(events, taken), nil
}

// written is what the record says of it, as the commands by which a secretary would have written it.
func (cmd *TakeRow) written(c *Conference, m Meta) (events []Event, err error) {
	if f := cmd.followUp(); f != nil {
		if f.Status == FollowDone && c.carriesDirection(f.Conference, f.ID) {
			f.Status = FollowEnded // a direction is not done, it ceases to hold
		}
		if events, err = f.decide(c, m); err != nil {
			return nil, err
		}
	}
	kind, where, what, _ := ParseRow(cmd.Row)
	text, secrecy := tidy(cmd.Text), cmd.Secrecy
	if kind == RowCarried && !secrecy.Marked() {
		secrecy = c.carriedSecrecy(where, what)
	}
	if kind == RowCarried && text == "" {
		text = c.carriedText(where, what)
	}
	if word := tidy(cmd.Word); text == "" {
		text = word
	} else if word != "" {
		text += ": " + word
	}
	var more []Event
	switch {
	case cmd.How == RowMeasure:
		agree := &AgreeMeasure{Item: cmd.Item, Text: text, Owner: cmd.Owner, Due: cmd.Due, Secrecy: secrecy}
		if ours := true; cmd.Owner == c.Plan.Host && m.Actor == c.Plan.Host {
			agree.Accepted = &ours // the host's own people have just said that they do it
		}
		more, err = agree.decide(c, m)
	case cmd.How == RowStruck || kind == RowCarried && cmd.How != RowNeed: // what was carried is followed up, and that is what the minutes say of it
	default:
		content := Content{Text: text, Secrecy: secrecy}
		if cmd.How == RowNeed {
			content.NeededBy = cmd.Due
		}
		if cmd.How == RowLater { // whoever holds the meeting sees to it that it comes back
			content.Owner = cmp.Or(cmd.Owner, c.Plan.Host)
		}
		more, err = (&WriteNote{Item: cmd.Item, Kind: rowNotes[cmd.How], Content: content}).decide(c, m)
	}
	return append(events, more...), err
}

// rowNotes are the lines that ways of taking a row are written down as.
var rowNotes = map[RowHow]NoteKind{RowNoted: NoteInformation, RowNeed: NoteNeed, RowLater: NoteParked}

// followUp is how a carried row stands after what is done with it: nil for other rows.
func (cmd *TakeRow) followUp() *FollowUp {
	kind, where, what, err := ParseRow(cmd.Row)
	if err != nil || kind != RowCarried {
		return nil
	}
	status, ok := map[RowHow]FollowStatus{RowNoted: FollowHolds, RowLater: FollowHolds, RowMeasure: FollowChanged, RowNeed: FollowChanged,
		RowStruck: FollowDone}[cmd.How]
	if !ok {
		return nil
	}
	return &FollowUp{Conference: where, ID: what, Status: status, Text: cmd.Word}
}

// FollowedUp is what taking the row says of something carried from an earlier conference; nil when it says nothing.
func (cmd *TakeRow) FollowedUp() *FollowUp { return cmd.followUp() }

func (c *Conference) carriesDirection(conference, id string) bool {
	return slices.ContainsFunc(c.Plan.Carried.Directions, func(d CarriedDecision) bool { return d.Conference == conference && d.ID == id })
}

// carriedText is what was carried over from an earlier conference.
func (c *Conference) carriedText(conference, id string) string {
	for _, x := range c.Plan.Carried.Measures {
		if x.Conference == conference && x.ID == id {
			return x.Text
		}
	}
	for _, x := range c.Plan.Carried.Matters {
		if x.Conference == conference && x.ID == id {
			return x.Text
		}
	}
	for _, x := range c.Plan.Carried.Directions {
		if x.Conference == conference && x.ID == id {
			return x.Wording
		}
	}
	return ""
}

func (cmd *ReturnRow) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	kind, where, what, err := ParseRow(cmd.Row)
	if err != nil {
		return nil, err
	}
	was, ok := c.Walk.Row(cmd.Row)
	if !ok {
		return nil, nil
	}
	var events []Event
	if _, ok := c.Note(was.Entry); ok {
		events, err = (&StrikeNote{ID: was.Entry, Reason: cmd.Reason}).decide(c, m)
	} else if _, ok := c.Measure(was.Entry); ok {
		events, err = (&ReportMeasure{ID: was.Entry, Status: MeasureDropped, Text: cmd.Reason}).decide(c, m)
	}
	if err != nil {
		return nil, err
	}
	if kind == RowCarried {
		more, err := (&FollowUp{Conference: where, ID: what, Status: FollowHolds, Text: cmd.Reason}).decide(c, m)
		if err != nil {
			return nil, err
		}
		events = append(events, more...)
	}
	return append(events, &RowReturned{Row: cmd.Row}), nil
}

func (e *WalkSet) apply(c *Conference, m Meta) {
	next := &Walk{Area: e.Area, Since: e.Since}
	if c.Walk != nil && c.Walk.Area == e.Area {
		next.Taken = c.Walk.Taken
	}
	c.Walk = next
	c.inward = append(c.inward, m.Seq)
}

func (e *RowTaken) apply(c *Conference, m Meta) {
	c.inward = append(c.inward, m.Seq)
	if c.Walk == nil {
		return // what it was of is expunged
	}
	next := *c.Walk
	next.Taken = append(next.without(e.Row), Taken{Row: e.Row, How: e.How, Entry: e.Entry, At: m.OccurredAt, By: m.Member})
	c.Walk = &next
}

func (e *RowReturned) apply(c *Conference, m Meta) {
	c.inward = append(c.inward, m.Seq)
	if c.Walk == nil {
		return
	}
	next := *c.Walk
	next.Taken = next.without(e.Row)
	c.Walk = &next
}

// without gives the rows that are taken besides one, in a list of their own.
func (w Walk) without(row string) []Taken {
	var out []Taken
	for _, t := range w.Taken {
		if t.Row != row {
			out = append(out, t)
		}
	}
	return out
}
