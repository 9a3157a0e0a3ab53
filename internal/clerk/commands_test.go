package clerk_test

import (
	"time"

	"samverkan/conference"
)

// everyCommand gives one command of each name, about an actor where a command is about somebody. They are so made that the
// desk lets them past the question of who may; what the domain then says is not its matter.
func everyCommand(p conference.Plan, actor string) []conference.Command {
	when := p.Start.Add(time.Hour)
	note := conference.Content{Text: "Åskan går över Älvnäs.", Actor: actor}
	return []conference.Command{
		&conference.PlanConference{Plan: p}, &conference.Rename{Title: "Nytt namn"}, &conference.Reschedule{Start: p.Start, End: when},
		&conference.SetInvitation{Invitation: p.Invitation}, &conference.SetAgenda{Agenda: p.Agenda},
		&conference.SetConnections{Connections: p.Connections}, &conference.SetContacts{Support: p.Support, Duty: p.Duty},
		&conference.AssignRoles{Roles: p.Roles}, &conference.Invite{Participants: []conference.Participant{{Actor: actor, Role: conference.Attendee}}},
		&conference.Uninvite{Participant: actor}, &conference.AddMaterial{Material: conference.Material{Title: "Karta", URL: "https://karta.example"}},
		&conference.RemoveMaterial{Title: "Karta"}, &conference.SetDependencies{}, &conference.SetReporting{Reporting: p.Reporting},
		&conference.SetCallout{Callout: p.Callout}, &conference.SetDocumentation{Documentation: p.Documentation},
		&conference.SetOpenness{Openness: p.Openness}, &conference.SetRegistryNumber{RegistryNumber: "452-1-2027"},
		&conference.TickChecklist{Item: "x", Done: true}, &conference.IssueInvitation{},
		&conference.AnswerInvitation{Participant: actor, Reply: conference.Coming}, &conference.CancelConference{Reason: "Inte längre"},
		&conference.ReceiveInput{Conference: local},
		&conference.RequestReports{Deadline: p.Start}, &conference.KeepReport{Participant: actor},
		&conference.SubmitReport{Participant: actor, Report: conference.Report{Tests: conference.Tests{Load: conference.NoStrain}}},

		&conference.OpenLobby{}, &conference.OpenMeeting{}, &conference.AdjournMeeting{}, &conference.ResumeMeeting{},
		&conference.ExtendMeeting{To: when}, &conference.CloseMeeting{}, &conference.ReopenMeeting{Reason: "Av misstag"},
		&conference.HandOverRole{Role: conference.Technician, Actor: actor, Member: "tib." + actor},
		&conference.OpenRollCall{}, &conference.MarkAttendance{Participant: actor, Status: conference.Present}, &conference.CloseRollCall{},
		&conference.SkipRollCall{Reason: "Kort möte"}, &conference.UndoRollCall{},
		&conference.StartItem{Item: "p5"}, &conference.FinishItem{Item: "p5"},
		&conference.MarkItemSecrecy{Item: "p5", Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: host}},
		&conference.RequestFloor{Actor: actor}, &conference.WithdrawRequest{Actor: actor}, &conference.OrderSpeakers{},
		&conference.GrantFloor{Actor: actor}, &conference.YieldFloor{Actor: actor}, &conference.StartRound{}, &conference.UndoFloor{},

		&conference.WriteNote{Kind: conference.NoteInformation, Content: note}, &conference.ReviseNote{ID: "I1", Content: note},
		&conference.StrikeNote{ID: "I1", Reason: "Fel"}, &conference.MarkSecrecy{ID: "I1", Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: host}},
		&conference.TakeOwnership{ID: "U1", Actor: actor},
		&conference.ProposeDecision{Text: "Vi enas om ett budskap."}, &conference.ReadBackDecision{ID: "D1", Text: "x"},
		&conference.TakeStance{ID: "D1", Actors: []string{actor}, Stance: conference.StandBehind}, &conference.UndoStance{ID: "D1"},
		&conference.SettleDecision{ID: "D1"}, &conference.WithdrawDecision{ID: "D1"},
		&conference.FollowUp{Conference: local, ID: "D1", Status: conference.FollowHolds},
		&conference.AgreeMeasure{Text: "Kör vatten", Owner: actor}, &conference.ReviseMeasure{ID: "atgard." + actor, Text: "Kör mer vatten", Owner: actor},
		&conference.AcceptMeasure{ID: "atgard." + actor, Accepted: true},
		&conference.ReportMeasure{ID: "atgard." + actor, Status: conference.MeasureOpen},

		&conference.RaiseFlag{Kind: conference.FlagNeed, Text: "Diesel till Norra"}, &conference.AnswerFlag{ID: "V1", When: conference.FlagNow},
		&conference.SetWalk{Area: "yta-snokaos"}, &conference.TakeRow{Row: conference.RowName(conference.RowCarried, local, "A1"), How: conference.RowNoted, Text: "x"},
		&conference.ReturnRow{Row: conference.RowName(conference.RowCarried, local, "A1"), Reason: "x"},
		&conference.InformRecording{}, &conference.StartRecording{}, &conference.PauseRecording{}, &conference.ResumeRecording{},
		&conference.StopRecording{}, &conference.AttachRecording{}, &conference.BookmarkRecording{}, &conference.AlignRecording{},
		&conference.ConcealRecording{From: p.Start, To: when, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Suspected: true, Owner: actor}},
		&conference.AttachTranscript{}, &conference.ApproveTranscript{ID: "T1"}, &conference.DiscardTranscript{ID: "T1", Reason: "Fel"},
		&conference.PlanNext{}, &conference.CheckMinutes{Version: 1},
		&conference.ApproveMinutes{Version: 1}, &conference.PublishMinutes{Version: 1, Area: "yta-snokaos"},
		&conference.CorrectMinutes{Target: "I1", Field: "text", Is: "x", Reason: "y"}, &conference.Evaluate{Leading: 5},
	}
}
