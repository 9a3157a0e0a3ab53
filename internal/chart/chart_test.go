package chart

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample() []Dot {
	return []Dot{{"Allmänsta", 60.61, 15.2, 4}, {"Storsjö", 60.85, 14.7, 3}, {"Granvik", 60.42, 15.75, 2}, {"Älvnäs", 60.6, 15.21, 1},
		{"Nyholma", 60.2, 14.9, 0}, {"Råssjö", 60.95, 15.4, 5}, {"Ekeryd", 60.33, 15.1, Missing}}
}

func words() MapWords {
	w := MapWords{Title: "Påverkan", Description: "Sju <kommuner> & deras grad"}
	for _, g := range []Grade{5, 4, 3, 2, 1, 0, Missing} {
		w.Legend = append(w.Legend, Entry{g, fmt.Sprintf("Grad %d med ord", g)})
	}
	return w
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at it, and run with -update", path)
	}
}

func TestGolden(t *testing.T) {
	five := Grade(5)
	golden(t, "map.svg", []byte(DotMap(sample(), words()).SVG("m")))
	golden(t, "bars.svg", []byte(Bars([]Bar{{"Kritisk", 1, "1 av 7", &five}, {Name: "Ett mycket långt svarsalternativ som inte får plats i sin helhet", Value: 3, Text: "3 av 7"}, {Name: "Nej", Value: 0, Text: "0"}}, "Svar", "x").SVG("b")))
}

// Whatever is drawn, the SVG is well-formed XML, the PNG can be read, and everything is inside.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Dot {
			return Dot{rapid.String().Draw(t, "name"), rapid.Float64Range(55, 69).Draw(t, "lat"), rapid.Float64Range(11, 24).Draw(t, "lon"), Grade(rapid.IntRange(-3, 8).Draw(t, "grade"))}
		}), 0, 40).Draw(t, "dots")
		p := DotMap(dots, words())
		if p.Height > 1000 || math.IsNaN(p.Height) {
			t.Fatalf("height %v", p.Height)
		}
		wellFormed(t, p)
		for _, part := range p.parts {
			x, ok := part.(area)
			if !ok {
				continue
			}
			for _, q := range x.outline {
				if !(q.X >= -1 && q.X <= p.Width+1 && q.Y >= -1 && q.Y <= p.Height+1) {
					t.Fatalf("%v is outside", q)
				}
			}
		}
		wellFormed(t, Bars([]Bar{{Name: rapid.String().Draw(t, "bar"), Value: rapid.Float64().Draw(t, "value"), Text: "x"}, {Value: 2}}, "a", "b"))
	})
}

func wellFormed(t *rapid.T, p *Picture) {
	s := p.SVG("x")
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v", err)
		}
	}
	if strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
		t.Fatal("a number that is none")
	}
	data, err := p.PNG(0.5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
}

// Grades differ in more than colour: in figure, and in shape or pattern.
func TestGradesDifferWithoutColour(t *testing.T) {
	seen := map[string]Grade{}
	for g := Missing; g <= 5; g++ {
		look := fmt.Sprint(len(g.outline(point{}, 10)), g.outline(point{}, 10)[0], hatching(g))
		if other, ok := seen[look]; ok {
			t.Errorf("%d looks like %d", g, other)
		}
		seen[look] = g
		if other, ok := seen[g.sign()]; ok {
			t.Errorf("%d has the sign of %d", g, other)
		}
		seen[g.sign()] = g
	}
}

func BenchmarkMapPNG(b *testing.B) {
	var dots []Dot
	for i := range 26 {
		dots = append(dots, Dot{fmt.Sprintf("Kommun %02d", i), 59 + float64(i%6)/5, 15 + float64(i)/20, Grade(i % 6)})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DotMap(dots, words()).PNG(2); err != nil {
			b.Fatal(err)
		}
	}
}
