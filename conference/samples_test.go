package conference

import (
	"slices"
	"time"

	"samverkan/agenda"
)

// sample is a command with everything in it filled in, and a state in which it is accepted.
type sample struct {
	given []Command
	when  Command
}

// fullPlan has something in every field.
func fullPlan() Plan {
	return Plan{
		ID: "konf-regional-1", Incident: "sno-2027", IncidentTitle: "Snökaos i Allmänsta", Exercise: true,
		Title: "Regional samverkanskonferens, nr 1", Level: Regional, SeriesNo: 1, Host: "lst", HostUnit: "Samhällsskydd",
		Purpose: agenda.ForSituation, RegistryNumber: "451-12-2027", IncidentRegistryNumber: "451-1-2027",
		Start: hhmm("18:00"), End: hhmm("19:00"), First: true,
		Invitation: fullInvitation(),
		Callout:    fullCallout(),
		Reporting:  fullReporting(),
		Connections: []Connection{
			{Mode: Web, Primary: true, URL: "https://moten.exempel.se/sno", OpensAt: hhmm("17:45"), Note: "Stäng av mikrofonen."},
			{Mode: Phone, Reserve: true, Number: "010-123 45 67", Code: "1234#"},
			{Mode: Rakel, TalkGroup: "RAPS-LST-1", MaxTalkSeconds: 60},
			{Mode: Room, Place: "Sal 3", Access: "Porten mot gården, ring på.", Equipment: []string{"skärm", "konferenstelefon"}},
		},
		Support: Contact{Actor: "lst", Function: "Teknik", Phone: "010-765 43 21", Email: "teknik@exempel.se"},
		Duty:    Contact{Actor: "lst", Function: "TiB", Phone: "010-111 22 33", Email: "tib@exempel.se"},
		Roles:   fullRoles(), Agenda: fullAgenda(), Participants: seats(),
		Material: []Material{fullMaterial()}, Needs: fullDependencies("konf-lokal-1"), Feeds: fullDependencies("konf-nationell-1"),
		Documentation: fullDocumentation(), Openness: Openness{Open: true, Rule: "Det som är hemligt tas i särskilt forum."},
		Carried: Carried{From: "konf-regional-0", FromTitle: "Förberedande möte",
			Directions: []CarriedDecision{{Conference: "konf-regional-0", ID: "D1", Wording: "Spara på vattnet.", ValidUntil: hhmm("23:00"), Secrecy: fullSecrecy()}},
			Measures:   []CarriedMeasure{{Conference: "konf-regional-0", ID: "A1", Text: "Kör diesel.", Owner: "kommun-a", Due: hhmm("20:00"), Secrecy: fullSecrecy()}},
			Matters:    []CarriedMatter{{Conference: "konf-regional-0", ID: "P1", Kind: NoteParked, Text: "Kostnader.", Owner: "lst", Secrecy: fullSecrecy()}},
			Reports:    []CarriedReport{{Conference: "konf-regional-0", Participant: "kommun-b/vatten", Report: fullReport(), At: hhmm("12:00")}}},
	}
}

func fullSecrecy() Secrecy {
	return Secrecy{Ground: "OSL 18 kap. 13 §", Suspected: true, Owner: "lst", Readers: []string{"kommun-a", "smhi"}}
}

func fullInvitation() Invitation {
	return Invitation{Purpose: "Samlad lägesbild.", Goals: []string{"En gemensam bild kl. 19."}, Procedure: "Laget runt.", Resources: "Prognos från SMHI.",
		Rules: []string{"Kort och tydligt."}, Questions: []string{"Vad är värst?"}}
}

func fullCallout() Callout {
	return Callout{SentAt: hhmm("16:00"), AckDeadline: hhmm("17:00"), Channels: []string{"sms", "rakel"}, ShortText: "Samverkan kl. 18, se kallelse."}
}

