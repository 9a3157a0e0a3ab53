package clerk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// WalkPart is a part of a walk through an area: the id of the agenda item that it is.
type WalkPart string

// The parts.
const (
	WalkNews     WalkPart = "walk-news"      // what has changed since the last walk
	WalkNeeds    WalkPart = "walk-needs"     // needs that nobody has met
	WalkMeasures WalkPart = "walk-measures"  // that are not done, what is late first
	WalkFollowUp WalkPart = "walk-follow-up" // what was put off, and what nobody owns
)

// WalkParts lists the parts in the order of an agenda that nobody has changed.
func WalkParts() []WalkPart { return []WalkPart{WalkNews, WalkNeeds, WalkMeasures, WalkFollowUp} }

// Limits of what is looked at for a walk.
const (
	walkItems     = 200 // items of an area
	walkReports   = 50
	walkAreas     = 8  // of the händelse besides the one that is walked
	walkMeetings  = 60 // the latest conferences
	walkCarried   = 100
	firstWalkBack = 24 * time.Hour // what is new when there was no walk before
)

// WalkView is a walk as one of the host's people sees it.
type WalkView struct {
	Conference string           `json:"conference"`
	Title      string           `json:"title"`
	Phase      conference.Phase `json:"phase"`
	Exercise   bool             `json:"exercise,omitempty"`
	Area       string           `json:"area"`
	AreaName   string           `json:"areaName,omitempty"` // none for who may not read it
	Since      time.Time        `json:"since"`
	Parts      []WalkSection    `json:"parts"`
	Rows       int              `json:"rows"`
	Left       int              `json:"left"`   // rows that nobody has taken
	Owners     []string         `json:"owners"` // who can own a measure: the host and those who are called
	Marked     []string         `json:"-"`      // the conference, when something in it that the caller reads is marked: that it is read is written down
}

// WalkSection is one part with its rows.
type WalkSection struct {
	Part  WalkPart  `json:"part"`
	Item  string    `json:"item,omitempty"` // of the agenda; none when it has no such item
	Title string    `json:"title,omitempty"`
	Left  int       `json:"left"`
	Rows  []WalkRow `json:"rows"`
}

// WalkRow is something to take.
type WalkRow struct {
	Row    string            `json:"row"`
	Kind   string            `json:"kind"` // of an item its kind; report, inquiry, measure, or the kind of what was carried
	Text   string            `json:"text"`
	Actor  string            `json:"actor,omitempty"` // whose it is
	At     time.Time         `json:"at,omitzero"`
	Due    time.Time         `json:"due,omitzero"`
	Late   bool              `json:"late,omitempty"`
	Where  string            `json:"where"`            // the area, conference or inquiry
	ID     string            `json:"id"`               // there
	Narrow bool              `json:"narrow,omitempty"` // not everybody in the meeting may read it: what is written of it is to be written by hand
	Taken  *conference.Taken `json:"taken,omitempty"`
}

// Walk gives the walk of a conference, with what the caller may read. Faults: conference.unknown, access.host-only, walk.none.
func (k *Clerk) Walk(ctx context.Context, who Identity, id string) (*WalkView, error) {
	if err := who.Allows("conference.read", ""); err != nil {
		return nil, err
	}
	v, err := k.Conference(ctx, who, id)
	switch {
	case err != nil:
		return nil, err
	case !v.Whole:
		return nil, fault.New(fault.Forbidden, "access.host-only")
	case v.Conference.Walk == nil:
		return nil, fault.New(fault.Conflict, "walk.none")
	}
	c := v.Conference
	out := &WalkView{Conference: id, Title: c.Plan.Title, Phase: c.Phase, Exercise: c.Plan.Exercise, Area: c.Walk.Area, Since: c.Walk.Since,
		Owners: []string{c.Plan.Host}}
	for _, actor := range c.Plan.Actors() {
		if !slices.Contains(out.Owners, actor) {
			out.Owners = append(out.Owners, actor)
		}
	}
	if slices.ContainsFunc(c.Markings(), v.May) {
		out.Marked = []string{id}
	}
	rows := map[WalkPart][]WalkRow{}
	if rows[WalkNews], err = k.walkNews(ctx, who, c, out); err != nil {
		return nil, err
	}
	k.walkCarriedRows(c, rows)
	for _, s := range walkOrder(c.Plan.Agenda) {
		s.Rows = append([]WalkRow{}, rows[s.Part]...)
		for i := range s.Rows {
			if t, ok := c.Walk.Row(s.Rows[i].Row); ok {
				s.Rows[i].Taken = &t
			} else {
				s.Left++
			}
		}
		out.Rows, out.Left = out.Rows+len(s.Rows), out.Left+s.Left
		out.Parts = append(out.Parts, s)
	}
	return out, nil
}

