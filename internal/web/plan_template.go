package web

import (
	"strings"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// OwnTemplates are the actor's own agendas or texts, to plan from.
func (p *planPage) OwnTemplates(kind string) ([]option, error) {
	if p.q.Who.Guest() || !p.Edit {
		return nil, nil
	}
	all, err := p.q.clerk().Templates(p.q.ctx(), p.q.Who)
	var out []option
	for _, t := range all {
		if string(t.Kind) == kind && t.Actor == p.Plan.Host {
			out = append(out, option{t.ID, t.Name})
		}
	}
	return out, err
}

// ownTemplate gives one of the host's templates. Fault: template.unknown.
func (p *planPage) ownTemplate(id string) (clerk.KeptTemplate, error) {
	all, err := p.q.clerk().Templates(p.q.ctx(), p.q.Who)
	for _, t := range all {
		if t.ID == id && t.Actor == p.Plan.Host {
			return t, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "template.unknown", "ID", id)
	}
	return clerk.KeptTemplate{}, err
}

// fromTemplate gives the agenda of one of the host's own templates.
func (p *planPage) fromTemplate(id string) (agenda.Agenda, error) {
	t, err := p.ownTemplate(id)
	return t.Agenda.Clone(), err
}

// withTexts puts the texts of a template where the invitation has none, and its goals and rules after those that are there.
func withTexts(v, from conference.Invitation) conference.Invitation {
	for _, x := range []struct{ into, text *string }{{&v.Purpose, &from.Purpose}, {&v.Procedure, &from.Procedure}, {&v.Resources, &from.Resources}} {
		if strings.TrimSpace(*x.into) == "" {
			*x.into = *x.text
		}
	}
	v.Goals, v.Rules, v.Questions = planJoined(v.Goals, from.Goals), planJoined(v.Rules, from.Rules), planJoined(v.Questions, from.Questions)
	return v
}

func planJoined(list, more []string) []string {
	out := append([]string(nil), list...)
	seen := map[string]bool{}
	for _, s := range list {
		seen[s] = true
	}
	for _, s := range more {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// planTemplate keeps the agenda or the texts of the plan as a template of the host's own. One of the same name is replaced.
func (w *Web) planTemplate(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(q.Form.Get("name"))
	t := conference.Template{Actor: p.Plan.Host, Kind: conference.TemplateKind(q.Form.Get("kind")), Name: name, Lang: p.lang}
	t.ID = string(t.Kind) + "-" + keyOf(name)
	switch t.Kind {
	case conference.TemplateAgenda:
		t.Agenda = p.Plan.Agenda.Clone()
		for i := range t.Agenda { // the wording of a decision belongs to its meeting
			t.Agenda[i].Proposal = ""
		}
	case conference.TemplateText:
		t.Texts.Invitation = p.Plan.Clone().Invitation
	}
	cmd := clerk.SaveTemplate{Template: t}
	if old, err := p.ownTemplate(t.ID); err == nil {
		cmd.Revision = old.Revision
	}
	if _, err := q.administer(cmd); err != nil {
		return atField(err, "name")
	}
	return q.reloaded(withQuery(p.Path, "done", "saved") + "#" + sections[q.Form.Get("section")])
}

// keyOf makes a key of a name as people write it.
func keyOf(name string) string {
	key := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, i18n.Fold(name))
	if len(key) > 60 {
		key = key[:60]
	}
	return strings.Trim(key, "-")
}
