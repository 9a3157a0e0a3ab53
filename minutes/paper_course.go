package minutes

import (
	"strings"

	"samverkan/conference"
	"samverkan/internal/document"
)

// happening is what happened to the meeting itself: a word for it, and what.
func (w *writer) happening(e Entry) (word string, text []document.Inline) {
	switch e.What {
	case EntryAttendance:
		return w.t("happening.attendance"), w.arrival(e)
	case EntryRollCall:
		return w.t("happening.attendance"), []document.Inline{document.T(w.rollCallStep(e.Step))}
	case EntryLobby:
		return w.t("happening.lobby"), []document.Inline{document.T(w.t("lobby") + " "), w.said(w.m.Head.LobbyNote)}
	case EntryRecording:
		return w.t("happening.recording"), w.recordingStep(e)
	case EntryRole:
		r := w.m.Head.Roles[e.Index]
		text = append(text, document.T(w.t("hand-over", "Role", w.t("role."+string(r.Role)), "Who", w.post(r.Function, r.Actor))+" "), w.said(r.Reason))
		return w.t("happening.role"), text
	case EntryBreak:
		return w.t("happening.break"), w.breakStep(e)
	case EntryExtension:
		x := w.m.Head.Extended[e.Index]
		return w.t("happening.extension"), []document.Inline{document.T(w.t("extended.entry", "To", w.when(x.To)))}
	case EntryReopening:
		r := w.m.Head.Reopened[e.Index]
		return w.t("happening.reopening"), []document.Inline{
			document.T(w.t("reopened", "ClosedAt", w.when(r.ClosedAt)) + " "), w.said(r.Reason)}
	}
	return w.t("happening.next"), []document.Inline{w.see("next")}
}

func (w *writer) arrival(e Entry) []document.Inline {
	seat, _ := w.m.RollCall.Seat(e.ID)
	if e.Index >= len(seat.Marks) {
		return nil
	}
	mark := seat.Marks[e.Index]
	key := "arrival." + string(mark.Status)
	if mark.Spoke {
		key = "arrival.spoke"
	}
	out := []document.Inline{document.B(w.m.Name(seat.Actor)), document.T(w.sum(" ", seatUnit(seat), w.t(key)))}
	if mark.Mode != "" && mark.Status != conference.Left && mark.Status != conference.Absent {
		out[1].Text = " " + out[1].Text + " " + w.t("arrival.by", "Mode", w.t("mode."+string(mark.Mode)))
	} else {
		out[1].Text = " " + out[1].Text
	}
	for _, s := range []string{mark.Reason, mark.Note} {
		if s != "" {
			out = append(out, document.T(" "), w.said(s))
		}
	}
	return out
}

func seatUnit(s Seat) string {
	if s.Unit == "" {
		return ""
	}
	return "(" + s.Unit + ")"
}

func (w *writer) rollCallStep(step string) string {
	rc := w.m.RollCall
	if step == "closed" && rc.AtCall != nil {
		return w.t("roll-call.closed", "Present", rc.AtCall.Present, "Absent", rc.AtCall.Absent, "Invited", rc.AtCall.Invited)
	}
	return w.t("roll-call.opened")
}

func (w *writer) recordingStep(e Entry) []document.Inline {
	out := []document.Inline{document.T(w.t("recording." + e.Step))}
	switch e.Step {
	case "informed":
		if w.m.Recording.Text != "" {
			return []document.Inline{w.said(w.m.Recording.Text)}
		}
	case "paused":
		p := w.m.Recording.Runs[e.Index].Pauses[e.Part]
		if p.Omitted {
			out = append(out, document.T(" "), w.omission(p.Marking))
		} else if p.Reason != "" {
			out = append(out, document.T(" "), w.said(p.Reason))
		}
	}
	return out
}

func (w *writer) breakStep(e Entry) []document.Inline {
	b := w.m.Head.Breaks[e.Index]
	if e.Step == "resumed" {
		return []document.Inline{document.T(w.t("break.resumed"))}
	}
	out := []document.Inline{document.T(w.t("break.adjourned"))}
	if !b.Until.IsZero() {
		out[0].Text = w.t("break.until", "Until", w.when(b.Until))
	}
	if b.Reason != "" {
		out = append(out, document.T(" "), w.said(b.Reason))
	}
	return out
}

// seats is the roll-call: every seat with how it stood.
func (w *writer) seats() {
	rc := w.m.RollCall
	if len(rc.Seats) == 0 {
		return
	}
	w.section("participants", document.KindNone)
	if rc.Skipped {
		w.add(document.P(document.T(w.t("roll-call.skipped")+" "), w.said(rc.Reason)))
	}
	table := document.Table{Caption: []document.Inline{document.T(w.seatCaption())}, Columns: []document.Column{
		document.RowHead(w.t("col.actor"), 5), document.Col(w.t("col.function"), 4), document.Col(w.t("col.role"), 2),
		document.Col(w.t("col.way-in"), 1.8), document.Col(w.t("col.attendance"), 4)}}
	for _, s := range rc.Seats {
		table.Rows = append(table.Rows, document.R(w.seatName(s), w.seatFunction(s), document.TD(document.T(w.t("role."+string(s.Role)))),
			w.seatMode(s), w.attendance(s)))
	}
	w.add(table)
}

