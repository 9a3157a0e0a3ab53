package inquiry

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	csvtext "samverkan/internal/render/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

var day = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

func ask() Ask {
	return Ask{Title: "Nödvatten", Text: "Till länets samlade bild.", Incident: "sno", Owner: "lst", Exercise: true, Actors: []string{"kommun-a", "kommun-b", "kommun-c"},
		Deadline: day.Add(time.Hour), Questions: []Question{
			{ID: "antal", Text: "Hur många tankar?", Kind: Number, Unit: "tankar", Required: true}, {ID: "vem", Text: "Vem kör?", Kind: Choice, Choices: []string{"Egen", "Entreprenör"}},
			{ID: "klart", Text: "Är planen klar?", Kind: YesNo}, {ID: "hur", Text: "Hur illa är det?", Kind: Impact}, {ID: "ovrigt", Text: "Övrigt?", Kind: Text}}}
}

func num(n float64) *float64 { return &n }

func marked() conference.Secrecy {
	return conference.Secrecy{Ground: "OSL 18 kap. 13 §", Suspected: true, Owner: "lst", Readers: []string{"kommun-c"}}
}

func answers(n float64, words string) []Answer {
	yes := true
	return []Answer{{Question: "antal", Number: num(n), Text: "Ungefär"}, {Question: "vem", Choice: "Egen"}, {Question: "klart", Yes: &yes},
		{Question: "hur", Tests: conference.Tests{Plan: conference.Strained, Resources: conference.Exhausted, Load: conference.NoStrain}}, {Question: "ovrigt", Text: words, Secrecy: marked()}}
}

// tell plays commands, a minute and a second apart, each of which must be accepted.
func tell(t testing.TB, cmds ...Command) *Inquiry {
	t.Helper()
	q := &Inquiry{}
	for i, cmd := range cmds {
		do(t, q, cmd, day.Add(time.Duration(i)*61*time.Second))
	}
	return q
}

func do(t testing.TB, q *Inquiry, cmd Command, at time.Time) {
	t.Helper()
	m := Meta{Member: "m", At: at, OccurredAt: at}
	events, err := q.Decide(cmd, m)
	if err != nil {
		t.Fatalf("%s: %v", cmd.Name(), err)
	}
	for _, e := range events {
		m.Seq = q.Seq + 1
		q.Apply(e, m)
	}
}

