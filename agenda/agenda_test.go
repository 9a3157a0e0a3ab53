package agenda

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
)

func items(first int, ids ...string) Agenda {
	a := make(Agenda, len(ids))
	for i, id := range ids {
		a[i] = Item{ID: id, Number: first + i, Title: "Punkt " + id, Kind: Information, Minutes: 5}
	}
	return a
}

func ids(a Agenda) []string {
	out := []string{}
	for _, it := range a {
		out = append(out, it.ID)
	}
	return out
}

func numbers(a Agenda) []int {
	out := []int{}
	for _, it := range a {
		out = append(out, it.Number)
	}
	return out
}

func TestChange(t *testing.T) {
	fresh := Item{ID: "x", Number: 7, Title: "Ny", Kind: Decision, Minutes: 3}
	for _, c := range []struct {
		name    string
		given   Agenda
		when    func(Agenda) (Agenda, error)
		ids     []string
		numbers []int
		fault   string
	}{
		{"add last", items(0, "a", "b"), func(a Agenda) (Agenda, error) { return a.Add(fresh) }, []string{"a", "b", "x"}, []int{0, 1, 2}, ""},
		{"add to empty keeps its number", nil, func(a Agenda) (Agenda, error) { return a.Add(fresh) }, []string{"x"}, []int{7}, ""},
		{"insert first keeps the count", items(1, "a", "b"), func(a Agenda) (Agenda, error) { return a.Insert(0, fresh) }, []string{"x", "a", "b"}, []int{1, 2, 3}, ""},
		{"insert outside", items(1, "a"), func(a Agenda) (Agenda, error) { return a.Insert(2, fresh) }, nil, nil, "agenda.position-outside"},
		{"insert before", items(1, "a"), func(a Agenda) (Agenda, error) { return a.Insert(-1, fresh) }, nil, nil, "agenda.position-outside"},
		{"insert same id", items(1, "x"), func(a Agenda) (Agenda, error) { return a.Insert(0, fresh) }, nil, nil, "agenda.item-exists"},
		{"insert without id", items(1, "x"), func(a Agenda) (Agenda, error) { return a.Add(Item{ID: " "}) }, nil, nil, "agenda.id-missing"},
		{"move down", items(0, "a", "b", "c"), func(a Agenda) (Agenda, error) { return a.Move("a", 2) }, []string{"b", "c", "a"}, []int{0, 1, 2}, ""},
		{"move up", items(1, "a", "b", "c"), func(a Agenda) (Agenda, error) { return a.Move("c", 0) }, []string{"c", "a", "b"}, []int{1, 2, 3}, ""},
		{"move to itself", items(1, "a", "b"), func(a Agenda) (Agenda, error) { return a.Move("b", 1) }, []string{"a", "b"}, []int{1, 2}, ""},
		{"move unknown", items(1, "a"), func(a Agenda) (Agenda, error) { return a.Move("z", 0) }, nil, nil, "agenda.item-unknown"},
		{"move outside", items(1, "a"), func(a Agenda) (Agenda, error) { return a.Move("a", 1) }, nil, nil, "agenda.position-outside"},
		{"remove first keeps the count", items(1, "a", "b"), func(a Agenda) (Agenda, error) { return a.Remove("a") }, []string{"b"}, []int{1}, ""},
		{"remove unknown", items(1, "a"), func(a Agenda) (Agenda, error) { return a.Remove("b") }, nil, nil, "agenda.item-unknown"},
		{"replace keeps place and number", items(1, "a", "x", "b"), func(a Agenda) (Agenda, error) { return a.Replace(fresh) }, []string{"a", "x", "b"}, []int{1, 2, 3}, ""},
		{"replace unknown", items(1, "a"), func(a Agenda) (Agenda, error) { return a.Replace(fresh) }, nil, nil, "agenda.item-unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := c.given.Clone()
			got, err := c.when(c.given)
			if fault.CodeOf(err) != c.fault {
				t.Fatalf("fault %q, want %q", fault.CodeOf(err), c.fault)
			}
			if !reflect.DeepEqual(c.given, before) {
				t.Errorf("the given agenda was changed: %v", c.given)
			}
			if c.fault != "" {
				return
			}
			if !slices.Equal(ids(got), c.ids) || !slices.Equal(numbers(got), c.numbers) {
				t.Errorf("got %v %v, want %v %v", ids(got), numbers(got), c.ids, c.numbers)
			}
		})
	}
}

