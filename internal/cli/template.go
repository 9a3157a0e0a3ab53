package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// maxTemplate is the largest file of a template that is read, in bytes.
const maxTemplate = 4 << 20

func (s *session) templateVerbs() []verb {
	return []verb{s.templateList(), s.templateShow(), s.templateSave(), s.templateRemove()}
}

func (s *session) templateList() verb {
	return verb{
		use: "template list", example: "samverkan template list",
		run: func(ctx context.Context, _ []string) error {
			all, err := s.templates(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, all,
				column[clerk.KeptTemplate]{"id", func(t clerk.KeptTemplate) string { return t.ID }},
				column[clerk.KeptTemplate]{"kind", func(t clerk.KeptTemplate) string { return s.p.T("cli.template." + string(t.Kind)) }},
				column[clerk.KeptTemplate]{"name", func(t clerk.KeptTemplate) string { return t.Name }},
				column[clerk.KeptTemplate]{"owner", func(t clerk.KeptTemplate) string { return s.short(t.Actor) }})
		},
	}
}

func (s *session) templates(ctx context.Context) ([]clerk.KeptTemplate, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return nil, err
	}
	return desk.Templates(ctx, s.who)
}

// template finds a template by its id, of an actor when one is named.
func (s *session) template(ctx context.Context, id, actor string) (clerk.KeptTemplate, bool, error) {
	all, err := s.templates(ctx)
	for _, t := range all {
		if t.ID == id && (actor == "" || t.Actor == actor) {
			return t, true, err
		}
	}
	return clerk.KeptTemplate{}, false, err
}

func (s *session) templateShow() verb {
	owner := ""
	return verb{
		use: "template show TEMPLATE", example: "samverkan template show var-dagordning",
		flags: func(f *flags) { f.actor(&owner, "owner") },
		run: func(ctx context.Context, args []string) error {
			t, ok, err := s.template(ctx, args[0], owner)
			if err != nil {
				return err
			}
			if !ok {
				return fault.New(fault.NotFound, "template.unknown", "ID", args[0])
			}
			return s.writeJSON(t.Template)
		},
	}
}

func (s *session) templateSave() verb {
	owner := ""
	return verb{
		use: "template save TEMPLATE FILE", example: "samverkan template save var-dagordning mall.json\nsamverkan template save var-dagordning mall.json --owner lst-ostergotland",
		flags: func(f *flags) { f.actor(&owner, "owner") },
		run: func(ctx context.Context, args []string) error {
			content, err := s.readFile(args[1], maxTemplate)
			if err != nil {
				return err
			}
			t, err := readTemplate(content)
			if err != nil {
				return err
			}
			t.ID, t.Actor = args[0], firstOf(owner, s.actingFor(ctx), t.Actor)
			if t.Actor == "" {
				return fault.New(fault.Invalid, "cli.whose-template")
			}
			kept, _, err := s.template(ctx, t.ID, t.Actor)
			if err != nil {
				return err
			}
			return s.administer(ctx, clerk.SaveTemplate{Template: t, Revision: kept.Revision}, "Name", t.Name)
		},
	}
}

// readTemplate reads a template as strictly as commands are read: a word that is spelt wrong would else be lost.
func readTemplate(content []byte) (conference.Template, error) {
	var t conference.Template
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	err := dec.Decode(&t)
	if err == nil {
		if _, more := dec.Token(); more == io.EOF {
			return t, nil
		}
		return t, fault.New(fault.Invalid, "command.malformed", "Command", clerk.SaveTemplate{}.Name(), "Reason", "more than one JSON value")
	}
	return t, fault.Wrap(err, fault.Invalid, "command.malformed", "Command", clerk.SaveTemplate{}.Name(), "Reason", err.Error())
}

func (s *session) templateRemove() verb {
	owner := ""
	return verb{
		use: "template remove TEMPLATE", example: "samverkan template remove var-dagordning",
		flags: func(f *flags) { f.actor(&owner, "owner") },
		run: func(ctx context.Context, args []string) error {
			t, ok, err := s.template(ctx, args[0], owner)
			if err != nil {
				return err
			}
			if !ok {
				return fault.New(fault.NotFound, "template.unknown", "ID", args[0])
			}
			return s.administer(ctx, clerk.RemoveTemplate{Actor: t.Actor, ID: t.ID}, "Name", t.Name)
		},
	}
}
