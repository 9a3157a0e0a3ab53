package assets

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func sheets(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("css/*.css")
	if err != nil || len(files) == 0 {
		t.Fatal("no sheets", err)
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	return names
}

// The order of the layers decides who wins. One rule shouts, and says why where it stands.
func TestNothingShouts(t *testing.T) {
	for _, name := range sheets(t) {
		n := strings.Count(sheet(t, name), "!important")
		if name == "reset.css" {
			n--
		}
		if n != 0 {
			t.Errorf("%s holds %d !important more than it may", name, n)
		}
	}
}

var content = regexp.MustCompile(`(?:^|[\s;{])content:\s*([^;}]+)`)

// Words come from the catalogue. What a sheet writes may be a mark, a figure or what the page has said itself.
func TestNoWordsInSheets(t *testing.T) {
	quoted := regexp.MustCompile(`"([^"]*)"`)
	found := 0
	for _, name := range sheets(t) {
		for _, m := range content.FindAllStringSubmatch(sheet(t, name), -1) {
			found++
			for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
				if strings.IndexFunc(q[1], unicode.IsLetter) >= 0 {
					t.Errorf("%s writes %q", name, q[1])
				}
			}
		}
	}
	if found == 0 {
		t.Error("the scan found no content at all")
	}
}

var (
	imported = regexp.MustCompile(`@import "([^"]+)"`)
	layer    = regexp.MustCompile(`@layer ([a-z]+) \{`)
	order    = regexp.MustCompile(`@layer ([a-z, ]+);`)
)

// The sheet takes in every file once, and each file keeps to one layer of the list.
func TestLayers(t *testing.T) {
	whole := sheet(t, "samverkan.css")
	var taken []string
	for _, m := range imported.FindAllStringSubmatch(whole, -1) {
		taken = append(taken, m[1])
	}
	slices.Sort(taken)
	var files []string
	for _, name := range sheets(t) {
		if name != "samverkan.css" {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	if !slices.Equal(taken, files) {
		t.Errorf("samverkan.css takes in %v, there are %v", taken, files)
	}
	layers := strings.Split(order.FindStringSubmatch(whole)[1], ", ")
	for _, name := range files {
		css := sheet(t, name)
		named := layer.FindAllStringSubmatch(css, -1)
		if len(named) != 1 || !slices.Contains(layers, named[0][1]) || !strings.HasPrefix(name, named[0][1]) {
			t.Errorf("%s has the layers %v; it should have the one that it is named after", name, named)
		}
		if rest := strings.TrimSpace(strings.Replace(css, "@layer "+named[0][1]+" {"+blockOf(t, css, "@layer "+named[0][1])+"}", "", 1)); rest != "" {
			t.Errorf("%s has rules outside its layer: %.80s", name, rest)
		}
	}
}

// A name that no token has gives no colour at all, which looks like a mistake of the browser.
func TestTokensExist(t *testing.T) {
	have := map[string]bool{}
	asked := map[string]string{}
	for _, name := range sheets(t) {
		css := sheet(t, name)
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+):`).FindAllStringSubmatch(css, -1) {
			have[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`var\(--([a-z0-9-]+)\)`).FindAllStringSubmatch(css, -1) {
			asked[m[1]] = name
		}
	}
	for token, name := range asked {
		if !have[token] {
			t.Errorf("%s asks for --%s, which nothing sets", name, token)
		}
	}
	// A colour outside the tokens would escape the count of contrast. Three places need one: the drill's stripes and shadows.
	loose := regexp.MustCompile(`:[^;{}]*(#[0-9a-fA-F]{3,8})\b`)
	for _, name := range sheets(t) {
		for _, line := range strings.Split(sheet(t, name), "\n") {
			if m := loose.FindStringSubmatch(line); m != nil && !strings.Contains(line, "--") && !strings.Contains(line, "repeating-linear-gradient") && name != "print.css" {
				t.Errorf("%s has the colour %s of its own", name, m[1])
			}
		}
	}
}
