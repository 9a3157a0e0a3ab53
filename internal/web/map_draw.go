package web

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"samverkan/internal/geo"
)

// The picture of a map, in units of which it has mapAcross from side to side.
const (
	mapAcross  = 720.0
	mapLowest  = 380.0
	mapHighest = 760.0
	mapLeast   = 16_000.0 // metres across, at least: a place alone is no map of a street
	badge      = 15.0     // half of the room that a number takes, also on a telephone
)

// mapNote is something that is drawn with its number.
type mapNote struct {
	Number int // 0 when it is alone, and needs none
	Name   string
	Shapes []geo.Shape
}

// landMap is a map of a part of Sweden: the outlines of the counties, the municipalities as dots, and what is noted. It is drawn in SWEREF 99 TM.
type landMap struct {
	West, North float64 // of the corner above to the left, in metres
	PerUnit     float64 // metres
	Height      float64
	b           strings.Builder
	taken       []rectangle // where something is written
	ground      geo.Background
}

type rectangle struct{ x1, y1, x2, y2 float64 }

func (r rectangle) over(o rectangle) bool {
	return r.x1 < o.x2 && o.x1 < r.x2 && r.y1 < o.y2 && o.y1 < r.y2
}

// flatCounty is the outline of a county in the plane.
type flatCounty struct {
	rings  [][][2]float64 // easting and northing
	around rectangle
}

// flat are the outlines in the plane: they never change.
var flat = sync.OnceValue(func() []flatCounty {
	var out []flatCounty
	for _, c := range geo.Counties() {
		f := flatCounty{around: rectangle{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}}
		for _, ring := range c.Rings {
			var r [][2]float64
			for _, p := range ring {
				n, e := geo.ToSWEREF(p)
				r = append(r, [2]float64{e, n})
				a := &f.around
				a.x1, a.y1, a.x2, a.y2 = min(a.x1, e), min(a.y1, n), max(a.x2, e), max(a.y2, n)
			}
			f.rings = append(f.rings, r)
		}
		out = append(out, f)
	}
	return out
})

