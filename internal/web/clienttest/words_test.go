package clienttest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	asked   = regexp.MustCompile(`\b(?:word|count)\(\s*(?:\w[^?"\x60]*\?\s*)?(["\x60])([^"\x60]+)["\x60]`)
	second  = regexp.MustCompile(`\bword\([^)]*\? "[^"]+" : "([^"]+)"`)
	named   = regexp.MustCompile(`"(composer\.need\.[a-z]+)"`)
	pattern = regexp.MustCompile(`\$\{[^}]*\}`)
)

// What the scripts say, the catalogue has; what the catalogue has for them, they say.
func TestWords(t *testing.T) {
	data, err := os.ReadFile("../../i18n/catalogue/sv/web_client.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for key := range all {
		there[strings.TrimPrefix(key, "web.client.")] = true
	}
	used := map[string]bool{"rakel.10s": true} // named by pages, in data-announce
	files, err := filepath.Glob("../assets/ts/*.ts")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d modules: %v", len(files), err)
	}
	use := func(file, key, call string) {
		found := false
		form := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern.ReplaceAllString(key, "\x00")), "\x00", `[a-z-]+`) + call + "$")
		for have := range there {
			if form.MatchString(have) {
				used[have], found = true, true
			}
		}
		if !found {
			t.Errorf("%s says %s, which the catalogue does not have", file, key)
		}
	}
	for _, file := range files {
		if filepath.Base(file) == "words.ts" {
			continue // where they are looked up
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(data), -1) {
			call := ""
			if strings.HasPrefix(m[0], "count") {
				call = `\.(one|other)`
			}
			use(file, m[2], call)
		}
		for _, list := range [][][]string{second.FindAllStringSubmatch(string(data), -1), named.FindAllStringSubmatch(string(data), -1)} {
			for _, m := range list {
				use(file, m[1], "")
			}
		}
	}
	for key := range there {
		if !used[key] {
			t.Errorf("no script says %s", key)
		}
	}
}
