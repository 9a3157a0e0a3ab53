package chart

import (
	"math"
	"slices"
)

// Shape is the silhouette of a kind of happening.
type Shape int

// The shapes.
const (
	Disc Shape = iota
	Hexagon
	Pentagon
	Square
	Diamond
)

// Happening is something at a time.
type Happening struct {
	At    float64 // 0 is where the picture begins, 1 where it ends
	Lane  int
	Shape Shape
}

// Tick is a time on the axis with its name.
type Tick struct {
	At   float64
	Name string
}

// Key tells what a shape means.
type Key struct {
	Shape Shape
	Name  string
}

const (
	laneHeight = 44.0
	laneLeft   = 110.0
	timeTop    = 30.0
)

func (s Shape) outline(c point, r float64) []point {
	switch s {
	case Hexagon:
		return ring(c, r*1.1, 6, 0)
	case Pentagon:
		return ring(c, r*1.15, 5, 0)
	case Square:
		return ring(c, r*1.2, 4, math.Pi/4)
	case Diamond:
		return ring(c, r*1.25, 4, 0)
	}
	return ring(c, r, 24, 0)
}

// Timeline draws happenings in lanes along a common time, with what their shapes mean below.
func Timeline(lanes []string, all []Happening, ticks []Tick, keys []Key, title, description string) *Picture {
	bottom := timeTop + laneHeight*float64(len(lanes))
	p := &Picture{Width: mapWidth, Height: bottom + 40, Title: title, Description: description}
	room := mapWidth - laneLeft - 20
	x := func(at float64) float64 { return laneLeft + room*max(0, min(at, 1)) }
	for _, t := range ticks {
		name := label{at: point{x(t.At), timeTop - 12}, text: t.Name, size: nameSize, centre: true, colour: faint}
		if x(t.At)+width(t.Name, nameSize)/2 > mapWidth-4 {
			name.at.X, name.centre, name.right = mapWidth-4, false, true
		}
		p.add(line{point{x(t.At), timeTop - 6}, point{x(t.At), bottom}, hair, 1}, name)
	}
	for i, name := range lanes {
		y := timeTop + laneHeight*(float64(i)+0.5)
		p.add(line{point{laneLeft, y}, point{mapWidth - 20, y}, hair, 1}, label{at: point{8, y + 4}, text: shortened(name, laneLeft-20), size: nameSize, colour: ink})
	}
	// What is at the same time lies in the order of the shapes, so that none of them is hidden by a larger one.
	for _, h := range slices.SortedStableFunc(slices.Values(all), func(a, b Happening) int { return int(a.Shape - b.Shape) }) {
		if h.Lane < 0 || h.Lane >= len(lanes) || math.IsNaN(h.At) {
			continue
		}
		y := timeTop + laneHeight*(float64(h.Lane)+0.5)
		p.add(area{outline: h.Shape.outline(point{x(h.At), y}, 8), fill: h.Shape.fill(), edge: ink, thickness: 1.2})
	}
	at := laneLeft
	for _, k := range keys {
		p.add(area{outline: k.Shape.outline(point{at, bottom + 22}, 7), fill: k.Shape.fill(), edge: ink, thickness: 1.2},
			label{at: point{at + 14, bottom + 26}, text: k.Name, size: nameSize, colour: ink})
		at += 34 + width(k.Name, nameSize)
	}
	return p
}

// fill is the colour of a shape; it says nothing that the shape does not.
func (s Shape) fill() Colour {
	switch s {
	case Hexagon:
		return Colour{0xbf, 0xd9, 0xc6}
	case Pentagon:
		return Colour{0xf3, 0xdc, 0xa8}
	case Square:
		return Colour{0xdd, 0xd6, 0xe8}
	case Diamond:
		return Colour{0xe6, 0xe9, 0xeb}
	}
	return Colour{0xb9, 0xd5, 0xe4}
}
