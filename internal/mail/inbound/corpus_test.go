package inbound_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/mail/inbound"
)

var update = flag.Bool("update", false, "write the golden table anew")

const (
	uid   = "019a2b3c-konferens@samverkan.example"
	table = "testdata/verdicts.golden"
)

// known is the meeting of the corpus: its second change is out, and the region has answered that.
func known(asked string) (inbound.Meeting, bool) {
	if asked != uid {
		return inbound.Meeting{}, false
	}
	return inbound.Meeting{UID: uid, Organizer: "konferens@lst.example", Sequence: 2, Invited: []inbound.Invited{
		{Participant: "sundby", Addresses: []string{"TiB@sundby.example"}, Domains: []string{"sundby.example"}},
		{Participant: "region", Addresses: []string{"tib@region.example"}, Domains: []string{"region.example", "rs.example"},
			PartStat: inbound.Accepted, Sequence: 2, Stamp: time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)},
		{Participant: "trafik", Addresses: []string{"vtl@trafik.example"}, Domains: []string{"trafik.example"}},
		{Participant: "rtj", Addresses: []string{"inre.befal@rtj.example"}, Domains: []string{"rtj.example"}},
		{Participant: "polis", Addresses: []string{"rlc@polisen.example"}, Domains: []string{"polisen.example"}},
		{Participant: "frivilliga", Addresses: []string{"ff.allman@gmail.com"}, Domains: []string{"gmail.com"}}, // a careless setting
		{Participant: "norrby", Addresses: []string{"norrby@raddning.example"}, Domains: []string{"raddning.example"}},
		{Participant: "soderby", Addresses: []string{"soderby@raddning.example"}, Domains: []string{"raddning.example"}},
	}}, true
}

// corpus gives every mail of testdata by name, and those that are too large to keep there.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/replies/*.eml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d mails in the corpus, %v", len(files), err)
	}
	all := map[string][]byte{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(name), ".eml")] = data
	}
	plain := all["accept-thunderbird"]
	grow := func(name, from, to string) {
		grown := bytes.Replace(plain, []byte(from), []byte(to), 1)
		if len(grown) == len(plain) {
			t.Fatalf("%s: nothing to grow", name)
		}
		all[name] = grown
	}
	folded := strings.Repeat("\r\n "+strings.Repeat("x", 74), 12_000)
	grow("made-900kB-attendee", "ATTENDEE;RSVP", "ATTENDEE;X-A="+folded+";RSVP")
	grow("made-900kB-description", "DESCRIPTION;ALTREP=\"", "DESCRIPTION;ALTREP=\""+folded)
	grow("made-2MB-calendar", "DESCRIPTION;ALTREP=\"", "DESCRIPTION;ALTREP=\""+folded+folded)
	grow("made-900kB-one-line", "SUMMARY:", "X-LONG;X-A="+strings.Repeat("x", 900_000)+":y\r\nSUMMARY:")
	return all
}

// told is a verdict in one line.
func told(in inbound.Incoming, v inbound.Verdict) string {
	line := fmt.Sprintf("%-8s → %-9s", in.Kind, v.Kind)
	if v.Participant != "" {
		line += " " + v.Participant
	}
	if v.Reply != "" {
		line += " " + string(v.Reply)
	}
	if v.Tentative {
		line += " perhaps"
	}
	if v.Verified {
		line += " verified"
	}
	add := func(name, value string) {
		if value != "" {
			line += fmt.Sprintf(" %s=%q", name, value)
		}
	}
	add("instead", v.Substitute)
	add("reason", v.Reason)
	add("token", v.Token)
	add("message", v.Message)
	if !v.Answer.Start.IsZero() {
		add("proposed", v.Answer.Start.UTC().Format(time.RFC3339)+"/"+v.Answer.End.UTC().Format("15:04"))
	}
	if !v.Answer.Recurrence.IsZero() {
		add("of", v.Answer.Recurrence.Format(time.RFC3339))
	}
	if b := v.Bounce; b != nil {
		line += fmt.Sprintf(" %s permanent=%t", b.Action, b.Permanent)
		add("status", b.Status)
		add("to", b.Recipient)
		add("said", b.Diagnostic)
		add("original", b.Original)
	}
	if v.Kind == inbound.IsUnknown {
		add("text", strings.ReplaceAll(in.Text, "\n", " / "))
	}
	return line
}

// Every mail of the corpus gets the right answer or the right place, in under a second.
func TestVerdicts(t *testing.T) {
	mails := corpus(t)
	var lines []string
	for name, raw := range mails {
		in, err := inbound.Parse(raw, inbound.Options{AuthServer: "mx.lst.example"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines = append(lines, fmt.Sprintf("%-32s %s", name, told(in, inbound.Match(in, known))))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(table, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Error(diff)
	}
}
