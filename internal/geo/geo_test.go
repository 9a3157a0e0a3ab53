package geo_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

// Points that others have published in both systems.
func TestSWEREF(t *testing.T) {
	for _, x := range []struct {
		lat, lon, n, e float64
	}{
		{59.330231, 18.059196, 6580822, 674032}, // Stockholm
		{0, 15, 0, 500000},                      // where the plane begins
	} {
		n, e := geo.ToSWEREF(geo.Position{x.lon, x.lat})
		if math.Abs(n-x.n) > 1 || math.Abs(e-x.e) > 1 {
			t.Errorf("%v, %v is N %.3f E %.3f, want N %.0f E %.0f", x.lat, x.lon, n, e, x.n, x.e)
		}
		p := geo.FromSWEREF(x.n, x.e)
		if math.Abs(p.Lat()-x.lat) > 1e-5 || math.Abs(p.Lon()-x.lon) > 2e-5 {
			t.Errorf("N %v E %v is %v", x.n, x.e, p)
		}
	}
	// There and back, all over the country.
	for lat := 55.0; lat <= 69; lat += 1.75 {
		for lon := 10.5; lon <= 24.5; lon += 1.75 {
			n, e := geo.ToSWEREF(geo.Position{lon, lat})
			if p := geo.FromSWEREF(n, e); math.Abs(p.Lat()-lat) > 1e-8 || math.Abs(p.Lon()-lon) > 1e-8 {
				t.Errorf("%v, %v came back as %v", lat, lon, p)
			}
		}
	}
}

func TestReadShapes(t *testing.T) {
	for name, x := range map[string]struct {
		text  string
		as    geo.Type
		code  string // "" for what can be read
		types string
	}{
		"degrees":         {"59.33, 18.06", geo.Point, "", "Point"},
		"decimal commas":  {"59,33 18,06", geo.Point, "", "Point"},
		"no space":        {"59.33,18.06", geo.Point, "", "Point"},
		"several":         {"59.33 18.06\n\n57.7 11.97\r\n", geo.Point, "", "Point Point"},
		"sweref":          {"N 6580822, E 674032", geo.Point, "", "Point"},
		"sweref turned":   {"674032 6580822", geo.Point, "", "Point"},
		"line":            {"59.33 18.06\n57.7 11.97", geo.Line, "", "LineString"},
		"area":            {"59.33 18.06\n57.7 11.97\n58 12\n59.33 18.06", geo.Area, "", "Polygon"},
		"geojson":         {`{"type":"Point","coordinates":[18.06,59.33,12]}`, geo.Line, "", "Point"},
		"feature":         {`{"type":"Feature","properties":null,"geometry":{"type":"LineString","coordinates":[[18,59],[18,60]]}}`, "", "", "LineString"},
		"collection":      {`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},{"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[18,59],[18,60]]}}]}`, "", "", "Point Point"},
		"nothing":         {" \n", geo.Point, "geo.none", ""},
		"words":           {"torget i Ekeryd", geo.Point, "geo.position", ""},
		"three numbers":   {"59 18 20", geo.Point, "geo.position", ""},
		"one of a line":   {"59 18", geo.Line, "geo.shape", ""},
		"same of a line":  {"59 18\n59 18", geo.Line, "geo.shape", ""},
		"two of an area":  {"59 18\n58 18\n59 18", geo.Area, "geo.shape", ""},
		"turned degrees":  {"18.06, 59.33", geo.Point, "geo.outside", ""},
		"Paris":           {"48.85, 2.35", geo.Point, "geo.outside", ""},
		"far in sweref":   {"9580822 674032", geo.Point, "geo.outside", ""},
		"no JSON":         {`{"type":"Point"`, "", "geo.malformed", ""},
		"two objects":     {`{"type":"Point","coordinates":[18,59]}{}`, "", "geo.malformed", ""},
		"no coordinates":  {`{"type":"Point"}`, "", "geo.malformed", ""},
		"no type":         {`{}`, "", "geo.malformed", ""},
		"half a point":    {`{"type":"Point","coordinates":[18]}`, "", "geo.malformed", ""},
		"text":            {`{"type":"Point","coordinates":["18","59"]}`, "", "geo.malformed", ""},
		"other plane":     {`{"type":"Point","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::3006"}},"coordinates":[674032,6580822]}`, "", "geo.unsupported", ""},
		"empty ring":      {`{"type":"Polygon","coordinates":[[]]}`, "", "geo.shape", ""},
		"no rings":        {`{"type":"Polygon","coordinates":[]}`, "", "geo.shape", ""},
		"too many points": {strings.Repeat("59 18\n", 2001), geo.Line, "geo.too-many", ""},
		"too many":        {`{"type":"MultiPoint","coordinates":[` + strings.Repeat("[18,59],", 100) + `[18,59]]}`, "", "geo.too-many", ""},
		"deep": {strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 9) + `{"type":"Point","coordinates":[18,59]}` + strings.Repeat("]}", 9), "",
			"geo.malformed", ""},
	} {
		got, err := geo.ReadShapes(x.text, x.as)
		if fault.CodeOf(err) != x.code && (err != nil || x.code != "") {
			t.Errorf("%s: %v, want %s", name, err, x.code)
			continue
		}
		var types []string
		for _, s := range got {
			types = append(types, string(s.Type))
		}
		if err == nil && strings.Join(types, " ") != x.types {
			t.Errorf("%s: %v", name, types)
		}
	}
}

