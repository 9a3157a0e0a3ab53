package geo

import (
	"math"

	"samverkan/internal/fault"
)

// Position is a place as GeoJSON has it: degrees of longitude, then of latitude, WGS 84.
type Position [2]float64

// Lon is the longitude.
func (p Position) Lon() float64 { return p[0] }

// Lat is the latitude.
func (p Position) Lat() float64 { return p[1] }

// Type is what a shape is, by its name in GeoJSON.
type Type string

// The types.
const (
	Point Type = "Point"
	Line  Type = "LineString"
	Area  Type = "Polygon"
)

// Shape is a point, a line or an area. Rings of an area are not closed: the last position is not the first again.
type Shape struct {
	Type  Type         `json:"type"`
	Parts [][]Position `json:"parts"` // one of one position for a point, one for a line, the outer ring and its holes for an area
}

// The most that fits.
const (
	MaxShapes    = 100
	MaxPositions = 2000
)

// What Sweden lies within, its waters with it.
const (
	west, east   = 10.0, 25.0
	south, north = 54.5, 69.5
)

// InSweden tells whether a position can be in Sweden or in its waters.
func (p Position) InSweden() bool {
	return p.Lon() >= west && p.Lon() <= east && p.Lat() >= south && p.Lat() <= north
}

// finest is how fine a position is kept: a tenth of a metre.
const finest = 1e6

func (p Position) rounded() Position {
	return Position{math.Round(p[0]*finest) / finest, math.Round(p[1]*finest) / finest}
}

// Check answers with geo.none when there are no shapes, geo.too-many, geo.outside for a position that cannot be in Sweden, or geo.shape for what
// is none: a line of one position, an area of two, a shape of no type.
func Check(shapes []Shape) error {
	if len(shapes) == 0 {
		return fault.New(fault.Invalid, "geo.none")
	}
	if len(shapes) > MaxShapes || positions(shapes) > MaxPositions {
		return fault.New(fault.Invalid, "geo.too-many", "MaxShapes", MaxShapes, "MaxPositions", MaxPositions)
	}
	for _, s := range shapes {
		if !s.whole() {
			return fault.New(fault.Invalid, "geo.shape")
		}
		for _, part := range s.Parts {
			for _, p := range part {
				if !p.InSweden() { // nor is what is no number
					return fault.New(fault.Invalid, "geo.outside")
				}
			}
		}
	}
	return nil
}

func positions(shapes []Shape) int {
	n := 0
	for _, s := range shapes {
		for _, part := range s.Parts {
			n += len(part)
		}
	}
	return n
}

// whole tells whether a shape has what its type needs.
func (s Shape) whole() bool {
	least := 1
	switch s.Type {
	case Point:
	case Line:
		least = 2
	case Area:
		least = 3
	default:
		return false
	}
	if len(s.Parts) == 0 || s.Type != Area && len(s.Parts) != 1 || s.Type == Point && len(s.Parts[0]) != 1 {
		return false
	}
	for _, part := range s.Parts {
		different := map[Position]bool{}
		for _, p := range part {
			different[p] = true
		}
		if len(different) < least {
			return false
		}
	}
	return true
}

// Middle is about where shapes lie: the middle of what is around them.
func Middle(shapes []Shape) Position {
	b := Around(shapes)
	return Position{(b.West + b.East) / 2, (b.South + b.North) / 2}
}

// Box is what lies between two longitudes and two latitudes.
type Box struct{ West, South, East, North float64 }

// Around is the box around shapes; its west is east of its east when there are none.
func Around(shapes []Shape) Box {
	b := Box{West: east, South: north, East: west, North: south}
	for _, s := range shapes {
		for _, part := range s.Parts {
			for _, p := range part {
				b = b.With(p)
			}
		}
	}
	return b
}

// With is the box with one more position in it.
func (b Box) With(p Position) Box {
	return Box{min(b.West, p.Lon()), min(b.South, p.Lat()), max(b.East, p.Lon()), max(b.North, p.Lat())}
}

// Away is how far it is between two positions, in kilometres: near enough to tell which of two is nearer.
func Away(a, b Position) float64 {
	const perDegree = 111.2
	narrow := math.Cos((a.Lat() + b.Lat()) / 2 * math.Pi / 180)
	return math.Hypot((a.Lon()-b.Lon())*perDegree*narrow, (a.Lat()-b.Lat())*perDegree)
}
