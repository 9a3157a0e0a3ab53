package conference

import (
	"fmt"
	"html"
	"time"
)

// links draws an arrow from the end of what feeds to the moment when the input is due. What lies on another day is shown as a short arrow out of
// the picture or into it.
func (d *drawing) links() {
	d.b.WriteString(`<g class="c-link">`)
	for _, l := range d.s.Links {
		source, here := d.at[l.From]
		target, there := d.at[l.To]
		class, marker := "", d.o.ID+"schedule-arrow"
		if l.Trouble {
			class, marker = ` class="c-tight"`, d.o.ID+"schedule-arrow-bad"
		}
		due := d.x(l.Deadline)
		var path string
		switch {
		case here && there && source.y == target.y:
			path = fmt.Sprintf("M%s %sH%s", num(source.x2), num(source.y), num(due-9))
		case here && there && source.y < target.y:
			path = fmt.Sprintf("M%s %sH%sV%s", num(source.x2), num(source.y), num(due), num(target.y-9))
		case here && there:
			path = fmt.Sprintf("M%s %sH%sV%s", num(source.x2), num(source.y), num(due), num(target.y+12))
		case here:
			path = fmt.Sprintf("M%s %sh24", num(source.x2), num(source.y))
		case there && d.inDay(l.Deadline):
			path = fmt.Sprintf("M%s %sh24", num(due-33), num(target.y))
		default:
			continue // due on another day, from another day: the table says it
		}
		fmt.Fprintf(&d.b, `<path%s d="%s" marker-end="url(#%s)"/>`, class, path, marker)
	}
	d.b.WriteString("</g>\n")
}

// dues draws a triangle where input is due, and a dotted line from it to the meeting.
func (d *drawing) dues() {
	type due struct {
		x  float64
		to string
	}
	seen := map[due]bool{}
	d.b.WriteString(`<g class="c-lead-time">`)
	marks := ""
	mark := func(t time.Time, to string) {
		p, there := d.at[to]
		k := due{d.x(t), to}
		if !there || !d.inDay(t) || seen[k] {
			return
		}
		seen[k] = true
		if k.x < p.x1 {
			fmt.Fprintf(&d.b, `<path d="M%s %sH%s"/>`, num(k.x), num(p.y), num(p.x1))
		}
		marks += fmt.Sprintf(`<path d="M%s %sl-7.5-14h15z"/>`, num(k.x), num(p.y+8))
	}
	for _, l := range d.s.Links {
		mark(l.Deadline, l.To)
	}
	for _, r := range d.s.Meetings {
		if !r.ReportDeadline.IsZero() {
			mark(r.ReportDeadline, r.ID)
		}
	}
	d.b.WriteString("</g>\n<g class=\"c-due\">" + marks + "</g>\n")
}

