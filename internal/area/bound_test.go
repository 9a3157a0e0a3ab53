package area_test

import (
	"fmt"
	"strings"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/finding"
	"samverkan/internal/geo"
)

// However much is sent, no more is kept or looked at than there is room for: more is refused before anything is done with it.
func TestNothingIsWithoutBound(t *testing.T) {
	a := area.Area{ID: "yta", Name: "Yta", Owner: "lst"}
	many := func(n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf("t%d", i))
		}
		return out
	}
	point := func(n int) geo.Shape {
		s := geo.Shape{Type: geo.Line, Parts: [][]geo.Position{nil}}
		for i := range n {
			s.Parts[0] = append(s.Parts[0], geo.Position{14 + float64(i)/1e5, 57})
		}
		return s
	}
	for name, change := range map[string]func(i *area.Item){
		"tags":       func(i *area.Item) { i.Tags = many(1000) },
		"related":    func(i *area.Item) { i.Related = many(1000) },
		"folder":     func(i *area.Item) { i.Folder = strings.Repeat("a/", 1000) + "b" },
		"long words": func(i *area.Item) { i.Text = strings.Repeat("å", area.MaxText+1) },
		"points":     func(i *area.Item) { i.Detail.Map.Shapes = []geo.Shape{point(geo.MaxPositions + 1)} },
		"shapes": func(i *area.Item) {
			for range geo.MaxShapes {
				i.Detail.Map.Shapes = append(i.Detail.Map.Shapes, point(2))
			}
		},
	} {
		i := whole(area.Map)
		change(&i)
		if f, _ := fault.As(a.Check(i)); f == nil || len(f.Fields) != 1 {
			t.Errorf("%s: %v", name, f)
		}
	}
	for _, begins := range []string{`{"type":"GeometryCollection","geometries":[`, `{"type":"FeatureCollection","features":[`, `{"type":"Polygon","coordinates":[`, "["} {
		for _, n := range []int{20, 100_000 / len(begins)} {
			if _, err := geo.ReadGeoJSON([]byte(strings.Repeat(begins, n))); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%d of %s: %v", n, begins, err)
			}
		}
	}
	if _, err := geo.ReadGeoJSON([]byte(`{"type":"LineString","coordinates":[` + strings.Repeat("[14.5,57.5],", 90_000) + `[14.5,57.5]]}`)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a line of many points: %v", err)
	}
	for _, text := range []string{strings.Repeat("ord ", 1000), strings.Repeat("-ord ", 1000), strings.Repeat(`"ett två" `, 1000), `"` + strings.Repeat("ord ", 1000) + `"`, strings.Repeat("a-b-c-", 2000)} {
		q := finding.Parse(text)
		n := 0
		for _, term := range append(q.Must, q.Not...) {
			n += len(term.Words)
		}
		if len(q.Must)+len(q.Not) > 10 || n > 120 {
			t.Errorf("%.20s…: %d terms of %d words are looked for", text, len(q.Must)+len(q.Not), n)
		}
	}
	if err := (area.Comment{ID: "k", Text: strings.Repeat("å", area.MaxComment+1)}).Check(); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a long comment: %v", err)
	}
}
