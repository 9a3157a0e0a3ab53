package conference

// commands makes an empty one of every command. It is the whole list of what can be wished.
func commands() []func() Command {
	return []func() Command{
		command[PlanConference], command[Rename], command[Reschedule], command[SetInvitation], command[SetAgenda],
		command[SetConnections], command[SetContacts], command[AssignRoles], command[Invite], command[Uninvite],
		command[AddMaterial], command[RemoveMaterial], command[SetDependencies], command[SetReporting],
		command[SetCallout], command[SetDocumentation], command[SetOpenness], command[SetRegistryNumber],
		command[TickChecklist], command[IssueInvitation], command[AnswerInvitation], command[CancelConference],
		command[ReceiveInput],
		command[RequestReports], command[SubmitReport], command[KeepReport],
		command[OpenLobby], command[OpenMeeting], command[AdjournMeeting], command[ResumeMeeting], command[ExtendMeeting],
		command[CloseMeeting], command[ReopenMeeting], command[HandOverRole],
		command[OpenRollCall], command[MarkAttendance], command[CloseRollCall], command[SkipRollCall], command[UndoRollCall],
		command[StartItem], command[FinishItem], command[MarkItemSecrecy],
		command[RequestFloor], command[WithdrawRequest], command[OrderSpeakers], command[GrantFloor], command[YieldFloor],
		command[StartRound], command[UndoFloor],
		command[WriteNote], command[ReviseNote], command[StrikeNote], command[MarkSecrecy], command[TakeOwnership],
		command[ProposeDecision], command[ReadBackDecision], command[TakeStance], command[UndoStance],
		command[SettleDecision], command[WithdrawDecision], command[FollowUp],
		command[AgreeMeasure], command[ReviseMeasure], command[AcceptMeasure], command[ReportMeasure],
		command[RaiseFlag], command[AnswerFlag], command[SetWalk], command[TakeRow], command[ReturnRow],
		command[InformRecording], command[StartRecording], command[PauseRecording], command[ResumeRecording],
		command[StopRecording], command[AttachRecording], command[BookmarkRecording], command[AlignRecording], command[ConcealRecording],
		command[AttachTranscript], command[ApproveTranscript], command[DiscardTranscript],
		command[PlanNext], command[CheckMinutes], command[ApproveMinutes], command[PublishMinutes], command[CorrectMinutes],
		command[Evaluate],
	}
}

// events makes an empty one of every event. It is the whole list of what can have happened.
func events() []func() Event {
	return []func() Event{
		event[ConferencePlanned], event[Renamed], event[Rescheduled], event[InvitationSet], event[AgendaSet],
		event[ConnectionsSet], event[ContactsSet], event[RolesAssigned], event[Invited], event[Uninvited],
		event[MaterialAdded], event[MaterialRemoved], event[DependenciesSet], event[ReportingSet],
		event[CalloutSet], event[DocumentationSet], event[OpennessSet], event[RegistryNumberSet],
		event[ChecklistTicked], event[InvitationIssued], event[InvitationAnswered], event[ConferenceCancelled],
		event[InputReceived],
		event[ReportsRequested], event[ReportSubmitted], event[ReportKept],
		event[LobbyOpened], event[MeetingOpened], event[MeetingAdjourned], event[MeetingResumed], event[MeetingExtended],
		event[MeetingClosed], event[MeetingReopened], event[RoleHandedOver],
		event[RollCallOpened], event[AttendanceMarked], event[RollCallClosed], event[RollCallSkipped], event[RollCallUndone],
		event[ItemStarted], event[ItemFinished], event[ItemSecrecyMarked],
		event[FloorRequested], event[RequestWithdrawn], event[SpeakersOrdered], event[FloorGranted], event[FloorYielded],
		event[RoundStarted], event[FloorUndone],
		event[NoteWritten], event[NoteRevised], event[NoteStruck], event[SecrecyMarked], event[OwnershipTaken],
		event[DecisionProposed], event[DecisionReadBack], event[StanceTaken], event[StanceUndone],
		event[DecisionSettled], event[DecisionWithdrawn], event[FollowedUp],
		event[MeasureAgreed], event[MeasureRevised], event[MeasureAccepted], event[MeasureReported],
		event[FlagRaised], event[FlagAnswered], event[WalkSet], event[RowTaken], event[RowReturned],
		event[RecordingInformed], event[RecordingStarted], event[RecordingPaused], event[RecordingResumed],
		event[RecordingStopped], event[RecordingAttached], event[RecordingBookmarked], event[RecordingAligned], event[RecordingConcealed],
		event[TranscriptAttached], event[TranscriptApproved], event[TranscriptDiscarded],
		event[NextPlanned], event[MinutesChecked], event[MinutesApproved], event[MinutesPublished], event[MinutesCorrected],
		event[Evaluated],
	}
}