// What is written can be read, and says the same.
func same(t *testing.T, shapes []geo.Shape) {
	t.Helper()
	b, err := json.Marshal(geo.GeometryOf(shapes))
	if err != nil {
		t.Fatal(err)
	}
	again, err := geo.ReadGeoJSON(b)
	if err != nil {
		t.Fatalf("%v of %s", err, b)
	}
	c, _ := json.Marshal(geo.GeometryOf(again))
	if string(b) != string(c) {
		t.Fatalf("%s became %s", b, c)
	}
	if written, err := geo.ReadShapes(geo.Written(shapes), shapes[0].Type); err != nil || len(written) != len(shapes) {
		t.Fatalf("%v of %s", err, geo.Written(shapes))
	}
}

func TestThereAndBack(t *testing.T) {
	area := `{"type":"Polygon","coordinates":[[[18,59],[18,60],[19,60],[18,59]],[[18.2,59.5],[18.4,59.6],[18.4,59.8],[18.2,59.5]]]}`
	shapes, err := geo.ReadGeoJSON([]byte(area))
	if err != nil || len(shapes) != 1 || len(shapes[0].Parts) != 2 || len(shapes[0].Parts[0]) != 3 {
		t.Fatalf("%v %v", shapes, err)
	}
	same(t, shapes)
	if b := geo.Around(shapes); !reflect.DeepEqual(b, geo.Box{West: 18, South: 59, East: 19, North: 60}) {
		t.Errorf("%v", b)
	}
}

func TestCounties(t *testing.T) {
	all := geo.Counties()
	if len(all) != 21 {
		t.Fatalf("%d counties", len(all))
	}
	for _, c := range all {
		for _, ring := range c.Rings {
			if len(ring) < 3 {
				t.Errorf("%s has a ring of %d", c.Code, len(ring))
			}
			for _, p := range ring {
				if !p.InSweden() {
					t.Errorf("%s: %v", c.Code, p)
				}
			}
		}
	}
	if _, ok := geo.Outline("98"); ok {
		t.Error("the county of the exercise has an outline")
	}
}

func FuzzReadShapes(f *testing.F) {
	for _, seed := range []string{"59.33, 18.06", "N 6580822 E 674032\n59 18", `{"type":"Polygon","coordinates":[[[18,59],[18,60],[19,60],[18,59]]]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[18,59],[18,60]]]}}]}`,
		`{"type":"Point","coordinates":[1e400,2]}`, `{"type":"MultiPolygon","coordinates":[[[[18,59]]]]}`} {
		f.Add(seed, uint8(0))
		f.Add(seed, uint8(2))
	}
	types := []geo.Type{geo.Point, geo.Line, geo.Area}
	f.Fuzz(func(t *testing.T, text string, as uint8) {
		shapes, err := geo.ReadShapes(text, types[int(as)%len(types)])
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		if err := geo.Check(shapes); err != nil {
			t.Fatal(err)
		}
		same(t, shapes)
	})
}