func fullReporting() Reporting {
	return Reporting{Deadline: hhmm("17:00"), CompiledAt: hhmm("17:30"), Expected: 7, Received: 6}
}

func fullRoles() []RoleHolder {
	return []RoleHolder{{Role: Leader, Actor: "lst", Function: "Beredskapsdirektör", Member: "m-leader"}, {Role: Secretary, Actor: "lst", Function: "Handläggare", Member: "m-secretary"}}
}

func fullAgenda() agenda.Agenda {
	return agenda.Agenda{
		{ID: "p1", Number: 1, Title: "Upprop", Kind: agenda.Information, Step: agenda.RollCall, Minutes: 5},
		{ID: "p2", Number: 2, Title: "Läget", Kind: agenda.Discussion, Step: agenda.Situation, Aim: "Samma bild.", Owner: "lst", Minutes: 20,
			Speakers: []agenda.Speaker{{Actor: "smhi", Minutes: 4, Topic: "Prognos"}}, Questions: []string{"Vad är värst?"}},
		{ID: "p3", Number: 3, Title: "Inriktning", Kind: agenda.Decision, Step: agenda.Direction, Minutes: 10, Proposal: "Liv och hälsa först."},
	}
}

func fullMaterial() Material {
	return Material{Title: "Prognos", Name: "prognos.pdf", Digest: someDigest, Size: 4711, URL: "https://exempel.se/prognos", When: "before", Secrecy: fullSecrecy()}
}

func fullDependencies(conference string) []Dependency {
	return []Dependency{{Conference: conference, Deadline: hhmm("17:00"), Carries: "Lokal lägesbild"}}
}

func fullDocumentation() Documentation {
	return Documentation{Minutes: MinutesNotes, Recording: true, Published: []string{"WIS"}, Due: hhmm("21:00")}
}

// fullContent fits a note of any kind, when F1 and B1 are there.
func fullContent() Content {
	return Content{Actor: "kommun-a", Text: "Väg 714 är stängd, åäö.", Source: "Egen rapport", To: "smhi", Answers: "F1", Corrects: "B1",
		Parties: []string{"kommun-a", "kommun-b"}, RaisedBy: "smhi", Owner: "lst", Forum: "Särskilt möte kl. 20.30", NeededBy: hhmm("22:00"),
		AvailableFrom: hhmm("21:00"), Matches: []string{"B1", "F1"}, Impact: []Impact{{Actor: "kommun-a", Grade: 4}, {Actor: "kommun-b", Grade: 2}}, Secrecy: fullSecrecy()}
}

func fullFile() AudioFile {
	return AudioFile{Name: "ljud.mp3", Digest: someDigest, Size: 4711, MediaType: "audio/mpeg", StartsAt: hhmm("18:01"), Length: time.Hour, Secrecy: fullSecrecy()}
}

func fullTranscript() TranscriptFile {
	return TranscriptFile{ID: "T1", Sound: someDigest, Digest: otherDigest, Machine: true, Model: "kb-whisper-large", Language: "sv", Secrecy: fullSecrecy()}
}

func fullReport() Report {
	return Report{Statements: []Statement{{Theme: ThemeIncident, Text: "Två tätorter utan ström.", Source: "Allmänkraft", Secrecy: fullSecrecy()},
		{Theme: ThemeNeeds, Text: "Bandvagn till hemtjänsten."}},
		Answers: []QuestionAnswer{{Question: "Hur många är strömlösa?", Text: "1 200 hushåll", Secrecy: fullSecrecy()}},
		Tests:   Tests{Plan: Strained, Resources: Exhausted, Load: NoStrain}, Function: "Beredskapschef", ValidUntil: hhmm("23:00"), Secrecy: fullSecrecy()}
}

