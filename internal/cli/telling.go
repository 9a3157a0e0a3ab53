package cli

import (
	"strconv"

	"samverkan/conference"
	"samverkan/internal/wire"
)

// told is what happened in one entry, as a sentence with names: what somebody who listens in would say.
func (s *session) told(e wire.Entry, plan *conference.Plan) string {
	if e.Name == "" || len(e.Payload) == 0 {
		return s.p.T("told.left-out")
	}
	key := "told." + e.Name
	ev, err := conference.DecodeEvent(e.Name, e.Version, e.Payload)
	if err != nil || !s.p.Has(key) { // a newer program may have written it
		return s.p.T("told.other", "Name", e.Name)
	}
	args := append([]any{"By", s.short(e.Actor)}, s.toldInMeeting(ev, plan)...)
	args = append(args, s.toldOfRecord(ev)...)
	return s.p.T(key, append(args, s.toldAround(ev)...)...)
}

// itemTold is an agenda item by its number and title.
func itemTold(plan *conference.Plan, id string) string {
	if it, ok := plan.Agenda.Find(id); ok {
		return strconv.Itoa(it.Number) + " " + it.Title
	}
	return id
}

// toldInMeeting are the values for what happens while people talk.
func (s *session) toldInMeeting(ev conference.Event, plan *conference.Plan) []any {
	switch x := ev.(type) {
	case *conference.MeetingOpened:
		return []any{"Note", x.Note}
	case *conference.MeetingAdjourned:
		return []any{"Reason", x.Reason}
	case *conference.MeetingExtended:
		return []any{"Clock", s.clock(x.To)}
	case *conference.MeetingReopened:
		return []any{"Reason", x.Reason}
	case *conference.RoleHandedOver:
		return []any{"Actor", s.short(x.Actor), "Role", named(s, "role", x.Role)}
	case *conference.AttendanceMarked:
		return []any{"Actor", s.seatName(x.Participant), "Status", named(s, "attendance", x.Status), "Reason", x.Reason}
	case *conference.RollCallSkipped:
		return []any{"Reason", x.Reason}
	case *conference.ItemStarted:
		return []any{"Item", itemTold(plan, x.Item)}
	case *conference.ItemFinished:
		return []any{"Item", itemTold(plan, x.Item)}
	case *conference.ItemSecrecyMarked:
		return []any{"Item", itemTold(plan, x.Item), "Ground", x.Secrecy.Ground}
	case *conference.FloorRequested:
		return []any{"Actor", s.short(x.Actor), "Kind", named(s, "request", x.Kind), "Topic", x.Topic}
	case *conference.RequestWithdrawn:
		return []any{"Actor", s.short(x.Actor)}
	case *conference.SpeakersOrdered:
		return []any{"Actors", s.shorts(x.Actors)}
	case *conference.FloorGranted:
		return []any{"Actor", s.short(x.Actor)}
	case *conference.FloorYielded:
		return []any{"Note", x.Note}
	case *conference.RoundStarted:
		return []any{"Actors", s.shorts(x.Actors), "Topic", x.Topic}
	}
	return nil
}

