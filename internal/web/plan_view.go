package web

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"samverkan/conference"
)

// What the templates of the page ask for, that is neither a list of its own nor the plan's.

// formHead is what a form of the page begins with.
type formHead struct {
	Form, Back, Fault string
	View              clashView
}

// Hidden begins a form whose sender comes back to where it stands.
func (p *planPage) Hidden(form string) formHead { return p.HiddenTo(form, sections[form]) }

// HiddenTo begins a form whose sender comes back to a part of the page.
func (p *planPage) HiddenTo(form, section string) formHead {
	h := formHead{Form: form, Back: p.Path, View: p.ClashesOf(form)}
	if section != "" {
		h.Back += "#" + section
	}
	if p.Posted.Is(form) {
		h.Fault = p.Posted.Text
	}
	return h
}

// hintList is the hints of some fields. Form is whose buttons theirs are, when they do not stand in it.
type hintList struct {
	ID, Form, Action string
	List             []planHint
}

// HintList gives the hints of some fields under an id.
func (p *planPage) HintList(id string, fields ...string) hintList {
	h := hintList{ID: id, List: p.HintsAt(fields...)}
	if slices.Contains([]string{"head", "participants", "material"}, id) {
		h.Form = "form-fix"
	}
	return h
}

// onRow is a row of a list with the page that it stands on.
type onRow[T any] struct {
	Page *planPage
	Row  T
}

// With gives an item of the agenda its page, and so on for the others.
func (p *planPage) With(r agendaRow) onRow[agendaRow] { return onRow[agendaRow]{p, r} }
func (p *planPage) Way(r wayRow) onRow[wayRow]        { return onRow[wayRow]{p, r} }
func (p *planPage) Seat(r seatRow) onRow[seatRow]     { return onRow[seatRow]{p, r} }
func (p *planPage) Dependency(r dependencyRow) onRow[dependencyRow] {
	return onRow[dependencyRow]{p, r}
}

// templateForm is the form that keeps a part of the plan as a template.
type templateForm struct {
	formHead
	ID, Kind, Section string
	Field             field
	Posted            *Posted
}

// Template gives that form.
func (p *planPage) Template(kind, section string) templateForm {
	form := "template-" + kind
	return templateForm{p.HiddenTo(form, section), p.ID, kind, section, p.In(form, "name", p.T("web.plan.template.name"), "").Need(), p.Posted}
}

// sending is the form that marks the invitation as sent: in a dialog, or on the page.
type sending struct {
	Page   *planPage
	Dialog bool
}

// Sending gives that form.
func (p *planPage) Sending(dialog bool) sending { return sending{p, dialog} }

// SendingHere tells whether the form stands on the page, for a browser without dialogs.
func (p *planPage) SendingHere() bool { return p.q.query("send") != "" || p.Posted.Is("issue") }

// Changing tells whether the forms for time, title and calling off stand on the page: asked for, or because one was refused.
func (p *planPage) Changing() bool {
	return p.Edit && (p.q.query("change") != "" || slices.ContainsFunc([]string{"time", "name", "cancel", "copy"}, p.Posted.Is))
}

// smarrText is a text of the invitation with what is said of it.
type smarrText struct {
	P                       *Posted
	Form, Name, Word, Value string
	Rows                    int
	Label, Ask              string
	Hints                   hintList
}

// Smarr gives a text of the invitation.
func (p *planPage) Smarr(name, word, value string, rows int) smarrText {
	fields := []string{name}
	if word == "resources" {
		fields = append(fields, "reporting.deadline")
	}
	return smarrText{p.Posted, "invitation", name, word, value, rows, p.T("web.plan.smarr." + word), p.T("web.plan.smarr."+word+".ask", "Time", p.Clock(p.Plan.End)), p.HintList(word, fields...)}
}

// TypedRules are the rules of one's own as they were typed, or as they are.
func (p *planPage) TypedRules() string {
	if p.Posted.Is("invitation") {
		if typed := p.Posted.Values["invitation.rules"]; len(typed) > 0 {
			return typed[len(typed)-1] // the field stands after the boxes
		}
	}
	return p.OwnRules()
}

// BeforeID is the conference that one would take over from.
func (p *planPage) BeforeID() string {
	if c := p.Before(); c != nil {
		return c.ID
	}
	return ""
}

// CopyOptions are the conferences to take over from.
func (p *planPage) CopyOptions() []option {
	var out []option
	for _, c := range p.others {
		out = append(out, option{c.ID, c.Title})
	}
	return out
}

// CopyParts are what can be taken over.
func (p *planPage) CopyParts() []option {
	var out []option
	for _, name := range []string{"invitation", "agenda", "actors", "connections", "roles"} {
		out = append(out, option{name, p.T("web.plan.copy." + name)})
	}
	return out
}

// OwnerOptions are who can answer for an item.
func (p *planPage) OwnerOptions() []option {
	out := []option{{"", p.T("web.plan.agenda.owner-host", "Actor", p.Short(p.Plan.Host))}}
	for _, id := range p.Plan.Actors() {
		if id != p.Plan.Host {
			out = append(out, option{id, p.Short(id)})
		}
	}
	return out
}

