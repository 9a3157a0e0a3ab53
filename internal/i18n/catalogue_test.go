package i18n_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"

	"samverkan/internal/house"
	"samverkan/internal/i18n"
)

const moduleRoot = "../.."

// texts are one language's entries as they stand in the files: key -> form -> text.
type texts map[string]map[string]string

func readTexts(t *testing.T, lang string) (all texts, files []string) {
	t.Helper()
	all = texts{}
	names, err := filepath.Glob(filepath.Join("catalogue", lang, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		files = append(files, filepath.Base(name))
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := json.Unmarshal(data, &raw); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, v := range raw {
			all[key] = map[string]string{}
			switch v := v.(type) {
			case string:
				all[key]["text"] = v
			case map[string]any:
				for form, text := range v {
					all[key][form] = text.(string)
				}
			}
		}
	}
	return all, files
}

func TestCatalogueLoads(t *testing.T) {
	if _, err := i18n.Load(); err != nil {
		t.Fatal(err)
	}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	sv, svFiles := readTexts(t, "sv")
	en, enFiles := readTexts(t, "en")
	if !slices.Equal(svFiles, enFiles) {
		t.Errorf("the areas differ: sv %v, en %v", svFiles, enFiles)
	}
	for key := range en {
		if sv[key] == nil {
			t.Errorf("%s: has no Swedish text", key)
		}
	}
	for key, forms := range sv {
		other := en[key]
		if other == nil {
			t.Errorf("%s: has no English text", key)
			continue
		}
		if !slices.Equal(slices.Sorted(maps.Keys(forms)), slices.Sorted(maps.Keys(other))) {
			t.Errorf("%s: a plural in one language, not in the other", key)
		}
		if a, b := variables(t, key, forms), variables(t, key, other); !slices.Equal(a, b) {
			t.Errorf("%s: Swedish uses %v, English %v", key, a, b)
		}
	}
}

// A text is written for people: no space that does nothing, no control characters, no marks of a template
// that was meant otherwise.
func TestTextsAreClean(t *testing.T) {
	for _, lang := range []string{"sv", "en"} {
		all, _ := readTexts(t, lang)
		for key, forms := range all {
			for _, text := range forms {
				// A text of several lines may set out columns and indent; there the spaces do something.
				laidOut := strings.Contains(text, "\n")
				if strings.Trim(text, " \t") != text || !laidOut && (text != strings.TrimSpace(text) || strings.Contains(text, "  ")) {
					t.Errorf("%s %s: spaces that do nothing: %q", lang, key, text)
				}
				if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == '\ufffd' || r == 0x7f }); i >= 0 {
					t.Errorf("%s %s: a control or broken character: %q", lang, key, text)
				}
				if strings.Count(text, "{") != strings.Count(text, "}") {
					t.Errorf("%s %s: a lone brace: %q", lang, key, text)
				}
			}
		}
	}
}

// variables gives the names that the forms of a text ask for. {{.Count}} of a plural may be left out of one form.
func variables(t *testing.T, key string, forms map[string]string) []string {
	t.Helper()
	names := map[string]bool{}
	for _, text := range forms {
		parsed, err := template.New(key).Parse(text)
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		fieldNames(parsed.Root, names)
	}
	return slices.Sorted(maps.Keys(names))
}

func fieldNames(node parse.Node, names map[string]bool) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				fieldNames(c, names)
			}
		}
	case *parse.ActionNode:
		fieldNames(n.Pipe, names)
	case *parse.IfNode:
		fieldNames(n.Pipe, names)
		fieldNames(n.List, names)
		fieldNames(n.ElseList, names)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			for _, a := range c.Args {
				fieldNames(a, names)
			}
		}
	case *parse.FieldNode:
		names[n.Ident[0]] = true
	}
}

