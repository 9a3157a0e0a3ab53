package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// chapters are the abilities in the order of a conference's life, with their Swedish names.
var chapters = []struct{ file, title string }{
	{"planning.go", "The plan (planering)"},
	{"participant.go", "Participants, internal roles and the invitation (deltagare, roller, kallelse)"},
	{"report.go", "Situation reports (lägesrapporter)"},
	{"meeting.go", "The meeting (mötet: öppna, ajournera, avsluta)"},
	{"rollcall.go", "Roll-call (upprop)"},
	{"item.go", "Agenda items (punkter)"},
	{"speakers.go", "Speakers (talarlista)"},
	{"note.go", "Notes and secrecy (anteckningar, sekretess)"},
	{"decision.go", "Decisions (beslut och inriktning)"},
	{"flag.go", "Flags (flaggor från den som lyssnar efter målkonflikter)"},
	{"walk.go", "Walks through an area (genomgång vid morgonmöte)"},
	{"measure.go", "Measures and follow-up (åtgärder, uppföljning)"},
	{"recording.go", "Recording (inspelning)"},
	{"recording_mark.go", "Marks and the time of a file (markörer, filens tid)"},
	{"recording_conceal.go", "Concealed stretches of the sound (dolda partier av ljudet)"},
	{"transcript.go", "Transcripts (utskrifter av ljudet)"},
	{"publication.go", "Minutes (minnesanteckningar och protokoll: justera, fastställ, publicera, rätta)"},
	{"evaluation.go", "Next meeting and evaluation (nästa möte, utvärdering)"},
}

const intro = `# Commands and events

A conference (samverkanskonferens) is a journal of **events**: what has happened. A **command** is a wish that something
happen. Every door, be it the command line, a page, or a program, sends the same commands; each is accepted, was already
so, or is refused with a code that says why. This page is written from the source by ` + "`go generate ./...`" + `.

- A command is its name and a JSON object. Unknown fields are refused. A field marked *optional* may be left out.
- Times are RFC 3339 with zone: ` + "`2027-01-06T19:00:00+01:00`" + `. When a command happened is told beside it, not in it.
- Texts are UTF-8, at most 20,000 characters; what stands on one line at most 300. Control and bidi characters are refused, CR LF becomes LF.
- An **actor** is the id of an organisation. A **seat** is an actor, or ` + "`actor/unit`" + ` when it has several.
- Notes, decisions and measures have labels that people say aloud (B3, D1, A7). Leave ` + "`id`" + ` empty to get the next one.
- An empty **item** means the agenda item being dealt with.
- A command that asks for what is already so gives no event and no error: sending it twice does no harm.
- Names, fields and codes are a contract. They are added to, never renamed.

`

type writer struct {
	*source
	out   bytes.Buffer
	types []string // to be described, in the order met
}

func (s *source) write() ([]byte, error) {
	w := &writer{source: s}
	commands, err := s.registered("commands")
	if err != nil {
		return nil, err
	}
	events, err := s.registered("events")
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, e := range events {
		names[e.goName] = e.name
	}
	codes := map[string]bool{}
	for i := range commands {
		s.follow(&commands[i], names)
		for _, c := range commands[i].refusals {
			codes[c] = true
		}
	}
	w.out.WriteString(intro)
	w.contents(commands)
	if err := w.commands(commands); err != nil {
		return nil, err
	}
	w.events(events)
	w.values()
	w.refusals(codes)
	return w.out.Bytes(), nil
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(&w.out, format, args...) }

func (w *writer) contents(commands []message) {
	w.printf("| Ability | Commands |\n|---|---|\n")
	for _, c := range chapters {
		var list []string
		for _, m := range commands {
			if m.file == c.file {
				list = append(list, link(m.name))
			}
		}
		w.printf("| %s | %s |\n", c.title, strings.Join(list, ", "))
	}
	w.printf("\n")
}

func link(name string) string {
	return fmt.Sprintf("[`%s`](#%s)", name, strings.ReplaceAll(strings.ToLower(name), ".", ""))
}

func (w *writer) commands(commands []message) error {
	w.printf("# The commands\n\n")
	told := 0
	for _, c := range chapters {
		w.printf("## %s\n\n", c.title)
		for _, m := range commands {
			if m.file != c.file {
				continue
			}
			told++
			w.printf("### `%s`\n\n%s\n\n", m.name, w.story("conference."+m.goName))
			w.fields("conference", m.goName)
			if len(m.gives) == 0 {
				return fmt.Errorf("%s gives no event", m.name)
			}
			w.printf("Gives: %s.\n\n", quoted(m.gives))
			w.printf("Refused with: %s.\n\n", quoted(m.refusals))
			if err := w.example(m.name); err != nil {
				return err
			}
		}
	}
	if told != len(commands) {
		return fmt.Errorf("%d commands, and %d of them in a chapter", len(commands), told)
	}
	return nil
}

func quoted(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, "`"+s+"`")
	}
	return strings.Join(out, ", ")
}

func (w *writer) example(name string) error {
	b, err := os.ReadFile(filepath.Join(w.root, "conference/testdata/golden/commands", name+".json"))
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(b)) != "{}" {
		w.printf("```json\n%s```\n\n", b)
	}
	return nil
}

