package conference

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/agenda"
	"samverkan/internal/fault"
)

// Whatever is wished, in whatever order, by whatever clock: the conference holds together.
func TestAnySequenceOfCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &randomStory{t: t, c: New(), now: day, askedAt: map[string][]string{}}
		r.step(&PlanConference{Plan: r.plan()})
		if rapid.Bool().Draw(t, "in the meeting from the start") {
			for _, cmd := range []Command{&OpenMeeting{}, &OpenRollCall{}, &CloseRollCall{RestAbsent: rapid.Bool().Draw(t, "rest absent")}} {
				r.step(cmd)
			}
		}
		var early *Conference
		var earlySeq int
		for i := range rapid.IntRange(1, 150).Draw(t, "commands") {
			r.tick()
			r.step(r.command())
			if i == 20 {
				early, earlySeq = Replay(r.record), len(r.record)
			}
		}
		r.fromTheJournal()
		if early != nil {
			if diff := cmp.Diff(Replay(reread(t, r.record[:earlySeq])), early, everything); diff != "" {
				t.Fatalf("what happened later reached back into an earlier state:\n%s", diff)
			}
		}
		r.withHoles()
	})
}

// randomStory is a conference being told by dice.
type randomStory struct {
	t       *rapid.T
	c       *Conference
	now     time.Time
	meta    Meta
	record  []Recorded
	askedAt map[string][]string // the invited actors when each decision was settled
	called  int                 // seats when the roll-call ended
}

// tick moves the clock on, and now and then back: people's clocks differ.
func (r *randomStory) tick() {
	step := rapid.IntRange(-2, 30).Draw(r.t, "seconds")
	r.now = r.now.Add(time.Duration(step*5) * time.Second)
	r.meta = Meta{Member: r.one("member", "m-leader", "m-secretary", "m-a"), Actor: r.one("for", "lst", "kommun-a"),
		Role: rapid.SampledFrom([]Role{Leader, Secretary, Attendee}).Draw(r.t, "role")}
}

// step decides and applies, and holds everything that must always hold.
func (r *randomStory) step(cmd Command) {
	r.meta.At, r.meta.OccurredAt, r.meta.Seq = r.now, r.now, 0
	events, err := r.c.Decide(cmd, r.meta)
	if replayed := Replay(r.record); !reflect.DeepEqual(replayed, r.c) {
		r.t.Fatalf("after %s was decided, the conference is not what its record says:\n%s", cmd.Name(), cmp.Diff(replayed, r.c, everything))
	}
	if err != nil {
		if f, ok := fault.As(err); !ok || f.Kind == fault.Internal || f.Code == "" || len(events) > 0 {
			r.t.Fatalf("%s %s: %d events and %v", cmd.Name(), Encode(cmd), len(events), err)
		}
		return
	}
	for _, e := range events {
		r.meta.Seq = int64(len(r.record) + 1)
		r.c.Apply(e, r.meta)
		r.record = append(r.record, Recorded{Event: e, Meta: r.meta})
		if s, ok := e.(*DecisionSettled); ok {
			r.askedAt[s.ID] = r.c.Plan.Actors()
		}
		if _, ended := e.(*RollCallClosed); ended {
			r.called = len(r.c.Plan.Participants)
		}
	}
	r.consistent()
	r.meta.Seq = 0
	if again, err := r.c.Decide(cmd, r.meta); err == nil && len(again) > 0 && !repeatable(cmd) {
		r.t.Fatalf("%s %s, wished again at once, happened twice: %s", cmd.Name(), Encode(cmd), Encode(again))
	}
}

