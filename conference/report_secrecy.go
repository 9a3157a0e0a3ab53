package conference

import (
	"slices"
	"strings"
)

// A report is marked by the name "report/" and its seat; what it says under one theme by that, "#" and the theme. Ids of notes
// hold neither sign.
const reportPrefix = "report/"

// ReportRef is what MarkSecrecy calls a report by, or one theme of it.
func ReportRef(participant string, theme Theme) string {
	if theme == "" {
		return reportPrefix + participant
	}
	return reportPrefix + participant + "#" + string(theme)
}

// reportSecrecy gives the place of a report's marking, in its newest version.
func (c *Conference) reportSecrecy(ref string) (*Secrecy, bool) {
	name, ok := strings.CutPrefix(ref, reportPrefix)
	if !ok {
		return nil, false
	}
	if r := c.Report(name); r != nil {
		return &r.Secrecy, true
	}
	at := strings.LastIndex(name, "#")
	if at < 0 {
		return nil, false
	}
	r := c.Report(name[:at])
	if r == nil {
		return nil, false
	}
	s := r.statement(Theme(name[at+1:]))
	if s == nil {
		return nil, false
	}
	return &s.Secrecy, true
}

// markings lists what a report is marked with, its parts included.
func (r *Report) markings() []Secrecy {
	var out []Secrecy
	add := func(s Secrecy) {
		if s.Marked() {
			out = append(out, s)
		}
	}
	add(r.Secrecy)
	for _, s := range r.Statements {
		add(s.Secrecy)
	}
	for _, a := range r.Answers {
		add(a.Secrecy)
	}
	return out
}

// allMarkings are those of a seat's report as it stands and of the earlier ones: its rows in the journal are withheld from whoever
// may not read one of them.
func (r *ReportState) allMarkings() []Secrecy {
	out := r.markings()
	for i := range r.Earlier {
		out = append(out, r.Earlier[i].markings()...)
	}
	return out
}

// markEarlier lets what is marked now be marked in the earlier versions too: a matter is not open because it was said once before
// somebody thought of it.
func (r *ReportState) markEarlier() {
	if len(r.markings()) == 0 {
		return
	}
	r.detach()
	for i := range r.Earlier {
		r.Earlier[i].Report = r.Earlier[i].Report.markedAs(r.Report)
	}
}

// markReports sets what MarkSecrecy says of a report in all its versions.
func (c *Conference) markReports(ref string, is Secrecy) {
	name, ok := strings.CutPrefix(ref, reportPrefix)
	if !ok {
		return
	}
	r, theme := c.Report(name), Theme("")
	if at := strings.LastIndex(name, "#"); r == nil && at >= 0 {
		r, theme = c.Report(name[:at]), Theme(name[at+1:])
	}
	if r == nil {
		return // what it was about is expunged
	}
	r.detach() // it may stand in the event that it came with
	mark := func(x *Report) {
		if s := x.statement(theme); s != nil {
			s.Secrecy = is.tidied()
		} else if theme == "" {
			x.Secrecy = is.tidied()
		}
	}
	mark(&r.Report)
	for i := range r.Earlier {
		mark(&r.Earlier[i].Report)
	}
	if is.Marked() { // what the conference before marked, that one opens
		c.eachCarried(r.Participant, mark)
	}
}

// markCarried lets what a seat's report marks be marked in what the seat said in the conference before, which often says the same.
func (c *Conference) markCarried(r *ReportState) {
	if len(r.markings()) > 0 {
		c.eachCarried(r.Participant, func(x *Report) { *x = x.markedAs(r.Report) })
	}
}

// eachCarried changes what was carried of a seat's report, in lists of its own: it stands in the event that it came with.
func (c *Conference) eachCarried(participant string, change func(*Report)) {
	c.Plan.Carried.Reports = copied(c.Plan.Carried.Reports, func(x *CarriedReport) {
		if x.Participant == participant {
			x.Report.detach()
			change(&x.Report)
		}
	})
}

// carriedMarkings lists what a carrier's reports from the conference before are marked with, by the name that it has them under.
func (c *Conference) carriedMarkings(ref string) []Secrecy {
	name, ok := strings.CutPrefix(ref, reportPrefix)
	if !ok {
		return nil
	}
	var out []Secrecy
	for i := range c.Plan.Carried.Reports {
		if x := &c.Plan.Carried.Reports[i]; x.Participant == name {
			out = append(out, x.Report.markings()...)
		}
	}
	return out
}

// detach gives a report lists of its own.
func (r *ReportState) detach() {
	r.Report.detach()
	r.Origin = slices.Clone(r.Origin)
	r.Earlier = copied(r.Earlier, func(v *ReportVersion) { v.Report.detach() })
}

func (r *Report) detach() {
	r.Secrecy.detach()
	r.Statements = copied(r.Statements, func(s *Statement) { s.Secrecy.detach() })
	r.Answers = copied(r.Answers, func(a *QuestionAnswer) { a.Secrecy.detach() })
}

// Readable gives the report without what its reader may not read, as a new value, and how many parts were left out. What stays of
// a part is that it is there, on what ground it is marked, and who assesses it. A report that is marked as a whole keeps no grade.
func (r Report) Readable(may func(Secrecy) bool) (Report, int) {
	hidden := func(s Secrecy) bool { return s.Marked() && (may == nil || !may(s)) }
	r.detach()
	n := 0
	whole := hidden(r.Secrecy)
	if whole {
		r.Tests, r.Function = Tests{}, ""
		r.Secrecy.Readers = nil
		n++
	}
	for i := range r.Statements {
		if s := &r.Statements[i]; whole || hidden(s.Secrecy) {
			if !whole {
				n++
			}
			blank(&s.Text, &s.Source)
			s.Secrecy.Readers = nil
		}
	}
	for i := range r.Answers {
		if a := &r.Answers[i]; whole || hidden(a.Secrecy) {
			if !whole {
				n++
			}
			blank(&a.Text)
			a.Secrecy.Readers = nil
		}
	}
	return r, n
}

// ReadableVersion gives one version of the seat's report as Report.Readable does, held to the markings of the newest version as well: a
// version that its seat once marked for other readers is read by those that both markings let read.
func (r *ReportState) ReadableVersion(version Report, may func(Secrecy) bool) (Report, int) {
	hidden := func(s Secrecy) bool { return s.Marked() && (may == nil || !may(s)) }
	version.detach()
	if hidden(r.Secrecy) {
		version.Secrecy = r.Secrecy.tidied()
	}
	for i := range version.Statements {
		if now := r.statement(version.Statements[i].Theme); now != nil && hidden(now.Secrecy) {
			version.Statements[i].Secrecy = now.Secrecy.tidied()
		}
	}
	for i := range version.Answers {
		if now := r.answer(version.Answers[i].Question); now != nil && hidden(now.Secrecy) {
			version.Answers[i].Secrecy = now.Secrecy.tidied()
		}
	}
	return version.Readable(may)
}

func (l leaving) reports() {
	for i := range l.c.Reports {
		r := &l.c.Reports[i]
		for j := range r.Earlier {
			r.Earlier[j].Report, _ = r.ReadableVersion(r.Earlier[j].Report, l.r.May)
		}
		r.Report, _ = r.Report.Readable(l.r.May)
	}
	for i := range l.c.Plan.Carried.Reports {
		x := &l.c.Plan.Carried.Reports[i]
		x.Report, _ = x.Report.Readable(l.r.May)
	}
}
