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
	inPage  = regexp.MustCompile(`data-word="([a-z-]+)"`)
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
		if name := filepath.Base(file); name == "words.ts" || strings.HasPrefix(name, "recorder") || strings.HasPrefix(name, "encrypt") {
			continue // where they are looked up; and those whose words stand in their own pages
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

// The recorder and the encryption say words that stand in their own pages: the recorder's from the catalogue, those of forms beside the
// form. What a script says is there, and what the recorder has is said.
func TestWordsOfPages(t *testing.T) {
	data, err := os.ReadFile("../../i18n/catalogue/sv/web_recorder.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	recorder, there := []string{}, map[string]bool{}
	for key := range all {
		if word, ok := strings.CutPrefix(key, "web.recorder.word."); ok {
			recorder, there[word] = append(recorder, word), true
		}
	}
	for _, dir := range []string{"pages", "parts"} {
		pages, err := filepath.Glob("../../../templates/web/" + dir + "/*.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			data, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range inPage.FindAllStringSubmatch(string(data), -1) {
				there[m[1]] = true
			}
		}
	}
	files, err := filepath.Glob("../assets/ts/*.ts")
	if err != nil {
		t.Fatal(err)
	}
	var scripts strings.Builder
	said := 0
	for _, file := range files {
		if name := filepath.Base(file); !strings.HasPrefix(name, "recorder") && !strings.HasPrefix(name, "encrypt") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		scripts.Write(data)
		for _, m := range asked.FindAllStringSubmatch(string(data), -1) {
			said++
			if !there[m[2]] && !pattern.MatchString(m[2]) {
				t.Errorf("%s says %s, which no page has", file, m[2])
			}
		}
	}
	for _, word := range recorder {
		family, _, _ := strings.Cut(word, "-")
		if !strings.Contains(scripts.String(), `"`+word+`"`) && !strings.Contains(scripts.String(), "`"+family+"-${") {
			t.Errorf("no script says %s", word)
		}
	}
	if said < 15 || len(recorder) < 30 {
		t.Errorf("%d words are said and %d there are: the scripts were not read", said, len(recorder))
	}
}
