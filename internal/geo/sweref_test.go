package geo

import (
	"math"
	"testing"
)

// The example of Lantmäteriet's description of the projection.
func TestLantmateriet(t *testing.T) {
	g := grid{meridian: 13 + 35/60.0 + 7.692/3600, scale: 1.000002540000, falseNorth: -6226307.8640, falseEast: 84182.8790}
	n, e := g.plane(Position{24, 66})
	if math.Abs(n-1135809.413803) > 0.0005 || math.Abs(e-555304.016555) > 0.0005 {
		t.Errorf("N %.6f E %.6f", n, e)
	}
	p := g.earth(1135809.413803, 555304.016555)
	if math.Abs(p.Lat()-66) > 1e-8 || math.Abs(p.Lon()-24) > 1e-8 {
		t.Errorf("%.9f %.9f", p.Lat(), p.Lon())
	}
}
