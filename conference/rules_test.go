package conference

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samverkan/agenda"
	"samverkan/internal/fault"
)

// A row is one rule, told as given, when, then: what has been done, what is wished, and what follows from it: events, a
// refusal, or, with neither, nothing, because it is already so.
type row struct {
	name  string
	given []Command
	when  Command
	after time.Duration // how long after the last given command it happens; 0 means a minute, negative is out of order
	then  []Event
	code  string
	check func(t *testing.T, c *Conference) // of the state afterwards
}

// abilities are all rows, by the file they are about.
func abilities() map[string][]row {
	return map[string][]row{
		"planning": planningRows(), "participant": participantRows(), "report": reportRows(), "meeting": meetingRows(), "rollcall": rollCallRows(),
		"item": itemRows(), "speakers": speakerRows(), "note": noteRows(), "decision": decisionRows(), "measure": measureRows(), "flag": flagRows(), "walk": walkRows(),
		"recording": recordingRows(), "publication": publicationRows(), "evaluation": evaluationRows(), "text": textRows(),
	}
}

func TestRules(t *testing.T) {
	for ability, rows := range abilities() {
		t.Run(ability, func(t *testing.T) {
			for _, r := range rows {
				t.Run(r.when.Name()+"/"+r.name, r.run)
			}
		})
	}
}

func (r row) run(t *testing.T) {
	s := tell(t, r.given...)
	if r.after == 0 {
		r.after = time.Minute
	}
	s.now = s.now.Add(r.after)
	before := Replay(s.record)
	events, err := s.c.Decide(r.when, s.meta())
	if !reflect.DeepEqual(before, s.c) {
		t.Errorf("deciding changed the conference:\n%s", cmp.Diff(before, s.c, everything))
	}
	if code := fault.CodeOf(err); code != r.code {
		t.Fatalf("answered with %q (%v), want %q", code, err, r.code)
	}
	if err != nil && events != nil {
		t.Fatalf("both events and a refusal")
	}
	if r.code == "" {
		if diff := cmp.Diff(r.then, events, cmp.AllowUnexported()); diff != "" {
			t.Fatalf("other events than wanted (-want +got):\n%s", diff)
		}
	}
	s.apply(events)
	if r.check != nil {
		r.check(t, s.c)
	}
	again, _ := s.c.Decide(r.when, s.meta())
	if len(again) > 0 && !repeatable(r.when) {
		t.Errorf("the same wish once more made it happen again: %s", Encode(again))
	}
}

// repeatable are the commands that mean something new each time: the next speaker, one step more undone, the invitation sent
// once more.
func repeatable(cmd Command) bool {
	switch cmd := cmd.(type) {
	case *UndoRollCall, *UndoFloor, *UndoStance, *IssueInvitation:
		return true
	case *GrantFloor:
		return cmd.Actor == ""
	case *WriteNote:
		return cmd.ID == ""
	case *ProposeDecision:
		return cmd.ID == ""
	case *AgreeMeasure:
		return cmd.ID == ""
	}
	return false
}

// story is a conference being told, a minute a command.
type story struct {
	t      testing.TB
	c      *Conference
	now    time.Time
	seq    int64
	record []Recorded
	member string
	actor  string
	role   Role
}

var day = time.Date(2027, 1, 6, 17, 0, 0, 0, time.UTC)

// hhmm gives a time of the day on which everything happens.
func hhmm(at string) time.Time {
	h, m, _ := strings.Cut(at, ":")
	hours, _ := strconv.Atoi(h)
	minutes, _ := strconv.Atoi(m)
	return time.Date(2027, 1, 6, hours, minutes, 0, 0, time.UTC)
}

func tell(t testing.TB, given ...Command) *story {
	s := &story{t: t, c: New(), now: day, member: "m-leader", actor: "lst", role: Leader}
	for _, cmd := range given {
		s.do(cmd)
	}
	return s
}

func (s *story) meta() Meta {
	return Meta{Member: s.member, Actor: s.actor, Role: s.role, At: s.now, OccurredAt: s.now, Seq: s.seq}
}

// do lets a command happen a minute later. It must be accepted.
func (s *story) do(cmd Command) *story {
	s.t.Helper()
	s.now = s.now.Add(time.Minute)
	events, err := s.c.Decide(cmd, s.meta())
	if err != nil {
		s.t.Fatalf("given %s %s: %v", cmd.Name(), Encode(cmd), err)
	}
	return s.apply(events)
}

// at sets the clock so that the next command happens at a time.
func (s *story) at(at string) *story {
	s.now = hhmm(at).Add(-time.Minute)
	return s
}

func (s *story) as(member, actor string, role Role) *story {
	s.member, s.actor, s.role = member, actor, role
	return s
}

