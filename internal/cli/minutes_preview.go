package cli

import (
	"context"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/papers"
)

// previewMinutes shows what the public version leaves out, before anything is published.
func (s *session) previewMinutes(ctx context.Context) error {
	v, err := s.view(ctx)
	if err != nil {
		return err
	}
	id := v.Conference.Plan.ID
	var x papers.Preview
	if s.far != nil {
		err = s.far.client.Get(ctx, nil, &x, "conferences", id, "publications", "preview")
	} else {
		x, err = s.previewHere(ctx, id)
	}
	if err != nil {
		return err
	}
	if s.options.output != outTable {
		return s.show(x)
	}
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	if !x.Differs() {
		s.say(s.p.T("cli.preview.nothing", "Version", x.Version))
		return nil
	}
	return s.sayPreview(x)
}

func (s *session) previewHere(ctx context.Context, id string) (papers.Preview, error) {
	desk, err := s.file(ctx)
	if err != nil {
		return papers.Preview{}, err
	}
	if err := desk.Authorize(ctx, s.who, id, s.options.role, &conference.PublishMinutes{}); err != nil {
		return papers.Preview{}, err
	}
	made, err := papers.Open(ctx, desk, s.who, id, s.p, s.world.Now())
	if err != nil {
		return papers.Preview{}, err
	}
	return made.Preview(ctx)
}

// previewRow is how much is left out on one ground.
type previewRow struct {
	ground, owner string
	count         int
}

func (s *session) sayPreview(x papers.Preview) error {
	s.say(s.p.N("cli.preview.left-out", x.Omitted, "Version", x.Version))
	var rows []previewRow
	for _, g := range x.Grounds {
		rows = append(rows, previewRow{s.marking(g.Secrecy), s.short(g.Secrecy.Owner), g.Count})
	}
	if len(rows) > 0 {
		if err := list(s, rows,
			column[previewRow]{"ground", func(r previewRow) string { return r.ground }},
			column[previewRow]{"owner", func(r previewRow) string { return r.owner }},
			column[previewRow]{"count", func(r previewRow) string { return strconv.Itoa(r.count) }}); err != nil {
			return err
		}
	}
	for _, f := range x.Sound {
		switch {
		case f.Why != "":
			text := s.p.T("cli.preview.sound-left-out", "Name", f.Name, "Why", s.p.T("doc.public.why."+f.Why))
			if len(f.Bare) > 0 {
				text += " " + strings.Join(f.Bare, ", ")
			}
			s.say(text)
		case len(f.Quiet) == 0:
			s.say(s.p.T("cli.preview.sound-whole", "Name", f.Name))
		}
		for _, q := range f.Quiet {
			s.say(s.p.T("cli.preview.sound-silent", "Name", f.Name, "Span", s.p.SpanSeconds(q.From, q.To), "Marking", s.marking(q.Secrecy)))
		}
	}
	for _, p := range x.Passages {
		if p.Section != "" {
			s.say(p.Section)
		}
		for _, line := range p.Whole {
			s.say("- " + visible(line))
		}
		for _, line := range p.Public {
			s.say("+ " + visible(line))
		}
	}
	return nil
}
