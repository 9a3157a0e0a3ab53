package conference

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// SVGOptions say which day is drawn, and how.
type SVGOptions struct {
	Day      time.Time      // any time of the day
	Location *time.Location // whose day it is; w should write its times there
	Now      time.Time      // draws the line of the present when it falls on the day; zero for none
	Inline   bool           // for a page that brings the colours itself: no style, no legend, no xml namespace
	ID       string         // begins the ids in the picture; pages with several pictures give each its own
	// Movable gives what a handle on a meeting is called for those who may move it; "" for a meeting that stays. A script makes handles of
	// what is marked so; nil marks nothing.
	Movable func(id string) string
}

// The measures of the picture, in its own units; a page scales them.
const (
	svgWidth  = 1344
	plotLeft  = 108
	plotRight = 1332
	headTop   = 48 // where the lanes begin
	laneRow   = 80 // height of a row of meetings
	boxHeight = 26
	charWidth = 7.4 // of the names, on average; a little wide so that names never meet
)

// SVG draws one day of the schedule: a lane for each level with time from left to right, boxes for the meetings, triangles where input is due,
// and arrows from what feeds to what is fed. It has a title and a description, and shows nothing by colour alone; all that it shows also stands in
// [Schedule.Table] and [Schedule.Warnings], which a page should give beside it.
func (s Schedule) SVG(o SVGOptions, w Words, name func(actor string) string) string {
	day := s.Day(o.Day, o.Location)
	from := midnight(o.Day, o.Location)
	d := &drawing{s: day, o: o, w: w, name: name, from: from, to: midnight(from.Add(36*time.Hour), o.Location)}
	d.place()
	d.open()
	d.stamp()
	d.grid()
	d.links()
	d.dues()
	d.boxes()
	d.warnings()
	d.now()
	if !o.Inline {
		d.legend()
	}
	d.b.WriteString("</svg>\n")
	return d.b.String()
}

// drawing is one picture in the making.
type drawing struct {
	s        Schedule
	o        SVGOptions
	w        Words
	name     func(string) string
	from, to time.Time
	at       map[string]spot // by conference
	lanes    []lane
	bottom   float64
	b        strings.Builder
}

// spot is where a meeting is drawn.
type spot struct{ x1, x2, y float64 }

type lane struct {
	level       Level
	top, bottom float64
}

// x gives the place of a time. It follows the real length of the day, which is 23 or 25 hours twice a year.
func (d *drawing) x(t time.Time) float64 {
	part := float64(t.Sub(d.from)) / float64(d.to.Sub(d.from))
	return plotLeft + (plotRight-plotLeft)*min(1, max(0, part))
}

// place gives every meeting a row in its level's lane so that neither boxes nor names meet.
func (d *drawing) place() {
	d.at = map[string]spot{}
	top := float64(headTop)
	for _, level := range []Level{National, Regional, Local} {
		var ends []float64 // how far each row is taken
		for _, r := range d.s.Meetings {
			if r.Level != level {
				continue
			}
			x1, x2 := d.x(r.Start), d.x(r.End)
			x2 = max(x2, x1+6)
			left, right := d.reach(r, x1, x2)
			row := slices.IndexFunc(ends, func(end float64) bool { return end <= left })
			if row < 0 {
				row = len(ends)
				ends = append(ends, 0)
			}
			ends[row] = right + 8
			d.at[r.ID] = spot{x1, x2, top + float64(row)*laneRow + laneRow/2}
		}
		bottom := top + float64(max(1, len(ends)))*laneRow
		d.lanes = append(d.lanes, lane{level, top, bottom})
		top = bottom
	}
	d.bottom = top
}

// reach is how much of its row a meeting takes: from its first deadline to the end of its name or warning.
func (d *drawing) reach(r ScheduledRow, x1, x2 float64) (left, right float64) {
	left, right = min(x1, d.nameLeft(r, x1, x2)), max(x2, d.nameLeft(r, x1, x2)+d.nameWidth(r))
	for _, l := range d.s.Links {
		if l.To == r.ID && d.inDay(l.Deadline) {
			left = min(left, d.x(l.Deadline)-12)
		}
		if l.From == r.ID && l.Trouble {
			right = max(right, d.warnX(l)+charWidth*float64(utf8.RuneCountInString(d.warning(l)))+24)
		}
	}
	return left, right
}

func (d *drawing) nameWidth(r ScheduledRow) float64 {
	return charWidth * float64(utf8.RuneCountInString(d.s.Short(r.ID, d.w, d.name)))
}

// nameLeft is where a meeting's name begins: at its box, or so that it ends at the box where it would else go out of the picture or be crossed by the
// arrow to what the meeting feeds.
func (d *drawing) nameLeft(r ScheduledRow, x1, x2 float64) float64 {
	width := d.nameWidth(r)
	before := x2 - width
	crossed := slices.ContainsFunc(d.s.Links, func(l Link) bool {
		target, ok := d.s.Find(l.To)
		due := d.x(l.Deadline)
		return l.From == r.ID && ok && levelOrder(target.Level) > levelOrder(r.Level) && due > x1 && due < x1+width+6
	})
	met := slices.ContainsFunc(d.s.Links, func(l Link) bool {
		source, ok := d.s.Find(l.From)
		due := d.x(l.Deadline)
		return l.To == r.ID && ok && levelOrder(source.Level) > levelOrder(r.Level) && due > before-6
	})
	if x1+width > plotRight || crossed && !met && before > plotLeft {
		return before
	}
	return x1
}