func (w *writer) seatCaption() string {
	rc := w.m.RollCall
	n := rc.AtEnd
	if rc.AtCall == nil {
		return w.n("seats.caption.end", n.Invited, "Present", n.Present, "Absent", n.Absent+n.Left, "Unknown", n.Unknown)
	}
	return w.n("seats.caption", n.Invited, "AtCall", rc.AtCall.Present, "Present", n.Present, "Late", n.Late, "Left", n.Left)
}

func (w *writer) seatName(s Seat) document.Cell {
	name := []document.Inline{document.T(w.m.Name(s.Actor))}
	if s.Unit != "" {
		name = append(name, document.M(", "+s.Unit))
	}
	return document.TD(name...)
}

func (w *writer) seatFunction(s Seat) document.Cell {
	text := document.P(w.corrected(s.Key, "function", s.Function)...)
	if s.Expected == "" || len(w.m.Life.Corrections(s.Key, "function")) > 0 {
		return document.CellOf(text)
	}
	return cell(text, meta(document.T(w.t("expected", "Function", s.Expected))))
}

func (w *writer) seatMode(s Seat) document.Cell {
	if s.Mode == "" {
		return document.TD()
	}
	return document.TD(document.T(w.t("mode." + string(s.Mode))))
}

// attendance is how a seat stood, with every change and its time.
func (w *writer) attendance(s Seat) document.Cell {
	state, words := document.StateMute, w.t("attendance.unknown")
	switch s.Status {
	case conference.Present:
		state, words = document.StateOK, w.t("attendance.present")
	case conference.Late:
		state, words = document.StateOK, w.t("attendance.late", "At", w.lastMark(s))
	case conference.Left:
		state, words = document.StateMute, w.t("attendance.left", "At", w.lastMark(s))
	case conference.Absent:
		state, words = document.StateBad, w.t("attendance.absent")
	}
	first := []document.Inline{document.Status(state, words)}
	if list := w.m.Life.Corrections(s.Key, "status"); len(list) > 0 {
		var was []document.Inline
		for _, c := range list {
			was = append(was, document.Del(w.value("status", c.Was)), document.T(" "))
		}
		// The mark keeps its time, which was that of the wrong state.
		first = append(was, document.Inline{Text: w.value("status", string(s.Status)), State: state, Ins: true})
	}
	var more [][]document.Block
	for i, mark := range s.Marks {
		var parts []string
		if i < len(s.Marks)-1 {
			parts = append(parts, w.t("mark", "At", w.when(mark.At), "Status", w.value("status", string(mark.Status))))
		}
		if mark.Spoke {
			parts = append(parts, w.t("mark.spoke"))
		}
		for _, reason := range []string{mark.Reason, mark.Note} {
			if reason != "" {
				parts = append(parts, reason)
			}
		}
		more = append(more, meta(w.said(strings.Join(parts, " "))))
	}
	return cell(document.P(first...), more...)
}

func (w *writer) lastMark(s Seat) string { return w.when(s.Marks[len(s.Marks)-1].At) }

// talks is the speaker list as it came to be.
func (w *writer) talks() {
	if len(w.m.Talks)+len(w.m.Waiting) == 0 {
		return
	}
	w.section("speakers", document.KindNone)
	if len(w.m.Talks) > 0 {
		table := document.Table{Caption: []document.Inline{document.T(w.n("speakers.caption", len(w.m.Talks)))}, Columns: []document.Column{
			document.RowHead(w.t("col.time"), 2.2), document.Col(w.t("col.item"), 1.2), document.Col(w.t("col.actor"), 4),
			document.Col(w.t("col.topic"), 5.6), document.RightCol(w.t("col.length"), 2.4)}}
		for _, t := range w.m.Talks {
			table.Rows = append(table.Rows, w.talk(t))
		}
		w.add(table)
	}
	for _, r := range w.m.Waiting {
		text := []document.Inline{document.T(w.t("waiting", "At", w.when(r.At), "Actor", w.m.Name(r.Actor)) + " ")}
		if r.Omitted {
			text = append(text, w.omission(r.Marking))
		} else {
			text = append(text, w.said(r.Topic))
		}
		w.add(document.P(text...))
	}
}

func (w *writer) talk(t Talk) document.Row {
	item := ""
	if it, ok := w.m.Item(t.Item); ok {
		item = w.p.Number(it.Number)
	}
	var topic []document.Inline
	if t.Kind != "" && t.Kind != conference.OrdinaryRequest {
		topic = append(topic, document.T(w.t("floor."+string(t.Kind))+" "))
	}
	if t.Omitted {
		topic = append(topic, w.omission(t.Marking))
	} else {
		topic = append(topic, w.said(t.Topic))
	}
	body := []document.Block{document.P(topic...)}
	if document.Plain(topic) == "" {
		body = nil
	}
	body = append(body, meta(w.said(t.Note))...)
	long := []document.Block{document.P(document.T(w.length(t.Seconds)))}
	if t.OverRakel {
		long = append(long, document.P(document.Status(document.StateWarn, w.t("over-rakel"))))
	}
	clock := w.t("from-to", "From", w.p.Clock(t.From), "To", w.p.Clock(t.To))
	return document.R(document.TD(document.T(clock)), document.TD(document.T(item)), document.TD(document.T(w.m.Short(t.Actor))),
		document.CellOf(body...), document.CellOf(long...))
}
