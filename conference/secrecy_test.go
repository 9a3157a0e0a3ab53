package conference

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/agenda"
)

func TestSecrecyCheck(t *testing.T) {
	for name, c := range map[string]struct {
		s    Secrecy
		want string
	}{
		"open":                     {Secrecy{}, ""},
		"marked":                   {marked(), ""},
		"suspected":                {Secrecy{Ground: "OSL 18 kap. 13 §", Suspected: true, Owner: "lst"}, ""},
		"only suspected":           {Secrecy{Suspected: true}, "secrecy.no-ground"},
		"only an owner":            {Secrecy{Owner: "lst"}, "secrecy.no-ground"},
		"only readers":             {Secrecy{Readers: []string{"lst"}}, "secrecy.no-ground"},
		"no owner":                 {Secrecy{Ground: "OSL 18 kap. 13 §"}, "secrecy.no-owner"},
		"säkerhetsskydd":           {Secrecy{Ground: "SÄKERHETSSKYDDSLAGEN", Owner: "lst"}, "secrecy.security-classified"},
		"in two-part letters":      {Secrecy{Ground: "Sa\u0308kerhetsskydd", Owner: "lst"}, "secrecy.security-classified"},
		"without dots":             {Secrecy{Ground: "sakerhetsskydd", Owner: "lst"}, "secrecy.security-classified"},
		"begränsat hemlig":         {Secrecy{Ground: "Begränsat hemlig", Owner: "lst"}, "secrecy.security-classified"},
		"konfidentiell":            {Secrecy{Ground: "KONFIDENTIELL", Owner: "lst"}, "secrecy.security-classified"},
		"no owner and classified":  {Secrecy{Ground: "Hemlig"}, "secrecy.security-classified"},
		"ground on two lines":      {Secrecy{Ground: "OSL\n18", Owner: "lst"}, "text.line-break"},
		"owner that is no key":     {Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "l st"}, "id.invalid"},
		"a reader that is no key":  {Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst", Readers: []string{"\x00"}}, "id.invalid"},
		"readers without number":   {Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst", Readers: make([]string, MaxParts+1)}, "list.too-long"},
		"försvarssekretess is OSL": {Secrecy{Ground: "OSL 15 kap. 2 §", Owner: "lst"}, ""},
	} {
		if got := codeOf(c.s.check()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestReadableBy(t *testing.T) {
	s := Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "kommun-b", Readers: []string{"kommun-a"}}
	for actor, want := range map[string]bool{"lst": true, "kommun-b": true, "kommun-a": true, "kommun-c": false, "": false} {
		if s.ReadableBy(actor, "lst") != want {
			t.Errorf("%q: %v", actor, !want)
		}
	}
	if !(Secrecy{}).ReadableBy("", "lst") {
		t.Error("open matter is readable by all")
	}
}

// doSeqs does a command and gives the numbers of its events.
func (s *story) doSeqs(cmd Command) []int64 {
	s.t.Helper()
	from := s.seq
	s.do(cmd)
	var out []int64
	for n := from + 1; n <= s.seq; n++ {
		out = append(out, n)
	}
	return out
}

// What is withheld is every event that carries the words of something marked, and no other.
func TestWithheld(t *testing.T) {
	secret := Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst", Readers: []string{"kommun-a"}}
	p := smallPlan()
	p.Carried.Directions = []CarriedDecision{{Conference: "konf-1", ID: "D9", Wording: "Hemlig inriktning."}}
	s := tell(t, &PlanConference{Plan: p}, &OpenMeeting{}, &OpenRollCall{}, &CloseRollCall{RestAbsent: true})
	for _, a := range []string{"kommun-a", "kommun-b", "kommun-c"} {
		s.do(&MarkAttendance{Participant: a, Status: Late})
	}
	var want []int64
	hidden := func(cmd Command) { t.Helper(); want = append(want, s.doSeqs(cmd)...) }
	open := func(cmd Command) { t.Helper(); s.do(cmd) }

	open(&StartItem{Item: "p1"})
	open(&WriteNote{ID: "I1", Kind: NoteInformation, Content: Content{Text: "Öppet."}})
	hidden(&WriteNote{ID: "I2", Kind: NoteInformation, Content: Content{Text: "Hemligt.", Secrecy: secret}})
	hidden(&ReviseNote{ID: "I2", Content: Content{Text: "Hemligare."}})
	hidden(&StrikeNote{ID: "I2", Reason: "Hemligt skäl."})
	hidden(&WriteNote{ID: "I3", Kind: NoteInformation, Content: Content{Text: "Öppet, trodde vi."}})
	open(&MarkSecrecy{ID: "I3", Secrecy: secret})
	hidden(&WriteNote{ID: "R1", Kind: NoteCorrection, Content: Content{Text: "Det var 12.", Corrects: "I3"}})
	open(&WriteNote{ID: "I4", Kind: NoteInformation, Content: Content{Text: "Hemligt, trodde vi.", Secrecy: secret}})
	open(&MarkSecrecy{ID: "I4"})
	hidden(&AgreeMeasure{ID: "A1", Text: "Hemlig åtgärd.", Owner: "kommun-b", Secrecy: secret})
	hidden(&ReviseMeasure{ID: "A1", Text: "Hemligare åtgärd.", Owner: "kommun-b"})
	hidden(&AcceptMeasure{ID: "A1", Accepted: true, Reason: "Hemligt villkor."})
	hidden(&ReportMeasure{ID: "A1", Status: MeasureOngoing, Text: "Hemlig rapport."})
	hidden(&ProposeDecision{ID: "D1", Text: "Hemligt beslut.", Secrecy: secret})
	hidden(&ProposeDecision{ID: "D1", Text: "Hemligare beslut."})
	hidden(&ReadBackDecision{ID: "D1"})
	hidden(&TakeStance{ID: "D1", Actors: []string{"kommun-b"}, Stance: Reserve, Reason: "Hemligt skäl."})
	hidden(&WithdrawDecision{ID: "D1", Reason: "Hemligt skäl."})
	open(&RequestFloor{Actor: "kommun-c", Topic: "Plogning"})

	// A whole item: what it is about, what is written, asked for and followed up under it.
	open(&StartItem{Item: "p2"})
	open(&MarkItemSecrecy{Item: "p2", Secrecy: secret})
	want = append(want, 1) // the plan, which says what p2 is about
	hidden(&WriteNote{ID: "I5", Kind: NoteInformation, Content: Content{Text: "Under hemlig punkt."}})
	hidden(&RequestFloor{Actor: "kommun-b", Topic: "Hemligt ämne"})
	open(&WithdrawRequest{Actor: "kommun-b"})
	hidden(&RequestFloor{Actor: "kommun-a", Topic: "Hemligt ämne"})
	open(&UndoFloor{})
	hidden(&StartRound{Actors: []string{"kommun-a", "kommun-b"}, Topic: "Hemligt ämne"})
	open(&GrantFloor{})
	hidden(&FollowUp{Conference: "konf-1", ID: "A4", Status: FollowHolds, Text: "Hemlig uppföljning."})
	open(&RequestFloor{Actor: "kommun-c"}) // without words
	hidden(&SetAgenda{Agenda: append(points(), agenda.Item{ID: "p4", Title: "Övrigt", Kind: agenda.Information})})

	// A topic asked for in the open, when the actor's own note under the item turns out to be secret.
	open(&StartItem{Item: "p3"})
	hidden(&RequestFloor{Actor: "kommun-b", Topic: "Vattentäkten"})
	hidden(&WriteNote{ID: "P1", Kind: NoteParked, Content: Content{Actor: "kommun-b", Text: "Vattentäktens brister.", Secrecy: secret}})

	// Files, marked from the start or later.
	hidden(&AddMaterial{Material: Material{Title: "Hemlig karta", Secrecy: secret}})
	hidden(&AddMaterial{Material: Material{Title: "Karta"}})
	hidden(&MarkSecrecy{ID: "Karta", Secrecy: secret}) // the row names it
	open(&AddMaterial{Material: Material{Title: "Öppen karta", Secrecy: secret}})
	open(&MarkSecrecy{ID: "Öppen karta"})
	open(&InformRecording{})
	open(&StartRecording{})
	open(&StopRecording{})
	hidden(&AttachRecording{File: AudioFile{Name: "ljud.mp3", Digest: someDigest}})
	open(&MarkSecrecy{ID: someDigest, Secrecy: secret})

	slices.Sort(want)
	for _, reader := range []string{"kommun-b", "kommun-c", "msb", ""} {
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(s.c.Withheld(reader)))); diff != "" {
			for _, r := range s.record {
				t.Logf("%d %s %s", r.Meta.Seq, r.Event.Name(), Encode(r.Event))
			}
			t.Errorf("from %q (-want +got):\n%s", reader, diff)
		}
	}
	for _, reader := range []string{"lst", "kommun-a"} {
		if got := s.c.Withheld(reader); len(got) != 0 {
			t.Errorf("%s may read it all, and %v are withheld", reader, got)
		}
	}
	if f, _ := s.c.secrecyOf(someDigest); !f.Marked() {
		t.Error("the recording is not marked")
	}

	// After approval: a correction carries the secret words too, and marking and opening still have effect.
	open(&CloseMeeting{Carry: []string{"P1", "konf-1/D9"}})
	open(&CheckMinutes{Version: 1})
	open(&ApproveMinutes{Version: 1})
	hidden(&CorrectMinutes{Target: "I3", Field: "text", Is: "Det var 13.", Reason: "Felräknat."})
	open(&MarkSecrecy{ID: "I1", Secrecy: secret})
	n, _ := s.c.Note("I1")
	want = append(want, n.Seq)
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(s.c.Withheld("kommun-c")))); diff != "" {
		t.Errorf("after approval (-want +got):\n%s", diff)
	}
	// The same from the journal alone.
	if diff := cmp.Diff(s.c.Withheld("kommun-c"), Replay(s.record).Withheld("kommun-c")); diff != "" {
		t.Error(diff)
	}
}

