package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// every visits a command and all below it.
func every(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, sub := range c.Commands() {
		every(sub, visit)
	}
}

// english are words that only the libraries would say in a Swedish help.
var english = regexp.MustCompile(`(?i)\b(usage|flags|examples|available commands|default|additional|completion for|help for|string|strings|stringArray|duration|the)\b`)

func TestEveryVerbIsHelped(t *testing.T) {
	for _, lang := range []string{i18n.Swedish, i18n.English} {
		root := tree(t, lang)
		every(root, func(c *cobra.Command) {
			if c.Hidden {
				return
			}
			name := lang + ": " + c.CommandPath()
			if c.Short == "" || strings.Contains(c.Short+c.Long, "⟦") || strings.HasSuffix(c.Short, ".") {
				t.Errorf("%s: short help %q", name, c.Short)
			}
			if c != root && !c.HasSubCommands() {
				if !strings.Contains(c.Example, strings.TrimPrefix(c.CommandPath(), "")) {
					t.Errorf("%s: no example of itself: %q", name, c.Example)
				}
				if c.RunE == nil || c.Args == nil && c.Name() != "help" {
					t.Errorf("%s: does nothing, or takes anything", name)
				}
			}
			c.LocalFlags().VisitAll(func(f *pflag.Flag) {
				if f.Usage == "" || strings.Contains(f.Usage, "⟦") {
					t.Errorf("%s --%s: help %q", name, f.Name, f.Usage)
				}
			})
		})
	}
}

// The examples of the help are written as they are to be typed: every one names a verb, and flags that it has.
func TestExamplesAreTrue(t *testing.T) {
	root := tree(t, i18n.Swedish)
	every(root, func(c *cobra.Command) {
		for _, line := range strings.Split(strings.ReplaceAll(c.Example, "\\\n", " "), "\n") {
			args := words(line)
			at := slices.Index(args, "samverkan")
			if at < 0 {
				if line != "" {
					t.Errorf("%s: an example without samverkan: %q", c.CommandPath(), line)
				}
				continue
			}
			found, rest, err := root.Find(args[at+1:])
			if err != nil || found != c {
				t.Errorf("%s: the example %q is of %s (%v)", c.CommandPath(), line, found.CommandPath(), err)
				continue
			}
			for _, a := range rest {
				name, isFlag := strings.CutPrefix(a, "--")
				name, _, _ = strings.Cut(name, "=")
				if isFlag && found.Flag(name) == nil && found.InheritedFlags().Lookup(name) == nil {
					t.Errorf("%s: the example %q has a flag that does not exist: --%s", c.CommandPath(), line, name)
				}
			}
		}
	})
}

// words takes a line apart as a shell does, up to what goes elsewhere.
func words(line string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`).FindAllString(line, -1) {
		if m == "<" || m == ">" || m == "|" {
			break
		}
		out = append(out, strings.Trim(strings.TrimPrefix(m, "<("), `"')`))
	}
	return out
}

