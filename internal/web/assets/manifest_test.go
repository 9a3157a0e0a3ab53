package assets

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"text/template"
)

// The manifest is a template, since its words are the reader's and its pictures have addresses that hold their content. Filled in it
// is JSON, it names only pictures that exist, and its colours are the bar's and the page's.
func TestManifest(t *testing.T) {
	words := 0
	tmpl, err := template.New("manifest").Option("missingkey=error").Funcs(template.FuncMap{
		"T": func(key string) string { words++; return "word " + key },
		"asset": func(name string) string {
			if _, err := os.Stat("icons/" + name); err != nil {
				t.Errorf("the manifest names %s: %v", name, err)
			}
			return "/assets/" + name
		},
	}).Parse(string(read(t, "icons/manifest.webmanifest")))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, struct{ Lang string }{"sv"}); err != nil {
		t.Fatal(err)
	}
	var m struct {
		Name            string `json:"name"`
		ShortName       string `json:"short_name"`
		StartURL        string `json:"start_url"`
		Display         string `json:"display"`
		ThemeColor      string `json:"theme_color"`
		BackgroundColor string `json:"background_color"`
		Icons           []struct{ Src, Sizes, Purpose string }
		Shortcuts       []struct{ Name, URL string }
	}
	if err := json.Unmarshal([]byte(b.String()), &m); err != nil {
		t.Fatal(err, b.String())
	}
	light := themes(t)["light"]
	if m.ThemeColor != light["bar"] || m.BackgroundColor != light["paper"] {
		t.Errorf("the manifest's colours are %s and %s, the tokens' %s and %s", m.ThemeColor, m.BackgroundColor, light["bar"], light["paper"])
	}
	if m.Name == "" || m.ShortName == "" || m.StartURL != "/" || m.Display != "standalone" || len(m.Icons) != 5 || len(m.Shortcuts) != 3 || words != 6 {
		t.Errorf("the manifest is %+v with %d words", m, words)
	}
}
