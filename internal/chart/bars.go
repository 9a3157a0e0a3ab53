package chart

import "math"

// Bar is a count with its name.
type Bar struct {
	Name  string
	Value float64
	Text  string // the value as it is to be read: "12 av 26"
	Grade *Grade // shown before the name, when the bar is that of a grade
}

const (
	barRow    = 30.0
	barHeight = 16.0
	barName   = 250.0 // where names end, at most
)

// Bars draws counts as lying bars, each with its name before it and its value after it. Values below zero are drawn as zero.
func Bars(bars []Bar, title, description string) *Picture {
	p := &Picture{Width: mapWidth, Height: float64(len(bars))*barRow + 12, Title: title, Description: description}
	left, most := 0.0, 0.0
	for _, b := range bars {
		left = max(left, width(b.Name, nameSize))
		if !math.IsInf(b.Value, 0) {
			most = max(most, b.Value)
		}
	}
	left = min(left, barName) + 48
	room := mapWidth - left - 90
	for i, b := range bars {
		y := 6 + float64(i)*barRow
		if b.Grade != nil {
			p.mark(*b.Grade, point{18, y + barRow/2}, 9)
		}
		p.add(label{at: point{left - 12, y + barRow/2 + 4}, text: shortened(b.Name, barName), size: nameSize, right: true, colour: ink})
		long := 0.0
		if most > 0 && b.Value > 0 {
			long = room * min(b.Value/most, 1)
		}
		fill := Colour{0x2b, 0x6c, 0x86}
		if long > 0 {
			p.rect(left, y+(barRow-barHeight)/2, long, barHeight, fill, ink, 1)
		}
		p.add(line{point{left, y + 2}, point{left, y + barRow - 2}, ink, 1}, label{at: point{left + long + 8, y + barRow/2 + 4}, text: b.Text, size: nameSize, colour: ink})
	}
	return p
}

// shortened cuts a name that is wider than there is room for; the table beside has the whole.
func shortened(name string, room float64) string {
	runes := []rune(name)
	for n := len(runes); n > 0; n-- {
		s := string(runes[:n])
		if n < len(runes) {
			s += "…"
		}
		if width(s, nameSize) <= room {
			return s
		}
	}
	return ""
}