func TestRules(t *testing.T) {
	open := &OpenInquiry{ID: "b1", Ask: ask()}
	respond := func(change func(a []Answer) []Answer) *Respond {
		return &Respond{Actor: "kommun-a", Answers: change(answers(4, "Isen"))}
	}
	same := func(a []Answer) []Answer { return a }
	with := func(change func(*Ask)) Ask { a := ask(); change(&a); return a }
	refused := func(name, code string, change func(*Ask)) struct {
		name  string
		given []Command
		when  Command
		after time.Duration
		then  string
		code  string
	} {
		return struct {
			name  string
			given []Command
			when  Command
			after time.Duration
			then  string
			code  string
		}{name: name, when: &OpenInquiry{ID: "b1", Ask: with(change)}, code: code}
	}
	for _, r := range []struct {
		name  string
		given []Command
		when  Command
		after time.Duration // 0: an hour
		then  string
		code  string
	}{
		{name: "asked", when: open, then: "inquiry.opened"},
		{name: "already so", given: []Command{open}, when: open},
		{name: "another", given: []Command{open}, when: &OpenInquiry{ID: "b2", Ask: ask()}, code: "inquiry.exists"},
		{name: "no id", when: &OpenInquiry{Ask: ask()}, code: "id.invalid"},
		refused("no title", "text.empty", func(a *Ask) { a.Title = " " }),
		refused("a title of two lines", "text.line-break", func(a *Ask) { a.Title = "a\nBcc: b" }),
		refused("a long title", "text.too-long", func(a *Ask) { a.Title = strings.Repeat("x", 301) }),
		refused("no deadline", "inquiry.no-deadline", func(a *Ask) { a.Deadline = time.Time{} }),
		refused("nobody", "inquiry.actors", func(a *Ask) { a.Actors = nil }),
		refused("twice", "inquiry.actor-twice", func(a *Ask) { a.Actors = []string{"x", "x"} }),
		refused("no question", "inquiry.questions", func(a *Ask) { a.Questions = nil }),
		refused("same id", "inquiry.question-twice", func(a *Ask) { a.Questions[1].ID = "antal" }),
		refused("no kind", "inquiry.kind", func(a *Ask) { a.Questions[1].Kind = "date" }),
		refused("one choice", "inquiry.choices", func(a *Ask) { a.Questions[1].Choices = []string{"a"} }),
		refused("equal choices", "inquiry.choices", func(a *Ask) { a.Questions[1].Choices = []string{"a", "a "} }),
		refused("choices to a number", "inquiry.choices", func(a *Ask) { a.Questions[0].Choices = []string{"a", "b"} }),

		{name: "more asked", given: []Command{open}, when: &ChangeInquiry{with(func(a *Ask) { a.Actors = append(a.Actors, "kommun-d") })}, then: "inquiry.changed"},
		{name: "not changed", given: []Command{open}, when: &ChangeInquiry{ask()}},
		{name: "taken back", given: []Command{open}, when: &ChangeInquiry{with(func(a *Ask) { a.Actors = a.Actors[:1] })}, code: "inquiry.actor-asked"},
		{name: "another owner", given: []Command{open}, when: &ChangeInquiry{with(func(a *Ask) { a.Owner = "msb" })}, code: "inquiry.fixed"},
		{name: "changed after an answer", given: []Command{open, respond(same)}, when: &ChangeInquiry{with(func(a *Ask) { a.Questions[0].Unit = "liter" })}, code: "inquiry.question-answered"},
		{name: "not opened", when: &ChangeInquiry{ask()}, code: "inquiry.unknown"},

		{name: "answered", given: []Command{open}, when: respond(same), then: "inquiry.responded"},
		{name: "the same at once", given: []Command{open, respond(same)}, after: time.Second, when: respond(same)},
		{name: "the same later", given: []Command{open, respond(same)}, when: respond(same), then: "inquiry.kept"},
		{name: "not asked", given: []Command{open}, when: &Respond{Actor: "msb", Answers: answers(1, "x")}, code: "inquiry.not-asked"},
		{name: "closed", given: []Command{open, &CloseInquiry{}}, when: respond(same), code: "inquiry.closed"},
		{name: "nothing", given: []Command{open}, when: respond(func([]Answer) []Answer { return nil }), code: "inquiry.required"},
		{name: "empty", given: []Command{&OpenInquiry{ID: "b1", Ask: with(func(a *Ask) { a.Questions[0].Required = false })}}, when: respond(func([]Answer) []Answer { return nil }), code: "inquiry.empty"},
		{name: "no such question", given: []Command{open}, when: respond(func(a []Answer) []Answer { a[0].Question = "x"; return a }), code: "inquiry.question-unknown"},
		{name: "twice", given: []Command{open}, when: respond(func(a []Answer) []Answer { return append(a, a[0]) }), code: "inquiry.answer-twice"},
		{name: "no such choice", given: []Command{open}, when: respond(func(a []Answer) []Answer { a[1].Choice = "Tredje"; return a }), code: "inquiry.answer"},
		{name: "a number to a text", given: []Command{open}, when: respond(func(a []Answer) []Answer { a[4].Number = num(1); return a }), code: "inquiry.answer"},
		{name: "no marking", given: []Command{open}, when: respond(func(a []Answer) []Answer { a[4].Secrecy.Ground = ""; return a }), code: "secrecy.no-ground"},
		{name: "a control character", given: []Command{open}, when: respond(func(a []Answer) []Answer { a[4].Text = "a\x00b"; return a }), code: "text.control-character"},

		{name: "holds still", given: []Command{open, respond(same)}, when: &KeepResponse{Actor: "kommun-a"}, then: "inquiry.kept"},
		{name: "pressed twice", given: []Command{open, respond(same)}, after: time.Second, when: &KeepResponse{Actor: "kommun-a"}},
		{name: "nothing before", given: []Command{open}, when: &KeepResponse{Actor: "kommun-a"}, code: "inquiry.nothing-before"},
		{name: "ended", given: []Command{open}, when: &CloseInquiry{}, then: "inquiry.closed"},
		{name: "ended already", given: []Command{open, &CloseInquiry{}}, when: &CloseInquiry{}},
	} {
		q := tell(t, r.given...)
		if r.after == 0 {
			r.after = time.Hour
		}
		at := day.Add(time.Duration(max(0, len(r.given)-1))*61*time.Second + r.after)
		before, _ := json.Marshal(q)
		events, err := q.Decide(r.when, Meta{OccurredAt: at})
		if after, _ := json.Marshal(q); !bytes.Equal(before, after) {
			t.Errorf("%s: deciding changed it", r.name)
		}
		name := ""
		if len(events) > 0 {
			name = events[0].Name()
		}
		if fault.CodeOf(err) != r.code || name != r.then {
			t.Errorf("%s %s: %q, %v; want %q, %q", r.when.Name(), r.name, name, err, r.then, r.code)
		}
	}
}

