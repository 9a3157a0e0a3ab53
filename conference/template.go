package conference

import (
	"slices"

	"samverkan/agenda"
	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Template is an actor's own agenda or texts, to plan from, or its own words for what areas begin with.
type Template struct {
	ID     string        `json:"id"` // the actor's own name for it
	Actor  string        `json:"actor"`
	Kind   TemplateKind  `json:"kind"`
	Name   string        `json:"name"`
	Lang   string        `json:"lang"`             // sv or en
	Agenda agenda.Agenda `json:"agenda,omitempty"` // of an agenda
	Texts  TemplateTexts `json:"texts,omitzero"`   // of texts
	Words  []AreaWords   `json:"words,omitempty"`  // of a vocabulary
}

// TemplateKind is what a template is of.
type TemplateKind string

// The kinds.
const (
	TemplateAgenda TemplateKind = "agenda"
	TemplateText   TemplateKind = "text"
	// TemplateVocabulary is the words for what areas begin with.
	TemplateVocabulary TemplateKind = "vocabulary"
)

// TemplateKinds gives all kinds, in the order they are offered.
func TemplateKinds() []TemplateKind {
	return []TemplateKind{TemplateAgenda, TemplateText, TemplateVocabulary}
}

// TemplateTexts are the texts of an invitation (SMARR), and sentences that are used again and again.
type TemplateTexts struct {
	Invitation Invitation `json:"invitation,omitzero"`
	Sentences  []Sentence `json:"sentences,omitempty"`
}

// Sentence is a text under a name that it is chosen by.
type Sentence struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Tidied is the template with clean line breaks and no space around its texts, as [Template.Check] wants them.
func (t Template) Tidied() Template {
	tidyAll(&t.Name)
	t.Agenda = tidyAgenda(t.Agenda)
	t.Words = tidiedWords(t.Words)
	t.Texts.Invitation = t.Texts.Invitation.tidied()
	t.Texts.Sentences = tidyEach(t.Texts.Sentences, func(s Sentence) Sentence {
		tidyAll(&s.Name, &s.Text)
		return s
	})
	return t
}

// Check refuses a template that cannot be kept: template.kind, template.lang, template.empty, template.other-kind, and the faults of
// what is in it.
func (t Template) Check() error {
	for _, key := range []string{t.ID, t.Actor} {
		if err := id.Key(key); err != nil {
			return err
		}
	}
	if err := checkTitle(t.Name); err != nil {
		return err
	}
	if t.Lang != "sv" && t.Lang != "en" {
		return fault.New(fault.Invalid, "template.lang")
	}
	texts := !t.Texts.Invitation.empty() || len(t.Texts.Sentences) > 0
	switch {
	case !slices.Contains(TemplateKinds(), t.Kind):
		return fault.New(fault.Invalid, "template.kind")
	case t.Kind != TemplateText && texts, t.Kind != TemplateAgenda && len(t.Agenda) > 0, t.Kind != TemplateVocabulary && len(t.Words) > 0:
		return fault.New(fault.Invalid, "template.other-kind")
	case !texts && len(t.Agenda)+len(t.Words) == 0:
		return fault.New(fault.Invalid, "template.empty")
	case t.Kind == TemplateAgenda:
		return checkAgenda(t.Agenda)
	case t.Kind == TemplateVocabulary:
		return checkWords(t.Words)
	}
	return t.Texts.check()
}

func (x TemplateTexts) check() error {
	if err := x.Invitation.check(); err != nil {
		return err
	}
	if err := checkLength("sentences", len(x.Sentences)); err != nil {
		return err
	}
	for _, s := range x.Sentences {
		if err := checkTitle(s.Name); err != nil {
			return err
		}
		if err := checkText("sentence", s.Text, true); err != nil {
			return err
		}
	}
	return nil
}

func (v Invitation) empty() bool {
	return v.Purpose == "" && v.Procedure == "" && v.Resources == "" && len(v.Goals)+len(v.Rules)+len(v.Questions) == 0
}

// On gives a plan with the template laid on it: the agenda instead of the plan's, and those texts of the invitation that the
// template has. Nothing in the answer is shared with the template.
func (t Template) On(p Plan) Plan {
	if len(t.Agenda) > 0 {
		p.Agenda = t.Agenda.Clone()
	}
	from, to := t.Texts.Invitation.tidied(), &p.Invitation
	for _, x := range []struct{ text, into *string }{{&from.Purpose, &to.Purpose}, {&from.Procedure, &to.Procedure}, {&from.Resources, &to.Resources}} {
		if *x.text != "" {
			*x.into = *x.text
		}
	}
	for _, x := range []struct{ list, into *[]string }{{&from.Goals, &to.Goals}, {&from.Rules, &to.Rules}, {&from.Questions, &to.Questions}} {
		if len(*x.list) > 0 {
			*x.into = *x.list
		}
	}
	return p
}