// walkOrder gives the parts as the agenda has them; all in their own order when it has none.
func walkOrder(a agenda.Agenda) (out []WalkSection) {
	for _, it := range a {
		if slices.Contains(WalkParts(), WalkPart(it.ID)) {
			out = append(out, WalkSection{Part: WalkPart(it.ID), Item: it.ID, Title: it.Title})
		}
	}
	if out == nil {
		for _, p := range WalkParts() {
			out = append(out, WalkSection{Part: p})
		}
	}
	return out
}

// walkNews is what has come or changed in the area since the last walk, and in the other areas of its händelse, with the reports there.
func (k *Clerk) walkNews(ctx context.Context, who Identity, c *conference.Conference, out *WalkView) ([]WalkRow, error) {
	found, err := k.ItemPage(ctx, who, ItemQuery{Area: c.Walk.Area, Page: Page{Limit: walkItems}})
	if fault.CodeOf(err) == "area.unknown" {
		return nil, nil // the others of the host read on; this one has no right there
	}
	if err != nil {
		return nil, err
	}
	out.AreaName = found.Area.Name
	rows := walkItemsOf(found, c)
	if found.Area.Incident == "" {
		return rows, nil
	}
	others, _, err := k.AreaPage(ctx, who, AreaQuery{Incident: found.Area.Incident, Page: Page{Limit: walkAreas + 1}})
	if err != nil {
		return nil, err
	}
	for _, a := range others {
		if a.ID == c.Walk.Area {
			continue
		}
		found, err := k.ItemPage(ctx, who, ItemQuery{Area: a.ID, Page: Page{Limit: walkItems}})
		if err != nil {
			return nil, err
		}
		rows = append(rows, walkItemsOf(found, c)...)
	}
	reports, err := k.walkReports(ctx, who, c, found.Area.Incident)
	if err != nil {
		return nil, err
	}
	rows = append(rows, reports...)
	slices.SortStableFunc(rows, func(a, b WalkRow) int { return a.At.Compare(b.At) })
	return rows, nil
}

// walkItemsOf are the items of an area that are new, the first change first.
func walkItemsOf(found ItemPage, c *conference.Conference) (rows []WalkRow) {
	papers := map[string]area.Item{} // of what a conference has published one stands for all: its minutes, those for everybody first
	rank := func(it area.Item) int {
		switch {
		case it.Kind != area.Minutes:
			return 2
		case it.Audience != area.Everyone:
			return 1
		}
		return 0
	}
	for _, it := range found.Items {
		if best, ok := papers[it.Conference]; it.Conference != "" && (!ok || rank(it) < rank(best)) {
			papers[it.Conference] = it
		}
	}
	for _, it := range slices.Backward(found.Items) {
		if it.Conference != "" && papers[it.Conference].ID != it.ID {
			continue
		}
		at := it.ChangedAt
		if v, ok := it.Current(); ok && at.IsZero() {
			at = v.At
		}
		if !at.After(c.Walk.Since) || it.Conference == c.Plan.ID {
			continue
		}
		rows = append(rows, WalkRow{Row: conference.RowName(conference.RowItem, it.Area, it.ID), Kind: string(it.Kind), Text: walkText(it), Actor: it.Owner,
			At: at, Where: it.Area, ID: it.ID, Narrow: !readByAll(found.Area, it, c)})
	}
	return rows
}

// longestRow is how many characters of a note stand in a row; a longer one is called by its title.
const longestRow = 300

func walkText(it area.Item) string {
	if it.Kind == area.Note && it.Text != "" && len([]rune(it.Text)) <= longestRow {
		return it.Text
	}
	return it.Title
}