func (r *randomStory) consistent() {
	c, t := r.c, r.t
	must := func(ok bool, format string, args ...any) {
		t.Helper()
		if !ok {
			t.Fatalf(format, args...)
		}
	}
	must(c.Seq == int64(len(r.record)), "seq %d after %d events", c.Seq, len(r.record))

	labels := map[string]bool{}
	for _, id := range c.ids() {
		must(!labels[id], "%s is the name of two things", id)
		labels[id] = true
	}

	var end time.Time
	for _, talk := range c.Speakers.Talks {
		must(!talk.Start.Before(end) && !talk.End.Before(talk.Start), "talks overlap: %+v", c.Speakers.Talks)
		end = talk.End
	}
	must(c.Speakers.OnAir == nil || c.Phase == Open && !c.Speakers.OnAir.Start.Before(end), "who speaks: %+v in phase %s", c.Speakers.OnAir, c.Phase)
	for _, q := range c.Speakers.Queue {
		must(c.invited(q.Actor) == nil, "%s waits and is not invited", q.Actor)
	}

	for _, s := range c.Items {
		_, known := c.Plan.Agenda.Find(s.ID)
		must(known, "%s has begun and is not on the agenda", s.ID)
		for i, span := range s.Spans {
			open := span.End.IsZero()
			must(open == (s.ID == c.Current && i == len(s.Spans)-1 && c.Phase == Open) && (open || !span.End.Before(span.Start)), "current is %q, and %+v", c.Current, c.Items)
		}
	}
	must(c.Current == "" || c.Phase == Open || c.Phase == Adjourned, "%s goes on in phase %s", c.Current, c.Phase)

	for _, b := range c.Meeting.Breaks {
		must(b.End.IsZero() || !b.End.Before(b.Start), "a break backwards: %+v", b)
	}
	holders := map[Role]int{}
	for _, term := range c.Roles {
		must(term.End.IsZero() || !term.End.Before(term.Start), "a term backwards: %+v", term)
		if term.End.IsZero() {
			holders[term.Role]++
		}
	}
	for role, n := range holders {
		must(n == 1, "%d at once hold %s", n, role)
	}

	for _, d := range c.Decisions {
		must(d.Settled == nil || d.Withdrawn == nil, "%s is both taken and withdrawn", d.ID)
		must(d.Settled == nil || d.readBack(), "%s is taken and was not read back", d.ID)
		must(len(d.Stances) == 0 || d.readBack(), "a stance on what was not read back")
		for _, actor := range r.askedAt[d.ID] {
			must(d.Stances[actor].Kind != "", "%s has no stance on %s, which is settled", actor, d.ID)
		}
		for _, s := range d.Stances {
			must(s.Kind != Reserve || s.Reason != "", "a reservation without a reason")
		}
	}

	n := c.Counts()
	must(n.Present+n.Absent+n.Left+n.Unknown == n.Invited, "seats: %+v", n)
	must(!c.RollCall.Held() || c.AtRollCall().Unknown == 0 || len(c.Plan.Participants) > r.called, "the roll-call ended with somebody not marked")

	var last time.Time
	for _, run := range c.Recording.Runs {
		must(!run.Start.Before(last) && !run.Start.Before(c.Recording.InformedAt) && !c.Recording.InformedAt.IsZero(), "recorded without telling: %+v", c.Recording)
		for i, p := range run.Pauses {
			must(!p.Start.Before(run.Start) && (!p.End.IsZero() || run.End.IsZero() && i == len(run.Pauses)-1), "a pause outside its recording: %+v", run)
		}
		last = run.End
	}
	must(!c.Recording.Running() || c.Phase == Open, "recording in phase %s", c.Phase)

	over := c.Phase == Closed || c.Phase == Approved || c.Phase == Published
	must(over == (c.Version() != nil), "phase %s with %d versions", c.Phase, len(c.Minutes.Versions))
	for i, v := range c.Minutes.Versions {
		must(v.Number == i+1 && (v.Approved != nil || i == len(c.Minutes.Versions)-1), "versions: %+v", c.Minutes.Versions)
		must(len(v.Published) == 0 || v.Approved != nil, "published and not approved")
	}
	if over {
		for _, b := range c.Blockers() {
			// What the close let pass was carried over. Later a decision, note or measure can still change.
			must(b.Carriable, "closed in spite of %s: %s", b.ID, b.Code)
		}
	}
	must(len(c.Withheld(c.Plan.Host)) == 0, "something is withheld from the host")
	for seq := range c.Withheld("msb") {
		must(seq >= 1 && seq <= c.Seq, "row %d is withheld, and there is none", seq)
	}
}

// fromTheJournal holds that the record as written gives the same conference.
func (r *randomStory) fromTheJournal() {
	if diff := cmp.Diff(r.c, Replay(reread(r.t, r.record)), everything); diff != "" {
		r.t.Fatalf("read back from the journal it is another conference (-is +read):\n%s", diff)
	}
}

