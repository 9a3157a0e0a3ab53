package geo_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

// An operator's address is taken as it is meant, or refused when it is read.
func TestReadBackground(t *testing.T) {
	for address, origin := range map[string]string{
		"": "",
		"https://karta.example/3006/{z}/{y}/{x}.png": "https://karta.example",
		"http://10.0.0.8:8000/{z}/{x}/{y}":           "http://10.0.0.8:8000",
		"https://wms.example/wms?REQUEST=GetMap&BBOX={south},{west},{north},{east}&WIDTH={width}&HEIGHT={height}":     "https://wms.example",
		"https://wms.example/wms?VERSION=1.1.1&SRS=EPSG:3006&BBOX={west},{south},{east},{north}&WIDTH=720&HEIGHT=500": "https://wms.example",
	} {
		b, err := geo.ReadBackground(address)
		if err != nil || b.Origin() != origin {
			t.Errorf("%s: %q, %v", address, b.Origin(), err)
		}
	}
	for _, address := range []string{"karta", "/kartor/{z}/{x}/{y}", "ftp://karta.example/{z}/{x}/{y}", "https://karta.example/", "https://karta.example/{z}/{x}",
		"https://a.example;script-src/{z}/{x}/{y}", "https://namn:hemlig@karta.example/{z}/{x}/{y}", "https://karta.example/\"{z}/{x}/{y}", "https://{z}/{x}/{y} x"} {
		if _, err := geo.ReadBackground(address); fault.CodeOf(err) != "geo.background" {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// The grid is that of Lantmäteriet: its tiles at level 0 are 1 048 576 metres a side, and Stockholm lies in one whose corner can be counted.
func TestTilesOfStockholm(t *testing.T) {
	b, err := geo.ReadBackground("https://karta.example/{z}/{y}/{x}.png")
	if err != nil {
		t.Fatal(err)
	}
	north, east := geo.ToSWEREF(geo.Position{18.07, 59.33})
	got := b.Pictures(east, north, 1, 1, 4096.0/512) // level 9: 8 metres a pixel, 2048 a tile
	if len(got) != 1 || got[0].Address != "https://karta.example/9/937/915.png" || got[0].Wide != 2048 ||
		east < got[0].West || east > got[0].West+2048 || north > got[0].North || north < got[0].North-2048 {
		t.Errorf("%.0f %.0f: %+v", north, east, got)
	}
	if all := b.Pictures(0, 8_000_000, 2_000_000, 2_000_000, 4096); len(all) == 0 || all[0].Address != "https://karta.example/0/0/1.png" {
		t.Errorf("the country: %+v", all)
	}
}

// Whatever is looked at is covered, by no more pictures than a page can have, and of those none that is not seen.
func TestPicturesCover(t *testing.T) {
	b, err := geo.ReadBackground("https://karta.example/{z}/{y}/{x}.png")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		west, north := rapid.Float64Range(200_000, 900_000).Draw(t, "west"), rapid.Float64Range(6_100_000, 7_700_000).Draw(t, "north")
		per := rapid.Float64Range(1, 3000).Draw(t, "per")
		wide, high := 720*per, rapid.Float64Range(100, 760).Draw(t, "high")*per
		list := b.Pictures(west, north, wide, high, per)
		if len(list) == 0 || len(list) > 48 {
			t.Fatalf("%d pictures", len(list))
		}
		covered := 0.0
		for _, p := range list {
			w := math.Min(p.West+p.Wide, west+wide) - math.Max(p.West, west)
			h := math.Min(p.North, north) - math.Max(p.North-p.High, north-high)
			if w < 0 || h < 0 || strings.ContainsAny(p.Address, "{}-") {
				t.Fatalf("not seen: %+v", p)
			}
			covered += w * h
		}
		if math.Abs(covered-wide*high) > wide*high*1e-6 {
			t.Fatalf("%.0f of %.0f is covered", covered, wide*high)
		}
	})
}
