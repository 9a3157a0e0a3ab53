package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "draw the sprite and the icons anew")

// vendored is what vendor.json says of the icons that others have drawn.
type vendored struct {
	Version string
	SHA256  string
	Icons   map[string]string // our name of it -> theirs
}

func readVendored(t *testing.T) vendored {
	t.Helper()
	var v vendored
	if err := json.Unmarshal(read(t, "vendor/lucide/vendor.json"), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The sprite is our own drawings followed by the vendored ones, each as a symbol.
func TestSprite(t *testing.T) {
	want := drawSprite(t)
	if *update {
		if err := os.WriteFile("icons/icons.svg", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := string(read(t, "icons/icons.svg")); got != want {
		t.Error("icons/icons.svg is not what icons/own and vendor/lucide give: go test ./internal/web/assets -run TestSprite -update")
	}
	ids := symbols(t, want)
	if sorted := slices.Compact(slices.Sorted(slices.Values(ids))); len(sorted) != len(ids) {
		t.Errorf("an icon has the name of another: %d names, %d different", len(ids), len(sorted))
	}
}

var (
	inner   = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	between = regexp.MustCompile(`>\s+<`)
	spaces  = regexp.MustCompile(`\s+`)
)

func drawSprite(t *testing.T) string {
	t.Helper()
	own := string(read(t, "icons/own/sprite.svg"))
	head, tail, ok := strings.Cut(own, "  </defs>")
	if !ok {
		t.Fatal("icons/own/sprite.svg has no </defs>")
	}
	v := readVendored(t)
	var b strings.Builder
	b.WriteString(head)
	fmt.Fprintf(&b, "\n    <!-- from Lucide %s, licence ISC: vendor/lucide -->\n", v.Version)
	for _, id := range slices.Sorted(maps.Keys(v.Icons)) {
		m := inner.FindSubmatch(read(t, "vendor/lucide/icons/"+v.Icons[id]+".svg"))
		if m == nil {
			t.Fatalf("%s is no drawing", v.Icons[id])
		}
		drawn := spaces.ReplaceAllString(between.ReplaceAllString(strings.TrimSpace(string(m[1])), "><"), " ")
		fmt.Fprintf(&b, `    <symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">%s</symbol>`+"\n",
			id, strings.ReplaceAll(drawn, " />", "/>"))
	}
	b.WriteString("  </defs>" + tail)
	return b.String()
}

// symbols reads the names of the icons, and with that whether the sprite is well-formed.
func symbols(t *testing.T, sprite string) []string {
	t.Helper()
	var ids []string
	for d := xml.NewDecoder(strings.NewReader(sprite)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ids
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "symbol" {
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					ids = append(ids, a.Value)
				}
			}
		}
	}
}

// What others have drawn is what their release holds, with nothing added and nothing left.
func TestVendored(t *testing.T) {
	v := readVendored(t)
	files, err := filepath.Glob("vendor/lucide/icons/*.svg")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	sum := sha256.New()
	sum.Write(read(t, "vendor/lucide/LICENSE"))
	var names []string
	for _, f := range files {
		sum.Write(read(t, f))
		names = append(names, strings.TrimSuffix(filepath.Base(f), ".svg"))
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != v.SHA256 {
		t.Errorf("the vendored icons have digest %s, vendor.json says %s", got, v.SHA256)
	}
	slices.Sort(names)
	if want := slices.Sorted(maps.Values(v.Icons)); !slices.Equal(names, want) {
		t.Errorf("vendor.json names other icons than there are: %v, files %v", want, names)
	}
}

// used finds an icon by the ways it is asked for: the template functions, and the address of the sprite.
var used = regexp.MustCompile("\\b(?:icon|icons|iconl)\\s+\"([a-z0-9-]+)\"|icons\\.svg#([a-z0-9-]+)")

// Every icon that a template, a script or a sheet asks for is in the sprite. One that is not would show as nothing at all.
func TestIconsUsedExist(t *testing.T) {
	have := map[string]bool{}
	for _, id := range symbols(t, string(read(t, "icons/icons.svg"))) {
		have[id] = true
	}
	for _, dir := range []string{"css", "ts", "../../../templates/web"} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || d.IsDir() || !slices.Contains([]string{".css", ".ts", ".html"}, filepath.Ext(name)) {
				return err
			}
			for _, id := range iconsIn(string(read(t, name))) {
				if !have[id] {
					t.Errorf("%s asks for the icon %q, which the sprite does not have", name, id)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := iconsIn(`{{icon "k-beslut"}} {{ iconl "no-such" }} <use href="/assets/icons.svg#check"/>`); !slices.Equal(got, []string{"k-beslut", "no-such", "check"}) {
		t.Errorf("the scan finds %v", got)
	}
}

func iconsIn(text string) []string {
	var ids []string
	for _, m := range used.FindAllStringSubmatch(text, -1) {
		ids = append(ids, m[1]+m[2])
	}
	return ids
}