// marking is an item that is to be marked as secret.
type marking struct {
	ID, Title, Owner string
	Number           int
	Secrecy          conference.Secrecy
}

// Marking gives the item that is asked for; nil for none.
func (p *planPage) Marking() *marking {
	it, ok := p.Plan.Agenda.Find(p.q.query("mark"))
	if !ok || !p.Edit {
		return nil
	}
	m := &marking{ID: it.ID, Title: it.Title, Number: it.Number, Secrecy: p.ItemSecrecy(it.ID)}
	if m.Owner = m.Secrecy.Owner; m.Owner == "" {
		m.Owner = p.Plan.Host
	}
	return m
}

// reader is an actor that may read a marked item, or could.
type reader struct {
	option
	Chosen bool
}

// ReaderOptions are the actors that a marked item can be shown to.
func (p *planPage) ReaderOptions() []reader {
	var out []reader
	m := p.Marking()
	for _, id := range p.Plan.Actors() {
		if m != nil && id != p.Plan.Host {
			out = append(out, reader{option{id, p.Short(id)}, slices.Contains(m.Secrecy.Readers, id)})
		}
	}
	return out
}

// FirstIssue is when the invitation was sent, LatestIssue when it was sent last.
func (p *planPage) FirstIssue() time.Time { return p.Issues[0].At }

// LatestIssue is when it was sent last.
func (p *planPage) LatestIssue() time.Time { return p.Issues[len(p.Issues)-1].At }

// NotInvited are the findings that somebody is to speak who is not invited.
func (p *planPage) NotInvited() []planHint {
	var out []planHint
	for i, f := range p.findings {
		if f.Rule == "speaker-not-invited" {
			out = append(out, p.hint(i, f))
		}
	}
	return out
}

// UsedModes are the ways that there could be one more of.
func (p *planPage) UsedModes() []option {
	var out []option
	for _, m := range allModes {
		if p.q.query("way") != string(m) && slices.ContainsFunc(p.Plan.Connections, func(k conference.Connection) bool { return k.Mode == m }) {
			out = append(out, option{string(m), p.T("web.plan.mode." + string(m))})
		}
	}
	return out
}

// MembersWith are the host's people, with who holds the role now.
func (p *planPage) MembersWith(member string) ([]option, error) {
	list, err := p.Members()
	if member != "" && !slices.ContainsFunc(list, func(o option) bool { return o.Value == member }) {
		list = append(list, option{member, member})
	}
	return list, err
}

// NumberField is a number as a field has it: empty for none.
func (p *planPage) NumberField(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Waiting is what has not come in yet.
func (p *planPage) Waiting() []conference.Dependency {
	return slices.DeleteFunc(slices.Clone(p.Plan.Needs), func(d conference.Dependency) bool {
		_, in := p.Received[d.Conference]
		return in
	})
}

// Call names an actor or another conference.
func (p *planPage) Call(id string) string { return p.call(id) }

// Whens are when material is meant to be looked at.
func (p *planPage) Whens() []option {
	return []option{{"before", p.T("web.plan.material.before")}, {"during", p.T("web.plan.material.during")}}
}

// LetterWays are the ways in as the invitation says them: the main one first, the reserve last.
func (p *planPage) LetterWays() []string {
	var out []string
	for _, use := range []string{"main", "aside", "reserve"} {
		for _, k := range p.Plan.Connections {
			if useOf(k, true) == use {
				out = append(out, p.T("web.plan.letter."+use, "Mode", p.T("web.plan.mode."+string(k.Mode)), "How", p.how(k)))
			}
		}
	}
	return out
}

// goal is a goal, and whether it names a result.
type goal struct {
	Text string
	Weak bool
}

// Goals lists the goals.
func (p *planPage) Goals() []goal {
	var out []goal
	for _, g := range p.Plan.Invitation.Goals {
		out = append(out, goal{g, p.Edit && !conference.NamesResult(g)})
	}
	return out
}

// fewTodos is how many things to see to are shown at once.
const fewTodos = 3

// TodoShown are the first things to see to, TodoRest the others.
func (p *planPage) TodoShown() []planTodo { t := p.Todo(); return t[:min(len(t), fewTodos)] }

// TodoRest are the others.
func (p *planPage) TodoRest() []planTodo { t := p.Todo(); return t[min(len(t), fewTodos):] }

// AgendaEnd is when the agenda ends if all keep to it.
func (p *planPage) AgendaEnd() time.Time {
	return p.Plan.Start.Add(time.Duration(p.Plan.Agenda.TotalMinutes()) * time.Minute)
}

// words are where the words for the domain's values stand.
var words = map[string]string{"level": "web.plan.level.", "phase": "web.plan.phase.", "role": "web.plan.role.", "mode": "web.plan.mode.",
	"audience": "web.plan.audience."}

// Word gives the word for a value of the domain.
func (p *planPage) Word(of string, value any) string { return p.T(words[of] + fmt.Sprint(value)) }