// What the program says of itself, in both languages, word for word. A changed golden file is a changed manual.
func TestHelpGolden(t *testing.T) {
	for _, lang := range []string{i18n.Swedish, i18n.English} {
		var b strings.Builder
		every(tree(t, lang), func(c *cobra.Command) {
			if c.Hidden || c.Name() == "help" {
				return
			}
			var out bytes.Buffer
			args := append(strings.Fields(c.CommandPath())[1:], "--help", "--lang", lang)
			code := Run(context.Background(), args, World{Out: &out, Err: &out, Env: func(string) string { return "" }, Now: time.Now})
			if code != 0 {
				t.Errorf("%v: exit code %d", args, code)
			}
			text := out.String()
			if lang == i18n.Swedish {
				for _, line := range strings.Split(text, "\n") {
					if word := english.FindString(line); word != "" && !strings.Contains(line, "samverkan ") && !strings.Contains(line, "docs/") {
						t.Errorf("%v speaks English: %q", args, line)
					}
				}
			}
			if at := strings.Index(text, "\nGemensamma flaggor"); c.HasParent() && at >= 0 {
				text = text[:at] // they are the same everywhere
			}
			if at := strings.Index(text, "\nCommon flags"); c.HasParent() && at >= 0 {
				text = text[:at]
			}
			b.WriteString("# " + c.CommandPath() + "\n\n" + text + "\n")
		})
		golden(t, "help."+lang+".txt", b.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; look at it, and run with -update", path)
	}
}

// Every command has a sentence that says what came of it, and every word that stands in lists has a text.
func TestEveryCommandIsToldInWords(t *testing.T) {
	texts, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range texts.Languages() {
		p := texts.For(lang)
		for _, name := range append(conference.CommandNames(), clerk.AdminNames()...) {
			if !p.Has("cli.done." + name) {
				t.Errorf("%s: cli.done.%s has no text", lang, name)
			}
		}
		for what, values := range map[string][]string{
			"note": strs(conference.NoteKinds()), "stance": strs(conference.Stances()), "role": append(strs(conference.InternalRoles()), invitedRoles().offered("en")...),
			"mode": append(modes().offered("en"), string(conference.Mixed)), "level": levels().offered("en"), "reply": replies().offered("en"),
			"attendance": attendances().offered("en"), "request": requests().offered("en"), "measure": measureStates().offered("en"),
			"follow": followStates().offered("en"),
		} {
			for _, v := range values {
				if !p.Has("cli.word." + what + "." + v) {
					t.Errorf("%s: cli.word.%s.%s has no text", lang, what, v)
				}
			}
		}
	}
}

func strs[T ~string](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

// A word is read with or without å, ä, ö and capitals, in both languages, and by its beginning when that is enough.
func TestWords(t *testing.T) {
	for word, want := range map[string]conference.NoteKind{"behov": conference.NoteNeed, "BEHOV": conference.NoteNeed, "need": conference.NoteNeed,
		"målkonflikt": conference.NoteGoalConflict, "malkonflikt": conference.NoteGoalConflict, "goal-conflict": conference.NoteGoalConflict,
		"ingen-äger": conference.NoteUnowned, "ingen äger": conference.NoteUnowned, "mål": conference.NoteGoalConflict, "fråga": conference.NoteQuestion} {
		if got, err := noteKinds().read(word); err != nil || got != want {
			t.Errorf("%q: %q, %v", word, got, err)
		}
	}
	for _, word := range []string{"", "s", "sagor", "behovet av"} {
		if got, err := noteKinds().read(word); fault.CodeOf(err) != "cli.unknown-word" {
			t.Errorf("%q was read as %q", word, got)
		}
	}
	// No word means two things, and every value can be chosen in both languages.
	every := map[string]conference.NoteKind{}
	for _, m := range noteKinds() {
		for _, w := range append(strings.Fields(m.words), string(m.value)) {
			if other, taken := every[i18n.Fold(w)]; taken && other != m.value {
				t.Errorf("%q means both %q and %q", w, other, m.value)
			}
			every[i18n.Fold(w)] = m.value
		}
	}
	if len(noteKinds()) != len(conference.NoteKinds()) {
		t.Errorf("%d kinds can be typed, %d exist", len(noteKinds()), len(conference.NoteKinds()))
	}
}

func TestMoment(t *testing.T) {
	p := bareSession(nil)
	p.world.Now = func() time.Time { return time.Date(2027, 7, 6, 22, 30, 0, 0, time.UTC) } // the 7th in Stockholm
	for text, want := range map[string]string{
		"19:00": "2027-07-07T17:00:00Z", "00:15": "2027-07-06T22:15:00Z", "2027-01-06 19:00": "2027-01-06T18:00:00Z",
		"2027-01-06T19:00": "2027-01-06T18:00:00Z", "2027-01-06T19:00:00+01:00": "2027-01-06T18:00:00Z", "19:00:30": "2027-07-07T17:00:30Z",
		" 2027-01-06 19.00 ": "2027-01-06T18:00:00Z", "2026-10-25T02:30:00+01:00": "2026-10-25T01:30:00Z", "2026-10-25 03:00": "2026-10-25T02:00:00Z",
		"2026-10-25 01:59": "2026-10-24T23:59:00Z", "2026-03-29 03:00": "2026-03-29T01:00:00Z",
	} {
		got, err := p.moment(text)
		if err != nil || got.UTC().Format(time.RFC3339) != want {
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		}
	}
	for text, code := range map[string]string{"": "cli.not-a-time", "kl 7": "cli.not-a-time", "25:00": "cli.not-a-time", "2027-02-30 12:00": "cli.not-a-time",
		"2026-10-25 02:00": "cli.time-twice", "2026-10-25 02:59:59": "cli.time-twice", "2026-03-29 02:00": "cli.time-skipped",
		"2026-03-29 02:59": "cli.time-skipped", "2027-01-06": "cli.not-a-time", "6 januari": "cli.not-a-time"} {
		if got, err := p.moment(text); fault.CodeOf(err) != code {
			t.Errorf("%q: %v, %v; want %s", text, got, err, code)
		}
	}
}

// FuzzMoment: whatever is typed is a time or a fault that says what to do.
func FuzzMoment(f *testing.F) {
	for _, seed := range []string{"19:00", "2027-01-06 19:00", "2026-10-25 02:30", "2027-01-06T19:00:00+01:00", "", "x"} {
		f.Add(seed)
	}
	p := bareSession(nil)
	p.world.Now = func() time.Time { return time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC) }
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := p.moment(text); err != nil && !strings.HasPrefix(fault.CodeOf(err), "cli.") {
			t.Errorf("%q: %v", text, err)
		}
	})
}
