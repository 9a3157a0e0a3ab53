package channel_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/channel"
	"samverkan/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestRakelText(t *testing.T) {
	sv := words(t)
	for _, c := range []struct {
		name     string
		title    string
		text     string
		exercise bool
		want     string
	}{
		{"a whole one", "", "Samverkanskonferens kl 14.30. Telefon 08-465 004 00.", false, "Samverkanskonferens kl 14.30. Telefon 08-465 004 00."},
		{"the title first", "Samverkanskonferens kl. 14.30", "Kvittera nu.", false, "Samverkanskonferens kl. 14.30. Kvittera nu."},
		{"not twice", "Samverkanskonferens kl. 14.30", "Samverkanskonferens kl. 14.30 i dag.", false, "Samverkanskonferens kl. 14.30 i dag."},
		{"the time moves up", "Kallelse", "Snökaos i Allmänsta. Lämna lägesrapport. Mötet börjar kl. 14.30. Kvittera.", false,
			"Kallelse. Mötet börjar kl. 14.30. Snökaos i Allmänsta. Lämna lägesrapport. Kvittera."},
		{"a date is no time", "Kallelse", "Den 2027-01-06. Version 1.20.3. Klockan 9:05 börjar det.", false, "Kallelse. Klockan 9:05 börjar det. Den 2027-01-06. Version 1.20.3."},
		{"kl. is no end", "", "Ta del kl. 14.30 av läget. Kvittera.", false, "Ta del kl. 14.30 av läget. Kvittera."},
		{"no links", "", "Kallelse kl. 14.30 https://samverkan.example/k/1?a=b. Se www.lst.example nu.", false, "Kallelse kl. 14.30 Se nu."},
		{"an exercise says so", "Kallelse kl. 14.30", "", true, "ÖVNING. Kallelse kl. 14.30."},
		{"once", "", "Övning. Kallelse kl. 14.30", true, "ÖVNING. Kallelse kl. 14.30"},
		{"not three times", "ÖVNING ÖVNING ÖVNING Kallelse", "ÖVNING: kl. 14.30", true, "ÖVNING. Kallelse. kl. 14.30"},
		{"but a sentence stays", "", "Övning i Allmänsta kl. 14.30", true, "ÖVNING. Övning i Allmänsta kl. 14.30"},
		{"and a longer word", "", "Övningen börjar kl. 14.30", true, "ÖVNING. Övningen börjar kl. 14.30"},
		{"and nothing is an exercise that is none", "", "ÖVNING. Kallelse", false, "ÖVNING. Kallelse"},
		{"its own characters", "", "”Möte” 14–15, 500 €, Kárášjohka, č, ŋ, −5 °C, ½ dag, 東, 🚨 nu…", false, `"Möte" 14-15, 500 EUR, Kárásjohka, c, n, -5 C, 1/2 dag, ?, nu...`},
		{"lines", "", "Ett\ntvå\r\n\r\ntre", false, "Ett två tre"},
	} {
		m := channel.Message{ID: "x", Title: c.title, Text: c.text, Exercise: c.exercise}
		if got := channel.RakelText(sv, m); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestRakelIsCutAtAWord(t *testing.T) {
	sv := words(t)
	m := channel.Message{ID: "x", Exercise: true, Title: "Samverkanskonferens kl. 14.30", Text: strings.Repeat("snöröjning pågår, ", 20)}
	got := channel.RakelText(sv, m)
	if want := "ÖVNING. Samverkanskonferens kl. 14.30. " + strings.TrimSuffix(strings.Repeat("snöröjning pågår, ", 5), ", ") + ", snöröjning"; got != want {
		t.Errorf("%q\n%q", got, want)
	}
	m = channel.Message{ID: "x", Text: strings.Repeat("å", 200)}
	if got := channel.RakelText(sv, m); utf8.RuneCountInString(got) != channel.RakelMax {
		t.Error("one long word:", utf8.RuneCountInString(got))
	}
	m.Text = strings.Repeat("å", 140)
	if got := channel.RakelText(sv, m); got != m.Text {
		t.Error(got)
	}
	m.Text = strings.Repeat("å", 140) + " b"
	if got := channel.RakelText(sv, m); got != strings.Repeat("å", 140) {
		t.Error(got)
	}
}

// Whatever is written, what is keyed in has at most 140 characters that a terminal has, on one line, and no link.
func FuzzRakelText(f *testing.F) {
	for _, s := range []string{"", alarm, "http://", "a\u0301\u0301", "ﬁ①㎞", "\xff", "🚨🚨", "kl. 14.30. 15.30", ".", " !A", "\u00ad", "www.x.se", "0:00.0:00"} {
		f.Add(s, s, true)
		f.Add("", s, false)
	}
	c := words(f)
	f.Fuzz(func(t *testing.T, title, text string, exercise bool) {
		m := channel.Message{ID: "x", Title: title, Text: text, Exercise: exercise}
		got := channel.RakelText(c, m)
		if utf8.RuneCountInString(got) > 140 || strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Fatalf("%q", got)
		}
		for _, r := range got {
			if r < ' ' || r >= 0x7f && r < 0xa1 || r == 0xad || r > 0xff {
				t.Fatalf("%q in %q", r, got)
			}
		}
		if exercise && !strings.HasPrefix(strings.ToUpper(got), "ÖVNING") {
			t.Fatalf("no exercise: %q", got)
		}
	})
}