// The golden files are the contract: a changed file is a changed contract.
func TestGolden(t *testing.T) {
	a := ask()
	for name, v := range map[string]any{"inquiry.open": &OpenInquiry{ID: "b1", Ask: a}, "inquiry.change": &ChangeInquiry{a}, "inquiry.respond": &Respond{Actor: "kommun-a", Answers: answers(4, "Isen")},
		"inquiry.unchanged": &KeepResponse{Actor: "kommun-a"}, "inquiry.close": &CloseInquiry{}, "inquiry.opened": &InquiryOpened{ID: "b1", Ask: a}, "inquiry.changed": &InquiryChanged{a},
		"inquiry.responded": &Responded{Actor: "kommun-a", Answers: answers(4, "Isen")}, "inquiry.kept": &ResponseKept{Actor: "kommun-a"}, "inquiry.closed": &InquiryClosed{}} {
		got, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".json", append(got, '\n'))
		var back any
		if cmd, ok := v.(Command); ok {
			back, err = DecodeCommand(cmd.Name(), got)
		} else {
			back, err = DecodeEvent(v.(Event).Name(), got)
		}
		if err != nil || !reflect.DeepEqual(v, back) {
			t.Errorf("%s read back: %v\n%s", name, err, cmp.Diff(v, back))
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-want +got):\n%s", path, cmp.Diff(string(want), string(got)))
	}
}

func naming(t *testing.T) Naming {
	t.Helper()
	all, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Naming{Printer: all.For("sv"), Name: func(actor string) string { return strings.ToUpper(actor) }}
}

// The result as table and as CSV, whose cells no spreadsheet takes for formulas, and what a reader without the right does not see.
func TestResult(t *testing.T) {
	q := tell(t, &OpenInquiry{ID: "b1", Ask: ask()}, &Respond{Actor: "kommun-b", Answers: answers(4, "=HYPERLINK(\"http://x\")")}, &KeepResponse{Actor: "kommun-b"})
	do(t, q, &Respond{Actor: "kommun-a", Answers: answers(2.5, "Isen")[:4]}, day.Add(2*time.Hour))
	all := Compile(q, nil)
	if n := all.Questions[0]; n.Sum != 6.5 || n.Least != 2.5 || n.Most != 4 || n.Answered != 2 {
		t.Errorf("%+v", n)
	}
	if diff := cmp.Diff([]Count{{"5", 0}, {"4", 2}, {"3", 0}, {"2", 0}, {"1", 0}, {"0", 0}}, all.Questions[3].Counts); diff != "" || all.Late != 1 {
		t.Error(diff, all.Late)
	}
	n := naming(t)
	rows := all.Rows(n)
	var b bytes.Buffer
	if err := csvtext.CSV(&b, rows[0], rows[1:], csvtext.CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "result.csv", b.Bytes())
	if cells, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll(); err == nil {
		for _, row := range cells {
			for _, c := range row {
				if strings.HasPrefix(c, "=") {
					t.Errorf("%q is a formula", c)
				}
			}
		}
	}
	public := Compile(q, func(conference.Secrecy) bool { return false })
	data, _ := json.Marshal(public)
	if bytes.Contains(data, []byte("HYPERLINK")) || public.Omitted != 1 || strings.Contains(strings.Join(public.Rows(n)[2], " "), "HYPERLINK") {
		t.Errorf("%d left out of %s", public.Omitted, data)
	}
	if w := q.Withheld("kommun-a"); len(w) != 1 || len(q.Withheld("kommun-c")) != 0 {
		t.Errorf("withheld %v", w)
	}
	for i, has := range []bool{false, true, true, true, false} {
		if (n.Bars(all.Questions[i]) != nil) != has {
			t.Errorf("bars of %s", all.Questions[i].ID)
		}
	}
	places := []conference.Place{{Name: "A", Actor: "kommun-a", Lat: 60, Lon: 15}, {Name: "C", Actor: "kommun-c", Lat: 60.2, Lon: 15}}
	if p := n.Map(all, "hur", places); p == nil || p.Description != "4 Allvarlig påverkan: A och Inget svar: C" || n.Map(all, "vem", places) != nil {
		t.Errorf("%+v", p)
	}
}