// readByAll tells whether everybody who is called may read an item already.
func readByAll(a area.Area, it area.Item, c *conference.Conference) bool {
	return !slices.ContainsFunc(c.Plan.Actors(), func(actor string) bool { return !a.MayRead(it, actor) })
}

func (k *Clerk) walkReports(ctx context.Context, who Identity, c *conference.Conference, incident string) (rows []WalkRow, err error) {
	told, _, err := k.Timeline(ctx, who, TimelineQuery{Incident: incident, Kinds: []string{store.TimelineReport}, From: c.Walk.Since, Page: Page{Limit: walkReports}})
	for _, r := range told {
		if r.What == (*conference.ReportsRequested)(nil).Name() || !r.At.After(c.Walk.Since) || r.Where == c.Plan.ID {
			continue
		}
		row := WalkRow{Kind: "report", Text: r.Title, Actor: r.Actor, At: r.At, Where: r.Where, ID: strconv.FormatInt(r.Seq, 10),
			Narrow: slices.ContainsFunc(c.Plan.Actors(), func(actor string) bool { return actor != c.Plan.Host })}
		if r.Seq == 0 {
			row.Kind, row.ID = "inquiry", "inquiry"
		}
		row.Row = conference.RowName(conference.RowReport, row.Where, row.ID)
		if !slices.ContainsFunc(rows, func(x WalkRow) bool { return x.Row == row.Row }) {
			rows = append(rows, row)
		}
	}
	return rows, err
}

// walkCarriedRows sorts what was carried over into the parts.
func (k *Clerk) walkCarriedRows(c *conference.Conference, rows map[WalkPart][]WalkRow) {
	for _, x := range c.Plan.Carried.Measures {
		due := x.Due
		rows[WalkMeasures] = append(rows[WalkMeasures], WalkRow{Row: conference.RowName(conference.RowCarried, x.Conference, x.ID), Kind: "measure", Text: x.Text,
			Actor: x.Owner, Due: due, Late: !due.IsZero() && due.Before(k.now()), Where: x.Conference, ID: x.ID})
	}
	slices.SortStableFunc(rows[WalkMeasures], func(a, b WalkRow) int {
		if a.Due.IsZero() != b.Due.IsZero() { // the late are the earliest; those without a time come last
			if a.Due.IsZero() {
				return 1
			}
			return -1
		}
		return a.Due.Compare(b.Due)
	})
	for _, x := range c.Plan.Carried.Directions {
		rows[WalkFollowUp] = append(rows[WalkFollowUp], WalkRow{Row: conference.RowName(conference.RowCarried, x.Conference, x.ID), Kind: "direction", Text: x.Wording,
			Due: x.ValidUntil, Where: x.Conference, ID: x.ID})
	}
	for _, x := range c.Plan.Carried.Matters {
		part := WalkFollowUp
		if x.Kind == conference.NoteNeed {
			part = WalkNeeds
		}
		kind := string(x.Kind)
		if x.Kind == conference.MatterProposal {
			kind = "proposal"
		}
		rows[part] = append(rows[part], WalkRow{Row: conference.RowName(conference.RowCarried, x.Conference, x.ID), Kind: kind, Text: x.Text, Actor: x.Owner,
			Where: x.Conference, ID: x.ID})
	}
}

// NewWalk is a morning meeting to be made.
type NewWalk struct {
	ID     string        // of the conference
	Area   string        // to walk
	Title  string        // of the first one; the next are called as the one before
	Start  time.Time     // now when zero
	Length time.Duration // of the first one; 30 minutes when zero
	Actors []string      // who are called besides those of the last one; the caller's own when there are none
	Agenda agenda.Agenda // of the first one; the next go by the one before, as it was changed
	Open   bool          // it begins at once
	Alone  string        // why there is no roll-call, when nobody but the host's own people are called and it begins at once
}

