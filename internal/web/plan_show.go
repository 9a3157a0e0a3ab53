package web

import (
	"html/template"

	"samverkan/internal/fault"
	packing "samverkan/internal/pack"
	"samverkan/internal/papers"
)

// smallParts are the pieces of the page that follow from all of the plan, and hold nothing that somebody types in.
var smallParts = []struct{ id, part string }{
	{"plan-saved", "plan-saved"}, {"plan-nav", "plan-nav"}, {"letter", "plan-letter"}, {"send", "plan-send"},
	{"hints-purpose", "plan-hints-purpose"}, {"hints-goals", "plan-hints-goals"}, {"hints-resources", "plan-hints-resources"},
	{"hints-rules", "plan-hints-rules"}, {"procedure", "plan-procedure"}, {"agenda-head", "plan-agenda-head"}, {"agenda-strip", "plan-agenda-strip"},
	{"hints-short", "plan-hints-short"}, {"send-sum", "plan-send-sum"}, {"time-told", "plan-time-told"}, {"cancel-told", "plan-cancel-told"},
}

// sections are the parts of the page, and the forms that stand in them.
var sections = map[string]string{"invitation": "invitation", "agenda": "agenda", "actors": "actors", "connections": "connection", "contacts": "connection",
	"roles": "roles", "reporting": "input", "dependencies": "input", "input": "input", "documentation": "record", "openness": "record",
	"registry": "record", "callout": "callout", "checklist": "checklist"}

// sectionNames are the parts of the page in their order.
var sectionNames = []string{"invitation", "agenda", "actors", "connection", "roles", "input", "record", "callout", "checklist"}

// small renders what follows from all of the plan.
func (p *planPage) small() (patch, error) {
	var out patch
	for _, x := range smallParts {
		html, err := p.part(x.part)
		if err != nil {
			return out, err
		}
		out = out.put(x.id, html)
	}
	for _, r := range p.AgendaRows() {
		html, err := p.q.web.pages[p.lang].part("plan-tips", p.With(r))
		if err != nil {
			return out, err
		}
		out = out.put("tips-"+r.ID, html)
	}
	return out, nil
}

func (p *planPage) part(name string) (template.HTML, error) {
	return p.q.web.pages[p.lang].part(name, p)
}

// planDone answers a form of the page: what follows from the change, and with whole also the part itself, as it stands now.
func (w *Web) planDone(q *request, part string, whole bool) error {
	section := sections[part]
	if !q.enhanced() {
		to := withQuery(q.back("/conferences/"+q.path("id")+"/plan"), "done", "saved")
		return q.reloaded(to + "#" + section)
	}
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	out, err := p.small()
	if err != nil {
		return err
	}
	if q.Form.Get("fix") != "" { // it may have changed any of them
		for _, name := range sectionNames {
			if out, err = p.section(out, name); err != nil {
				return err
			}
		}
		return q.sendPatch(out)
	}
	if whole {
		if out, err = p.section(out, section); err != nil {
			return err
		}
	} else {
		html, err := w.pages[p.lang].part("plan-clash", p.ClashesOf(part))
		if err != nil {
			return err
		}
		out = out.put("clash-"+part, html)
	}
	return q.sendPatch(out)
}

// section renders a part of the page as it stands now.
func (p *planPage) section(out patch, name string) (patch, error) {
	html, err := p.part("plan-section-" + name)
	return out.put(name, html), err
}

// textPage is the invitation as plain text, to be copied into any channel.
type textPage struct {
	Shell
	ID, Text, File string
}

// planText shows the invitation as plain text.
func (w *Web) planText(q *request) error {
	id := q.path("id")
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, id, q.Printer, q.Now)
	if err != nil {
		return err
	}
	f, err := d.File(q.ctx(), packing.Invitation, packing.Markdown)
	if err != nil {
		return err
	}
	if d.View().Conference.Plan.ID == "" {
		return fault.New(fault.NotFound, "conference.unknown")
	}
	if err := q.tellSecret(d.View(), "invitation"); err != nil {
		return err
	}
	p := &textPage{Shell: q.shell("web.plan.text.title", "Title", d.View().Conference.Plan.Title), ID: id, Text: string(f.Content)}
	p.Section, p.Exercise = "conferences", d.View().Conference.Plan.Exercise
	return q.page("plan-text", p)
}
