package web

import (
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

// downloadable is a file that the page offers.
type downloadable struct {
	Icon, Title, Meta, Address string
}

// downloads lists the files of the minutes. They are made when they are asked for.
func (q *request) downloads(p *minutesPage, v *clerk.View) []downloadable {
	base := "/api/v1/conferences/" + p.ID + "/documents/"
	out := []downloadable{
		{"doc", p.Document.Kind, q.T("web.minutes.file.pdf"), base + "minutes.pdf"},
		{"screen", q.T("web.minutes.file.page"), q.T("web.minutes.file.html"), base + "minutes.html"},
		{"note", q.T("web.minutes.file.plain"), q.T("web.minutes.file.md"), base + "minutes.md"},
	}
	if p.Sound != nil {
		for i, f := range p.Sound.Files {
			name := q.T("web.minutes.file.sound")
			if n := len(p.Sound.Files); n > 1 {
				name = q.T("web.minutes.file.sound-of", "Number", i+1, "Count", n)
			}
			out = append(out, downloadable{"volume", name,
				q.T("web.minutes.file.sound-meta", "Length", q.Duration(f.Length), "Size", q.Bytes(f.Size)), f.Address + "?save=1"})
		}
	}
	if n := p.Standing.Next; n != nil && !n.Omitted {
		out = append(out, downloadable{"calendar", q.T("web.minutes.file.next"), q.T("web.minutes.file.ics", "At", q.ShortDateTime(n.Start)),
			base + "invitation.ics"})
	}
	if len(p.Standing.Measures) > 0 {
		out = append(out, downloadable{"list", q.T("web.minutes.file.measures"), q.T("web.minutes.file.csv"), base + "measures.csv"})
	}
	if len(p.Standing.Decisions) > 0 {
		out = append(out, downloadable{"gavel", q.T("web.minutes.file.decisions"), q.T("web.minutes.file.csv"), base + "decisions.csv"})
	}
	if q.Who.Allows("bundle.read", "") == nil {
		out = append(out, downloadable{"archive", q.T("web.minutes.file.bundle"), q.T("web.minutes.file.zip"), "/api/v1/conferences/" + p.ID + "/bundle"})
	}
	return out
}

// ours is what the minutes say of the reader's own actor.
type ours struct {
	Name     string
	Stances  []ourStance
	Measures []ourMeasure
	Guest    bool
}

type ourStance struct {
	Decision string
	Kind     conference.StanceKind
	Reason   string
}

type ourMeasure struct {
	ID, Text string
	Due      time.Time
	State    string // done, dropped, late, ongoing, open
	Omitted  bool
}

// oursIn finds what concerns the reader's actor; nil when it is not in the meeting at all.
func (q *request) oursIn(m *minutes.Minutes) *ours {
	o := &ours{Name: q.shortName(q.Who.Actor), Guest: q.Who.Guest()}
	for _, d := range m.Decisions {
		if d.Status != minutes.DecisionSettled {
			continue
		}
		for _, s := range d.Stances {
			if s.Actor == q.Who.Actor && s.Kind != "" {
				x := ourStance{Decision: d.ID, Kind: s.Kind}
				if !d.Omitted {
					x.Reason = s.Reason
				}
				o.Stances = append(o.Stances, x)
			}
		}
	}
	for _, x := range m.Measures {
		if x.Owner == q.Who.Actor {
			o.Measures = append(o.Measures, ourMeasure{x.ID, x.Text, x.Due, measureState(x), x.Omitted})
		}
	}
	seated := false
	for _, s := range m.RollCall.Seats {
		seated = seated || s.Actor == q.Who.Actor
	}
	if !seated && len(o.Measures) == 0 && len(o.Stances) == 0 {
		return nil
	}
	return o
}

// measureState is how a measure stands, in one word.
func measureState(x minutes.Measure) string {
	switch {
	case x.Status == conference.MeasureDone:
		return "done"
	case x.Status == conference.MeasureDropped:
		return "dropped"
	case x.Late:
		return "late"
	case x.Status == conference.MeasureOngoing:
		return "ongoing"
	}
	return "open"
}

// versionRow is a version of the minutes in the list of them.
type versionRow struct {
	Number    int
	At        time.Time
	Approved  time.Time
	Checks    []checkRow
	Published []publishedRow
	Why       []string // reasons of the corrections that made it
}

type checkRow struct {
	At          time.Time
	Who, Remark string
}

type publishedRow struct {
	At             time.Time
	Area, AreaName string // an area that the reader knows has a name
	Channel        string
	Files          int
}

// versionRows lists the versions, the newest first.
func (q *request) versionRows(d *papers.Desk, m *minutes.Minutes) []versionRow {
	var out []versionRow
	for i := len(m.Life.Versions) - 1; i >= 0; i-- {
		v := m.Life.Versions[i]
		x := versionRow{Number: v.Number, At: v.At}
		if v.Approved != nil {
			x.Approved = v.Approved.At
		}
		for _, k := range v.Checks {
			who := m.Short(k.Actor)
			if name := d.Person(k.By); name != "" {
				who = name + ", " + who
			}
			x.Checks = append(x.Checks, checkRow{k.At, who, k.Remark})
		}
		for _, p := range v.Published {
			row := publishedRow{At: p.At, Channel: p.Channel, Files: len(p.Files)}
			if name := d.Area(p.Area); name != "" {
				row.Area, row.AreaName = p.Area, name
			}
			if row.AreaName != "" || row.Channel != "" {
				x.Published = append(x.Published, row)
			}
		}
		for _, c := range v.Corrections {
			if !c.Omitted {
				x.Why = append(x.Why, q.targetName(m, c.Target)+": "+c.Reason)
			}
		}
		out = append(out, x)
	}
	return out
}