// StartWalk plans a conference that walks an area: as the last one did, with what was left then and what is open in the händelse. What
// those who are called do not know already is not carried. Faults: area.unknown, and those of conference.plan and walk.set, and of opening a meeting.
func (k *Clerk) StartWalk(ctx context.Context, who Identity, commandID string, n NewWalk) error {
	if err := who.Allows("conference.command", ""); err != nil {
		return err
	}
	if !who.may(directory.Writer) {
		return fault.New(fault.Forbidden, "access.reader", "Command", (*conference.PlanConference)(nil).Name())
	}
	host := who.Actor
	var plan conference.Plan
	var since time.Time
	err := k.look(ctx, who, "area.read", func(tx *store.Tx) error {
		a, err := (&desk{tx: tx, who: who, clerk: k}).area(n.Area, area.Read)
		if err != nil {
			return err
		}
		if host == "" {
			host = a.Owner // the owner of the file acts for whose area it is
		}
		states, err := k.walksBefore(tx, who, a, host)
		if err != nil {
			return err
		}
		plan, since = newWalkPlan(a, host, n, tx.Now, states)
		return nil
	})
	if err != nil {
		return err
	}
	if who.Guest() {
		return fault.New(fault.Forbidden, "access.guest")
	}
	if plan.SeriesNo, err = k.NextNumber(ctx, plan.Incident, host, plan.Level); err != nil {
		return err
	}
	wishes := []Wish{{Command: &conference.PlanConference{Plan: plan}}, {Command: &conference.SetWalk{Area: n.Area, Since: since}}}
	if n.Open {
		wishes = append(wishes, Wish{Command: &conference.OpenLobby{}}, Wish{Command: &conference.OpenMeeting{}})
		if n.Alone != "" && slices.Equal(plan.Actors(), []string{host}) {
			wishes = append(wishes, Wish{Command: &conference.SkipRollCall{Reason: n.Alone}})
		}
		for _, it := range plan.Agenda {
			if it.ID == string(WalkNews) {
				wishes = append(wishes, Wish{Command: &conference.StartItem{Item: it.ID}})
			}
		}
	}
	for i := range wishes {
		wishes[i].OccurredAt = k.now()
		if commandID != "" {
			wishes[i].ID = commandID + "." + strconv.Itoa(i)
		}
	}
	_, err = k.batch(ctx, who, n.ID, wishes, true)
	return err
}

// walksBefore are the latest conferences of the host that the walk may go on from: those of the area's händelse, or else those that walked it.
func (k *Clerk) walksBefore(tx *store.Tx, who Identity, a area.Area, host string) (out []*conference.Conference, err error) {
	rows, _, err := tx.ConferencePage(who.lookup(), ConferenceQuery{Incident: a.Incident, Host: host, Latest: true, Page: Page{Limit: walkMeetings}})
	for _, r := range rows {
		if err != nil {
			return nil, err
		}
		var f *folded
		if f, err = k.known(tx, who, r.ID); err != nil || f == nil || f.state.Phase == conference.Cancelled {
			continue
		}
		if walked := f.state.Walk != nil && f.state.Walk.Area == a.ID; walked || a.Incident != "" && f.state.Plan.Incident == a.Incident {
			out = append(out, f.state)
		}
	}
	return out, err
}

// newWalkPlan makes the plan of a walk after those conferences, the latest first, and tells from when what is in the area is new.
func newWalkPlan(a area.Area, host string, n NewWalk, now time.Time, before []*conference.Conference) (conference.Plan, time.Time) {
	start := n.Start
	if start.IsZero() {
		start = now.Truncate(time.Minute)
	}
	last := slices.IndexFunc(before, func(c *conference.Conference) bool {
		return c.Walk != nil && c.Walk.Area == a.ID && !c.Meeting.Opened.IsZero() && c.Meeting.Opened.Before(start)
	})
	var plan conference.Plan
	since := start.Add(-firstWalkBack)
	if last >= 0 {
		c := before[last]
		length := c.Plan.End.Sub(c.Plan.Start)
		plan, since = c.Successor(n.ID, start, start.Add(length)), c.Meeting.Opened
	} else {
		plan = conference.Plan{ID: n.ID, Incident: a.Incident, Exercise: a.Exercise, Host: host, Level: conference.Local, Title: n.Title, Start: start,
			End: start.Add(cmp.Or(n.Length, 30*time.Minute)), Agenda: n.Agenda, Documentation: conference.Documentation{Minutes: conference.MinutesNotes}}
	}
	actors := n.Actors
	if len(plan.Participants) == 0 && len(actors) == 0 {
		actors = []string{host}
	}
	for _, actor := range actors {
		if !slices.Contains(plan.Actors(), actor) {
			plan.Participants = append(plan.Participants, conference.Participant{Actor: actor, Role: conference.Attendee, Mandate: true})
		}
	}
	from, title := plan.Carried.From, plan.Carried.FromTitle
	plan.Carried = carriedToWalk(plan, before, start)
	plan.Carried.From, plan.Carried.FromTitle = from, title
	return plan, since
}

