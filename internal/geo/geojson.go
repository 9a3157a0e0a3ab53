package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"samverkan/internal/fault"
)

// MaxGeoJSON is how many bytes of GeoJSON are read.
const MaxGeoJSON = 1 << 20

// Geometry is a geometry of GeoJSON (RFC 7946).
type Geometry struct {
	Type        string `json:"type" doc:"Point, LineString, Polygon or GeometryCollection"`
	Coordinates any    `json:"coordinates,omitempty" doc:"Longitude and latitude, WGS 84, nested as the type says"`
	Geometries  []any  `json:"geometries,omitempty" doc:"Of a GeometryCollection"`
}

// Feature is something on a map with what is known of it.
type Feature struct {
	Type       string         `json:"type" doc:"Feature"`
	ID         string         `json:"id,omitempty"`
	Geometry   Geometry       `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

// Collection is a map.
type Collection struct {
	Type     string    `json:"type" doc:"FeatureCollection"`
	Features []Feature `json:"features"`
}

// GeometryOf writes shapes: one by itself, several as a GeometryCollection.
func GeometryOf(shapes []Shape) Geometry {
	var all []any
	for _, s := range shapes {
		all = append(all, s.geometry())
	}
	if len(all) == 1 {
		return all[0].(Geometry)
	}
	return Geometry{Type: "GeometryCollection", Geometries: all}
}

func (s Shape) geometry() Geometry {
	g := Geometry{Type: string(s.Type)}
	switch {
	case len(s.Parts) == 0 || len(s.Parts[0]) == 0:
	case s.Type == Point:
		g.Coordinates = s.Parts[0][0]
	case s.Type == Line:
		g.Coordinates = s.Parts[0]
	default:
		var rings [][]Position
		for i, ring := range s.Parts {
			ring = slices.Clone(ring)
			if right := area(ring) < 0; right == (i == 0) { // the outer ring goes against the clock, the holes with it
				slices.Reverse(ring)
			}
			rings = append(rings, append(ring, ring[0]))
		}
		g.Coordinates = rings
	}
	return g
}

// area is twice the area of a ring, negative when it goes with the clock.
func area(ring []Position) float64 {
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p[0]*q[1] - q[0]*p[1]
	}
	return sum
}

// ReadGeoJSON reads the shapes of a geometry, a feature or a collection of either. Heights and properties are left out. Faults: geo.malformed for
// what is no GeoJSON, geo.unsupported for other coordinates than WGS 84, and those of Check.
func ReadGeoJSON(b []byte) ([]Shape, error) {
	if len(b) > MaxGeoJSON {
		return nil, fault.New(fault.Invalid, "geo.too-many", "MaxShapes", MaxShapes, "MaxPositions", MaxPositions)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	var o object
	if err := d.Decode(&o); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "geo.malformed")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "geo.malformed")
	}
	if !o.CRS.degrees() {
		return nil, fault.New(fault.Invalid, "geo.unsupported")
	}
	shapes, err := o.shapes(0)
	if err != nil {
		return nil, err
	}
	return shapes, Check(shapes)
}

// object is any object of GeoJSON.
type object struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []object        `json:"geometries"`
	Geometry    *object         `json:"geometry"`
	Features    []object        `json:"features"`
	CRS         *crs            `json:"crs"`
}

// crs is what older GeoJSON says of its coordinates.
type crs struct {
	Properties struct {
		Name string `json:"name"`
	} `json:"properties"`
}

func (c *crs) degrees() bool {
	return c == nil || slices.Contains([]string{"", "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"}, c.Properties.Name)
}

// deepest is how far collections may lie in each other.
const deepest = 4

func (o object) shapes(depth int) ([]Shape, error) {
	if depth > deepest {
		return nil, fault.New(fault.Invalid, "geo.malformed")
	}
	within := o.Geometries
	switch o.Type {
	case "FeatureCollection":
		within = o.Features
	case "GeometryCollection":
	case "Feature":
		if o.Geometry == nil {
			return nil, nil // one that is nowhere
		}
		within = []object{*o.Geometry}
	default:
		return o.geometry()
	}
	var out []Shape
	for _, x := range within {
		s, err := x.shapes(depth + 1)
		if err != nil {
			return nil, err
		}
		if out = append(out, s...); len(out) > MaxShapes {
			break // Check refuses it
		}
	}
	return out, nil
}

func (o object) geometry() ([]Shape, error) {
	bad := fault.New(fault.Invalid, "geo.malformed")
	var one []float64
	var line [][]float64
	var rings [][][]float64
	var areas [][][][]float64
	into := map[string]any{"Point": &one, "MultiPoint": &line, "LineString": &line, "MultiLineString": &rings, "Polygon": &rings, "MultiPolygon": &areas}[o.Type]
	if into == nil || json.Unmarshal(o.Coordinates, into) != nil {
		return nil, bad
	}
	var out []Shape
	add := func(t Type, parts ...[][]float64) bool {
		s := Shape{Type: t}
		for _, part := range parts {
			read, ok := read(part)
			if !ok {
				return false
			}
			if n := len(read); t == Area && n > 1 && read[0] == read[n-1] {
				read = read[:n-1]
			}
			s.Parts = append(s.Parts, read)
		}
		out = append(out, s)
		return len(out) <= MaxShapes
	}
	ok := true
	switch o.Type {
	case "Point":
		ok = add(Point, [][]float64{one})
	case "MultiPoint":
		for _, p := range line {
			ok = ok && add(Point, [][]float64{p})
		}
	case "LineString":
		ok = add(Line, line)
	case "MultiLineString":
		for _, l := range rings {
			ok = ok && add(Line, l)
		}
	case "Polygon":
		ok = add(Area, rings...)
	case "MultiPolygon":
		for _, a := range areas {
			ok = ok && add(Area, a...)
		}
	}
	if !ok && len(out) <= MaxShapes {
		return nil, bad
	}
	return out, nil
}

// read gives positions without their heights; false for one that has no two numbers.
func read(coordinates [][]float64) ([]Position, bool) {
	out := make([]Position, 0, len(coordinates))
	for _, c := range coordinates {
		if len(c) < 2 {
			return nil, false
		}
		out = append(out, Position{c[0], c[1]}.rounded())
	}
	return out, true
}

func written(g Geometry) string {
	b, err := json.Marshal(g)
	if err != nil { // numbers that were read can be written
		return ""
	}
	return string(b)
}