func fullNext() NextMeeting {
	return NextMeeting{Conference: "konf-regional-2", Title: "Regional samverkanskonferens, nr 2", Text: "Samma anslutning.", Start: hhmm("14:00").AddDate(0, 0, 1),
		End: hhmm("15:00").AddDate(0, 0, 1), ReportDeadline: hhmm("11:00").AddDate(0, 0, 1), Item: "p3"}
}

func publishedFiles() []PublishedFile {
	return []PublishedFile{{Name: "minnesanteckningar.pdf", Digest: someDigest, Size: 4711, MediaType: "application/pdf"}}
}

// commandSamples are all commands, each once.
func commandSamples() []sample {
	yes := true
	notes := atItem("p2", &WriteNote{ID: "F1", Kind: NoteQuestion, Content: Content{Text: "När?"}}, &WriteNote{ID: "B1", Kind: NoteNeed, Content: Content{Text: "Diesel."}},
		&WriteNote{ID: "U1", Kind: NoteUnowned, Content: Content{Text: "Vägvakten."}}, &ProposeDecision{ID: "D1", Text: "x"}, &AgreeMeasure{ID: "A1", Text: "x", Owner: "lst"})
	asked := atItem("p2", &RequestFloor{Actor: "lst"}, &RequestFloor{Actor: "kommun-a"})
	recording := rolled(&InformRecording{}, &StartRecording{})
	transcribed := append(recording, &AttachRecording{File: fullFile()}, &AttachTranscript{Transcript: fullTranscript()})
	return []sample{
		{nil, &PlanConference{Plan: fullPlan()}},
		{planned(), &Rename{Title: "Ny rubrik"}},
		{planned(), &Reschedule{Start: hhmm("20:00"), End: hhmm("21:00")}},
		{planned(), &SetInvitation{Invitation: fullInvitation()}},
		{planned(), &SetAgenda{Agenda: fullAgenda()}},
		{planned(), &SetConnections{Connections: fullPlan().Connections}},
		{planned(), &SetContacts{Support: fullPlan().Support, Duty: fullPlan().Duty}},
		{planned(), &AssignRoles{Roles: fullRoles()}},
		{planned(), &Invite{Participants: []Participant{{Actor: "msb", Unit: "läget", Role: Observer, Function: "Samverkansperson", Mandate: true, Mode: Web}}}},
		{planned(), &Uninvite{Participant: "kommun-b/vatten"}},
		{planned(), &AddMaterial{Material: fullMaterial()}},
		{planned(&AddMaterial{Material: fullMaterial()}), &RemoveMaterial{Title: "Prognos"}},
		{planned(), &SetDependencies{Needs: fullDependencies("konf-lokal-1"), Feeds: fullDependencies("konf-nationell-1")}},
		{planned(), &SetReporting{Reporting: fullReporting()}},
		{planned(), &SetCallout{Callout: fullCallout()}},
		{planned(), &SetDocumentation{Documentation: fullDocumentation()}},
		{planned(), &SetOpenness{Openness: Openness{Open: true, Rule: "Öppet."}}},
		{planned(), &SetRegistryNumber{RegistryNumber: "451-12-2027"}},
		{planned(), &TickChecklist{Item: "leader.before.1", Done: true}},
		{planned(), &IssueInvitation{Channels: []string{"sms", "rakel"}, AckDeadline: hhmm("17:30")}},
		{called(), &AnswerInvitation{Participant: "kommun-b/vatten", Reply: Substitute, Function: "Driftingenjör", Message: "Ringer in från bilen."}},
		{called(), &CancelConference{Reason: "Läget är lugnt."}},
		{planned(), &ReceiveInput{Conference: "konf-local", Note: "Per telefon."}},
		{planned(), &RequestReports{Actors: []string{"kommun-a", "kommun-b"}, Deadline: hhmm("17:30"), Questions: []string{"Hur många är strömlösa?"}}},
		{called(), &SubmitReport{Participant: "kommun-b/vatten", Report: fullReport()}},
		{called(&SubmitReport{Participant: "kommun-a", Report: fullReport()}, &TickChecklist{Item: "x", Done: true}), &KeepReport{Participant: "kommun-a"}},
		{called(), &OpenLobby{Note: "Webb och telefon är öppna."}},
		{inLobby(), &OpenMeeting{Note: "En minut sent."}},
		{rolled(), &AdjournMeeting{Until: hhmm("19:30"), Reason: "Ny prognos väntas."}},
		{rolled(&AdjournMeeting{}), &ResumeMeeting{}},
		{rolled(), &ExtendMeeting{To: hhmm("19:30")}},
		{notes, &CloseMeeting{Carry: []string{"D1", "U1", "A1"}, Note: "KLART SLUT."}},
		{closed(), &ReopenMeeting{Reason: "Avslutat av misstag."}},
		{rolled(), &HandOverRole{Role: Leader, Actor: "lst", Function: "TiB", Member: "m-tib", Reason: "Mötesledaren tappade nätet."}},
		{opened(), &OpenRollCall{}},
		{rolled(), &MarkAttendance{Participant: "kommun-b/vatten", Status: Left, Function: "Driftingenjör", Mode: Phone, Reason: "Larm.", Note: "Åter kl. 19."}},
		{opened(&OpenRollCall{}), &CloseRollCall{RestAbsent: true}},
		{opened(), &SkipRollCall{Reason: "Vana deltagare."}},
		{rolled(), &UndoRollCall{}},
		{rolled(), &StartItem{Item: "p2"}},
		{atItem("p2"), &FinishItem{Item: "p2"}},
		{rolled(), &MarkItemSecrecy{Item: "p2", Secrecy: fullSecrecy()}},
		{asked, &RequestFloor{Actor: "smhi", Kind: PointOfOrder, Topic: "Tiden."}},
		{asked, &WithdrawRequest{Actor: "lst"}},
		{asked, &OrderSpeakers{Actors: []string{"kommun-a", "lst"}}},
		{asked, &GrantFloor{Actor: "kommun-a"}},
		{rolled(&GrantFloor{Actor: "kommun-a"}), &YieldFloor{Actor: "kommun-a", Note: "SLUT KOM"}},
		{rolled(), &StartRound{Actors: []string{"smhi", "kommun-a"}, Topic: "Läget hos er."}},
		{asked, &UndoFloor{}},
		{notes, &WriteNote{ID: "G1", Item: "p2", Kind: NoteSituation, Content: fullContent()}},
		{append(notes, &ReviseNote{ID: "F1", Content: Content{Text: "När då?"}}), &ReviseNote{ID: "F1", Base: 1, Content: fullContent()}},
		{notes, &StrikeNote{ID: "F1", Reason: "Sades aldrig."}},
		{notes, &MarkSecrecy{ID: "F1", Secrecy: fullSecrecy()}},
		{notes, &TakeOwnership{ID: "U1", Actor: "kommun-a"}},
		{notes, &ProposeDecision{ID: "D2", Item: "p3", Text: "Liv och hälsa först.", Actor: "kommun-a", Secrecy: fullSecrecy()}},
		{notes, &ReadBackDecision{ID: "D1", Text: "Liv och hälsa först."}},
		{readOut(), &TakeStance{ID: "D1", Actors: []string{"kommun-a", "kommun-b"}, Stance: NoMandate, Reason: "Frågar ledningen.", ReturnsBy: hhmm("22:00")}},
		{readOut(stand("lst")), &UndoStance{ID: "D1"}},
		{readOut(stand("lst", "kommun-a", "kommun-b")), &SettleDecision{ID: "D1", Text: "Liv och hälsa först.", ValidUntil: hhmm("23:00")}},
		{readOut(), &WithdrawDecision{ID: "D1", Reason: "Ingen enighet."}},
		{notes, &FollowUp{Conference: "konf-1", ID: "A4", Status: FollowDone, Text: "Levererat."}},
		{notes, &AgreeMeasure{ID: "A2", Item: "p3", Text: "Sätt upp bommar.", Actor: "smhi", Owner: "kommun-a", Due: hhmm("22:00"), Accepted: &yes, Status: MeasureOngoing,
			Matches: []string{"B1"}, Resolves: "U1", Follows: "D1", Secrecy: fullSecrecy()}},
		{notes, &ReviseMeasure{ID: "A1", Text: "Sätt upp bommar.", Owner: "kommun-a", Due: hhmm("22:00"), Accepted: &yes, Matches: []string{"B1"}, Resolves: "U1", Follows: "D1"}},
		{notes, &AcceptMeasure{ID: "A1", Accepted: true, Reason: "Med lånad bil."}},
		{notes, &ReportMeasure{ID: "A1", Status: MeasureOngoing, Text: "En bom saknas.", Due: hhmm("22:30")}},
		{notes, &RaiseFlag{ID: "V7", Note: "F1", Kind: FlagGoalConflict, Text: "Vägen och vattnet."}},
		{append(notes, &RaiseFlag{Kind: FlagNeed, Text: "Diesel."}), &AnswerFlag{ID: "V1", When: FlagAfter}},
		{notes, &SetWalk{Area: "yta-sno", Since: hhmm("07:00")}},
		{append(slices.Clone(notes), &SetWalk{Area: "yta-sno"}), &TakeRow{Row: "item/yta-sno/post-1", How: RowMeasure, Item: "p3", Text: "Vägen är av.", Word: "Skylta om.", Owner: "kommun-a", Due: hhmm("22:00"), Secrecy: fullSecrecy()}},
		{append(slices.Clone(notes), &SetWalk{Area: "yta-sno"}, &TakeRow{Row: "item/yta-sno/post-1", How: RowNoted, Text: "Vägen är av."}), &ReturnRow{Row: "item/yta-sno/post-1", Reason: "Ångrat."}},
		{rolled(), &InformRecording{Text: "Mötet spelas in för minnesanteckningarna."}},
		{rolled(&InformRecording{}), &StartRecording{}},
		{recording, &PauseRecording{Reason: "Sekretess."}},
		{append(recording, &PauseRecording{}), &ResumeRecording{}},
		{recording, &StopRecording{}},
		{recording, &AttachRecording{File: fullFile()}},
		{recording, &BookmarkRecording{ID: "M4", Label: "Ägaren till vattnet."}},
		{append(recording, &AttachRecording{File: fullFile()}), &AlignRecording{Digest: someDigest, StartsAt: hhmm("18:02")}},
		{recording, &ConcealRecording{ID: "S2", From: hhmm("18:10"), To: hhmm("18:12"), Secrecy: fullSecrecy()}},
		{append(recording, &AttachRecording{File: fullFile()}), &AttachTranscript{Transcript: fullTranscript()}},
		{transcribed, &ApproveTranscript{ID: "T1"}},
		{transcribed, &DiscardTranscript{ID: "T1", Reason: "Talarna är hopblandade."}},
		{rolled(), &PlanNext{fullNext()}},
		{closed(), &CheckMinutes{Version: 1, Remark: "Punkt 3 saknar tid."}},
		{closed(&CheckMinutes{Version: 1}), &ApproveMinutes{Version: 1}},
		{approved(), &PublishMinutes{Version: 1, Area: "yta-sno", Channel: "WIS", Files: publishedFiles()}},
		{finished(), &CorrectMinutes{Target: "A1", Field: "due", Is: "2027-01-06T22:30:00+01:00", Reason: "Fel tid."}},
		{closed(), &Evaluate{Leading: 5, Speakers: 4, Tech: 3, Result: 4, Text: "Kortare väderpunkt."}},
	}
}