// Every code that the source can answer with has a text in both languages, and the text asks for nothing
// that the code is not given.
func TestEveryFaultHasItsText(t *testing.T) {
	tree, err := house.Read(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	found := scanFaults(tree)
	if !slices.ContainsFunc(found.uses, func(u use) bool { return u.code == "id.invalid" }) {
		t.Fatal("the scan does not even find id.invalid")
	}
	for _, place := range found.unclear {
		t.Errorf("%s: the code of a fault is neither written here nor handed in", place)
	}
	for _, lang := range []string{"sv", "en"} {
		all, _ := readTexts(t, lang)
		for _, u := range found.uses {
			forms := all["fault."+u.code]
			if forms == nil {
				t.Errorf("%s: fault.%s has no text in %s", u.place, u.code, lang)
				continue
			}
			for _, name := range variables(t, u.code, forms) {
				if u.known && !u.names[name] {
					t.Errorf("%s: the %s text of fault.%s asks for {{.%s}}, which is not handed over", u.place, lang, u.code, name)
				}
			}
		}
	}
}

// A text that nothing in the source or the templates can ask for is dead.
func TestNoTextIsUnused(t *testing.T) {
	tree, err := house.Read(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{"fault.internal": true}
	for _, u := range scanFaults(tree).uses {
		codes["fault."+u.code] = true
	}
	written := literals(tree)
	templates := templateTexts(t)
	composed := composedKeys(templates)
	sv, _ := readTexts(t, "sv")
	for key := range sv {
		switch {
		case strings.HasPrefix(key, "fault."):
			// a code may also be the answer of a small function, which the scan does not follow
			if _, is := slices.BinarySearch(written, strings.TrimPrefix(key, "fault.")); !codes[key] && !is {
				t.Errorf("%s: no fault has this code", key)
			}
		case strings.HasPrefix(key, "field."):
			// the path of a field is made where the field is wrong
		case !slices.ContainsFunc(written, func(text string) bool { return keyFrom(text, key) }) && !strings.Contains(templates, key) &&
			!slices.ContainsFunc(composed, func(form *regexp.Regexp) bool { return form.MatchString(key) }):
			t.Errorf("%s: nothing asks for it", key)
		}
	}
}

// composedKeys gives the keys that templates put together of a beginning and a word of the domain: printf "web.seat.%s".
func composedKeys(templates string) (out []*regexp.Regexp) {
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`printf "(web\.[a-z-]+\.[^"%]*)%[sv]([^"%]*)"`).FindAllStringSubmatch(templates, -1) {
		if !seen[m[0]] {
			seen[m[0]] = true
			out = append(out, regexp.MustCompile("^"+regexp.QuoteMeta(m[1])+"[a-z-]+"+regexp.QuoteMeta(m[2])+"$"))
		}
	}
	return out
}

// templateTexts gives the embedded templates, which name keys too.
func templateTexts(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, dir := range []string{"templates", "internal"} {
		err := filepath.WalkDir(filepath.Join(moduleRoot, dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == "catalogue" || d.Name() == "node_modules") {
				if err == nil {
					err = filepath.SkipDir
				}
				return err
			}
			switch filepath.Ext(name) {
			case ".html", ".tmpl", ".md", ".txt", ".yaml", ".json":
				data, err := os.ReadFile(name)
				b.Write(data)
				return err
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return b.String()
}

// The scan sees codes the ways the house writes them, and names the ways it cannot follow.
func TestScanBites(t *testing.T) {
	root := t.TempDir()
	source := `package agenda

import "samverkan/internal/fault"

const late = "item.late"

func a() error { return fault.New(fault.Conflict, "item.direct", "Item", 1) }
func b(err error) error { return fault.Wrap(err, fault.Conflict, late) }
func c() error { return refuse("item.passed-on") }
func refuse(code string) error { return deeper(7, code) }
func deeper(n int, code string) error { return fault.New(fault.Invalid, code) }
func d() error { return &fault.Fault{Code: "item.composed", Fields: map[string]string{"x": "item.field"}} }
func e() error { fields := map[string]string{}; fields["y"] = "item.assigned"; return nil }
func f() error { return fault.New(fault.Invalid, compute()) }
func compute() string { return "item.hidden" }
func g() error { return broken("in-two") }
func broken(what string) error { return fault.New(fault.Invalid, "item.broken-"+what) }

type Problem struct{ Code string }

func (p Problem) h() error { return fault.New(fault.Invalid, p.Code) }
func i() Problem           { return problem("item.problem") }
func problem(code string) Problem { return Problem{Code: code} }
func j() Problem           { return Problem{"item.unkeyed"} }
func k() error {
	fields := map[string]string{}
	bad := func(path, code string) { fields[path] = code }
	bad("x", "item.in-place")
	wrong := map[string]string{}
	wrong["x"] = "item.wrong"
	wrong["y"] = "a value"
	return nil
}

type list struct{}
type other struct{}

func (l *list) add(code string)  { _ = Problem{Code: "item." + code} }
func (o other) add(text string)  {}
func (l *list) m()               { l.add("of-method") }
func n()                         { l := &list{}; l.add("of-variable") }
func o()                         { o := other{}; o.add("no code") }
`
	for name, text := range map[string]string{"go.mod": "module samverkan\n", "agenda/a.go": source} {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := house.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	found := scanFaults(tree)
	var codes []string
	for _, u := range found.uses {
		codes = append(codes, u.code)
	}
	want := []string{"item.direct", "item.late", "item.passed-on", "item.composed", "item.field", "item.assigned",
		"item.broken-in-two", "item.problem", "item.unkeyed", "item.in-place", "item.wrong", "item.of-method", "item.of-variable"}
	if !slices.Equal(codes, want) {
		t.Errorf("found %v, want %v", codes, want)
	}
	if len(found.unclear) != 1 || found.unclear[0] != "agenda/a.go:14" {
		t.Errorf("unclear: %v, want the computed code on line 14", found.unclear)
	}
	if u := found.uses[0]; !u.known || !u.names["Item"] {
		t.Errorf("the values handed over with item.direct: %+v", u)
	}
}
