package watch_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/watch"
)

var base = watch.Happening{What: watch.Came, Thing: watch.Item, Kind: "document", Area: "yta", Incident: "sno", Actor: "kommun-ekeryd", Folder: "Vatten/Karta",
	Tags: []string{"Nödvatten", "väg"}, Place: "1480", By: "anna", At: time.Date(2027, 1, 6, 18, 7, 0, 0, time.UTC),
	Texts: []string{"Nödvattentankar körs ut till Älvnäs"}}

func TestConcerns(t *testing.T) {
	with := func(change func(*watch.Happening)) watch.Happening {
		h := base
		change(&h)
		return h
	}
	comment := with(func(h *watch.Happening) { h.What = watch.Commented })
	words := with(func(h *watch.Happening) { h.What = watch.Worded })
	tagged := with(func(h *watch.Happening) { h.What, h.Gained = watch.Tagged, []string{"väg"} })
	decision := watch.Happening{What: watch.Came, Thing: watch.Decision, Actor: "lst", Place: "14", Incident: "sno"}
	for _, c := range []struct {
		on     watch.On
		target string
		h      watch.Happening
		want   bool
	}{
		{watch.OnArea, "yta", base, true}, {watch.OnArea, "annan", base, false}, {watch.OnArea, "", decision, false}, {watch.OnArea, "yta", comment, true},
		{watch.OnTag, "nodvatten", base, true}, {watch.OnTag, "NÖDVATTEN", base, true}, {watch.OnTag, "vatten", base, false},
		{watch.OnTag, "nodvatten", tagged, false}, {watch.OnTag, "vag", tagged, true}, {watch.OnArea, "yta", tagged, false},
		{watch.OnActor, "kommun-ekeryd", base, true}, {watch.OnActor, "kommun", base, false}, {watch.OnActor, "lst", decision, true},
		{watch.OnPlace, "1480", base, true}, {watch.OnPlace, "14", base, true}, {watch.OnPlace, "1481", base, false}, {watch.OnPlace, "1480", decision, false}, {watch.OnPlace, "14", decision, true},
		{watch.OnKind, "document", base, true}, {watch.OnKind, "minutes", base, false}, {watch.OnKind, "decision", decision, true}, {watch.OnKind, "decision", base, false},
		{watch.OnSearch, "q=vattentank", base, true}, {watch.OnSearch, "q=tankar+-%C3%A4lvn%C3%A4s", base, false}, {watch.OnSearch, "q=alvnas", base, false},
		{watch.OnSearch, "q=tankar&kind=item&tag=v%C3%A4g&folder=Vatten&place=14&area=yta&incident=sno&actor=kommun-ekeryd", base, true},
		{watch.OnSearch, "q=tankar&area=annan", base, false}, {watch.OnSearch, "folder=Vat", base, false}, {watch.OnSearch, "kind=decision&incident=sno", decision, true},
		{watch.OnSearch, "q=tankar", words, true}, {watch.OnArea, "yta", words, false}, {watch.OnSearch, "q=tankar", comment, false}, {watch.OnSearch, "from=2027-01-01", base, false},
		{watch.OnReports, "yta", base, false}, {watch.OnInquiry, "yta", base, false},
	} {
		if got := (watch.Watch{Member: "bo", On: c.on, Target: c.target}).Concerns(c.h); got != c.want {
			t.Errorf("%s %q and what is %s: %v", c.on, c.target, c.h.What, got)
		}
		if (watch.Watch{Member: c.h.By, On: c.on, Target: c.target}).Concerns(c.h) && c.h.By != "" {
			t.Errorf("%s %q: told of one's own doings", c.on, c.target)
		}
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct{ often, at, want string }{
		{"now", "2027-01-06T18:07:30Z", "2027-01-06T18:08:30Z"}, {"quarter", "2027-01-06T18:07:30Z", "2027-01-06T18:15:00Z"},
		{"quarter", "2027-01-06T18:15:00Z", "2027-01-06T18:30:00Z"}, {"hour", "2027-01-06T18:07:30Z", "2027-01-06T19:00:00Z"},
		{"morning", "2027-01-06T18:07:30Z", "2027-01-07T06:00:00Z"}, {"morning", "2027-01-07T03:00:00Z", "2027-01-07T06:00:00Z"},
		{"morning", "2027-03-27T20:00:00Z", "2027-03-28T05:00:00Z"}, // summer time begins that night
		{"inbox", "2027-01-06T18:07:30Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if due := watch.Often(c.often).Due(at); !due.IsZero() {
			got = due.UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%s at %s is due %s, want %s", c.often, c.at, got, c.want)
		}
	}
}

func TestMentioned(t *testing.T) {
	names := []watch.Name{{"a", "Anna"}, {"ab", "Anna Berg"}, {"x/ekeryd", "Ekeryd"}, {"x/ekeryd", "kommun-ekeryd"}, {"x/brand", "Räddningstjänsten Öst"}, {"å", "Åsa"}, {"k", "x"}}
	for _, c := range []struct {
		text, before string
		want         []string
	}{
		{"Hej @Anna Berg!", "", []string{"ab"}}, {"@anna, och @Ekeryd.", "", []string{"a", "x/ekeryd"}}, {"@Annas bil", "", nil}, {"anna@ekeryd.se", "", nil},
		{"Fråga @räddningstjänsten öst", "", []string{"x/brand"}}, {"@kommun-ekeryd @Ekeryd", "", []string{"x/ekeryd"}}, {"@kommun-ekeryd-norr", "", nil},
		{"@Anna och @Åsa", "bara @Anna", []string{"å"}}, {"@A\u030asa", "", []string{"å"}}, {"@", "", nil}, {"@x", "", nil}, {"(@Ekeryd)", "", []string{"x/ekeryd"}}, {"@@Anna", "", []string{"a"}},
	} {
		if got := watch.Mentioned(c.text, c.before, names); !slices.Equal(got, c.want) {
			t.Errorf("%q after %q names %q, want %q", c.text, c.before, got, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		w    watch.Watch
		code string
	}{
		{watch.Watch{On: watch.OnTag, Target: "väg", Often: watch.Now}, ""}, {watch.Watch{On: "x", Target: "väg", Often: watch.Now}, "watch.sort"},
		{watch.Watch{On: watch.Mention, Target: "väg", Often: watch.Now}, "watch.sort"}, {watch.Watch{On: watch.OnTag, Target: "väg"}, "watch.often"},
		{watch.Watch{On: watch.OnTag, Target: " ", Often: watch.Now}, "watch.target"}, {watch.Watch{On: watch.OnTag, Target: "a\nb", Often: watch.Now}, "watch.target"},
		{watch.Watch{On: watch.OnSearch, Target: "q=%22", Often: watch.Now}, "watch.target"}, {watch.Watch{On: watch.OnSearch, Target: "kind=item", Label: "x\x01", Often: watch.Now}, "watch.label"},
	} {
		if code := fault.CodeOf(c.w.Check()); code != c.code {
			t.Errorf("%+v: %s, want %s", c.w, code, c.code)
		}
	}
}

// Whatever is watched by whom: one notice for each person, never to the one who did it, told as soon as the most eager of the watches, and the
// same in whatever order they come.
func TestNotices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := []string{"anna", "bo", "cia", "dag"}
		of := rapid.Custom(func(t *rapid.T) watch.Watch {
			w := watch.Watch{Member: rapid.SampledFrom(people).Draw(t, "member"), On: rapid.SampledFrom(watch.Sorts()).Draw(t, "on"), Often: rapid.SampledFrom(watch.Choices()).Draw(t, "often")}
			w.Target = rapid.SampledFrom([]string{"yta", "nodvatten", "vag", "14", "1480", "document", "kommun-ekeryd", "q=tankar", "q=tankar&tag=finns-inte", "annat"}).Draw(t, "target")
			return w.Normal()
		})
		watches := rapid.SliceOfN(of, 0, 12).Draw(t, "watches")
		mentioned := rapid.SliceOfDistinct(rapid.SampledFrom(people), rapid.ID).Draw(t, "mentioned")
		got := watch.NoticesOf(base, watches, mentioned)
		seen := map[string]bool{}
		for _, n := range got {
			if seen[n.Member] || n.Member == base.By || len(n.Reasons) == 0 {
				t.Fatalf("%+v", got)
			}
			seen[n.Member] = true
			for _, w := range watches {
				if due := w.Often.Due(base.At); w.Member == n.Member && w.Concerns(base) && !due.IsZero() && (n.Due.IsZero() || due.Before(n.Due)) {
					t.Fatalf("%s is told at %s and wants it at %s", n.Member, n.Due, due)
				}
			}
		}
		for _, w := range watches {
			if w.Concerns(base) != (w.Concerns(base) && seen[w.Member]) {
				t.Fatalf("%+v is not told", w)
			}
			if w.Concerns(base) && w.On != watch.OnSearch && !slices.Contains(base.Targets(), w.Target) {
				t.Fatalf("%+v would not be looked up among %q", w, base.Targets())
			}
		}
		turned := slices.Clone(watches)
		slices.Reverse(turned)
		if again := watch.NoticesOf(base, turned, mentioned); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("another order gives %v, not %v", again, got)
		}
	})
}

// A search that is written down and read is the same.
func FuzzReadSearch(f *testing.F) {
	f.Add("q=vatten&kind=item")
	f.Add("?q=%zz;a=b")
	f.Fuzz(func(t *testing.T, asked string) {
		s := watch.ReadSearch(asked)
		if again := watch.ReadSearch(s.String()); again != s {
			t.Errorf("%q is %+v and then %+v", asked, s, again)
		}
		(watch.Watch{Member: "bo", On: watch.OnSearch, Target: asked}).Concerns(base)
		watch.Mentioned(asked, "", []watch.Name{{"a", "Anna"}, {"b", asked}})
	})
}