// reread writes a record and reads it back: nothing in it is shared with the one it came from.
func reread(t interface {
	Fatalf(string, ...any)
}, record []Recorded) []Recorded {
	var out []Recorded
	for _, x := range record {
		e, err := DecodeEvent(x.Event.Name(), EventVersion, Encode(x.Event))
		if err != nil {
			t.Fatalf("%s: %v", x.Event.Name(), err)
		}
		out = append(out, Recorded{Event: e, Meta: x.Meta})
	}
	return out
}

// withHoles holds that a record from which rows are expunged can still be folded and looked at.
func (r *randomStory) withHoles() {
	var left []Recorded
	for _, x := range r.record {
		if rapid.IntRange(0, 3).Draw(r.t, "expunged") > 0 {
			left = append(left, x)
		}
	}
	c := Replay(left)
	c.Blockers()
	c.Withheld("msb")
	c.Counts()
	c.Successor("konf-9", r.now, r.now.Add(time.Hour))
	for range 5 {
		_, _ = c.Decide(r.command(), r.meta)
	}
}

// ids are the names of everything in the record.
func (c *Conference) ids() []string {
	var out []string
	for _, n := range c.Notes {
		out = append(out, n.ID)
	}
	for _, d := range c.Decisions {
		out = append(out, d.ID)
	}
	for _, x := range c.Measures {
		out = append(out, x.ID)
	}
	return out
}

func (r *randomStory) one(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(r.t, label)
}

func (r *randomStory) actor() string {
	return r.one("actor", "lst", "kommun-a", "kommun-b", "kommun-c", "smhi", "mcf", "frg", "msb")
}

func (r *randomStory) actors(least int) []string {
	return rapid.SliceOfN(rapid.SampledFrom([]string{"lst", "kommun-a", "kommun-b", "kommun-c", "smhi"}), least, 4).Draw(r.t, "actors")
}

func (r *randomStory) seat() string {
	return r.one("seat", "lst", "kommun-a", "kommun-b", "kommun-b/vatten", "kommun-c", "smhi", "mcf", "frg", "msb")
}

func (r *randomStory) item() string { return r.one("item", "", "p1", "p2", "p3", "p9") }

func (r *randomStory) text() string { return r.one("text", "a", "b", "c\r\n", "", " ") }

func (r *randomStory) bool() bool { return rapid.Bool().Draw(r.t, "yes") }

// id is that of something there, or a new one, or none.
func (r *randomStory) id() string {
	return r.one("id", append([]string{"", "", "x"}, r.c.ids()...)...)
}

func (r *randomStory) measure() string { return r.one("measure", "A1", "A1", "A2", "x") }

func (r *randomStory) time() time.Time {
	return r.now.Add(time.Duration(rapid.IntRange(-1, 3).Draw(r.t, "hours")) * time.Hour)
}

func (r *randomStory) secrecy() Secrecy {
	return rapid.SampledFrom([]Secrecy{{}, {}, {}, marked(), {Ground: "OSL 8 kap. 1 §", Owner: "kommun-b"}, {Owner: "lst"}}).Draw(r.t, "secrecy")
}

func (r *randomStory) content() Content {
	v := Content{Actor: r.one("said by", "", "lst", "smhi", "msb"), Text: r.one("text", "a", "b", "c\r\n", " "), Secrecy: r.secrecy()}
	if r.bool() {
		v.Answers, v.Corrects = r.id(), r.id()
	}
	if r.bool() {
		v.Parties, v.Matches = r.actors(0), []string{r.id(), r.id()}
		v.Impact = []Impact{{Actor: r.actor(), Grade: rapid.IntRange(-1, 6).Draw(r.t, "grade")}}
	}
	return v
}

func (r *randomStory) report() Report {
	return Report{Statements: []Statement{{Theme: rapid.SampledFrom(append(Themes(), "x")).Draw(r.t, "theme"), Text: r.text(), Secrecy: r.secrecy()},
		{Theme: ThemeNeeds, Text: r.text()}}, Tests: Tests{Plan: rapid.SampledFrom(Strains()).Draw(r.t, "strain")}, Secrecy: r.secrecy()}
}

func (r *randomStory) plan() Plan {
	p := smallPlan()
	p.Carried.Directions = []CarriedDecision{{Conference: "konf-1", ID: "D1", Wording: "Spara på vattnet."}}
	if r.bool() {
		p.Material = append(make([]Material, 0, 4), Material{Title: "Karta"}, Material{Title: "Prognos", Secrecy: marked()})
	}
	return p
}