func (s *story) apply(events []Event) *story {
	for _, e := range events {
		s.seq++
		m := s.meta()
		s.c.Apply(e, m)
		s.record = append(s.record, Recorded{Event: e, Meta: m})
	}
	return s
}

func (s *story) refused(cmd Command, code string) *story {
	s.t.Helper()
	if _, err := s.c.Decide(cmd, s.meta()); fault.CodeOf(err) != code {
		s.t.Fatalf("%s answered with %v, want %s", cmd.Name(), err, code)
	}
	return s
}

// everything compares two values whole, what is unexported too. No list and an empty list are the same.
var everything = cmp.Options{cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.EquateEmpty()}

// The cast: the host, three municipalities of which one has two seats, an expert, an observer and a resource.
func seats() []Participant {
	return []Participant{
		{Actor: "lst", Role: Attendee, Function: "Beredskapsdirektör", Mandate: true, Mode: Web},
		{Actor: "kommun-a", Role: Attendee, Function: "Beredskapschef", Mandate: true, Mode: Web},
		{Actor: "kommun-b", Role: Attendee, Function: "Säkerhetschef", Mode: Phone},
		{Actor: "kommun-b", Unit: "vatten", Role: Observer, Function: "Driftchef", Mode: Rakel},
		{Actor: "kommun-c", Role: Attendee, Function: "Kommundirektör", Mode: Rakel},
		{Actor: "smhi", Role: Expert, Function: "Meteorolog", Mode: Web},
		{Actor: "mcf", Role: Observer, Mode: Web},
		{Actor: "frg", Role: Resource, Mode: Phone},
	}
}

func points() agenda.Agenda {
	return agenda.Agenda{
		{ID: "p1", Number: 1, Title: "Upprop", Kind: agenda.Information, Step: agenda.RollCall, Minutes: 5},
		{ID: "p2", Number: 2, Title: "Läget", Kind: agenda.Discussion, Step: agenda.Situation, Minutes: 20, Aim: "Samma bild."},
		{ID: "p3", Number: 3, Title: "Inriktning", Kind: agenda.Decision, Step: agenda.Direction, Minutes: 10, Proposal: "Liv och hälsa först."},
	}
}

func smallPlan() Plan {
	return Plan{ID: "konf-2", Incident: "sno", IncidentTitle: "Snökaos", Exercise: true, Title: "Regional samverkanskonferens, nr 2",
		Level: Regional, SeriesNo: 2, Host: "lst", Start: hhmm("18:00"), End: hhmm("19:00"),
		Roles:        []RoleHolder{{Role: Leader, Actor: "lst", Member: "m-leader"}, {Role: Secretary, Actor: "lst", Member: "m-secretary"}},
		Connections:  []Connection{{Mode: Web, Primary: true, URL: "https://moten.exempel.se/a"}, {Mode: Phone, Reserve: true, Number: "010-123 45 67"}},
		Participants: seats(), Agenda: points(),
		Needs: []Dependency{{Conference: "konf-local", Carries: "Lokal lägesbild"}},
		Carried: Carried{From: "konf-1", FromTitle: "Regional samverkanskonferens, nr 1",
			Measures: []CarriedMeasure{{Conference: "konf-1", ID: "A4", Text: "Kör diesel.", Owner: "kommun-a"}},
			Matters:  []CarriedMatter{{Conference: "konf-1", ID: "P1", Kind: NoteParked, Text: "Kostnader."}}},
	}
}

// The states that rows begin in. Each is what leads there from nothing.
func planned(more ...Command) []Command {
	return append([]Command{&PlanConference{Plan: smallPlan()}}, more...)
}

func called(more ...Command) []Command {
	return planned(append([]Command{&IssueInvitation{}}, more...)...)
}

func inLobby(more ...Command) []Command { return called(append([]Command{&OpenLobby{}}, more...)...) }

func opened(more ...Command) []Command { return inLobby(append([]Command{&OpenMeeting{}}, more...)...) }

// rolled has kommun-c absent and the others present.
func rolled(more ...Command) []Command {
	var marks []Command
	for _, p := range seats() {
		status := Present
		if p.Actor == "kommun-c" {
			status = Absent
		}
		marks = append(marks, &MarkAttendance{Participant: p.Key(), Status: status})
	}
	return opened(slices.Concat([]Command{&OpenRollCall{}}, marks, []Command{&CloseRollCall{}}, more)...)
}

// atItem has taken up an item.
func atItem(id string, more ...Command) []Command {
	return rolled(append([]Command{&StartItem{Item: id}}, more...)...)
}

func closed(more ...Command) []Command { return rolled(append([]Command{&CloseMeeting{}}, more...)...) }

func approved(more ...Command) []Command {
	return closed(append([]Command{&CheckMinutes{Version: 1}, &ApproveMinutes{Version: 1}}, more...)...)
}