// toldOfRecord are the values for what is written down: notes, decisions and measures.
func (s *session) toldOfRecord(ev conference.Event) []any {
	switch x := ev.(type) {
	case *conference.NoteWritten:
		return []any{"ID", x.ID, "Kind", named(s, "note", x.Kind), "Actor", s.short(firstOf(x.Actor, x.RaisedBy)), "Text", x.Text}
	case *conference.NoteRevised:
		return []any{"ID", x.ID, "Text", x.Text}
	case *conference.NoteStruck:
		return []any{"ID", x.ID, "Reason", x.Reason}
	case *conference.SecrecyMarked:
		return []any{"ID", x.ID, "Ground", x.Secrecy.Ground}
	case *conference.OwnershipTaken:
		return []any{"ID", x.ID, "Actor", s.short(x.Actor)}
	case *conference.DecisionProposed:
		return []any{"ID", x.ID, "Actor", s.short(x.Actor), "Text", x.Text}
	case *conference.DecisionReadBack:
		return []any{"ID", x.ID, "Text", x.Text}
	case *conference.StanceTaken:
		return []any{"ID", x.ID, "Actor", s.short(x.Actor), "Stance", named(s, "stance", x.Stance), "Reason", x.Reason}
	case *conference.StanceUndone:
		return []any{"ID", x.ID}
	case *conference.DecisionSettled:
		return []any{"ID", x.ID, "Outcome", named(s, "outcome", x.Outcome)}
	case *conference.DecisionWithdrawn:
		return []any{"ID", x.ID, "Reason", x.Reason}
	case *conference.FollowedUp:
		return []any{"ID", x.ID, "Status", named(s, "follow", x.Status), "Text", x.Text}
	case *conference.MeasureAgreed:
		return []any{"ID", x.ID, "Owner", s.short(x.Owner), "Text", x.Text, "Due", s.when(x.Due)}
	case *conference.MeasureRevised:
		return []any{"ID", x.ID, "Text", x.Text, "Owner", s.short(x.Owner)}
	case *conference.MeasureAccepted:
		answer := "refused"
		if x.Accepted {
			answer = "accepted"
		}
		return []any{"ID", x.ID, "Answer", named(s, "acceptance", answer), "Reason", x.Reason}
	case *conference.MeasureReported:
		return []any{"ID", x.ID, "Status", named(s, "measure", x.Status), "Text", x.Text}
	}
	return nil
}

// toldAround are the values for what happens before and after a meeting.
func (s *session) toldAround(ev conference.Event) []any {
	switch x := ev.(type) {
	case *conference.ConferencePlanned:
		return []any{"Title", x.Plan.Title}
	case *conference.Renamed:
		return []any{"Title", x.Title}
	case *conference.Rescheduled:
		return []any{"Date", s.p.Date(x.Start), "Span", s.p.Span(x.Start, x.End)}
	case *conference.Invited:
		var actors []string
		for _, p := range x.Participants {
			actors = append(actors, s.seatName(conference.SeatKey(p.Actor, p.Unit)))
		}
		return []any{"Actors", s.p.List(actors)}
	case *conference.Uninvited:
		return []any{"Actor", s.seatName(x.Participant)}
	case *conference.MaterialAdded:
		return []any{"Title", x.Material.Title}
	case *conference.MaterialRemoved:
		return []any{"Title", x.Title}
	case *conference.InvitationAnswered:
		return []any{"Actor", s.seatName(x.Participant), "Reply", named(s, "reply", x.Reply), "Message", x.Message}
	case *conference.ReportSubmitted:
		return []any{"Actor", s.seatName(x.Participant)}
	case *conference.ReportKept:
		return []any{"Actor", s.seatName(x.Participant)}
	case *conference.ReportsRequested:
		return []any{"When", s.when(x.Deadline), "Count", len(x.Actors)}
	case *conference.ConferenceCancelled:
		return []any{"Reason", x.Reason}
	case *conference.InputReceived:
		return []any{"Conference", x.Conference}
	case *conference.RecordingAttached:
		return []any{"Name", x.File.Name}
	case *conference.RecordingBookmarked:
		return []any{"ID", x.ID, "Label", x.Label}
	case *conference.RecordingAligned:
		return []any{"When", s.when(x.StartsAt)}
	case *conference.RecordingConcealed:
		return []any{"ID", x.ID, "From", s.p.ClockSeconds(x.From), "To", s.p.ClockSeconds(x.To), "Ground", x.Secrecy.Ground}
	case *conference.TranscriptAttached:
		return []any{"ID", x.Transcript.ID, "Machine", x.Transcript.Machine}
	case *conference.TranscriptApproved:
		return []any{"ID", x.ID}
	case *conference.TranscriptDiscarded:
		return []any{"ID", x.ID, "Reason", x.Reason}
	case *conference.NextPlanned:
		return []any{"Start", s.when(x.Start)}
	case *conference.MinutesChecked:
		return []any{"Version", x.Version, "Remark", x.Remark}
	case *conference.MinutesApproved:
		return []any{"Version", x.Version}
	case *conference.MinutesPublished:
		return []any{"Version", x.Version, "Where", firstOf(x.Area, x.Channel)}
	case *conference.MinutesCorrected:
		return []any{"Target", x.Target, "Reason", x.Reason}
	}
	return nil
}
