package scenario_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"samverkan/internal/exercise"
	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

func snowList(t testing.TB) []byte {
	t.Helper()
	raw, err := fixture.Snokaos.ReadFile("snokaos/inspelslista-regional.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Given the list that ships with the exercise, then it fits its plan whole.
func TestSnowListFitsItsPlan(t *testing.T) {
	s, err := scenario.ReadScript(bytes.NewReader(snowList(t)))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := fixture.Snokaos.ReadFile("snokaos/conference-regional.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := scenario.ReadPlan(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if actors, items := s.Unplayable(&p); len(actors)+len(items) > 0 {
		t.Errorf("not called: %v; not on the dagordning: %v", actors, items)
	}
	kinds := map[exercise.Kind]int{}
	for _, x := range s.Injects {
		kinds[x.Kind]++
	}
	for _, k := range exercise.Kinds() {
		if kinds[k] == 0 {
			t.Errorf("nothing of the kind %s", k)
		}
	}
}

// Given a list with something wrong in it, then it is refused with what is wrong and where.
func TestListFaults(t *testing.T) {
	head := "schema: samverkan-inspelslista/1\ntitle: Prov\ninjects:\n"
	for _, x := range []struct {
		name, text, code string
		line             int
	}{
		{"another schema", "schema: x/1\ntitle: Prov\n", "exercise.schema", 0},
		{"no title", "schema: samverkan-inspelslista/1\ninjects:\n  - {id: a, after: start, kind: telefon, words: x}\n", "exercise.no-title", 0},
		{"nothing in it", "schema: samverkan-inspelslista/1\ntitle: Prov\n", "exercise.empty", 0},
		{"a misspelled key", head + "  - {id: a, after: start, kind: telefon, word: x}\n", "plan.unknown-key", 4},
		{"an unknown kind", head + "  - {id: a, after: start, kind: brev, words: x}\n", "plan.unknown-word", 4},
		{"no kind", head + "  - id: a\n    after: start\n", "plan.unknown-word", 4},
		{"an unknown moment", head + "  - {id: a, after: sen, kind: telefon, words: x}\n", "plan.unknown-word", 4},
		{"an item where none is", head + "  - {id: a, after: start p1, kind: telefon, words: x}\n", "plan.unknown-word", 4},
		{"no item", head + "  - {id: a, after: punkt, kind: telefon, words: x}\n", "exercise.item-missing", 4},
		{"a wait that is none", head + "  - {id: a, after: start, delay: snart, kind: telefon, words: x}\n", "exercise.wait", 4},
		{"a wait backwards", head + "  - {id: a, after: start, delay: -1s, kind: telefon, words: x}\n", "exercise.delay", 4},
		{"the same id twice", head + "  - {id: a, after: start, kind: telefon, words: x}\n  - {id: a, after: start, kind: telefon, words: x}\n", "exercise.id-twice", 5},
		{"an id that is none", head + "  - {id: 'a b', after: start, kind: telefon, words: x}\n", "exercise.id", 4},
		{"nobody says it", head + "  - {id: a, after: mötet, kind: begär ordet, words: x}\n", "exercise.no-actor", 4},
		{"nothing is said", head + "  - {id: a, after: mötet, kind: begär ordet, actors: [x]}\n", "exercise.no-words", 4},
		{"no reply", head + "  - {id: a, after: kallelse, kind: svar, actors: [x]}\n", "plan.unknown-word", 4},
		{"nobody comes instead", head + "  - {id: a, after: kallelse, kind: svar, reply: ersättare, actors: [x]}\n", "exercise.reply", 4},
		{"a reservation without a reason", head + "  - {id: a, after: uppläst, kind: ställningstagande, stance: reserverar sig, actors: [x]}\n", "exercise.no-words", 4},
		{"a stance to nothing", head + "  - {id: a, after: mötet, kind: ställningstagande, stance: står bakom, actors: [x]}\n", "exercise.stance-after", 4},
		{"an impact that is none", head + "  - {id: a, after: kallelse, kind: lägesrapport, words: x, impact: 6, actors: [x]}\n", "exercise.impact", 4},
		{"too long a speech", head + "  - {id: a, after: mötet, kind: begär ordet, words: x, seconds: 9999, actors: [x]}\n", "exercise.seconds", 4},
		{"aliases of aliases", laughs(12), "", 0},
		{"too many", head + strings.Repeat("  - {id: a, after: start, kind: telefon, words: x}\n", exercise.MaxInjects+1), "exercise.too-many", 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := scenario.ReadScript(strings.NewReader(x.text))
			f, ok := fault.As(err)
			if !ok || f.Kind == fault.Internal || x.code != "" && f.Code != x.code || x.line > 0 && fmt.Sprint(f.Args["Line"]) != fmt.Sprint(x.line) {
				t.Errorf("%v, wanted %s on line %d", err, x.code, x.line)
			}
		})
	}
}

// Whatever is read, is either refused with a fault or can be played.
func FuzzReadScript(f *testing.F) {
	f.Add(string(snowList(f)))
	f.Add("schema: samverkan-inspelslista/1\ntitle: x\nseed: 18446744073709551615\nreports: [{text: x}]\n")
	f.Add("schema: samverkan-inspelslista/1\ntitle: x\ninjects:\n  - {id: a, after: punkt p1, delay: 1h, kind: telefon, words: x}\n")
	f.Add(laughs(4))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := scenario.ReadScript(strings.NewReader(text))
		if err == nil {
			err = s.Check()
		} else if _, ok := fault.As(err); ok {
			return
		}
		if err != nil {
			t.Error(err)
		}
	})
}
