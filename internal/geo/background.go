package geo

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

// Background is where pictures of the ground come from, to be drawn under a map in SWEREF 99 TM (EPSG:3006). The zero value is none.
//
// An address with {z}, {x} and {y} is of tiles in the grid that Lantmäteriet's services have for EPSG:3006 (WMTS, OGC 07-057r7): 256 pixels a
// side, counted from north 8 500 000 and east -1 200 000, where each pixel is 4096 metres at level 0 and half as much at each level below. An
// address with {west}, {south}, {east} and {north} is of one picture of just that (WMS, OGC 06-042), of {width} times {height} pixels.
type Background struct {
	address string
	origin  string
}

// The grid of tiles.
const (
	gridNorth = 8_500_000.0
	gridEast  = -1_200_000.0
	gridTop   = 4096.0 // metres a pixel at level 0
	gridSide  = 256.0  // pixels
	gridLast  = 15     // the lowest level
	mostTiles = 48
)

// ReadBackground reads an address as an operator writes it; "" is none. Fault: geo.background when it is no address that begins with
// http:// or https://, or does not say where a picture is to be of.
func ReadBackground(address string) (Background, error) {
	if address == "" {
		return Background{}, nil
	}
	has := func(names ...string) bool {
		for _, n := range names {
			if !strings.Contains(address, "{"+n+"}") {
				return false
			}
		}
		return true
	}
	u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(address))
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(address, " \"'<>;,") && !has("west") ||
		strings.ContainsAny(u.Host, " \"'<>;,") || !has("z", "x", "y") && !has("west", "south", "east", "north") {
		return Background{}, fault.New(fault.Invalid, "geo.background")
	}
	return Background{address: address, origin: u.Scheme + "://" + u.Host}, nil
}

// Origin is the scheme and host that the pictures come from; "" where there are none.
func (b Background) Origin() string { return b.origin }

// Picture is a picture of the ground: where it is from, and what it covers, in metres of SWEREF 99 TM.
type Picture struct {
	Address     string
	West, North float64
	Wide, High  float64
}

// Pictures are those that cover so many metres from a corner above to the left, at about perPixel metres a pixel.
func (b Background) Pictures(west, north, wide, high, perPixel float64) []Picture {
	if b.address == "" || !(wide > 0 && high > 0 && perPixel > 0) {
		return nil
	}
	whole := func(f float64) string { return strconv.Itoa(int(math.Round(f))) }
	if strings.Contains(b.address, "{west}") {
		return []Picture{{strings.NewReplacer("{west}", whole(west), "{south}", whole(north-high), "{east}", whole(west+wide), "{north}", whole(north),
			"{width}", whole(wide/perPixel), "{height}", whole(high/perPixel)).Replace(b.address), west, north, wide, high}}
	}
	level := min(max(int(math.Round(math.Log2(gridTop/perPixel))), 0), gridLast)
	for {
		side := gridTop / math.Exp2(float64(level)) * gridSide
		x1, x2 := math.Floor((west-gridEast)/side), math.Floor((west+wide-gridEast)/side)
		y1, y2 := math.Floor((gridNorth-north)/side), math.Floor((gridNorth-north+high)/side)
		if (x2-x1+1)*(y2-y1+1) > mostTiles && level > 0 {
			level--
			continue
		}
		var out []Picture
		for y := max(y1, 0); y <= y2; y++ {
			for x := max(x1, 0); x <= x2; x++ {
				out = append(out, Picture{strings.NewReplacer("{z}", strconv.Itoa(level), "{x}", whole(x), "{y}", whole(y)).Replace(b.address),
					gridEast + x*side, gridNorth - y*side, side, side})
			}
		}
		return out
	}
}
