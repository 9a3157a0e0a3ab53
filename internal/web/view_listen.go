package web

import (
	"slices"
	"strconv"
	"time"

	"samverkan/conference"
)

// listenView is the place of the one who listens for goal conflicts: the record as it is written, with a press for what the meeting
// should not go past, and what the leader answered.
var listenView = &liveView{name: "listen", page: "room-listen", class: "cockpit listen",
	pieces: []pieceDef{
		{id: "f-rec", part: "follow-recording", of: func(m *Room) any { return follower{m} }},
		{id: "l-now", part: "listen-now", of: func(m *Room) any { return follower{m} }},
		{id: "l-log", part: "listen-line", rows: listenRows},
		{id: "l-flags", part: "listen-flag", rows: flagRows},
		{id: "l-none", part: "listen-none", of: itself},
	},
	say: func(m *Room) map[string]string {
		said := map[string]string{}
		for _, f := range raisedFlags(m) {
			if f.Answer != "" {
				said["flag-"+f.ID+string(f.Answer)] = m.T("web.listen.heard."+string(f.Answer), "Flag", f.ID)
			}
		}
		if it, ok := m.CurrentItem(); ok {
			said["item"] = m.T("web.follow.heard.item", "Number", strconv.Itoa(it.Number), "Title", it.Title)
		}
		return said
	}}

// heardLine is a line of the record, with the flags that are raised about it.
type heardLine struct {
	Room *Room
	Line
	Note  bool // it is a note, that can be flagged
	Flags []conference.Flag
}

// Kinds are the flags that can be raised about it: those that wait are not raised again.
func (l heardLine) Kinds() []conference.FlagKind {
	var out []conference.FlagKind
	for _, k := range flagKinds {
		if !slices.ContainsFunc(l.Flags, func(f conference.Flag) bool { return f.Kind == k && f.Answer == "" }) {
			out = append(out, k)
		}
	}
	return out
}

var flagKinds = []conference.FlagKind{conference.FlagGoalConflict, conference.FlagUnowned, conference.FlagNeed}

// listenRows are the newest lines of the record, the newest first.
func listenRows(m *Room) []listRow {
	rows := m.JournalNewest()
	rows = rows[:min(len(rows), newest)]
	out := make([]listRow, len(rows))
	for i, r := range rows {
		l := r.Data.(Line)
		x := heardLine{Room: m, Line: l}
		_, x.Note = m.Note(l.Ref)
		for _, f := range m.Raised {
			if f.Note == l.Ref {
				x.Flags = append(x.Flags, f)
			}
		}
		out[i] = listRow{r.ID, x}
	}
	return out
}

// raisedFlag is a flag as the host's people see it.
type raisedFlag struct {
	Room *Room
	conference.Flag
	Said string // the line that it is about
	Mark Mark
}

// KindKey is the word for what is seen.
func (f raisedFlag) KindKey() string { return "web.listen.kind." + string(f.Kind) }

// AnswerKey is the word for what the leader does.
func (f raisedFlag) AnswerKey() string {
	if f.Answer == "" {
		return "web.listen.waits"
	}
	return "web.listen.answer." + string(f.Answer)
}

// Since is when it came to stand as it does.
func (f raisedFlag) Since() time.Time {
	if f.Answer != "" {
		return f.AnsweredAt
	}
	return f.At
}

var flagMarks = map[conference.FlagKind]Mark{conference.FlagGoalConflict: {"k-konf", "k-malkonflikt", "web.kind.goal-conflict"},
	conference.FlagUnowned: {"", "unowned", "web.kind.unowned"}, conference.FlagNeed: {"k-res", "k-resurs", "web.kind.need"}}

// raisedFlags lists the flags: those that wait first, then the newest.
func raisedFlags(m *Room) []raisedFlag {
	var out []raisedFlag
	for _, f := range m.Raised {
		x := raisedFlag{Room: m, Flag: f, Mark: flagMarks[f.Kind]}
		if n, ok := m.Note(f.Note); ok && f.Note != "" && n.Struck == nil {
			x.Said = n.Text
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b raisedFlag) int {
		switch {
		case a.Answer == "" && b.Answer != "":
			return -1
		case a.Answer != "" && b.Answer == "":
			return 1
		}
		return 0
	})
	return out
}

func flagRows(m *Room) []listRow {
	all := raisedFlags(m)
	out := make([]listRow, len(all))
	for i, f := range all {
		out[i] = listRow{"v-" + f.ID, f}
	}
	return out
}

// RaisedNow are the flags that the listener has raised and the leader has not answered, or has put off: what stands beside the meeting.
func (m *Room) RaisedNow() []raisedFlag {
	return slices.DeleteFunc(raisedFlags(m), func(f raisedFlag) bool {
		return f.Answer != "" && f.Answer != conference.FlagAfter
	})
}

// ListenKinds are the notes that the listener writes. A goal conflict that names its parties is written at the secretary's desk.
func (m *Room) ListenKinds() []conference.NoteKind {
	return []conference.NoteKind{conference.NoteInformation, conference.NoteNeed, conference.NoteOffer, conference.NoteQuestion, conference.NoteUnowned}
}

// KeyOfNote is the word for a kind of note.
func (m *Room) KeyOfNote(k conference.NoteKind) string { return MarkOfNote(k).Key }
