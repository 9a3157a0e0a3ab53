package cli

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// firstConference is the guide that a new user follows from an empty database to published minutes.
const firstConference = "../../docs/forsta-konferensen.md"

// TestFirstConference types what the guide tells its reader to type, in that order, from an empty directory, and holds the
// answers against those that the guide shows. The guide is written so that it can be:
//
//   - A block marked sh has one command a line: samverkan, export NAME=VALUE, or echo TEXT > FILE. A command that is refused
//     on purpose ends with "# avvisas".
//   - A block marked text is what the block before it answers: these lines, in this order, among others. "…" stands for
//     anything; columns may be of another width.
//   - A block marked jsonl is the file whose name was written last before it.
//   - <!-- klockan 16:00 --> sets the clock. It does not show when the guide is read.
func TestFirstConference(t *testing.T) {
	guide, err := os.ReadFile(firstConference)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	r := follower{t: t, env: map[string]string{"HOME": t.TempDir()}}
	for _, b := range guideBlocks(t, string(guide)) {
		switch b.kind {
		case "clock":
			r.clock(b)
		case "sh":
			r.said.Reset()
			for i, line := range b.lines {
				r.line = b.line + i
				r.types(line)
			}
		case "text":
			r.sees(b)
		case "jsonl":
			if err := os.WriteFile(b.name, []byte(strings.Join(b.lines, "\n")+"\n"), 0o600); err != nil {
				t.Fatalf("line %d: %v", b.line, err)
			}
		default:
			t.Fatalf("line %d: nobody knows what a block of %q is", b.line, b.kind)
		}
	}
	if r.typed < 80 {
		t.Errorf("the guide has %d commands; a whole conference has more", r.typed)
	}
}

// guideBlock is a fenced block of the guide, or a time of day.
type guideBlock struct {
	kind  string
	line  int // of its first line
	lines []string
	name  string // of the file, written last before it
}

var (
	clockSays = regexp.MustCompile(`^<!-- klockan (\d\d:\d\d) -->$`)
	fileName  = regexp.MustCompile("`([a-z0-9-]+\\.[a-z]+)`")
)

func guideBlocks(t *testing.T, guide string) []guideBlock {
	t.Helper()
	var found []guideBlock
	var open *guideBlock
	name := ""
	for i, line := range strings.Split(guide, "\n") {
		clock := clockSays.FindStringSubmatch(line)
		switch {
		case open != nil && line == "```":
			found, open = append(found, *open), nil
		case open != nil:
			open.lines = append(open.lines, line)
		case strings.HasPrefix(line, "```"):
			open = &guideBlock{kind: strings.TrimPrefix(line, "```"), line: i + 2, name: name}
		case clock != nil:
			found = append(found, guideBlock{kind: "clock", line: i + 1, lines: clock[1:]})
		default:
			for _, m := range fileName.FindAllStringSubmatch(line, -1) {
				name = m[1]
			}
		}
	}
	if open != nil {
		t.Fatalf("line %d: the block does not end", open.line)
	}
	return found
}

// follower is somebody who follows the guide.
type follower struct {
	t     *testing.T
	env   map[string]string
	now   time.Time
	said  bytes.Buffer // what the newest block of commands answered
	line  int
	typed int
}

func (r *follower) clock(b guideBlock) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		r.t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", "2027-01-14 "+b.lines[0], loc)
	if err != nil {
		r.t.Fatalf("line %d: %v", b.line, err)
	}
	if at.Before(r.now) {
		r.t.Fatalf("line %d: the clock goes backwards", b.line)
	}
	r.now = at
}

func (r *follower) types(line string) {
	line, refused := strings.CutSuffix(line, "# avvisas")
	words := shellWords(r.t, r.line, line)
	switch {
	case len(words) == 2 && words[0] == "export":
		name, value, _ := strings.Cut(words[1], "=")
		r.env[name] = value
	case len(words) == 4 && words[0] == "echo" && words[2] == ">":
		if err := os.WriteFile(words[3], []byte(words[1]+"\n"), 0o600); err != nil {
			r.t.Fatalf("line %d: %v", r.line, err)
		}
	case len(words) > 1 && words[0] == "samverkan":
		r.runs(words[1:], refused)
	default:
		r.t.Fatalf("line %d: %q is not something that the guide may ask for", r.line, line)
	}
}

func (r *follower) runs(args []string, refused bool) {
	r.typed++
	r.now = r.now.Add(10 * time.Second)
	before := r.said.Len()
	code := Run(context.Background(), args, World{In: strings.NewReader(""), Out: &r.said, Err: &r.said,
		Env: func(name string) string { return r.env[name] }, Now: func() time.Time { return r.now }})
	answer := r.said.String()[before:]
	r.t.Logf("line %d: samverkan %s\n%s", r.line, strings.Join(args, " "), answer)
	if (code != 0) != refused {
		r.t.Fatalf("line %d: exit code %d", r.line, code)
	}
	if strings.Contains(answer, "⟦") {
		r.t.Errorf("line %d: a text is missing: %s", r.line, answer)
	}
}

// sees holds what the guide shows against what was said.
func (r *follower) sees(b guideBlock) {
	said := strings.Split(r.said.String(), "\n")
	for i, shown := range b.lines {
		shown = strings.Join(strings.Fields(shown), " ")
		if shown == "" || shown == "…" {
			continue
		}
		want := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(shown), "…", ".*") + "$")
		for len(said) > 0 && !want.MatchString(strings.Join(strings.Fields(said[0]), " ")) {
			said = said[1:]
		}
		if len(said) == 0 {
			r.t.Errorf("line %d: the guide shows\n%s\nbut the program answered\n%s", b.line+i, shown, r.said.String())
			return
		}
		said = said[1:]
	}
}

// shellWords takes a line apart as a shell does: words, "quoted words", and a comment.
func shellWords(t *testing.T, number int, line string) []string {
	t.Helper()
	var words []string
	var word strings.Builder
	quoted, inWord := false, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted, inWord = !quoted, true
		case quoted:
			word.WriteRune(c)
		case c == '#' && !inWord:
			return words
		case c == ' ':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		case strings.ContainsRune("'\\$`!*?;&|()<", c):
			t.Fatalf("line %d: %q means something to a shell", number, c)
		default:
			word.WriteRune(c)
			inWord = true
		}
	}
	if quoted {
		t.Fatalf("line %d: the quotes do not end", number)
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}
