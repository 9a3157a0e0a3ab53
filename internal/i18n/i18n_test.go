package i18n

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"samverkan/internal/fault"
)

func printers(t *testing.T) (sv, en *Printer) {
	t.Helper()
	cat, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return cat.For("sv"), cat.For("en")
}

// small loads a catalogue made for one test.
func small(t *testing.T, sv, en string) *Catalogue {
	t.Helper()
	cat, err := load(fstest.MapFS{"sv/a.json": {Data: []byte(sv)}, "en/a.json": {Data: []byte(en)}})
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func TestFor(t *testing.T) {
	cat, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[string]string{"sv": "sv", "en": "en", "en-GB": "en", "EN": "en", "sv-FI": "sv", "fi": "sv", "": "sv"} {
		if got := cat.For(asked).Lang(); got != want {
			t.Errorf("For(%q) is %s, want %s", asked, got, want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	const fine = `{"a.b": "text"}`
	for name, files := range map[string]fstest.MapFS{
		"key twice in a file":   {"sv/a.json": {Data: []byte(`{"a": "1", "a": "2"}`)}, "en/a.json": {Data: []byte(fine)}},
		"key twice over files":  {"sv/a.json": {Data: []byte(fine)}, "sv/b.json": {Data: []byte(fine)}, "en/a.json": {Data: []byte(fine)}},
		"no English":            {"sv/a.json": {Data: []byte(fine)}},
		"empty text":            {"sv/a.json": {Data: []byte(`{"a": " "}`)}, "en/a.json": {Data: []byte(fine)}},
		"broken template":       {"sv/a.json": {Data: []byte(`{"a": "{{.A"}`)}, "en/a.json": {Data: []byte(fine)}},
		"plural without one":    {"sv/a.json": {Data: []byte(`{"a": {"other": "x"}}`)}, "en/a.json": {Data: []byte(fine)}},
		"unknown plural form":   {"sv/a.json": {Data: []byte(`{"a": {"one": "x", "few": "y", "other": "z"}}`)}, "en/a.json": {Data: []byte(fine)}},
		"nested":                {"sv/a.json": {Data: []byte(`{"a": {"one": {"b": "x"}}}`)}, "en/a.json": {Data: []byte(fine)}},
		"number":                {"sv/a.json": {Data: []byte(`{"a": 1}`)}, "en/a.json": {Data: []byte(fine)}},
		"key with a space":      {"sv/a.json": {Data: []byte(`{"a b": "x"}`)}, "en/a.json": {Data: []byte(fine)}},
		"an array":              {"sv/a.json": {Data: []byte(`["a"]`)}, "en/a.json": {Data: []byte(fine)}},
		"cut off":               {"sv/a.json": {Data: []byte(`{"a": "x"`)}, "en/a.json": {Data: []byte(fine)}},
		"more after the object": {"sv/a.json": {Data: []byte(`{"a": "x"} {}`)}, "en/a.json": {Data: []byte(fine)}},
	} {
		if _, err := load(files); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestT(t *testing.T) {
	cat := small(t,
		`{"hej": "Hej {{.Name}}", "when": "klart {{.At}}, {{.Who}}", "n": {"one": "{{.Count}} aktör", "other": "{{.Count}} aktörer"}, "bara.sv": "x"}`,
		`{"hej": "Hello {{.Name}}", "when": "done {{.At}}, {{.Who}}", "n": {"one": "{{.Count}} actor", "other": "{{.Count}} actors"}}`)
	sv, en := cat.For("sv"), cat.For("en")
	at := time.Date(2027, 1, 6, 18, 3, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{sv.T("hej", "Name", "Åsa"), "Hej Åsa"},
		{sv.T("hej", map[string]any{"Name": "Åsa"}), "Hej Åsa"},
		{sv.T("hej", map[string]string{"Name": "Åsa"}), "Hej Åsa"},
		{sv.T("hej", fault.Args{"Name": "Åsa"}), "Hej Åsa"},
		{en.T("hej", "Name", "<b>{{.X}}"), "Hello <b>{{.X}}"}, // a value is never a template
		{sv.T("hej"), "⟦hej⟧"},
		{sv.T("hej", "Name"), "⟦hej⟧"},
		{sv.T("hej", 7, "x"), "⟦hej⟧"},
		{sv.T("borta"), "⟦borta⟧"},
		{en.T("bara.sv"), "⟦bara.sv⟧"}, // Swedish text in an English page would hide the hole
		{sv.T("when", "At", at, "Who", []string{"a", "b"}), "klart ⟦date.time⟧, ⟦list.last⟧"},
		{sv.N("n", 1), "1 aktör"},
		{sv.N("n", 0), "0 aktörer"},
		{sv.N("n", 13500), "13\u00a0500 aktörer"},
		{en.N("n", 1), "1 actor"},
		{en.N("n", 2), "2 actors"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if !sv.Has("hej") || en.Has("bara.sv") {
		t.Error("Has does not know what there is")
	}
}

func TestFault(t *testing.T) {
	sv, en := printers(t)
	secret := errors.New("open /var/lib/secret.db: no such table")
	for _, err := range []error{
		secret,
		fault.Wrap(secret, fault.Internal, "internal"),
		fault.Wrap(secret, fault.Internal, "no.such-code", "Path", "/var/lib/secret.db"),
		fault.Wrap(secret, fault.Conflict, "no.such-code", "Path", "/var/lib/secret.db"),
		fault.Wrap(secret, fault.Kind(99), "no.such-code"),
	} {
		for _, p := range []*Printer{sv, en} {
			got := p.Fault(err)
			if strings.Contains(got, "secret") || strings.Contains(got, "no.such-code") {
				t.Errorf("%v leaks: %q", err, got)
			}
			if got == "" || strings.Contains(got, "⟦") && fault.KindOf(err) <= fault.Unavailable {
				t.Errorf("%v has no text: %q", err, got)
			}
		}
	}
	if got := sv.Fault(nil); got != "" {
		t.Errorf("nil gives %q", got)
	}
	if got := en.Fault(fault.New(fault.Invalid, "id.invalid", "ID", "å")); !strings.HasPrefix(got, "“å” cannot be an id.") {
		t.Errorf("got %q", got)
	}
	if got := sv.Fault(fault.New(fault.Invalid, "id.invalid")); got != sv.T("fault-kind.invalid") {
		t.Errorf("a fault without its value gives %q", got)
	}
	wrapped := errors.Join(errors.New("x"), fault.New(fault.Invalid, "id.invalid", "ID", "å"))
	if got := en.Fault(wrapped); !strings.Contains(got, "å") {
		t.Errorf("a wrapped fault gives %q", got)
	}
}

func TestFaultFields(t *testing.T) {
	cat, err := load(fstest.MapFS{
		"sv/a.json": {Data: []byte(`{"fault.plan.invalid": "Planen har fel.", "fault.no": "Saknas.", "field.agenda.title": "rubrik",
			"fault-field": "– {{.Field}}: {{.Text}}", "fault-line": "rad {{.Line}}", "fault-cell": "rad {{.Line}}, {{.Column}}"}`)},
		"en/a.json": {Data: []byte(`{"x": "x"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	f := fault.New(fault.Invalid, "plan.invalid")
	f.Fields = map[string]string{"agenda[10].title": "no", "agenda[2].title": "no", "2:kind": "no", "14": "no", "other.path": "no"}
	want := "Planen har fel.\n– rad 2, kind: Saknas.\n– rad 14: Saknas.\n– rubrik: Saknas.\n– rubrik: Saknas.\n– other.path: Saknas."
	if got := cat.For("sv").Fault(f); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDates(t *testing.T) {
	sv, en := printers(t)
	start := time.Date(2027, 1, 6, 18, 3, 0, 0, time.UTC)
	end := start.Add(67 * time.Minute)
	summer := time.Date(2027, 7, 31, 22, 30, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{sv.Date(start), "onsdag 6 januari 2027"},
		{en.Date(start), "Wednesday 6 January 2027"},
		{sv.Date(summer), "söndag 1 augusti 2027"},
		{sv.ShortDate(start), "2027-01-06"},
		{sv.Clock(start), "19:03"},
		{sv.Clock(summer), "00:30"},
		{sv.DateTime(start), "onsdag 6 januari 2027 kl. 19:03"},
		{en.DateTime(start), "Wednesday 6 January 2027 at 19:03"},
		{sv.ShortDateTime(start), "2027-01-06 19:03"},
		{sv.Span(start, end), "kl. 19:03–20:10"},
		{en.Span(start, end), "19:03–20:10"},
		{sv.ClockSeconds(start), "19:03:00"}, {sv.ClockSeconds(time.Time{}), ""},
		{sv.SpanSeconds(start.Add(4*time.Second), start.Add(65*time.Second)), "kl. 19:03:04–19:04:05"},
		{sv.SpanSeconds(start, start.Add(6*time.Hour)), "onsdag 6 januari 2027 kl. 19:03:00 – torsdag 7 januari 2027 kl. 01:03:00"},
		{sv.Span(start, time.Time{}), "kl. 19:03–"},
		{sv.Span(start, start.Add(6*time.Hour)), "onsdag 6 januari 2027 kl. 19:03 – torsdag 7 januari 2027 kl. 01:03"},
		{sv.In(time.UTC).Clock(start), "18:03"},
		{sv.Date(time.Time{}) + sv.ShortDate(time.Time{}) + sv.Clock(time.Time{}) + sv.DateTime(time.Time{}) +
			sv.ShortDateTime(time.Time{}) + sv.Span(time.Time{}, end), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// The night of 25 October 2026 has 02:30 twice, the night of 28 March 2027 has none.
func TestClockOverDST(t *testing.T) {
	sv, en := printers(t)
	autumn := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{sv.Clock(autumn.Add(-time.Hour)), "01:30"},
		{sv.Clock(autumn), "02:30 (sommartid)"},
		{sv.ClockSeconds(autumn.Add(2 * time.Second)), "02:30:02 (sommartid)"},
		{sv.Clock(autumn.Add(time.Hour)), "02:30 (normaltid)"},
		{en.Clock(autumn.Add(time.Hour)), "02:30 (standard time)"},
		{sv.Clock(autumn.Add(2 * time.Hour)), "03:30"},
		{sv.Clock(time.Date(2027, 3, 28, 0, 59, 0, 0, time.UTC)), "01:59"},
		{sv.Clock(time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC)), "03:00"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestDuration(t *testing.T) {
	sv, _ := printers(t)
	for d, want := range map[time.Duration]string{
		0:                            "0 s",
		1400 * time.Millisecond:      "1 s",
		59600 * time.Millisecond:     "1 min",
		45 * time.Second:             "45 s",
		90 * time.Second:             "2 min",
		70 * time.Minute:             "1 h 10 min",
		2 * time.Hour:                "2 h",
		-3 * time.Minute:             "\u22123 min",
		59*time.Minute + time.Minute: "1 h",
	} {
		if got := sv.Duration(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	sv, en := printers(t)
	for _, c := range []struct{ got, want string }{
		{sv.Number(0), "0"}, {sv.Number(999), "999"}, {sv.Number(1000), "1\u00a0000"},
		{sv.Number(-1234567), "\u22121\u00a0234\u00a0567"}, {en.Number(13500), "13,500"},
		{sv.Decimal(3.5, 1), "3,5"}, {en.Decimal(12345.678, 2), "12,345.68"}, {sv.Decimal(2.5, 0), "2"},
		{sv.Bytes(999), "999\u00a0B"}, {sv.Bytes(1000), "1\u00a0kB"}, {sv.Bytes(999_950), "1\u00a0MB"},
		{en.Bytes(12_345_678), "12.3\u00a0MB"}, {sv.Bytes(5_000_000_000_000_000), "5\u00a0000\u00a0TB"}, {sv.Bytes(200 << 20), "209,7\u00a0MB"}, {sv.Bytes(200_000_000), "200\u00a0MB"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestList(t *testing.T) {
	sv, en := printers(t)
	names := []string{"Allmänsta", "Bro", "Casby"}
	for n, want := range []string{"", "Allmänsta", "Allmänsta och Bro", "Allmänsta, Bro och Casby"} {
		if got := sv.List(names[:n]); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := en.List(names), "Allmänsta, Bro and Casby"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSortIsSwedish(t *testing.T) {
	sv, en := printers(t)
	want := []string{"Alingsås", "alvesta", "Vara", "Växjö", "Wiks", "Ystad", "Zinkgruvan", "Åmål", "Åre", "Älmhult", "Ängelholm", "Öckerö", "Örebro"}
	got := slices.Clone(want)
	slices.Reverse(got)
	sv.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	slices.Reverse(got)
	en.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("in English the order is another: %v", got)
	}
	type actor struct{ name string }
	actors := []actor{{"Örebro"}, {"Åre"}, {"Ale"}}
	SortBy(sv, actors, func(a actor) string { return a.name })
	if actors[0].name != "Ale" || actors[2].name != "Örebro" {
		t.Errorf("SortBy gives %v", actors)
	}
	if sv.Compare("a", "a") != 0 || sv.Compare("e\u0301", "é") == 0 {
		t.Error("names that look alike but differ must still have an order, and equal names none")
	}
}

func TestPrinterIsSharable(t *testing.T) {
	sv, _ := printers(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if sv.Compare("Zäta", "Åre") >= 0 || sv.DateTime(time.Unix(0, 0)) != "torsdag 1 januari 1970 kl. 01:00" {
					t.Error("a shared printer gave something else")
					return
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkT(b *testing.B) {
	cat, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	sv := cat.For("sv")
	for b.Loop() {
		sv.T("fault.id.invalid", "ID", "å")
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Åmåls kommun": "amals kommun", "A\u030ama\u030al": "amal", "Habo/Håbo": "habo habo", "  VÄSTRA  Götalands län ": "vastra gotalands lan",
		"Sámediggi čđŋšŧž": "samediggi cdnstz", "Møre & Ærø": "more aero", "100 %": "100", "Москва": "", "": "", "nr 1, 2027-01-06": "nr 1 2027 01 06",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	if Normal("a\u030a") != "å" {
		t.Error("å is written in two ways")
	}
}
