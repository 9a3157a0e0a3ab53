package web

import (
	"strings"
	"time"

	"samverkan/conference"
)

// How the meeting itself stands: who is connected how, what has been recorded, what hinders the end.

// Way is how many are connected in one way.
type Way struct {
	Icon  string
	Key   string // of the word
	Count int
}

var wayIcons = []struct {
	mode      conference.Mode
	icon, key string
}{
	{conference.Phone, "phone", "web.way.phone"}, {conference.Rakel, "radio", "web.way.rakel"}, {conference.Web, "screen", "web.way.web"},
	{conference.Video, "video", "web.way.video"}, {conference.Room, "room", "web.way.room"},
}

// WayOf gives the icon and the word of a mode.
func WayOf(mode conference.Mode) Way {
	for _, w := range wayIcons {
		if w.mode == mode {
			return Way{Icon: w.icon, Key: w.key}
		}
	}
	return Way{}
}

// Way is [WayOf] for templates.
func (m *Room) Way(mode conference.Mode) Way { return WayOf(mode) }

// Ways counts those who are here by how they are connected.
func (m *Room) Ways() []Way {
	n := map[conference.Mode]int{}
	for _, p := range m.Plan.Participants {
		mark := m.Attendance(p.Key())
		if mark.Status != conference.Present && mark.Status != conference.Late {
			continue
		}
		if mark.Mode == "" {
			mark.Mode = p.Mode
		}
		n[mark.Mode]++
	}
	var out []Way
	for _, w := range wayIcons {
		if n[w.mode] > 0 {
			out = append(out, Way{w.icon, w.key, n[w.mode]})
		}
	}
	return out
}

// RecordedSince is when the recording would have begun if it had never rested; zero when it does not run.
func (m *Room) RecordedSince() time.Time {
	if !m.Recording.Running() || m.Recording.Paused() {
		return time.Time{}
	}
	run := m.Recording.Runs[len(m.Recording.Runs)-1]
	last := run.Start
	for _, p := range run.Pauses {
		if p.End.After(last) {
			last = p.End
		}
	}
	return last.Add(-m.Recording.Length(last))
}

// Before tells whether the meeting is yet to be opened.
func (m *Room) Before() bool {
	return m.Phase == conference.Planned || m.Phase == conference.Called || m.Phase == conference.Lobby
}

// Over tells whether it has been closed.
func (m *Room) Over() bool {
	return m.Phase == conference.Closed || m.Phase == conference.Approved || m.Phase == conference.Published
}

// Going tells whether it goes on now.
func (m *Room) Going() bool { return m.Phase == conference.Open }

// Pause is the break that goes on; nil when there is none.
func (m *Room) Pause() *conference.Break {
	if m.Phase != conference.Adjourned || len(m.Meeting.Breaks) == 0 {
		return nil
	}
	return &m.Meeting.Breaks[len(m.Meeting.Breaks)-1]
}

// OnRakel tells whether somebody takes part by Rakel.
func (m *Room) OnRakel() bool {
	for _, c := range m.Plan.Connections {
		if c.Mode == conference.Rakel && !c.Reserve {
			return true
		}
	}
	return false
}

// Hinder is what stands in the way of the end, with the place where it is settled.
type Hinder struct {
	conference.Blocker
	To     string // a fragment of the page, or an address
	Dialog string // of the page, when it is settled there
	Marked bool
}

// Hinders lists what hinders the end.
func (m *Room) Hinders() []Hinder {
	var out []Hinder
	for _, b := range m.Blockers() {
		h := Hinder{Blocker: b, Marked: b.Secrecy.Marked(), To: "#log"}
		switch {
		case b.ID == "rollcall":
			h.To = "#upprop"
		case b.ID == "recording":
			h.To, h.Dialog = "?view=lead&dialog=d-record", "d-record"
		case strings.HasPrefix(b.Code, "close.not-"):
			h.To = "#punkt"
		case strings.Contains(b.ID, "/"):
			h.To = "/conferences/" + m.ID + "/plan"
		default:
			h.To = "#n-" + b.ID
		}
		out = append(out, h)
	}
	return out
}

// Unheld lists the items that have not been dealt with.
func (m *Room) Unheld() []string {
	var out []string
	for _, s := range m.Strip() {
		if s.State == "coming" {
			out = append(out, s.Number+" "+s.Title)
		}
	}
	return out
}

// Flag is something that the leader should take up: what was heard by the listener, or what nobody has taken.
type Flag struct {
	Line
	Title string // key of the heading
}

// flagsAtOnce is how many stand open beside the meeting.
const flagsAtOnce = 2