func TestFindGivesACopy(t *testing.T) {
	a := Agenda{{ID: "a", Title: "Läge", Kind: Information, Speakers: []Speaker{{Actor: "x", Minutes: 2}, {Actor: "y", Minutes: 3}}, Questions: []string{"?"}}}
	it, ok := a.Find("a")
	if !ok || it.SpeakerMinutes() != 5 {
		t.Fatalf("got %v %v", it, ok)
	}
	it.Speakers[0].Actor, it.Questions[0] = "z", "!"
	if a[0].Speakers[0].Actor != "x" || a[0].Questions[0] != "?" {
		t.Error("a change of the copy reached the agenda")
	}
	if _, ok := a.Find("b"); ok {
		t.Error("found an item that is not there")
	}
}

func TestSlots(t *testing.T) {
	start := time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)
	got := items(0, "a", "b").Slots(start)
	want := []Slot{{"a", start, start.Add(5 * time.Minute)}, {"b", start.Add(5 * time.Minute), start.Add(10 * time.Minute)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Any row of changes keeps the items, numbers them in a row from the first number, and never touches the agenda it started from.
func TestChangesKeepOrderAndNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		first := rapid.IntRange(0, 3).Draw(t, "first")
		a := items(first, []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}[:n]...)
		present := map[string]bool{}
		for _, id := range ids(a) {
			present[id] = true
		}
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			if len(a) == 0 {
				break
			}
			id := rapid.SampledFrom(ids(a)).Draw(t, "id")
			to := rapid.IntRange(0, len(a)-1).Draw(t, "to")
			before := a.Clone()
			switch rapid.SampledFrom([]string{"move", "move", "remove"}).Draw(t, "what") {
			case "move":
				b, err := a.Move(id, to)
				if err != nil {
					t.Fatal(err)
				}
				if b.Index(id) != to {
					t.Fatalf("%s moved to %d is at %d", id, to, b.Index(id))
				}
				rest := func(x Agenda) []string {
					return slices.DeleteFunc(ids(x), func(s string) bool { return s == id })
				}
				if !slices.Equal(rest(a), rest(b)) {
					t.Fatalf("the others changed order: %v, %v", ids(a), ids(b))
				}
				back, _ := b.Move(id, before.Index(id))
				if !reflect.DeepEqual(back, before) {
					t.Fatal("moving back does not restore")
				}
				a = b
			case "remove":
				b, err := a.Remove(id)
				if err != nil {
					t.Fatal(err)
				}
				delete(present, id)
				if !reflect.DeepEqual(a, before) {
					t.Fatal("the agenda it started from changed")
				}
				a = b
			}
			if len(a) != len(present) {
				t.Fatalf("%d items, want %d", len(a), len(present))
			}
			for i, it := range a {
				if it.Number != first+i || !present[it.ID] {
					t.Fatalf("item %d is %s with number %d", i, it.ID, it.Number)
				}
			}
		}
	})
}