// newMap begins a map of what lies in a box, with some room around.
func newMap(b geo.Box) *landMap {
	r := rectangle{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range []geo.Position{{b.West, b.South}, {b.West, b.North}, {b.East, b.South}, {b.East, b.North}, {(b.West + b.East) / 2, b.North}} {
		n, e := geo.ToSWEREF(p)
		r.x1, r.y1, r.x2, r.y2 = min(r.x1, e), min(r.y1, n), max(r.x2, e), max(r.y2, n)
	}
	const around = 1.25
	wide, high := max((r.x2-r.x1)*around, mapLeast), max((r.y2-r.y1)*around, mapLeast/2)
	m := &landMap{PerUnit: max(wide/mapAcross, high/mapHighest)}
	m.Height = math.Ceil(min(max(high/m.PerUnit, mapLowest), mapHighest))
	m.West = (r.x1+r.x2)/2 - mapAcross*m.PerUnit/2
	m.North = (r.y1+r.y2)/2 + m.Height*m.PerUnit/2
	return m
}

func (m *landMap) at(e, n float64) (x, y float64) {
	return (e - m.West) / m.PerUnit, (m.North - n) / m.PerUnit
}

func (m *landMap) place(p geo.Position) (x, y float64) {
	n, e := geo.ToSWEREF(p)
	return m.at(e, n)
}

// units writes a measure of the picture with one decimal.
func units(f float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")
}

// land draws the counties that can be seen.
func (m *landMap) land(class string) {
	for _, c := range flat() {
		x1, y1 := m.at(c.around.x1, c.around.y2)
		x2, y2 := m.at(c.around.x2, c.around.y1)
		if x2 < 0 || y2 < 0 || x1 > mapAcross || y1 > m.Height {
			continue
		}
		m.b.WriteString(`<path class="` + class + `" d="`)
		for _, ring := range c.rings {
			for i, p := range ring {
				x, y := m.at(p[0], p[1])
				m.b.WriteString([]string{"L", "M"}[bit(i == 0)] + units(x) + " " + units(y))
			}
			m.b.WriteString("Z")
		}
		m.b.WriteString(`"/>`)
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mapPlace is a municipality on a map.
type mapPlace struct {
	name string
	at   geo.Position
}

// namesWithin is how many metres a unit may be for the municipalities to be named.
const namesWithin = 420

// places draws the municipalities as dots, with the names that there is room for.
func (m *landMap) places(all []mapPlace) {
	for _, p := range all {
		x, y := m.place(p.at)
		if x < 4 || y < 4 || x > mapAcross-4 || y > m.Height-4 {
			continue
		}
		m.b.WriteString(`<circle class="land-dot" cx="` + units(x) + `" cy="` + units(y) + `" r="2.5"/>`)
		wide := 6.4 * float64(utf8.RuneCountInString(p.name))
		r := rectangle{x + 5, y - 6, x + 9 + wide, y + 8}
		if m.PerUnit > namesWithin || r.x2 > mapAcross || slices.ContainsFunc(m.taken, r.over) {
			continue
		}
		m.taken = append(m.taken, r)
		m.b.WriteString(`<text class="land-name" x="` + units(x+6) + `" y="` + units(y+4) + `">` + html.EscapeString(p.name) + `</text>`)
	}
}

// note draws the shapes of a note.
func (m *landMap) note(n mapNote) {
	for _, s := range n.Shapes {
		if s.Type == geo.Point {
			x, y := m.place(s.Parts[0][0])
			m.b.WriteString(`<circle class="note-point" cx="` + units(x) + `" cy="` + units(y) + `" r="4"/>`)
			continue
		}
		class, end := "note-line", ""
		if s.Type == geo.Area {
			class, end = "note-area", "Z"
		}
		m.b.WriteString(`<path class="` + class + `" d="`)
		for _, part := range s.Parts {
			for i, p := range part {
				x, y := m.place(p)
				m.b.WriteString([]string{"L", "M"}[bit(i == 0)] + units(x) + " " + units(y))
			}
			m.b.WriteString(end)
		}
		m.b.WriteString(`"/>`)
	}
}

// anchor is where the number of a note stands: by its point, on the middle of its line, in the middle of its area.
func anchor(s geo.Shape) geo.Position {
	if s.Type == geo.Area {
		return geo.Middle([]geo.Shape{s})
	}
	return s.Parts[0][len(s.Parts[0])/2]
}

// number writes the number of a note, beside those that stand there already.
func (m *landMap) number(n mapNote, stood []rectangle) []rectangle {
	if len(n.Shapes) == 0 || n.Number == 0 {
		return stood
	}
	x, y := m.place(anchor(n.Shapes[0]))
	x0, y0 := x, y
	y -= badge + 3
	box := func(x, y float64) rectangle {
		return rectangle{x - badge + 1, y - badge + 1, x + badge - 1, y + badge - 1}
	}
	for turn := 0; turn < 40 && slices.ContainsFunc(stood, box(x, y).over); turn++ {
		x += 2 * badge
		if x > mapAcross-badge {
			x, y = badge+2, y+2*badge
		}
	}
	if x < -badge || y < -2*badge || x > mapAcross+badge || y > m.Height+badge {
		return stood // outside of what is shown
	}
	x, y = min(max(x, badge+1), mapAcross-badge-1), min(max(y, badge+1), m.Height-badge-1)
	m.b.WriteString(`<g class="note-mark">`)
	if math.Hypot(x-x0, y-y0) > 2*badge {
		m.b.WriteString(`<path class="note-lead" d="M` + units(x0) + " " + units(y0) + "L" + units(x) + " " + units(y) + `"/>`)
	}
	fmt.Fprintf(&m.b, `<title>%d. %s</title><circle cx="%s" cy="%s" r="11"/><text x="%s" y="%s">%d</text></g>`, n.Number, html.EscapeString(n.Name), units(x), units(y),
		units(x), units(y), n.Number)
	return append(stood, box(x, y))
}

// scale says how far it is.
func (m *landMap) scale() {
	km := 1
	for _, k := range []int{2, 5, 10, 20, 50, 100, 200, 500} {
		if float64(k)*1000/m.PerUnit <= mapAcross/4 {
			km = k
		}
	}
	x, y, end := 14.0, m.Height-12, 14+float64(km)*1000/m.PerUnit
	fmt.Fprintf(&m.b, `<path class="land-scale" d="M%s %sV%sH%sV%s"/><text class="land-name" x="%s" y="%s">%d km</text>`, units(x), units(y-5), units(y), units(end),
		units(y-5), units(x+5), units(y-6), km)
}

// draw makes the picture. title is what it is, and desc what it shows, for those who do not see it.
func (m *landMap) draw(title, desc string, places []mapPlace, notes []mapNote) template.HTML {
	fmt.Fprintf(&m.b, `<svg xmlns="http://www.w3.org/2000/svg" class="landmap" viewBox="0 0 %s %s" role="img" aria-labelledby="map-t map-d" data-west="%.1f" data-north="%.1f" data-per="%.4f"><title id="map-t">%s</title><desc id="map-d">%s</desc>`,
		units(mapAcross), units(m.Height), m.West, m.North, m.PerUnit, html.EscapeString(title), html.EscapeString(desc))
	fmt.Fprintf(&m.b, `<rect class="land-sea" width="%s" height="%s"/>`, units(mapAcross), units(m.Height))
	m.land("land")
	if list := m.ground.Pictures(m.West, m.North, mapAcross*m.PerUnit, m.Height*m.PerUnit, m.PerUnit); len(list) > 0 {
		for _, p := range list {
			x, y := m.at(p.West, p.North)
			fmt.Fprintf(&m.b, `<image class="land-ground" href="%s" x="%.2f" y="%.2f" width="%.2f" height="%.2f" preserveAspectRatio="none"/>`, html.EscapeString(p.Address),
				x, y, p.Wide/m.PerUnit, p.High/m.PerUnit)
		}
		m.land("land-border")
	}
	for _, n := range notes {
		m.note(n)
	}
	m.places(places)
	var stood []rectangle
	for _, n := range notes {
		stood = m.number(n, stood)
	}
	m.scale()
	m.b.WriteString(`<g data-drawn></g></svg>`)
	return template.HTML(m.b.String()) //nolint:gosec // it escapes what people wrote
}