// Flags lists what is unresolved under the item that goes on, and what nobody owns, the newest first.
func (m *Room) Flags() []Flag {
	var out []Flag
	for i := len(m.Notes) - 1; i >= 0; i-- {
		n := &m.Notes[i]
		if n.Struck != nil {
			continue
		}
		title := ""
		switch {
		case n.Kind == conference.NoteGoalConflict && n.Item == m.Current && len(m.MatchedBy(n.ID)) == 0:
			title = "web.lead.flag.conflict"
		case n.Kind == conference.NoteUnowned && m.OwnerOf(*n) == "":
			title = "web.lead.flag.unowned"
		case n.Kind == conference.NoteNeed && n.Item == m.Current && len(m.MatchedBy(n.ID)) == 0:
			title = "web.lead.flag.need"
		}
		if title != "" {
			out = append(out, Flag{m.noteLine(n), title})
		}
	}
	return out
}

// FlagsNow are the first flags, FlagsMore the rest.
func (m *Room) FlagsNow() []Flag { f := m.Flags(); return f[:min(len(f), flagsAtOnce)] }

// FlagsMore are those that are a press away.
func (m *Room) FlagsMore() []Flag { f := m.Flags(); return f[min(len(f), flagsAtOnce):] }

// Absentee is somebody who should be there and is not known to be.
type Absentee struct {
	Seat
	Reply conference.Answer
}

// missingAtOnce is how many of those who are missing are listed to be called: who can call more looks in the roll-call.
const missingAtOnce = 60

// MissingFirst are the first of those who are missing.
func (m *Room) MissingFirst() []Absentee {
	all := m.Missing()
	return all[:min(len(all), missingAtOnce)]
}

// Missing lists who is absent or has not been heard, in the order of the plan.
func (m *Room) Missing() []Absentee {
	var out []Absentee
	for _, s := range m.Seats() {
		if s.Status == conference.Present || s.Status == conference.Late || s.Status == conference.Left {
			continue
		}
		out = append(out, Absentee{s, m.Answers[s.Key]})
	}
	return out
}

// Marking tells whether the roll-call is open for marks.
func (m *Room) Marking() bool {
	return !m.Looking && m.Going() && (!m.RollCall.Opened.IsZero() || m.RollCall.Skipped)
}

// RollClass is how dense the roll-call stands, by how many are called.
func (m *Room) RollClass() string {
	switch n := len(m.Plan.Participants); {
	case n <= 12:
		return "rc-few"
	case n <= 42:
		return "rc-room"
	case n <= 150:
		return "rc-many"
	}
	return "rc-huge"
}

// Writer is the name of who keeps the record.
func (m *Room) Writer() string {
	if h, ok := m.RoleHolder(conference.Secretary); ok {
		if h.Function != "" {
			return h.Function
		}
		return m.Name(h.Actor)
	}
	return ""
}

// Replies counts the answers to the kallelse.
type Replies struct{ Coming, Declined, Seen, Silent, Whole int }

// Replies counts who has said that they come.
func (m *Room) Replies() Replies {
	r := Replies{Whole: len(m.Plan.Participants)}
	for _, p := range m.Plan.Participants {
		switch m.Answers[p.Key()].Reply {
		case conference.Coming, conference.Substitute:
			r.Coming++
		case conference.Declined:
			r.Declined++
		case conference.Acknowledged:
			r.Seen++
		default:
			r.Silent++
		}
	}
	return r
}

// Receipts is how many have acknowledged the kallelse, of those who are asked to: the host calls itself, and is not.
type Receipts struct{ Done, All int }

// Receipts counts them; nil until the kallelse is out.
func (m *Room) Receipts() *Receipts {
	if len(m.Issues) == 0 {
		return nil
	}
	r := &Receipts{}
	for _, p := range m.Plan.Participants {
		if p.Actor == m.Plan.Host {
			continue
		}
		r.All++
		if a, ok := m.Answers[p.Key()]; ok && a.Sequence == m.Sequence {
			r.Done++
		}
	}
	return r
}

// ReplyKey is the word for what a participant has answered to the kallelse.
func (m *Room) ReplyKey(key string) string {
	switch m.Answers[key].Reply {
	case conference.Coming:
		return "web.reply.coming"
	case conference.Declined:
		return "web.reply.declined"
	case conference.Substitute:
		return "web.reply.substitute"
	case conference.Acknowledged:
		return "web.reply.acknowledged"
	}
	return "web.reply.none"
}

// ReplyClass is how the answer looks in the grid of the roll-call, before there is one.
func (m *Room) ReplyClass(key string) string {
	switch m.Answers[key].Reply {
	case conference.Coming, conference.Substitute:
		return "rc-in"
	case conference.Declined:
		return "rc-out"
	}
	return "rc-none"
}

// Holder is who holds an internal role.
type Holder struct {
	Role conference.Role
	Key  string // of the role's word
	Who  string
}

// Holders lists the internal roles with those who hold them now.
func (m *Room) Holders() []Holder {
	var out []Holder
	for _, r := range conference.InternalRoles() {
		h, ok := m.RoleHolder(r)
		who := m.T("web.lead.role.none")
		switch {
		case ok && h.Function != "":
			who = h.Function + ", " + m.Short(h.Actor)
		case ok:
			who = m.Name(h.Actor)
		}
		out = append(out, Holder{r, "web.role." + string(r), who})
	}
	return out
}