// command draws any command there is, filled in with what is likely to hit something, and oftener those that belong where
// the conference is.
func (r *randomStory) command() Command {
	all := []string{"planning", "reports", "meeting", "rollcall", "floor", "notes", "decision", "measure", "flags", "recording", "sound", "minutes"}
	switch r.c.Phase {
	case Planned, Called, Lobby:
		all = append(all, "planning", "planning", "planning")
	case Open:
		all = append(all, "decision", "decision", "decision", "floor", "floor", "notes", "measure", "measure", "rollcall", "recording", "recording", "sound")
	case Adjourned:
		all = append(all, "meeting", "meeting")
	case Closed, Approved, Published:
		all = append(all, "minutes", "minutes", "minutes", "minutes", "minutes", "minutes")
	}
	makers := r.makers(rapid.SampledFrom(all).Draw(r.t, "ability"))
	return rapid.SampledFrom(makers).Draw(r.t, "command")()
}

func (r *randomStory) makers(ability string) []func() Command {
	yes := r.bool()
	switch ability {
	case "planning":
		return []func() Command{
			func() Command { return &PlanConference{Plan: smallPlan()} },
			func() Command { return &Rename{Title: r.text()} },
			func() Command { return &Reschedule{Start: r.time(), End: r.time()} },
			func() Command {
				return &SetInvitation{Invitation: Invitation{Purpose: r.text(), Goals: []string{r.text()}}}
			},
			func() Command {
				return &SetAgenda{Agenda: slices.Clone(points()[:rapid.IntRange(0, 3).Draw(r.t, "items")])}
			},
			func() Command {
				return &SetAgenda{Agenda: append(points(), agenda.Item{ID: "p4", Title: "Övrigt", Kind: agenda.Information})}
			},
			func() Command { return &SetConnections{Connections: []Connection{{Mode: Phone, Number: r.text()}}} },
			func() Command { return &SetContacts{Support: Contact{Phone: r.text()}} },
			func() Command { return &AssignRoles{Roles: []RoleHolder{{Role: Leader, Actor: r.actor()}}} },
			func() Command {
				return &Invite{Participants: []Participant{{Actor: r.actor(), Unit: r.one("unit", "", "vatten"), Role: Attendee, Function: r.text()}}}
			},
			func() Command { return &Uninvite{Participant: r.seat()} },
			func() Command { return &AddMaterial{Material: Material{Title: r.text(), Secrecy: r.secrecy()}} },
			func() Command { return &RemoveMaterial{Title: r.one("title", "Karta", "a")} },
			func() Command {
				return &SetDependencies{Needs: []Dependency{{Conference: r.one("conference", "konf-local", "konf-2", "konf-9")}}}
			},
			func() Command {
				return &SetReporting{Reporting: Reporting{Expected: rapid.IntRange(-1, 2).Draw(r.t, "expected")}}
			},
			func() Command { return &SetCallout{Callout: Callout{ShortText: r.text()}} },
			func() Command { return &SetDocumentation{Documentation: Documentation{Recording: yes}} },
			func() Command { return &SetOpenness{Openness: Openness{Open: yes, Rule: r.text()}} },
			func() Command { return &SetRegistryNumber{RegistryNumber: r.text()} },
			func() Command { return &TickChecklist{Item: r.one("line", "a", "b"), Done: yes} },
			func() Command { return &IssueInvitation{} },
			func() Command {
				return &AnswerInvitation{Participant: r.seat(), Reply: rapid.SampledFrom([]Reply{Acknowledged, Coming, Declined, Substitute}).Draw(r.t, "reply"), Function: r.text()}
			},
			func() Command { return &ReceiveInput{Conference: r.one("conference", "konf-local", "konf-9")} },
		}
	case "reports":
		return []func() Command{
			func() Command {
				return &RequestReports{Actors: r.actors(0), Deadline: r.time(), Questions: rapid.SampledFrom([][]string{nil, {"Ström?"}}).Draw(r.t, "questions")}
			},
			func() Command { return &SubmitReport{Participant: r.seat(), Report: r.report()} },
			func() Command { return &SubmitReport{Participant: "kommun-a", Report: r.report()} },
			func() Command { return &KeepReport{Participant: r.one("seat that reported", "kommun-a", "kommun-b")} },
		}
	case "meeting":
		return []func() Command{
			func() Command { return &OpenLobby{} },
			func() Command { return &OpenMeeting{} },
			func() Command { return &AdjournMeeting{Until: r.time(), Reason: r.text()} },
			func() Command { return &ResumeMeeting{} },
			func() Command { return &ExtendMeeting{To: r.time()} },
			func() Command { return &CloseMeeting{Carry: r.carry(yes)} },
			func() Command { return &ReopenMeeting{Reason: r.text()} },
			func() Command {
				return &HandOverRole{Role: rapid.SampledFrom(append(InternalRoles(), Expert)).Draw(r.t, "role"), Actor: r.actor()}
			},
		}
	case "rollcall":
		return []func() Command{
			func() Command { return &OpenRollCall{} },
			func() Command {
				return &MarkAttendance{Participant: r.seat(), Status: rapid.SampledFrom([]Attendance{Present, Late, Left, Absent}).Draw(r.t, "status"), Function: r.text()}
			},
			func() Command { return &CloseRollCall{RestAbsent: yes} },
			func() Command { return &SkipRollCall{Reason: r.text()} },
			func() Command { return &UndoRollCall{} },
		}
	case "floor":
		return []func() Command{
			func() Command { return &StartItem{Item: r.item()} },
			func() Command { return &FinishItem{Item: r.item()} },
			func() Command {
				return &RequestFloor{Actor: r.actor(), Kind: rapid.SampledFrom([]RequestKind{"", FloorReply, PointOfOrder}).Draw(r.t, "kind"), Topic: r.text()}
			},
			func() Command { return &WithdrawRequest{Actor: r.actor()} },
			func() Command { return &OrderSpeakers{Actors: r.actors(0)} },
			func() Command {
				return &GrantFloor{Actor: r.one("to", "", "lst", "kommun-a", "kommun-b", "kommun-c", "smhi")}
			},
			func() Command { return &YieldFloor{Note: r.text()} },
			func() Command { return &StartRound{Actors: r.actors(0), Topic: r.text()} },
			func() Command { return &UndoFloor{} },
		}
	case "notes":
		return []func() Command{
			func() Command { return &MarkItemSecrecy{Item: r.item(), Secrecy: r.secrecy()} },
			func() Command {
				return &WriteNote{ID: r.id(), Item: r.item(), Kind: rapid.SampledFrom(NoteKinds()).Draw(r.t, "kind"), Content: r.content()}
			},
			func() Command { return &WriteNote{Kind: NoteUnowned, Content: Content{Text: "x"}} },
			func() Command {
				return r.revision()
			},
			func() Command { return &StrikeNote{ID: r.id(), Reason: r.text()} },
			func() Command {
				return &MarkSecrecy{ID: r.one("what", append(r.c.ids(), "a", "Karta", someDigest, "report/kommun-a", "report/kommun-a#needs")...), Secrecy: r.secrecy()}
			},
			func() Command { return &AgreeMeasure{Text: "x", Owner: "lst"} },
			func() Command { return &TakeOwnership{ID: r.id(), Actor: r.actor()} },
			func() Command { return &PlanNext{NextMeeting{Start: r.time(), Text: r.text(), Item: r.item()}} },
		}
	case "decision":
		return []func() Command{
			r.nextOfDecision, r.nextOfDecision,
			func() Command {
				return &ProposeDecision{ID: r.decision(), Item: r.item(), Text: r.text(), Secrecy: r.secrecy()}
			},
			func() Command { return &ReadBackDecision{ID: r.decision(), Text: r.text()} },
			func() Command {
				return &TakeStance{ID: r.decision(), Actors: r.actors(1), Stance: rapid.SampledFrom(Stances()).Draw(r.t, "stance"), Reason: r.text()}
			},
			func() Command { return &TakeStance{ID: r.decision(), Actors: r.here(), Stance: StandBehind} },
			func() Command { return &UndoStance{ID: r.decision()} },
			func() Command { return &SettleDecision{ID: r.decision()} },
			func() Command { return &WithdrawDecision{ID: r.decision(), Reason: r.text()} },
		}
	case "measure":
		return []func() Command{
			func() Command {
				return &FollowUp{Conference: "konf-1", ID: r.one("carried", "D1", "A4", "P1", "A9"), Status: rapid.SampledFrom([]FollowStatus{FollowHolds, FollowEnded, "x"}).Draw(r.t, "status"), Text: r.text()}
			},
			func() Command {
				return &AgreeMeasure{ID: r.id(), Item: r.item(), Text: r.text(), Owner: r.actor(), Matches: []string{r.id()}, Resolves: r.one("resolves", "", "U1"), Secrecy: r.secrecy()}
			},
			func() Command {
				return &ReviseMeasure{ID: r.measure(), Text: r.text(), Owner: r.actor(), Due: r.time()}
			},
			func() Command { return &AcceptMeasure{ID: r.measure(), Accepted: yes, Reason: r.text()} },
			func() Command {
				return &ReportMeasure{ID: r.measure(), Status: rapid.SampledFrom([]MeasureStatus{MeasureOpen, MeasureDone, MeasureDropped}).Draw(r.t, "status"), Text: r.text()}
			},
		}
	case "flags":
		return []func() Command{
			func() Command {
				return &RaiseFlag{ID: r.one("flag", "", "V1", "V2"), Note: r.one("about", append(r.c.ids(), "", "x")...), Kind: r.flagKind(), Text: r.text()}
			},
			func() Command {
				return &AnswerFlag{ID: r.one("flag", "V1", "V2", "V3"), When: rapid.SampledFrom([]FlagAnswer{FlagNow, FlagAfter, FlagDropped, "x"}).Draw(r.t, "when")}
			},
			func() Command { return &SetWalk{Area: r.one("walked", "yta-1", "yta-2"), Since: r.time()} },
			func() Command {
				return &TakeRow{Row: r.row(), How: rapid.SampledFrom(append(RowHows(), "x")).Draw(r.t, "how"), Item: r.item(), Text: r.text(), Word: r.text(), Owner: r.actor(), Due: r.time(),
					Secrecy: r.secrecy()}
			},
			func() Command { return &ReturnRow{Row: r.row(), Reason: r.text()} },
		}
	case "recording":
		return []func() Command{
			func() Command { return &InformRecording{} },
			func() Command { return &StartRecording{} },
			func() Command { return &PauseRecording{} },
			func() Command { return &ResumeRecording{} },
			func() Command { return &StopRecording{} },
			func() Command {
				return &AttachRecording{File: AudioFile{Name: "ljud.mp3", Digest: someDigest, Secrecy: r.secrecy()}}
			},
		}
	case "sound":
		return []func() Command{
			r.nextOfSound, r.nextOfSound, r.nextOfSound,
			func() Command {
				return &BookmarkRecording{ID: r.one("mark", "", "M1", "M2"), Label: r.one("label", "", "a")}
			},
			func() Command { return &AlignRecording{Digest: r.one("file", someDigest, "x"), StartsAt: r.time()} },
			func() Command {
				from := r.time()
				return &ConcealRecording{ID: r.one("span", "", "", "S1", "S2"), From: from, To: from.Add(time.Minute), Secrecy: r.secrecy()}
			},
			func() Command {
				return &AttachTranscript{Transcript: TranscriptFile{ID: r.one("transcript", "", "T1", "T3"), Sound: someDigest, Digest: r.one("words", someDigest, otherDigest), Machine: r.bool(), Secrecy: r.secrecy()}}
			},
			func() Command { return &ApproveTranscript{ID: r.one("transcript", "T1", "T2", "T3")} },
			func() Command { return &DiscardTranscript{ID: r.one("transcript", "T1", "T2", "T3"), Reason: r.text()} },
		}
	case "minutes":
		return []func() Command{
			func() Command {
				return &CheckMinutes{Version: r.version(), Remark: r.text()}
			},
			func() Command { return &ApproveMinutes{Version: r.version()} },
			func() Command {
				return &PublishMinutes{Version: r.version(), Area: r.text()}
			},
			func() Command {
				target := r.one("target", append(r.c.ids(), "next", "kommun-a", "kommun-b/vatten", "D1/kommun-a")...)
				field := r.one("field", "text", "actor", "owner", "due", "function", "status", "reason", "stance", "start")
				return &CorrectMinutes{Target: target, Field: field, Is: r.one("is", "a", "kommun-a", "present", "2027-01-06T22:00:00+01:00", "stands-behind"), Reason: "x"}
			},
			func() Command { return &Evaluate{Leading: rapid.IntRange(-1, 6).Draw(r.t, "grade"), Text: r.text()} },
		}
	}
	panic("no such ability: " + ability)
}

