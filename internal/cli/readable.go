package cli

import (
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
)

// readable is the plan without what the reader may not read in it: what marked items are about, marked material,
// and matters carried from earlier conferences.
func readable(v *clerk.View) conference.Plan {
	p := v.Conference.Plan
	if v.Whole {
		return p
	}
	p.Agenda = p.Agenda.Clone()
	for i, it := range p.Agenda {
		if !v.May(v.Conference.ItemSecrecy(it.ID)) {
			p.Agenda[i].Aim, p.Agenda[i].Proposal, p.Agenda[i].Questions = "", "", nil
		}
	}
	p.Material = slices.DeleteFunc(slices.Clone(p.Material), func(x conference.Material) bool { return !v.May(x.Secrecy) })
	p.Carried.Measures = slices.DeleteFunc(slices.Clone(p.Carried.Measures), func(x conference.CarriedMeasure) bool { return !v.May(x.Secrecy) })
	p.Carried.Matters = slices.DeleteFunc(slices.Clone(p.Carried.Matters), func(x conference.CarriedMatter) bool { return !v.May(x.Secrecy) })
	p.Carried.Reports = slices.Clone(p.Carried.Reports)
	for i := range p.Carried.Reports {
		x := &p.Carried.Reports[i]
		x.Report, _ = x.Report.Readable(v.May)
	}
	return p
}

// wayIn writes a connection on one line.
func (s *session) wayIn(k conference.Connection) string {
	parts := []string{named(s, "mode", k.Mode)}
	for _, part := range []string{k.URL, i18n.Telephone(k.Number), k.TalkGroup, k.Place} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if k.Code != "" {
		parts = append(parts, s.p.T("cli.code", "Code", k.Code))
	}
	if !k.OpensAt.IsZero() {
		parts = append(parts, s.p.T("cli.opens", "Clock", s.clock(k.OpensAt)))
	}
	if k.Reserve {
		parts = append(parts, s.p.T("cli.reserve"))
	}
	if k.Note != "" {
		parts = append(parts, k.Note)
	}
	return strings.Join(parts, ", ")
}

// holder writes who holds a role on one line.
func (s *session) holder(h conference.RoleHolder) string {
	out := s.short(h.Actor)
	if h.Function != "" {
		out += ", " + h.Function
	}
	if h.Member != "" {
		out += " (" + h.Member + ")"
	}
	return out
}
