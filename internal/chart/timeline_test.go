package chart

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

// A timeline is well-formed whatever it is of, has every happening that lies on a lane, and draws nothing outside itself.
func TestTimeline(t *testing.T) {
	lanes := []string{"Nationell", "Regional <&>"}
	all := []Happening{{At: 0, Lane: 0, Shape: Disc}, {At: 0.5, Lane: 1, Shape: Hexagon}, {At: 2, Lane: 1, Shape: Diamond}, {At: math.NaN(), Lane: 0}, {Lane: 7}, {Lane: -1}}
	p := Timeline(lanes, all, []Tick{{0, "06"}, {1, "18"}}, []Key{{Disc, "Möte"}, {Pentagon, "Rapport"}, {Square, "Post"}}, "Tidslinje", "Två banor")
	areas := 0
	for _, part := range p.parts {
		a, ok := part.(area)
		if !ok {
			continue
		}
		areas++
		for _, q := range a.outline {
			if q.X < 0 || q.X > p.Width || q.Y < 0 || q.Y > p.Height || math.IsNaN(q.X) {
				t.Errorf("%v is outside the picture", q)
			}
		}
	}
	if areas != 3+3 {
		t.Errorf("%d shapes", areas)
	}
	d := xml.NewDecoder(strings.NewReader(p.SVG("tid")))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