// revision is of a note, mostly as it stands.
func (r *randomStory) revision() Command {
	id := r.id()
	n, ok := r.c.Note(id)
	if !ok || r.bool() {
		return &ReviseNote{ID: id, Base: rapid.IntRange(0, 2).Draw(r.t, "base"), Content: r.content()}
	}
	return &ReviseNote{ID: id, Base: len(n.Revisions), Content: Content{Text: r.one("text", "a", "b"), Answers: n.Answers, Corrects: n.Corrects, Parties: n.Parties, Matches: n.Matches}}
}

// decision is one of few, so that they meet.
func (r *randomStory) decision() string { return r.one("decision", "D1", "D1", "D1", "D2", "") }

// nextOfDecision is the next step of a decision that goes as it should.
func (r *randomStory) nextOfDecision() Command {
	id := r.one("next of", "D1", "D2")
	d, ok := r.c.Decision(id)
	switch {
	case !ok:
		return &ProposeDecision{ID: id, Text: "Liv och hälsa först."}
	case !d.readBack():
		return &ReadBackDecision{ID: id}
	case len(r.c.Unanswered(d)) > 0:
		return &TakeStance{ID: id, Actors: r.c.Unanswered(d), Stance: StandBehind}
	}
	return &SettleDecision{ID: id}
}

