package clienttest

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"
)

// meanings are lines as secretaries write them, and what each is to become.
type meanings struct {
	Now    string          `json:"now"`
	Actors json.RawMessage `json:"actors"`
	Parse  []struct {
		Source string         `json:"source"`
		Want   map[string]any `json:"want"`
	} `json:"parse"`
	Mention []struct {
		Text  string  `json:"text"`
		Caret int     `json:"caret"`
		Want  *string `json:"want"`
	} `json:"mention"`
	Suggest []struct {
		Typed string   `json:"typed"`
		Want  []string `json:"want"`
	} `json:"suggest"`
}

// module bundles one module for a page that has no policy, and gives it a name there.
func module(t *testing.T, file, name string) string {
	t.Helper()
	r := api.Build(api.BuildOptions{EntryPoints: []string{"../assets/ts/" + file}, Bundle: true, Format: api.FormatIIFE, GlobalName: name, Target: api.ES2022,
		Charset: api.CharsetUTF8})
	if len(r.Errors) > 0 {
		t.Fatal(r.Errors)
	}
	return string(r.OutputFiles[0].Contents)
}

func TestMeaningOfLines(t *testing.T) {
	data, err := os.ReadFile("../assets/ts/testdata/parse.json")
	if err != nil {
		t.Fatal(err)
	}
	var c meanings
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	browser, _ := chromium(t, "")
	s := newSite(t)
	b := s.tab(browser)
	b.do(chromedp.Navigate("about:blank"), chromedp.Evaluate(module(t, "parse.ts", "P")+";window.P = P; window.cases = "+string(data)+"; void 0", nil))
	got := js[[]map[string]any](b, `cases.parse.map((c) => P.parse(c.source, cases.actors, Date.parse(cases.now)))`)
	for i, x := range c.Parse {
		if !reflect.DeepEqual(got[i], x.Want) {
			t.Errorf("%q means\n%v, not\n%v", x.Source, got[i], x.Want)
		}
	}
	typed := js[[]*string](b, `cases.mention.map((c) => P.mentionAt(c.text, c.caret)?.typed ?? null)`)
	for i, x := range c.Mention {
		if !reflect.DeepEqual(typed[i], x.Want) {
			t.Errorf("%q at %d: not as it should", x.Text, x.Caret)
		}
	}
	found := js[[][]string](b, `cases.suggest.map((c) => P.suggest(c.typed, cases.actors).map((a) => a.id))`)
	for i, x := range c.Suggest {
		if len(found[i])+len(x.Want) > 0 && !reflect.DeepEqual(found[i], x.Want) {
			t.Errorf("%q suggests %v, not %v", x.Typed, found[i], x.Want)
		}
	}
	if len(got) < 50 {
		t.Errorf("only %d lines", len(got))
	}
	// A long line takes no long time: nothing here looks at everything for every letter.
	if ms := js[float64](b, `(() => { const t = performance.now(); P.parse("/å " + "@a !1 #B1 ".repeat(2000) + "x".repeat(20000), cases.actors, 0); return performance.now() - t; })()`); ms > 1000 {
		t.Errorf("a line of 40,000 characters takes %v ms", ms)
	}
}

// Ids made in the same moment are in order, and each is another.
func TestIDsAreInOrder(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	b := s.tab(browser)
	b.do(chromedp.Navigate("about:blank"), chromedp.Evaluate(module(t, "uuid.ts", "U")+";window.U = U; void 0", nil))
	wrong := js[int](b, `(() => { let n = 0, last = ""; const at = (i) => i < 15000 ? 1000000000000 : i < 15010 ? 999 : 1000000000005;
		for (let i = 0; i < 20000; i++) { const id = U.uuidv7(at(i)); if (!(id > last) || !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) n++; last = id; } return n; })()`)
	if wrong != 0 {
		t.Errorf("%d ids are out of order or no UUIDv7", wrong)
	}
}