func (d *drawing) inDay(t time.Time) bool { return !t.Before(d.from) && t.Before(d.to) }

func (d *drawing) open() {
	height := d.bottom + 4
	if !d.o.Inline {
		height += 44
	}
	id := d.o.ID + "schedule"
	ns := ""
	if !d.o.Inline {
		ns = ` xmlns="http://www.w3.org/2000/svg" lang="` + d.w.Lang() + `"`
	}
	fmt.Fprintf(&d.b, `<svg%s class="chart" viewBox="0 0 %d %s" role="img" aria-labelledby="%s-t %s-d"%s>`+"\n", ns, svgWidth, num(height), id, id, d.scale())
	fmt.Fprintf(&d.b, "<title id=\"%s-t\">%s</title>\n", id, html.EscapeString(d.w.T("schedule.svg.title", "Date", d.w.Date(d.from))))
	desc := d.w.N("schedule.svg.desc", len(d.s.Meetings))
	if warn := d.s.Warnings(d.w, d.name); len(warn) > 0 {
		desc += " " + strings.Join(warn, " ")
	}
	fmt.Fprintf(&d.b, "<desc id=\"%s-d\">%s</desc>\n", id, html.EscapeString(desc))
	if !d.o.Inline {
		d.b.WriteString("<style>" + svgStyle + "</style>\n")
		fmt.Fprintf(&d.b, `<rect class="c-paper" width="%d" height="%s"/>`+"\n", svgWidth, num(height))
	}
	for _, kind := range []string{"arrow", "arrow-bad"} {
		fmt.Fprintf(&d.b, `<defs><marker id="%s-%s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">`+
			`<path class="c-%s" d="M0 .5L7.5 4 0 7.5z"/></marker></defs>`+"\n", id, kind, kind)
	}
}

// scale tells a script which times the plot lies between, where meetings can be moved.
func (d *drawing) scale() string {
	if d.o.Movable == nil {
		return ""
	}
	return fmt.Sprintf(` data-from="%s" data-to="%s" data-left="%d" data-right="%d"`, d.from.UTC().Format(time.RFC3339), d.to.UTC().Format(time.RFC3339), plotLeft, plotRight)
}

// handle marks the box of a meeting that can be moved.
func (d *drawing) handle(r ScheduledRow) string {
	if d.o.Movable == nil {
		return ""
	}
	label := d.o.Movable(r.ID)
	if label == "" {
		return ""
	}
	return fmt.Sprintf(` data-move="%s" data-start="%s" data-end="%s" data-label="%s"`, html.EscapeString(r.ID), r.Start.UTC().Format(time.RFC3339),
		r.End.UTC().Format(time.RFC3339), html.EscapeString(label))
}

// stamp marks a day that has an exercise on it.
func (d *drawing) stamp() {
	if slices.ContainsFunc(d.s.Meetings, func(r ScheduledRow) bool { return r.Exercise }) {
		fmt.Fprintf(&d.b, `<text class="c-stamp" x="0" y="18">%s</text>`+"\n", html.EscapeString(d.w.T("schedule.exercise")))
	}
}

func (d *drawing) grid() {
	if now := d.o.Now; now.After(d.from) {
		fmt.Fprintf(&d.b, `<rect class="c-past" x="%d" y="%d" width="%s" height="%s"/>`+"\n", plotLeft, headTop, num(d.x(now)-plotLeft), num(d.bottom-headTop))
	}
	var ticks strings.Builder
	d.b.WriteString(`<g class="c-grid">`)
	y, m, day := d.from.Date()
	for hour := 0; hour <= 24; hour += 2 {
		t := time.Date(y, m, day, hour, 0, 0, 0, d.o.Location)
		x := num(d.x(t))
		fmt.Fprintf(&d.b, `<path d="M%s %dV%s"/>`, x, headTop, num(d.bottom))
		if hour < 24 && t.Hour() != hour {
			continue // an hour that this day does not have
		}
		class := ""
		if hour == 24 {
			class = ` class="c-end"`
		}
		fmt.Fprintf(&ticks, `<text x="%s" y="40"%s>%02d</text>`, x, class, hour)
	}
	for _, l := range d.lanes {
		fmt.Fprintf(&d.b, `<path class="c-lane" d="M0 %sH%d"/>`, num(l.bottom), plotRight)
	}
	d.b.WriteString("</g>\n<g class=\"c-tick\">" + ticks.String() + "</g>\n<g class=\"c-lanelabel\">")
	for _, l := range d.lanes {
		fmt.Fprintf(&d.b, `<text x="0" y="%s">%s</text>`, num((l.top+l.bottom)/2+5), html.EscapeString(d.w.T(l.level.Key())))
	}
	d.b.WriteString("</g>\n")
}

func (d *drawing) now() {
	now := d.o.Now
	if now.IsZero() || !d.inDay(now) {
		return
	}
	x := d.x(now)
	box := min(plotRight-72, max(0, x-36))
	fmt.Fprintf(&d.b, `<path class="c-now" d="M%s 24V%s"/><rect class="c-nowbox" x="%s" y="2" width="72" height="22" rx="2"/><text class="c-nowtext" x="%s" y="18">%s</text>`+"\n",
		num(x), num(d.bottom), num(box), num(box+36), html.EscapeString(d.w.T("schedule.now", "Clock", d.w.Clock(now))))
}

// num writes a coordinate with at most two decimals.
func num(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