// nextOfSound is the next step of a recording that goes as it should.
func (r *randomStory) nextOfSound() Command {
	c := &r.c.Recording
	switch {
	case c.InformedAt.IsZero():
		return &InformRecording{}
	case len(c.Runs) == 0:
		return &StartRecording{}
	case len(c.Files) == 0:
		return &AttachRecording{File: AudioFile{Name: "ljud.mp3", Digest: someDigest, StartsAt: r.time(), Length: time.Minute}}
	case len(c.Transcripts) == 0:
		return &AttachTranscript{Transcript: TranscriptFile{Sound: someDigest, Digest: otherDigest, Machine: true}}
	case c.Transcripts[0].Draft():
		return &ApproveTranscript{ID: c.Transcripts[0].ID}
	}
	from := c.Runs[0].Start.Add(time.Duration(rapid.IntRange(0, 60).Draw(r.t, "minute")) * time.Minute)
	if r.bool() {
		return &AlignRecording{Digest: c.Files[0].Digest, StartsAt: from}
	}
	return &ConcealRecording{From: from, To: from.Add(time.Minute), Secrecy: r.secrecy()}
}

// version is mostly the newest.
func (r *randomStory) version() int {
	return len(r.c.Minutes.Versions) - max(0, rapid.IntRange(-2, 1).Draw(r.t, "version"))
}