func (w *writer) events(events []message) {
	w.printf("# The events\n\nAs they stand in the journal, version 1. A newer program may write more fields; older ones are read for ever.\n\n")
	for _, e := range events {
		w.printf("### `%s`\n\n", e.name)
		if text := w.story("conference." + e.goName); !strings.HasPrefix(text, "The fact.") {
			w.printf("%s\n\n", text)
		}
		w.fields("conference", e.goName)
	}
}

// values describes the types that fields have.
func (w *writer) values() {
	w.printf("# The values\n\n")
	for i := 0; i < len(w.types); i++ { // describing one may meet more
		name := w.types[i]
		pkg, goName, _ := strings.Cut(name, ".")
		w.printf("### %s\n\n%s\n\n", goName, w.story(name))
		switch w.structs[name].Type.(type) {
		case *ast.StructType:
			w.fields(pkg, goName)
		case *ast.Ident:
			w.constants(pkg, goName)
		}
	}
}

func (w *writer) refusals(codes map[string]bool) {
	w.printf("# The refusals\n\nWhat the program says in English; {{.Name}} stands for a value.\n\n| Code | Text |\n|---|---|\n")
	for _, c := range keys(codes) {
		w.printf("| `%s` | %s |\n", c, cell(w.texts[c]))
	}
}

var brackets = regexp.MustCompile(`\[([A-Z][A-Za-z.]*)\]`)

// story is a type's comment, as a reader of the reference wants it: in one piece, and about what it does, not what it is called.
func (w *writer) story(name string) string {
	_, goName, _ := strings.Cut(name, ".")
	text := strings.Join(strings.Fields(brackets.ReplaceAllString(w.docs[name], "$1")), " ")
	for _, prefix := range []string{goName + " is ", goName + " "} {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			text = rest
			break
		}
	}
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`)
}

// fields writes the table of a struct's JSON fields.
func (w *writer) fields(pkg, goName string) {
	rows := w.rows(pkg, goName)
	if len(rows) == 0 {
		w.printf("No fields.\n\n")
		return
	}
	w.printf("| Field | Type | |\n|---|---|---|\n")
	for _, r := range rows {
		w.printf("%s\n", r)
	}
	w.printf("\n")
}

func (w *writer) rows(pkg, goName string) []string {
	spec := w.structs[pkg+"."+goName]
	t, ok := spec.Type.(*ast.StructType)
	if !ok {
		return nil
	}
	var rows []string
	for _, f := range t.Fields.List {
		if len(f.Names) == 0 { // its fields are the outer one's
			rows = append(rows, w.rows(pkg, f.Type.(*ast.Ident).Name)...)
			continue
		}
		tag := ""
		if f.Tag != nil {
			raw, _ := strconv.Unquote(f.Tag.Value)
			tag = reflect.StructTag(raw).Get("json")
		}
		name, options, _ := strings.Cut(tag, ",")
		if name == "-" || name == "" {
			continue
		}
		about := comment(f.Doc, f.Comment)
		if options != "" {
			about = strings.TrimSuffix("*optional*; "+about, "; ")
		}
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s |", name, w.typeOf(pkg, f.Type), cell(about)))
	}
	return rows
}

// typeOf says what a field holds, in words, and remembers what has to be described.
func (w *writer) typeOf(pkg string, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "text"
		case "bool":
			return "yes or no"
		case "int", "int64":
			return "number"
		}
		return w.described(pkg, e.Name)
	case *ast.StarExpr:
		return w.typeOf(pkg, e.X)
	case *ast.ArrayType:
		return "list of " + w.typeOf(pkg, e.Elt)
	case *ast.SelectorExpr:
		other := e.X.(*ast.Ident).Name
		switch other + "." + e.Sel.Name {
		case "time.Time":
			return "time"
		case "time.Duration":
			return "nanoseconds"
		}
		return w.described(other, e.Sel.Name)
	}
	panic(fmt.Sprintf("a field of type %T", e))
}

func (w *writer) described(pkg, goName string) string {
	name := pkg + "." + goName
	spec, ok := w.structs[name]
	if !ok {
		panic("unknown type " + name)
	}
	if list, ok := spec.Type.(*ast.ArrayType); ok {
		return w.typeOf(pkg, list)
	}
	if !slices.Contains(w.types, name) {
		w.types = append(w.types, name)
	}
	return fmt.Sprintf("[%s](#%s)", goName, strings.ToLower(goName))
}

// constants writes the values of a type that is a word.
func (w *writer) constants(pkg, goName string) {
	type value struct {
		at   token.Pos
		text string
	}
	var list []value
	for _, file := range w.files[map[string]string{"conference": "conference", "agenda": "agenda"}[pkg]] {
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 || !v.Names[0].IsExported() {
				return true
			}
			if t, ok := v.Type.(*ast.Ident); !ok || t.Name != goName {
				return true
			}
			if lit, ok := v.Values[0].(*ast.BasicLit); ok {
				word, _ := strconv.Unquote(lit.Value)
				list = append(list, value{v.Pos(), fmt.Sprintf("| `%s` | %s |", word, cell(comment(v.Comment, v.Doc)))})
			}
			return true
		})
	}
	sort.Slice(list, func(i, k int) bool { return list[i].at < list[k].at })
	w.printf("| Value | |\n|---|---|\n")
	for _, v := range list {
		w.printf("%s\n", strings.Replace(v.text, "| `` |", "| *(empty)* |", 1))
	}
	w.printf("\n")
}
