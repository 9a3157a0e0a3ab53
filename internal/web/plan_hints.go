package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
)

// planHint is what an experienced leader would say of a part of the plan, with what puts it right when that is known.
type planHint struct {
	Tone, Icon string // is-ok, is-warn, is-mute
	Text       string
	Fix, Label string // value and label of the button
	Example    string // what the button would write
}

// group is the field of the form that a finding belongs to: goals[1] is said at the goals, agenda[4].proposal at the item.
func group(field string) string {
	if strings.HasPrefix(field, "agenda[") {
		item, _, _ := strings.Cut(field, ".")
		return item
	}
	head, _, _ := strings.Cut(field, "[")
	return head
}

// HintsAt gives the findings of a field, with what is well when nothing is amiss.
func (p *planPage) HintsAt(fields ...string) []planHint {
	var out []planHint
	for i, f := range p.findings {
		if slices.Contains(fields, group(f.Field)) {
			out = append(out, p.hint(i, f))
		}
	}
	if len(out) == 0 || !slices.ContainsFunc(out, func(h planHint) bool { return h.Tone == "is-warn" }) {
		var well []planHint
		for _, field := range fields {
			well = append(well, p.well(field)...)
		}
		out = append(well, out...)
	}
	return out
}

func (p *planPage) hint(i int, f conference.Finding) planHint {
	h := planHint{Tone: "is-warn", Icon: "warning", Text: f.Say(p.Printer, p.call)}
	if f.Severity == conference.Advice {
		h.Tone, h.Icon = "is-mute", "arrow-right"
	}
	if fix, ok := p.fixOf(f); ok && p.Edit {
		h.Fix, h.Label, h.Example = f.Rule+"@"+f.Field, fix.label, fix.example
	}
	return h
}

// well says what is good about a field that has something in it and no finding.
func (p *planPage) well(field string) []planHint {
	v := p.Plan.Invitation
	say := func(keys ...string) []planHint {
		var out []planHint
		for _, key := range keys {
			out = append(out, planHint{Tone: "is-ok", Icon: "check", Text: p.T(key)})
		}
		return out
	}
	switch field {
	case "invitation.purpose":
		if v.Purpose != "" && len(v.Purpose) <= readAloud {
			return say("web.plan.well.purpose", "web.plan.well.short")
		}
		return say("web.plan.well.purpose")
	case "invitation.goals":
		return say("web.plan.well.goals")
	case "invitation.resources":
		if !p.Plan.Reporting.Deadline.IsZero() {
			return say("web.plan.well.resources", "web.plan.well.deadline")
		}
		return say("web.plan.well.resources")
	case "invitation.rules":
		return say("web.plan.well.rules")
	case "callout.shortText":
		if p.Plan.Callout.ShortText != "" {
			return say("web.plan.well.short-text")
		}
	}
	return nil
}

// readAloud is how long a purpose may be, in bytes, and still be read out in one breath.
const readAloud = 240

// planTodo is something to see to before the invitation goes out.
type planTodo struct{ Text, To string }

// Todo lists what is missing or weak, the worst first.
func (p *planPage) Todo() []planTodo {
	var out []planTodo
	for _, s := range []conference.Severity{conference.Missing, conference.Weak} {
		for _, f := range p.findings {
			if f.Severity == s {
				out = append(out, planTodo{f.Say(p.Printer, p.call), "#" + p.anchor(f.Field)})
			}
		}
	}
	return out
}

// anchors are where on the page a field of the plan stands.
var anchors = []struct{ prefix, to string }{
	{"invitation.purpose", "invitation-invitation.purpose"}, {"invitation.goals", "invitation-invitation.goals"},
	{"invitation.resources", "invitation-invitation.resources"}, {"invitation", "invitation"}, {"agenda", "agenda"}, {"participants", "actors"},
	{"connections", "connection"}, {"support", "connection"}, {"duty", "connection"}, {"roles", "roles"}, {"reporting", "input"}, {"needs", "input"},
	{"feeds", "input"}, {"material", "input"}, {"documentation", "record"}, {"openness", "record"}, {"callout", "callout"},
}