// eventSamples are all events, each once.
func eventSamples() []Event {
	yes := true
	p := fullPlan()
	return []Event{
		&ConferencePlanned{Plan: p}, &Renamed{Title: "Ny rubrik"}, &Rescheduled{Start: hhmm("20:00"), End: hhmm("21:00")},
		&InvitationSet{Invitation: fullInvitation()}, &AgendaSet{Agenda: fullAgenda()}, &ConnectionsSet{Connections: p.Connections},
		&ContactsSet{Support: p.Support, Duty: p.Duty}, &RolesAssigned{Roles: fullRoles()},
		&Invited{Participants: []Participant{{Actor: "msb", Unit: "läget", Role: Observer, Function: "Samverkansperson", Mandate: true, Mode: Web}}},
		&Uninvited{Participant: "kommun-b/vatten"}, &MaterialAdded{Material: fullMaterial()}, &MaterialRemoved{Title: "Prognos"},
		&DependenciesSet{Needs: fullDependencies("konf-lokal-1"), Feeds: fullDependencies("konf-nationell-1")}, &ReportingSet{Reporting: fullReporting()},
		&CalloutSet{Callout: fullCallout()}, &DocumentationSet{Documentation: fullDocumentation()}, &OpennessSet{Openness: p.Openness},
		&RegistryNumberSet{RegistryNumber: "451-12-2027"}, &ChecklistTicked{Item: "leader.before.1", Done: true},
		&InvitationIssued{Channels: []string{"sms", "rakel"}, AckDeadline: hhmm("17:30")},
		&InvitationAnswered{Participant: "kommun-b/vatten", Reply: Substitute, Function: "Driftingenjör", Message: "Ringer in från bilen."},
		&ConferenceCancelled{Reason: "Läget är lugnt."}, &InputReceived{Conference: "konf-lokal-1", Note: "Per telefon."},
		&ReportsRequested{Actors: []string{"kommun-a", "kommun-b"}, Deadline: hhmm("17:30"), Questions: []string{"Hur många är strömlösa?"}},
		&ReportSubmitted{Participant: "kommun-b/vatten", Report: fullReport()}, &ReportKept{Participant: "kommun-a"},
		&LobbyOpened{Note: "Webb och telefon är öppna."}, &MeetingOpened{Note: "En minut sent."},
		&MeetingAdjourned{Until: hhmm("19:30"), Reason: "Ny prognos väntas."}, &MeetingResumed{}, &MeetingExtended{To: hhmm("19:30")},
		&MeetingClosed{Carry: []string{"D1", "U1"}, Note: "KLART SLUT."}, &MeetingReopened{Reason: "Avslutat av misstag."},
		&RoleHandedOver{Role: Leader, Actor: "lst", Function: "TiB", Member: "m-tib", Reason: "Mötesledaren tappade nätet."},
		&RollCallOpened{}, &AttendanceMarked{Participant: "kommun-b/vatten", Status: Present, Function: "Driftingenjör", Mode: Phone, Reason: "Sen.", Note: "Åter kl. 19.", Spoke: true},
		&RollCallClosed{}, &RollCallSkipped{Reason: "Vana deltagare."}, &RollCallUndone{},
		&ItemStarted{Item: "p2"}, &ItemFinished{Item: "p2"}, &ItemSecrecyMarked{Item: "p2", Secrecy: fullSecrecy()},
		&FloorRequested{Actor: "smhi", Kind: PointOfOrder, Topic: "Tiden."}, &RequestWithdrawn{Actor: "lst"}, &SpeakersOrdered{Actors: []string{"kommun-a", "lst"}},
		&FloorGranted{Actor: "kommun-a", Cut: true}, &FloorYielded{Note: "SLUT KOM"}, &RoundStarted{Actors: []string{"smhi", "kommun-a"}, Topic: "Läget hos er."}, &FloorUndone{},
		&NoteWritten{ID: "G1", Item: "p2", Kind: NoteSituation, Content: fullContent()}, &NoteRevised{ID: "G1", Beside: true, Content: fullContent()}, &NoteStruck{ID: "F1", Reason: "Sades aldrig."},
		&SecrecyMarked{ID: "F1", Secrecy: fullSecrecy()}, &OwnershipTaken{ID: "U1", Actor: "kommun-a"},
		&DecisionProposed{ID: "D1", Item: "p3", Text: "Liv och hälsa först.", Actor: "lst", Secrecy: fullSecrecy()}, &DecisionReadBack{ID: "D1", Text: "Liv och hälsa först."},
		&StanceTaken{ID: "D1", Actor: "kommun-a", Stance: NoMandate, Reason: "Frågar ledningen.", ReturnsBy: hhmm("22:00")}, &StanceUndone{ID: "D1"},
		&DecisionSettled{ID: "D1", Outcome: AdoptedReservations, ValidUntil: hhmm("23:00"), NotTakingPart: []string{"smhi"}, Absent: []string{"kommun-c"}},
		&DecisionWithdrawn{ID: "D1", Reason: "Ingen enighet."}, &FollowedUp{Conference: "konf-1", ID: "A4", Status: FollowDone, Text: "Levererat."},
		&MeasureAgreed{ID: "A2", Item: "p3", Text: "Sätt upp bommar.", Actor: "smhi", Owner: "kommun-a", Due: hhmm("22:00"), Accepted: &yes, Status: MeasureOngoing,
			Matches: []string{"B1"}, Resolves: "U1", Follows: "D1", Secrecy: fullSecrecy()},
		&MeasureRevised{ID: "A1", Text: "Sätt upp bommar.", Owner: "kommun-a", Due: hhmm("22:00"), Accepted: &yes, Matches: []string{"B1"}, Resolves: "U1", Follows: "D1"},
		&MeasureAccepted{ID: "A1", Accepted: true, Reason: "Med lånad bil."}, &MeasureReported{ID: "A1", Status: MeasureOngoing, Text: "En bom saknas.", Due: hhmm("22:30")},
		&FlagRaised{ID: "V7", Note: "F1", Item: "p2", Kind: FlagGoalConflict, Text: "Vägen och vattnet."}, &FlagAnswered{ID: "V7", When: FlagAfter},
		&WalkSet{Area: "yta-sno", Since: hhmm("07:00")}, &RowTaken{Row: "item/yta-sno/post-1", How: RowMeasure, Entry: "A2"}, &RowReturned{Row: "item/yta-sno/post-1"},
		&RecordingInformed{Text: "Mötet spelas in för minnesanteckningarna."}, &RecordingStarted{}, &RecordingPaused{Reason: "Sekretess."}, &RecordingResumed{}, &RecordingStopped{},
		&RecordingAttached{File: fullFile()}, &RecordingBookmarked{ID: "M4", Label: "Ägaren till vattnet.", Item: "p2"}, &RecordingAligned{Digest: someDigest, StartsAt: hhmm("18:02")},
		&RecordingConcealed{ID: "S2", From: hhmm("18:10"), To: hhmm("18:12"), Secrecy: fullSecrecy()}, &TranscriptAttached{Transcript: fullTranscript()}, &TranscriptApproved{ID: "T1"},
		&TranscriptDiscarded{ID: "T1", Reason: "Talarna är hopblandade."}, &NextPlanned{fullNext()}, &MinutesChecked{Version: 1, Remark: "Punkt 3 saknar tid."}, &MinutesApproved{Version: 1},
		&MinutesPublished{Version: 1, Area: "yta-sno", Channel: "WIS", Files: publishedFiles()},
		&MinutesCorrected{Target: "A1", Field: "due", Was: "2027-01-06T20:30:00Z", Is: "2027-01-06T22:30:00+01:00", Reason: "Fel tid."},
		&Evaluated{Leading: 5, Speakers: 4, Tech: 3, Result: 4, Text: "Kortare väderpunkt."},
	}
}