// here are the actors that are asked and not absent.
func (r *randomStory) here() []string {
	var out []string
	for _, a := range r.c.Plan.Actors() {
		if r.c.Asked(a) && r.c.Here(a) != Absent {
			out = append(out, a)
		}
	}
	return out
}

// carry names all that may be carried over, or nothing.
func (r *randomStory) carry(all bool) []string {
	var out []string
	for _, b := range r.c.Blockers() {
		if all && b.Carriable {
			out = append(out, b.ID)
		}
	}
	return out
}

// The dice reach what they are meant to: otherwise the property holds of nothing.
func TestDiceReachEverything(t *testing.T) {
	happened := map[string]int{}
	for seed := range 110 {
		rapid.Custom(func(t *rapid.T) int {
			r := &randomStory{t: t, c: New(), now: day, askedAt: map[string][]string{}}
			r.step(&PlanConference{Plan: r.plan()})
			if seed%4 > 0 {
				r.step(&OpenMeeting{})
				r.step(&SkipRollCall{Reason: "x"})
			}
			for range 150 {
				r.tick()
				r.step(r.command())
			}
			for _, x := range r.record {
				happened[x.Event.Name()]++
			}
			return 0
		}).Example(seed)
	}
	for _, name := range EventNames() {
		if happened[name] == 0 && name != "conference.cancelled" {
			t.Errorf("%s never happens", name)
		}
	}
	if testing.Verbose() {
		t.Log(fmt.Sprint(happened))
	}
}

func (r *randomStory) row() string {
	return r.one("row", "item/yta-1/post-1", "item/yta-1/post-2", "report/konf-1/7", "carried/konf-1/A4", "x")
}

func (r *randomStory) flagKind() FlagKind {
	return rapid.SampledFrom([]FlagKind{FlagGoalConflict, FlagUnowned, FlagNeed, "x"}).Draw(r.t, "kind")
}