// What is carried over keeps its marking, and the event that carries it is withheld.
func TestWithheldCarriedMatter(t *testing.T) {
	for name, change := range map[string]func(*Plan){
		"direction": func(p *Plan) {
			p.Carried.Directions = []CarriedDecision{{Conference: "konf-1", ID: "D1", Wording: "x", Secrecy: marked()}}
		},
		"measure":  func(p *Plan) { p.Carried.Measures[0].Secrecy = marked() },
		"matter":   func(p *Plan) { p.Carried.Matters[0].Secrecy = marked() },
		"material": func(p *Plan) { p.Material = []Material{{Title: "Karta", Secrecy: marked()}} },
	} {
		s := tell(t, &PlanConference{Plan: changed(change)})
		if !s.c.Withheld("kommun-b")[1] || s.c.Withheld("kommun-a")[1] {
			t.Errorf("a marked %s: %v", name, s.c.Withheld("kommun-b"))
		}
	}
	s := tell(t, &PlanConference{Plan: changed(func(p *Plan) { p.Carried.Measures[0].Secrecy = marked() })}, &OpenMeeting{})
	seqs := s.doSeqs(&FollowUp{Conference: "konf-1", ID: "A4", Status: FollowHolds, Text: "x"})
	if !s.c.Withheld("kommun-b")[seqs[0]] {
		t.Error("what is said of a marked measure is readable")
	}
}

// A note's own marking goes before its item's.
func TestEffectiveSecrecy(t *testing.T) {
	own := Secrecy{Ground: "OSL 8 kap. 1 §", Owner: "kommun-b"}
	s := tell(t, atItem("p2", &MarkItemSecrecy{Secrecy: marked()})...)
	for _, c := range []struct {
		own  Secrecy
		item string
		want Secrecy
	}{{own, "p2", own}, {Secrecy{}, "p2", marked()}, {Secrecy{}, "p1", Secrecy{}}, {own, "p1", own}, {Secrecy{}, "", Secrecy{}}} {
		if diff := cmp.Diff(c.want, s.c.EffectiveSecrecy(c.own, c.item)); diff != "" {
			t.Error(diff)
		}
	}
}