// boxes draws the meetings with name and time.
func (d *drawing) boxes() {
	for _, r := range d.s.Meetings {
		p := d.at[r.ID]
		fmt.Fprintf(&d.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%d" rx="3"%s/>`, boxClass(r.Part), num(p.x1), num(p.y-boxHeight/2), num(p.x2-p.x1), boxHeight, d.handle(r))
		name := d.s.Short(r.ID, d.w, d.name)
		anchor := ""
		x := p.x1
		if d.nameLeft(r, p.x1, p.x2) < p.x1 {
			x, anchor = p.x2, ` text-anchor="end"`
		}
		fmt.Fprintf(&d.b, `<text class="c-name" x="%s" y="%s"%s>%s</text>`, num(x), num(p.y-19), anchor, html.EscapeString(name))
		fmt.Fprintf(&d.b, `<text class="c-time" x="%s" y="%s">%s</text>`+"\n", num(min(p.x1, plotRight-40)), num(p.y+30), html.EscapeString(d.w.Clock(r.Start)))
	}
}

func boxClass(x Part) string {
	switch x {
	case Leads:
		return "c-lead"
	case Follows:
		return "c-other"
	}
	return "c-with"
}

// warning is the short text beside a link in trouble; the whole sentence stands in the description and the table.
func (d *drawing) warning(l Link) string {
	for _, c := range d.s.Clashes {
		if len(c.Conferences) == 2 && c.Conferences[0] == l.From && c.Conferences[1] == l.To && c.Rule != "double-booked" && c.Rule != "deadlines-differ" {
			if c.Rule == "tight" {
				return d.w.N("schedule.mark.tight", int(time.Duration(l.Gap)/time.Minute))
			}
			return d.w.T("schedule.mark." + c.Rule)
		}
	}
	return ""
}

func (d *drawing) warnX(l Link) float64 {
	source, _ := d.s.Find(l.From)
	return max(d.x(l.Deadline), d.x(source.End)) + 12
}

func (d *drawing) warnings() {
	for _, l := range d.s.Links {
		p, here := d.at[l.From]
		text := d.warning(l)
		if !here || text == "" {
			continue
		}
		x, y := d.warnX(l), p.y
		fmt.Fprintf(&d.b, `<g class="c-warn"><path d="M%s %sl9.5 16h-19z"/><path class="c-bang" d="M%s %sv4.5M%s %sv.01"/><text x="%s" y="%s">%s</text></g>`+"\n",
			num(x+9.5), num(y-12), num(x+9.5), num(y-6), num(x+9.5), num(y+1.3), num(x+24), num(y+1.5), html.EscapeString(text))
	}
}

// legend tells what the shapes mean. A page that draws the picture inline has its own.
func (d *drawing) legend() {
	x, y := float64(plotLeft), d.bottom+30
	d.b.WriteString(`<g class="c-legend">`)
	entry := func(shape, key string) {
		text := d.w.T(key)
		fmt.Fprintf(&d.b, `<g transform="translate(%s %s)">%s<text x="28" y="4">%s</text></g>`, num(x), num(y), shape, html.EscapeString(text))
		x += 28 + charWidth*float64(len([]rune(text))) + 28
	}
	box := func(class string) string { return `<rect class="` + class + `" y="-7" width="20" height="13" rx="2"/>` }
	if d.s.Viewer != "" {
		entry(box("c-lead"), "schedule.legend.leads")
		entry(box("c-with"), "schedule.legend.joins")
		entry(box("c-other"), "schedule.legend.follows")
	} else {
		entry(box("c-with"), "schedule.legend.conference")
	}
	entry(`<path class="c-duekey" d="M10 5L3-6h14z"/>`, "schedule.legend.due")
	entry(`<path class="c-linkkey" d="M0 0h14"/><path class="c-arrow" d="M12-3.5L20 0l-8 3.5z"/>`, "schedule.legend.link")
	d.b.WriteString("</g>\n")
}

// svgStyle is the colours of the product's pages, light and dark, for a picture that stands alone.
const svgStyle = `
.chart{--paper:#fff;--sunken:#e7ecee;--ink:#13222b;--ink-2:#3d4e59;--ink-3:#56666f;--line:#d3dce0;--line-2:#74848e;--accent:#0f4a5c;--tint:#dfedf1;--due:#6b4c00;--bad:#a3161c;--live:#b5161d;--on-live:#fff;
font:13px "Segoe UI Variable Text","Segoe UI",system-ui,-apple-system,Roboto,"Helvetica Neue","Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
@media (prefers-color-scheme:dark){.chart{--paper:#152026;--sunken:#0a1013;--ink:#e9f0f2;--ink-2:#bccad1;--ink-3:#9aabb4;--line:#2a3941;--line-2:#768994;--accent:#4fb0cb;--tint:#16323c;--due:#edcd74;--bad:#ffaaa8;--live:#d0353a}}
.c-paper{fill:var(--paper)}.c-past{fill:var(--sunken);opacity:.7}text{fill:var(--ink)}
.c-grid path{stroke:var(--line);fill:none}.c-grid .c-lane{stroke:var(--line-2)}
.c-tick text{fill:var(--ink-2);text-anchor:middle}.c-tick .c-end{text-anchor:end}.c-lanelabel text{font-weight:600;font-size:14px}
.c-stamp{font-weight:700;font-size:15px;fill:var(--bad)}
.c-name{font-weight:600}.c-time{fill:var(--ink-2)}.c-name,.c-time,.c-warn text{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.c-lead{fill:var(--accent);stroke:var(--accent)}.c-with{fill:var(--tint);stroke:var(--accent);stroke-width:2}.c-other{fill:var(--paper);stroke:var(--line-2);stroke-width:2}
.c-link path,.c-linkkey{fill:none;stroke:var(--ink-3);stroke-width:1.5}.c-link .c-tight{stroke:var(--bad);stroke-width:2}
.c-arrow{fill:var(--ink-3)}.c-arrow-bad{fill:var(--bad)}
.c-lead-time path{stroke:var(--due);stroke-width:1.5;stroke-dasharray:2 3}.c-due path,.c-duekey{fill:var(--due)}
.c-warn path{fill:var(--bad)}.c-warn text{fill:var(--bad);font-weight:600}.c-warn .c-bang{fill:none;stroke:var(--paper);stroke-width:2;stroke-linecap:round}
.c-now{stroke:var(--live);stroke-width:2;fill:none}.c-nowbox{fill:var(--live)}.c-nowtext{fill:var(--on-live);text-anchor:middle;font-weight:600}
.c-legend text{fill:var(--ink-2)}
`
