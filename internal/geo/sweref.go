package geo

import "math"

// grid is a plane made of the earth by a transverse Mercator projection of the ellipsoid GRS 80, as Lantmäteriet describes it in "Gauss
// Conformal Projection (Transverse Mercator)": Krüger's formulas, to the fourth power of n.
type grid struct {
	meridian   float64 // degrees
	scale      float64
	falseNorth float64 // metres
	falseEast  float64
}

// swerefTM is SWEREF 99 TM, the plane of the maps of all Sweden. WGS 84 and SWEREF 99 differ by less than a metre and are taken as one.
var swerefTM = grid{meridian: 15, scale: 0.9996, falseEast: 500_000}

// GRS 80.
const (
	major      = 6_378_137.0
	flattening = 1 / 298.257222101
)

// ToSWEREF gives northing and easting in SWEREF 99 TM, in metres.
func ToSWEREF(p Position) (n, e float64) { return swerefTM.plane(p) }

// FromSWEREF gives the position of a northing and an easting in SWEREF 99 TM.
func FromSWEREF(n, e float64) Position { return swerefTM.earth(n, e) }

// third is the third flattening, and radius that of the circle as long as a meridian.
func third() (n, radius float64) {
	n = flattening / (2 - flattening)
	return n, major / (1 + n) * (1 + n*n/4 + n*n*n*n/64)
}

func (g grid) plane(p Position) (north, east float64) {
	e2 := flattening * (2 - flattening)
	n, radius := third()
	fi := p.Lat() * math.Pi / 180
	lambda := (p.Lon() - g.meridian) * math.Pi / 180
	a := e2
	b := (5*math.Pow(e2, 2) - math.Pow(e2, 3)) / 6
	c := (104*math.Pow(e2, 3) - 45*math.Pow(e2, 4)) / 120
	d := 1237 * math.Pow(e2, 4) / 1260
	s2 := math.Pow(math.Sin(fi), 2)
	conformal := fi - math.Sin(fi)*math.Cos(fi)*(a+b*s2+c*s2*s2+d*s2*s2*s2)
	xi := math.Atan(math.Tan(conformal) / math.Cos(lambda))
	eta := math.Atanh(math.Cos(conformal) * math.Sin(lambda))
	x, y := xi, eta
	for i, beta := range []float64{
		n/2 - 2*n*n/3 + 5*math.Pow(n, 3)/16 + 41*math.Pow(n, 4)/180,
		13*n*n/48 - 3*math.Pow(n, 3)/5 + 557*math.Pow(n, 4)/1440,
		61*math.Pow(n, 3)/240 - 103*math.Pow(n, 4)/140,
		49561 * math.Pow(n, 4) / 161280,
	} {
		k := float64(2 * (i + 1))
		x += beta * math.Sin(k*xi) * math.Cosh(k*eta)
		y += beta * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	return g.scale*radius*x + g.falseNorth, g.scale*radius*y + g.falseEast
}

func (g grid) earth(north, east float64) Position {
	e2 := flattening * (2 - flattening)
	n, radius := third()
	xi := (north - g.falseNorth) / (g.scale * radius)
	eta := (east - g.falseEast) / (g.scale * radius)
	x, y := xi, eta
	for i, delta := range []float64{
		n/2 - 2*n*n/3 + 37*math.Pow(n, 3)/96 - math.Pow(n, 4)/360,
		n*n/48 + math.Pow(n, 3)/15 - 437*math.Pow(n, 4)/1440,
		17*math.Pow(n, 3)/480 - 37*math.Pow(n, 4)/840,
		4397 * math.Pow(n, 4) / 161280,
	} {
		k := float64(2 * (i + 1))
		x -= delta * math.Sin(k*xi) * math.Cosh(k*eta)
		y -= delta * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	conformal := math.Asin(math.Sin(x) / math.Cosh(y))
	lambda := math.Atan(math.Sinh(y) / math.Cos(x))
	a := e2 + math.Pow(e2, 2) + math.Pow(e2, 3) + math.Pow(e2, 4)
	b := -(7*math.Pow(e2, 2) + 17*math.Pow(e2, 3) + 30*math.Pow(e2, 4)) / 6
	c := (224*math.Pow(e2, 3) + 889*math.Pow(e2, 4)) / 120
	d := -(4279 * math.Pow(e2, 4)) / 1260
	s2 := math.Pow(math.Sin(conformal), 2)
	fi := conformal + math.Sin(conformal)*math.Cos(conformal)*(a+b*s2+c*s2*s2+d*s2*s2*s2)
	return Position{g.meridian + lambda*180/math.Pi, fi * 180 / math.Pi}
}