func TestValidate(t *testing.T) {
	good := Item{ID: "a", Title: "Läge", Kind: Information, Minutes: 5}
	long := func(n int) string { return string(slices.Repeat([]rune("ö"), n)) }
	for _, c := range []struct {
		name, field, code string
		change            func(*Item)
	}{
		{"no id", "items[0].id", "agenda.id-missing", func(it *Item) { it.ID = "" }},
		{"no title", "items[0].title", "agenda.title-missing", func(it *Item) { it.Title = " \t" }},
		{"long title", "items[0].title", "agenda.text-too-long", func(it *Item) { it.Title = long(MaxTitle + 1) }},
		{"no kind", "items[0].kind", "agenda.kind-missing", func(it *Item) { it.Kind = "" }},
		{"wrong kind", "items[0].kind", "agenda.kind-missing", func(it *Item) { it.Kind = "beslut" }},
		{"wrong step", "items[0].step", "agenda.step-unknown", func(it *Item) { it.Step = "fika" }},
		{"negative", "items[0].minutes", "agenda.minutes-negative", func(it *Item) { it.Minutes = -1 }},
		{"too long", "items[0].minutes", "agenda.minutes-too-many", func(it *Item) { it.Minutes = MaxMinutes + 1 }},
		{"long aim", "items[0].aim", "agenda.text-too-long", func(it *Item) { it.Aim = long(MaxText + 1) }},
		{"long proposal", "items[0].proposal", "agenda.text-too-long", func(it *Item) { it.Proposal = long(MaxText + 1) }},
		{"long question", "items[0].questions[1]", "agenda.text-too-long", func(it *Item) { it.Questions = []string{"?", long(MaxText + 1)} }},
		{"speaker without actor", "items[0].speakers[0].actor", "agenda.speaker-missing", func(it *Item) { it.Speakers = []Speaker{{}} }},
		{"speaker's time", "items[0].speakers[0].minutes", "agenda.minutes-negative", func(it *Item) { it.Speakers = []Speaker{{Actor: "x", Minutes: -2}} }},
		{"speaker's topic", "items[0].speakers[0].topic", "agenda.text-too-long", func(it *Item) { it.Speakers = []Speaker{{Actor: "x", Topic: long(MaxText + 1)}} }},
		{"too many speakers", "items[0].speakers", "agenda.too-many-speakers", func(it *Item) { it.Speakers = make([]Speaker, MaxSpeakers+1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			it := good
			c.change(&it)
			f, ok := fault.As(Agenda{it}.Validate())
			if !ok || f.Code != "agenda.invalid" {
				t.Fatalf("got %v", f)
			}
			if len(f.Fields) != 1 || f.Fields[c.field] != c.code {
				t.Errorf("fields %v, want %s: %s", f.Fields, c.field, c.code)
			}
		})
	}
	if err := (Agenda{good}).Validate(); err != nil {
		t.Errorf("a good agenda is refused: %v", err)
	}
	if err := (Agenda)(nil).Validate(); err != nil {
		t.Errorf("an empty agenda is refused: %v", err)
	}
	twice, _ := fault.As(Agenda{good, good}.Validate())
	if twice == nil || twice.Fields["items[1].id"] != "agenda.item-exists" {
		t.Errorf("the same id twice: %v", twice)
	}
	if got := fault.CodeOf(make(Agenda, MaxItems+1).Validate()); got != "agenda.too-many-items" {
		t.Errorf("too many items: %s", got)
	}
}

// The JSON form is part of the contract of the journal.
func TestItemJSON(t *testing.T) {
	it := Item{ID: "p8", Number: 8, Title: "Inriktning", Kind: Decision, Step: Direction, Aim: "Enas.", Owner: "lst", Minutes: 6,
		Speakers: []Speaker{{Actor: "lst", Minutes: 2, Topic: "Förslag"}}, Proposal: "Vi gör så.", Questions: []string{"Vem?"}}
	const want = `{"id":"p8","number":8,"title":"Inriktning","kind":"decision","step":"direction","aim":"Enas.","owner":"lst","minutes":6,` +
		`"speakers":[{"actor":"lst","minutes":2,"topic":"Förslag"}],"proposal":"Vi gör så.","questions":["Vem?"]}`
	b, err := json.Marshal(it)
	if err != nil || string(b) != want {
		t.Fatalf("%v\n%s\nwant\n%s", err, b, want)
	}
	var back Item
	if err := json.Unmarshal([]byte(`{"id":"p8","kind":"diskussion"}`), &back); err != nil || back.Kind != Discussion {
		t.Errorf("the Swedish kind: %v %v", back.Kind, err)
	}
	if err := json.Unmarshal([]byte(`{"kind":"fika"}`), &back); fault.CodeOf(err) != "agenda.unknown-kind" {
		t.Errorf("an unknown kind: %v", err)
	}
}

func TestDoes(t *testing.T) {
	for _, c := range []struct {
		item Item
		step Step
		want bool
	}{
		{Item{Step: RollCall, Title: "Vilka är här?"}, RollCall, true},
		{Item{Title: "Upprop per aktör"}, RollCall, true},
		{Item{Title: "Roll call"}, RollCall, true},
		{Item{Title: "Nästa möte, utskick och avslutning"}, Closing, true},
		{Item{Title: "Åtgärdslista, nästa möte"}, Closing, true},
		{Item{Title: "Väderläge"}, Closing, false},
		{Item{Title: "Välkommen, syfte"}, Opening, true},
		{Item{Title: "Åtgärder"}, Measures, false}, // only the three steps every meeting needs are guessed
	} {
		if got := c.item.Does(c.step); got != c.want {
			t.Errorf("%q does %s: %v", c.item.Title, c.step, got)
		}
	}
	if it, ok := (Agenda{{ID: "a"}, {ID: "b", Title: "Avslutning"}}).FindStep(Closing); !ok || it.ID != "b" {
		t.Errorf("found %v %v", it, ok)
	}
	if _, ok := (Agenda{{ID: "a"}}).FindStep(Closing); ok {
		t.Error("found a closing that is not there")
	}
}

func FuzzAgendaJSON(f *testing.F) {
	b, _ := json.Marshal(items(0, "a", "b"))
	f.Add(b)
	f.Add([]byte(`[{"id":"a","kind":"beslut","minutes":-3,"speakers":[{}]}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var a Agenda
		if json.Unmarshal(b, &a) != nil {
			return
		}
		if a.Validate() != nil {
			return
		}
		out, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var again Agenda
		if err := json.Unmarshal(out, &again); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		out2, _ := json.Marshal(again)
		if string(out) != string(out2) {
			t.Fatalf("not stable:\n%s\n%s", out, out2)
		}
		if a.TotalMinutes() < 0 {
			t.Fatal("a valid agenda takes less than no time")
		}
	})
}