// The card as people see it, in both languages.
func TestCard(t *testing.T) {
	var b strings.Builder
	for _, lang := range []string{"sv", "en"} {
		for _, group := range []string{"Samv LST X", ""} {
			m := message("")
			m.TalkGroup = group
			m.Link = "https://samverkan.example/k/1"
			for _, l := range channel.Card(words(t), lang, m) {
				b.WriteString(l.Key + "\t" + l.Label + "\t" + l.Text + "\n")
			}
			b.WriteString("\n")
		}
	}
	golden := filepath.Join("testdata", "card.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

// records reads what a file has.
func records(t *testing.T, path string) (out []channel.Record) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var r channel.Record
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := channel.OpenFile(path, "sms")
	if err != nil {
		t.Fatal(err)
	}
	m := message("070-174 06 05") // a fictive number is what a demonstration has
	m.Text, m.Link = "ÖVNING – kl. 14.30\nKvittera", "https://samverkan.example/k/1"
	for range 2 {
		h, err := f.Send(t.Context(), m)
		if err != nil || h != (channel.Handed{Reference: m.ID, State: channel.Sent, Parts: 1}) {
			t.Fatal(h, err)
		}
	}
	for to, want := range map[string]string{"112": "channel.address", "08-465 004 00": "channel.not-mobile"} {
		m.To = to
		_, err := f.Send(t.Context(), m)
		expect(t, to, err, want, false)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = f.Send(t.Context(), message("070-174 06 05"))
	expect(t, "a closed file", err, "channel.file", true)
	want := channel.Record{Channel: "sms", ID: m.ID, At: noon, To: "+46701740605", Text: "ÖVNING - kl. 14.30\nKvittera\n" + m.Link, Language: "sv",
		Alarm: true, Exercise: true, TalkGroup: "Samv LST X", Parts: 1}
	if diff := cmp.Diff([]channel.Record{want, want}, records(t, path)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if _, err := channel.OpenFile(filepath.Join(path, "x"), "sms"); fault.CodeOf(err) != "channel.file" {
		t.Error(err)
	}
}

// What goes on is the finished text, to the talk group.
func TestRakelHandsOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rakel.jsonl")
	f, err := channel.OpenFile(path, "rakel")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := message("")
	m.Link = "https://samverkan.example/k/1"
	if _, err := (channel.Rakel{Words: words(t), Next: f}).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	want := []channel.Record{{Channel: "rakel", ID: m.ID, At: noon, To: "Samv LST X", Language: "sv", Alarm: true, Exercise: true, TalkGroup: "Samv LST X",
		Text: "ÖVNING. Samverkanskonferens kl. 14.30. Kallelse: samverkanskonferens kl. 14.30. Kvittera nu."}}
	if diff := cmp.Diff(want, records(t, path)); diff != "" {
		t.Error(diff)
	}
}
