package web

import (
	"slices"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// templatesPage lists the agendas and texts that the reader's actor keeps to plan from.
type templatesPage struct {
	adminShell
	Rows   []clerk.KeptTemplate
	Writes bool
}

// Of says what a template is of.
func (p *templatesPage) Of(kind conference.TemplateKind) string {
	return p.p.T("web.templates.of." + string(kind))
}

func (w *Web) ownTemplates(q *request) error {
	p := &templatesPage{adminShell: q.adminShell("web.admin.templates"), Writes: q.Who.Allows("administer", "") == nil}
	var err error
	if p.Rows, err = q.clerk().Templates(q.ctx(), q.Who); err != nil {
		return err
	}
	return q.page("templates", p)
}

// templatePage is where one of them is written.
type templatePage struct {
	adminShell
	Template clerk.KeptTemplate
	New      bool
	Items    []agenda.Item // with some empty ones to fill in
	Words    []wordsField  // of a vocabulary: a row for each kind of area
	County   string        // whose areas they are for besides the actor's own; "" for none
	Kinds    []choice
	Langs    []choice
}

// emptyItems is how many items one can add at a time.
const emptyItems = 4

func (w *Web) ownTemplate(q *request) error {
	p := &templatePage{adminShell: q.adminShell("web.templates.one"), New: true}
	p.Template.Kind, p.Template.Lang, p.Template.ID = conference.TemplateText, q.Lang(), w.o.NewID()
	if k := conference.TemplateKind(q.query("kind")); slices.Contains(conference.TemplateKinds(), k) {
		p.Template.Kind = k
	}
	if id := q.query("id"); id != "" {
		all, err := q.clerk().Templates(q.ctx(), q.Who)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t clerk.KeptTemplate) bool { return t.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "template.unknown", "ID", id)
		}
		p.Template, p.New = all[i], false
	}
	if err := p.vocabulary(q); err != nil {
		return err
	}
	p.Items = slices.Clone([]agenda.Item(p.Template.Agenda))
	for range emptyItems {
		p.Items = append(p.Items, agenda.Item{ID: w.o.NewID(), Kind: agenda.Information})
	}
	for _, k := range []agenda.Kind{agenda.Information, agenda.Discussion, agenda.Decision} {
		p.Kinds = append(p.Kinds, choice{string(k), q.T("web.templates.kind." + string(k))})
	}
	for _, l := range w.o.Texts.Languages() {
		p.Langs = append(p.Langs, choice{l, q.T("web.settings.language." + l)})
	}
	return q.page("template-edit", p)
}

// saveTemplate keeps a template. An item without a title is no item.
func (w *Web) saveTemplate(q *request) error {
	var cmd clerk.SaveTemplate
	if err := readInto(&cmd, q.Form, q.Now); err != nil {
		return err
	}
	t := &cmd.Template
	t.Actor = q.Who.Actor
	t.Agenda = slices.DeleteFunc(t.Agenda, func(it agenda.Item) bool { return it.Title == "" })
	if err := q.keepRest(t); err != nil {
		return err
	}
	if _, err := q.administer(cmd); err != nil {
		switch fault.CodeOf(err) {
		case "template.empty":
			return adminAt(err, map[conference.TemplateKind]string{conference.TemplateAgenda: "template.agenda.0.title", conference.TemplateText: "template.texts.invitation.purpose",
				conference.TemplateVocabulary: "template.words.0.folders"}[t.Kind])
		case "area.folders", "area.folder-path", "area.tags", "area.names":
			return adminAt(err, wordsAt(t.Words))
		case "conference.title-missing", "text.too-long":
			return adminAt(err, "template.name")
		}
		return err
	}
	return q.done("/templates", "saved")
}

// keepRest numbers the items, and gives those that are changed what the form has no field for.
func (q *request) keepRest(t *conference.Template) error {
	all, err := q.clerk().Templates(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	was := map[string]agenda.Item{}
	for _, x := range all {
		if x.ID == t.ID {
			for _, it := range x.Agenda {
				was[it.ID] = it
			}
		}
	}
	for i, it := range t.Agenda {
		if old, ok := was[it.ID]; ok {
			old.Title, old.Kind, old.Minutes, old.Aim = it.Title, it.Kind, it.Minutes, it.Aim
			t.Agenda[i] = old
		}
		t.Agenda[i].Number = i + 1
	}
	return nil
}

func (w *Web) removeTemplate(q *request) error {
	if _, err := q.administer(clerk.RemoveTemplate{Actor: q.Who.Actor, ID: q.Form.Get("id")}); err != nil {
		return err
	}
	return q.done("/templates", "template-removed")
}