// carriedToWalk is what earlier conferences have left open, as far as everybody who is called was called there too.
func carriedToWalk(plan conference.Plan, before []*conference.Conference, start time.Time) (out conference.Carried) {
	type place struct{ conference, id string }
	over, there := map[place]bool{}, map[place]bool{}
	for _, c := range slices.Backward(before) { // the latest word is the last
		for _, f := range c.FollowUps {
			over[place{f.Conference, f.ID}] = f.Status != conference.FollowHolds
		}
	}
	fits := func(conf, id string) bool {
		p := place{conf, id}
		if over[p] || there[p] || len(there) >= walkCarried {
			return false
		}
		there[p] = true
		return true
	}
	for _, c := range before {
		stranger := func(actor string) bool { return actor != c.Plan.Host && !slices.Contains(c.Plan.Actors(), actor) }
		if slices.ContainsFunc(plan.Actors(), stranger) {
			continue
		}
		left := c.Successor("-", start, start.Add(time.Hour)).Carried
		for _, d := range left.Directions {
			if fits(d.Conference, d.ID) {
				out.Directions = append(out.Directions, d)
			}
		}
		for _, x := range left.Measures {
			if stands(before, x) && fits(x.Conference, x.ID) {
				out.Measures = append(out.Measures, x)
			}
		}
		for _, x := range left.Matters {
			if fits(x.Conference, x.ID) {
				out.Matters = append(out.Matters, x)
			}
		}
		for _, m := range c.Notes {
			if m.Kind == conference.NoteNeed && m.Struck == nil && len(c.MatchedBy(m.ID)) == 0 && fits(c.Plan.ID, m.ID) {
				out.Matters = append(out.Matters, conference.CarriedMatter{Conference: c.Plan.ID, ID: m.ID, Kind: m.Kind, Text: m.Text,
					Owner: m.Actor, Secrecy: c.EffectiveSecrecy(m.Secrecy, m.Item)})
			}
		}
	}
	return out
}

// stands tells whether a carried measure is still to be done where it was agreed on.
func stands(before []*conference.Conference, x conference.CarriedMeasure) bool {
	for _, c := range before {
		if m, ok := c.Measure(x.ID); ok && c.Plan.ID == x.Conference {
			return m.Status == conference.MeasureOpen || m.Status == conference.MeasureOngoing
		}
	}
	return true
}

// walked sees to it that only what the caller may read is walked, and fills in what a row says. Faults: area.unknown, area.item-unknown, walk.narrow when
// not everybody in the meeting may read what would be written down.
func (k *Clerk) walked(tx *store.Tx, who Identity, c *conference.Conference, w *Wish) error {
	d := &desk{tx: tx, who: who, clerk: k}
	switch cmd := w.Command.(type) {
	case *conference.SetWalk:
		_, err := d.area(cmd.Area, area.Read)
		return err
	case *conference.TakeRow:
		kind, where, what, err := conference.ParseRow(cmd.Row)
		if err != nil || kind != conference.RowItem {
			return nil // the meeting says what is wrong with it
		}
		a, err := d.area(where, area.Read)
		if err != nil {
			return err
		}
		it, ok, err := d.readable(a, what)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.NotFound, "area.item-unknown", "Item", what)
		}
		filled := *cmd
		if it.Secrecy != nil && !filled.Secrecy.Marked() {
			filled.Secrecy = conference.Secrecy{Ground: it.Secrecy.Ground, Owner: it.Secrecy.Actor}
		}
		if filled.Text == "" && filled.How != conference.RowStruck {
			if readByAll(a, it, c) {
				filled.Text = walkText(it)
			} else if filled.Word == "" {
				return fault.New(fault.Invalid, "walk.narrow")
			}
		}
		w.filled = &filled
	}
	return nil
}