func cancelled() []Command { return planned(&CancelConference{Reason: "Läget är lugnt."}) }

// inPhases makes a row for each way in which the phase refuses a command.
func inPhases(when Command, refusals map[string]string) []row {
	given := map[string][]Command{"unplanned": nil, "planned": planned(), "lobby": inLobby(), "open": opened(), "adjourned": opened(&SkipRollCall{Reason: "Vana deltagare."}, &AdjournMeeting{}),
		"closed": closed(), "approved": approved(), "cancelled": cancelled()}
	var rows []row
	for phase, code := range refusals {
		g, ok := given[phase]
		if !ok {
			panic("no such phase: " + phase)
		}
		rows = append(rows, row{name: "refused when " + phase, given: g, when: when, code: code})
	}
	return rows
}

// What is refused where, for the three doors of conference.go.
var (
	onlyBefore = map[string]string{"unplanned": "conference.unknown", "cancelled": "conference.cancelled", "open": "plan.meeting-begun",
		"adjourned": "plan.meeting-begun", "closed": "plan.meeting-begun", "approved": "plan.meeting-begun"}
	onlyOpen = map[string]string{"unplanned": "conference.unknown", "cancelled": "conference.cancelled", "planned": "meeting.not-open",
		"lobby": "meeting.not-open", "adjourned": "meeting.adjourned", "closed": "meeting.closed", "approved": "meeting.closed"}
	onlyRecord = map[string]string{"unplanned": "conference.unknown", "cancelled": "conference.cancelled", "planned": "meeting.not-open",
		"approved": "minutes.approved"}
	beforeClose = map[string]string{"unplanned": "conference.unknown", "cancelled": "conference.cancelled", "closed": "meeting.closed",
		"approved": "meeting.closed"}
	beforeApproval = map[string]string{"unplanned": "conference.unknown", "cancelled": "conference.cancelled", "approved": "minutes.approved"}
	anyTime        = map[string]string{"unplanned": "conference.unknown", "cancelled": "conference.cancelled"}
)

// Every refusal that the package's source can answer with is the answer of some row, every command is accepted in one, and
// every event follows in one.
func TestRowsCoverEverything(t *testing.T) {
	refused, accepted, happened := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, rows := range abilities() {
		for _, r := range rows {
			refused[r.code] = true
			if len(r.then) > 0 {
				accepted[r.when.Name()] = true
			}
			for _, e := range r.then {
				happened[e.Name()] = true
			}
		}
	}
	for _, name := range CommandNames() {
		if !accepted[name] {
			t.Errorf("no row accepts %s", name)
		}
	}
	for _, name := range EventNames() {
		if !happened[name] {
			t.Errorf("no row ends in %s", name)
		}
	}
	elsewhere := []string{ // held by tests of their own
		"command.unknown", "command.malformed", "journal.unknown-event", "journal.malformed-event",
		"checklist.template-missing", "checklist.template-bad", "snapshot.malformed", "snapshot.version",
		"transcript.malformed", "transcript.other-sound", "transcript.too-large",
		"template.lang", "template.kind", "template.other-kind", "template.empty", "template.words",
	}
	for code, place := range codesInSource(t) {
		if !refused[code] && !slices.Contains(elsewhere, code) {
			t.Errorf("%s: no row is refused with %s", place, code)
		}
	}
}

// codesInSource finds the codes of fault.New and fault.Wrap in the files that decide.
func codesInSource(t *testing.T) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "fault" {
				return true
			}
			at := map[string]int{"New": 1, "Wrap": 2}[sel.Sel.Name]
			if at == 0 {
				return true
			}
			if lit, ok := call.Args[at].(*ast.BasicLit); ok {
				code, _ := strconv.Unquote(lit.Value)
				codes[code] = set.Position(call.Pos()).String()
			}
			return true
		})
	}
	if len(codes) < 100 {
		t.Fatalf("only %d codes found in the source", len(codes))
	}
	return codes
}

// The reference of commands names every refusal and every event that a row has seen.
func TestReferenceNamesWhatHappens(t *testing.T) {
	b, err := os.ReadFile("../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	chapters := map[string]string{}
	for _, section := range strings.Split(string(b), "\n### `")[1:] {
		name, text, _ := strings.Cut(section, "`")
		chapters[name] = text
	}
	for _, rows := range abilities() {
		for _, r := range rows {
			text := chapters[r.when.Name()]
			if r.code != "" && !strings.Contains(text, "`"+r.code+"`") {
				t.Errorf("docs/commands.md does not say that %s can be refused with %s", r.when.Name(), r.code)
			}
			for _, e := range r.then {
				if !strings.Contains(text, "`"+e.Name()+"`") {
					t.Errorf("docs/commands.md does not say that %s gives %s", r.when.Name(), e.Name())
				}
			}
		}
	}
}
