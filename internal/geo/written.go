package geo

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

// number is one of a pair as people write them; a comma between digits is a decimal comma when a space or another sign parts the two.
var number = regexp.MustCompile(`-?\d+(?:[.,]\d+)?`)

// letters are what people put beside a coordinate.
var letters = strings.NewReplacer("N", " ", "E", " ", "n", " ", "e", " ", "Ö", " ", "ö", " ", "°", " ", ":", " ", "=", " ", "\t", " ", ";", " ")

// ReadPositions reads positions as people write them, one on each line: latitude and longitude in degrees with decimals (59.33, 18.06), or
// northing and easting in SWEREF 99 TM (N 6580822, E 674032). Faults: geo.position with the line, geo.too-many, geo.outside.
func ReadPositions(text string) ([]Position, error) {
	var out []Position
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		a, b, ok := pair(line)
		if !ok {
			return nil, fault.New(fault.Invalid, "geo.position", "Line", short(line))
		}
		p := Position{b, a}
		if a > 90 || b > 90 {
			if a < b { // easting first: in Sweden it is always the smaller
				a, b = b, a
			}
			if a < 6_000_000 || a > 7_800_000 || b < 150_000 || b > 1_100_000 {
				return nil, fault.New(fault.Invalid, "geo.outside")
			}
			p = FromSWEREF(a, b)
		}
		if p = p.rounded(); !p.InSweden() {
			return nil, fault.New(fault.Invalid, "geo.outside")
		}
		if out = append(out, p); len(out) > MaxPositions {
			return nil, fault.New(fault.Invalid, "geo.too-many", "MaxShapes", MaxShapes, "MaxPositions", MaxPositions)
		}
	}
	return out, nil
}

// pair reads two numbers of a line that has nothing else.
func pair(line string) (a, b float64, ok bool) {
	line = strings.TrimSpace(letters.Replace(line))
	// "59.33,18.06" and "6580822,674032": the comma parts the two when there is nothing else that does.
	if strings.Count(line, ",") == 1 && !strings.ContainsAny(strings.ReplaceAll(line, ", ", ","), " ") {
		line = strings.Replace(line, ",", " ", 1)
	}
	fields := strings.Fields(line)
	if len(fields) != 2 {
		return 0, 0, false
	}
	for i, f := range fields {
		f = strings.TrimSuffix(f, ",")
		if number.FindString(f) != f {
			return 0, 0, false
		}
		v, err := strconv.ParseFloat(strings.Replace(f, ",", ".", 1), 64)
		if err != nil || math.IsInf(v, 0) {
			return 0, 0, false
		}
		if i == 0 {
			a = v
		} else {
			b = v
		}
	}
	return a, b, true
}

// short is enough of a line to know it by.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// ReadShapes reads what somebody wrote to say where something is: GeoJSON, or positions that are points, a line or an area as t says. Faults:
// those of ReadGeoJSON and ReadPositions.
func ReadShapes(text string, t Type) ([]Shape, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") {
		return ReadGeoJSON([]byte(text))
	}
	all, err := ReadPositions(text)
	if err != nil {
		return nil, err
	}
	var out []Shape
	switch {
	case len(all) == 0:
	case t == Line || t == Area:
		if n := len(all); t == Area && n > 1 && all[0] == all[n-1] {
			all = all[:n-1]
		}
		out = []Shape{{Type: t, Parts: [][]Position{all}}}
	default:
		for _, p := range all {
			out = append(out, Shape{Type: Point, Parts: [][]Position{{p}}})
		}
	}
	return out, Check(out)
}

// Written says shapes as ReadShapes reads them: positions where they are points, one line or one area, otherwise GeoJSON.
func Written(shapes []Shape) string {
	same := len(shapes) == 1 && len(shapes[0].Parts) == 1
	if len(shapes) > 1 {
		same = true
		for _, s := range shapes {
			same = same && s.Type == Point
		}
	}
	if !same {
		return written(GeometryOf(shapes))
	}
	var b strings.Builder
	for _, s := range shapes {
		for _, p := range s.Parts[0] {
			b.WriteString(Degrees(p) + "\n")
		}
	}
	return strings.TrimSpace(b.String())
}

// Degrees writes a position: "59.33023, 18.0592".
func Degrees(p Position) string {
	f := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	return f(p.Lat()) + ", " + f(p.Lon())
}
