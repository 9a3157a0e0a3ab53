package web

import (
	"maps"
	"reflect"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"

	"samverkan/internal/i18n"
)

// TestTemplatesCallWhatThereIs: every function that a template names is one that it is given. A page that calls another would be found
// out only by who opens it.
func TestTemplatesCallWhatThereIs(t *testing.T) {
	from, err := readTrees()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	given := funcs(texts.For("sv"), a, func() string { return "" })
	files := maps.Clone(from.pages)
	files["parts"] = from.parts
	called := map[string]bool{}
	for file, trees := range files {
		for name, tree := range trees {
			for _, f := range functionsIn(reflect.ValueOf(tree.Root)) {
				called[f] = true
				_, err := template.New("").Parse("{{if " + f + "}}{{end}}") // one that all templates have
				if given[f] == nil && err != nil && strings.Contains(err.Error(), "not defined") {
					t.Errorf("%s, %s: there is no %s", file, name, f)
				}
			}
		}
	}
	if len(called) < 20 {
		t.Errorf("only %d functions are called", len(called))
	}
}

// functionsIn gives the functions that are named below a node.
func functionsIn(v reflect.Value) (out []string) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		switch n := v.Interface().(type) {
		case *parse.IdentifierNode:
			return []string{n.Ident}
		case *parse.Tree:
			return nil
		}
		return functionsIn(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out = append(out, functionsIn(v.Field(i))...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, functionsIn(v.Index(i))...)
		}
	}
	return out
}
