package chart

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Dot is a place on a map. Degrees are WGS 84.
type Dot struct {
	Name     string
	Lat, Lon float64
	Grade    Grade
}

// MapWords are the words of a map.
type MapWords struct {
	Title       string
	Description string
	Legend      []Entry // explained below the map, in this order
}

// Entry is a line of a legend.
type Entry struct {
	Grade Grade
	Text  string
}

const (
	mapWidth  = 720.0
	mapMargin = 40.0 // around the dots
	dotRadius = 11.0
	nameSize  = 12.0
	leastSpan = 20.0 // kilometres across, at least: one place alone is no map of a street
	perDegree = 111.2
)

// DotMap draws places where they lie, without borders: north is up. Places that would cover each other are moved apart, with a line to
// where they lie; the hardest hit get their names first.
func DotMap(dots []Dot, w MapWords) *Picture {
	p := &Picture{Width: mapWidth, Title: w.Title, Description: w.Description}
	dots = slices.Clone(dots)
	slices.SortStableFunc(dots, func(a, b Dot) int { return cmp.Compare(b.Grade, a.Grade) })
	home, height, perKm := project(dots)
	p.rect(0.5, 0.5, mapWidth-1, height-1, white, hair, 1)
	at := spread(home, height)
	for i := range at {
		if far(at[i], home[i]) > dotRadius*0.8 {
			p.add(line{home[i], at[i], faint, 1}, area{outline: ring(home[i], 2, 8, 0), fill: faint})
		}
	}
	names := placeNames(dots, at, height)
	for i := len(dots) - 1; i >= 0; i-- {
		p.mark(dots[i].Grade, at[i], dotRadius)
	}
	p.add(names...)
	if len(dots) > 0 {
		p.scaleBar(height, perKm)
	}
	p.Height = p.legend(height+24, w.Legend)
	return p
}

// project gives the places in the picture, its height, and how much a kilometre is.
func project(dots []Dot) ([]point, float64, float64) {
	if len(dots) == 0 {
		return nil, 2 * mapMargin, 1
	}
	middle := 0.0
	for _, d := range dots {
		middle += d.Lat / float64(len(dots))
	}
	narrow := math.Cos(middle * math.Pi / 180)
	km := make([]point, len(dots))
	for i, d := range dots {
		km[i] = point{d.Lon * perDegree * narrow, -d.Lat * perDegree}
	}
	b := bounds(km)
	wide, high := max(b[1].X-b[0].X, leastSpan), max(b[1].Y-b[0].Y, leastSpan/2)
	const tallest = 440.0
	perKm := min((mapWidth-4*mapMargin)/wide, (tallest-2*mapMargin)/high)
	height := high*perKm + 2*mapMargin
	centre := point{(b[0].X + b[1].X) / 2, (b[0].Y + b[1].Y) / 2}
	for i := range km {
		km[i] = point{mapWidth/2 + (km[i].X-centre.X)*perKm, height/2 + (km[i].Y-centre.Y)*perKm}
	}
	return km, height, perKm
}

func far(a, b point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// spread moves places apart until none covers another, or it is clear that there is no room.
func spread(from []point, height float64) []point {
	at := slices.Clone(from)
	const apart = 2*dotRadius + 8
	for range 80 {
		moved := false
		for i := range at {
			for j := range i {
				d := far(at[i], at[j])
				if d >= apart-0.01 {
					continue
				}
				moved = true
				dx, dy := (at[i].X-at[j].X)/max(d, 0.01), (at[i].Y-at[j].Y)/max(d, 0.01)
				if d < 0.01 {
					dx, dy = 1, 0 // at the very same place: side by side
				}
				push := (apart - d) / 2
				at[i], at[j] = point{at[i].X + dx*push, at[i].Y + dy*push}, point{at[j].X - dx*push, at[j].Y - dy*push}
			}
			at[i].X = max(dotRadius+6, min(at[i].X, mapWidth-dotRadius-6))
			at[i].Y = max(dotRadius+8, min(at[i].Y, height-dotRadius-8))
		}
		if !moved {
			break
		}
	}
	return at
}

// scaleBar says how far it is.
func (p *Picture) scaleBar(height, perKm float64) {
	km := 1.0
	for _, k := range []float64{2, 5, 10, 20, 50, 100, 200, 500} {
		if k*perKm <= mapWidth/5 {
			km = k
		}
	}
	x, y := 14.0, height-12
	p.add(line{point{x, y}, point{x + km*perKm, y}, ink, 1.5}, line{point{x, y - 4}, point{x, y}, ink, 1.5},
		line{point{x + km*perKm, y - 4}, point{x + km*perKm, y}, ink, 1.5},
		label{at: point{x + 6, y - 5}, text: strconv.Itoa(int(km)) + " km", size: 10, colour: faint, halo: true})
}

// legend explains the marks, as many in a row as there is room for, and gives where it ends.
func (p *Picture) legend(y float64, entries []Entry) float64 {
	if len(entries) == 0 {
		return y - 24
	}
	x := 16.0
	for _, e := range entries {
		wide := 32 + width(e.Text, nameSize)
		if x+wide > mapWidth && x > 16 {
			x, y = 16, y+32
		}
		p.mark(e.Grade, point{x, y}, 9)
		p.add(label{at: point{x + 18, y + 4}, text: e.Text, size: nameSize, colour: ink})
		x += wide + 14
	}
	return y + 22
}