// Whatever is wished in whatever order, what was decided can be read back and folded to the same.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, copy, now := &Inquiry{}, &Inquiry{}, day
		for range rapid.IntRange(1, 30).Draw(t, "commands") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			a := ask()
			a.Actors = a.Actors[:rapid.IntRange(0, 3).Draw(t, "actors")]
			a.Questions = a.Questions[:rapid.IntRange(0, 5).Draw(t, "questions")]
			actor := rapid.SampledFrom([]string{"kommun-a", "kommun-b", "msb"}).Draw(t, "actor")
			cmd := rapid.SampledFrom([]Command{&OpenInquiry{ID: "b1", Ask: a}, &OpenInquiry{ID: "b1", Ask: ask()}, &ChangeInquiry{a},
				&Respond{Actor: actor, Answers: answers(rapid.Float64().Draw(t, "number"), rapid.String().Draw(t, "text"))[:rapid.IntRange(0, 5).Draw(t, "answers")]},
				&KeepResponse{Actor: actor}, &CloseInquiry{}}).Draw(t, "command")
			m := Meta{Member: "m", At: now, OccurredAt: now}
			events, err := q.Decide(cmd, m)
			if err != nil && fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			for _, e := range events {
				m.Seq = q.Seq + 1
				data, err := json.Marshal(e)
				if err != nil {
					t.Fatal(err)
				}
				back, err := DecodeEvent(e.Name(), data)
				if err != nil {
					t.Fatal(err)
				}
				q.Apply(e, m)
				copy.Apply(back, m)
			}
			if diff := cmp.Diff(q, copy); diff != "" {
				t.Fatal(diff)
			}
			Compile(q, nil)
			q.Withheld("x")
		}
	})
}

func FuzzDecodeCommand(f *testing.F) {
	for _, cmd := range []Command{&OpenInquiry{ID: "b1", Ask: ask()}, &Respond{Actor: "kommun-a", Answers: answers(1, "x")}, &CloseInquiry{}} {
		data, _ := json.Marshal(cmd)
		f.Add(cmd.Name(), data)
	}
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		cmd, err := DecodeCommand(name, payload)
		if err != nil {
			return
		}
		q := tell(t, &OpenInquiry{ID: "b1", Ask: ask()})
		events, err := q.Decide(cmd, Meta{OccurredAt: day})
		if err == nil {
			for _, e := range events {
				q.Apply(e, Meta{OccurredAt: day, Seq: 2})
			}
			Compile(q, nil)
		}
	})
}

// Who answers anew without having seen a marked part of the last answer keeps it; what it says there instead is what counts.
func TestUnseen(t *testing.T) {
	q := tell(t, &OpenInquiry{ID: "b1", Ask: ask()}, &Respond{Actor: "kommun-a", Answers: answers(4, "Isen")})
	nothing := func(conference.Secrecy) bool { return false }
	words := func(cmd *Respond, may func(conference.Secrecy) bool) string {
		if a := answerTo(q.Unseen(cmd, may).Answers, "ovrigt"); a != nil {
			return a.Text
		}
		return ""
	}
	empty := []Answer{{Question: "antal", Number: num(5)}, {Question: "ovrigt"}}
	for name, c := range map[string]struct {
		cmd  *Respond
		may  func(conference.Secrecy) bool
		want string
	}{
		"left out":       {&Respond{Actor: "kommun-a", Answers: empty[:1]}, nothing, "Isen"},
		"empty":          {&Respond{Actor: "kommun-a", Answers: empty}, nothing, "Isen"},
		"said anew":      {&Respond{Actor: "kommun-a", Answers: answers(4, "Snön")}, nothing, "Snön"},
		"seen":           {&Respond{Actor: "kommun-a", Answers: empty}, nil, ""},
		"another actor":  {&Respond{Actor: "kommun-b", Answers: empty}, nothing, ""},
		"nothing before": {&Respond{Actor: "kommun-c", Answers: empty[:1]}, nothing, ""},
	} {
		if got := words(c.cmd, c.may); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if empty[1].Text != "" {
		t.Error("the command was changed")
	}
}