func (p *planPage) anchor(field string) string {
	if rest, ok := strings.CutPrefix(field, "agenda["); ok {
		n, _, _ := strings.Cut(rest, "]")
		if i, err := strconv.Atoi(n); err == nil && i < len(p.Plan.Agenda) {
			return "item-" + p.Plan.Agenda[i].ID
		}
	}
	for _, a := range anchors {
		if strings.HasPrefix(field, a.prefix) {
			return a.to
		}
	}
	return "time"
}

// sectionOf is the part of the page that a finding is counted in.
func sectionOf(field string) string {
	for _, a := range anchors {
		if strings.HasPrefix(field, a.prefix) {
			section, _, _ := strings.Cut(a.to, "-")
			return section
		}
	}
	return "time"
}

// planTab is a line of the side list: a part of the page and how it stands.
type planTab struct{ To, Text, Tone, Icon, State string }

// Tabs lists the parts of the page.
func (p *planPage) Tabs() []planTab {
	var out []planTab
	for _, name := range sectionNames {
		t := planTab{To: "#" + name, Text: p.T("web.plan.tab." + name), Tone: "is-ok", Icon: "check-circle", State: p.T("web.plan.state.ready")}
		n := 0
		for _, f := range p.findings {
			if f.Severity != conference.Advice && sectionOf(f.Field) == name {
				n++
			}
		}
		switch {
		case name == "agenda" && p.Over() > 0:
			t.Tone, t.Icon, t.State = "is-warn", "warning", p.N("web.plan.state.over", p.Over())
		case n > 0:
			t.Tone, t.Icon, t.State = "is-warn", "warning", p.N("web.plan.state.open", n)
		case name == "actors":
			t.Tone, t.Icon, t.State = "is-mute", "users", p.T("web.plan.state.answers", "Answered", p.Answered(), "Count", len(p.Plan.Participants))
		case name == "checklist":
			done, all := conference.CountChecked(p.lists[p.Audience()], conference.Before)
			t.Tone, t.Icon, t.State = "is-mute", "list", p.T("web.plan.state.done", "Done", done, "All", all)
		}
		out = append(out, t)
	}
	send := planTab{To: "#send", Text: p.T("web.plan.tab.send"), Tone: "is-mute", Icon: "send", State: p.T("web.plan.state.not-sent")}
	if p.Issued() {
		send.Tone, send.State = "is-ok", p.T("web.plan.state.sent")
	}
	if c, err := p.Calling(); err == nil && c != nil && !p.Issued() && !c.Forewarned.IsZero() {
		send.Tone, send.State = "is-ok", p.T("web.plan.state.forewarned")
	}
	return append(out, send)
}

// planLook answers what a form would be told if it were saved as it stands now. Nothing is kept.
func (w *Web) planLook(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	if !p.Edit { // before the form is held against the plan: what comes of that tells of it
		return q.refusal(p)
	}
	part, ok := planParts()[q.path("part")]
	if !ok {
		return notFound()
	}
	form := url.Values{}
	for name, values := range q.Form {
		if name != "act" && name != "fix" {
			form[name] = values
		}
	}
	cmd, err := part.read(p, form)
	if err != nil {
		return part.atFields(err)
	}
	p.imagine(cmd)
	small, err := p.small()
	if err != nil {
		return err
	}
	return q.sendPatch(small)
}

// imagine shows the plan as it would be after a command.
func (p *planPage) imagine(cmd conference.Command) {
	m, c := *p.Room, *p.Conference
	c.Plan = p.Plan.Clone()
	switch cmd := cmd.(type) {
	case *conference.SetInvitation:
		c.Plan.Invitation = cmd.Invitation
	case *conference.SetAgenda:
		c.Plan.Agenda = cmd.Agenda
	case *conference.SetCallout:
		c.Plan.Callout = cmd.Callout
	case *conference.SetConnections:
		c.Plan.Connections = cmd.Connections
	}
	m.Conference = &c
	p.Room = &m
	p.findings = p.Findings(p.q.Now)
}
