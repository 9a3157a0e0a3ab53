package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/scenario"
)

func (s *session) planImport() verb {
	var incident string
	return verb{
		use:     "plan import FILE",
		example: "samverkan plan import konferens.yaml --incident handelse.yaml",
		creates: true,
		flags:   func(f *flags) { f.text(&incident, "incident") },
		run: func(ctx context.Context, args []string) error {
			p, err := s.readPlan(args[0])
			if err != nil {
				return err
			}
			if incident != "" {
				if err := s.importIncident(ctx, incident); err != nil {
					return err
				}
			}
			return s.giveTo(ctx, p.ID, &conference.PlanConference{Plan: p}, "Title", p.Title, "Conference", p.ID)
		},
	}
}

// importIncident opens the incident of a file, or brings it up to date.
func (s *session) importIncident(ctx context.Context, path string) error {
	data, err := s.readFile(path, scenario.MaxPlan)
	if err != nil {
		return err
	}
	x, err := scenario.ReadIncident(bytes.NewReader(data))
	if err != nil {
		return inFile(err, path)
	}
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	_, err = desk.Administer(ctx, s.who, "", clerk.SaveIncident{Incident: x})
	return err
}

// readPlan reads a plan from YAML, as people write it, or from JSON, as "plan export --format json" does.
func (s *session) readPlan(path string) (conference.Plan, error) {
	var p conference.Plan
	data, err := s.readFile(path, scenario.MaxPlan)
	if err != nil {
		return p, err
	}
	if strings.EqualFold(filepath.Ext(path), ".json") || bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&p); err != nil {
			line := 1 + bytes.Count(data[:min(int(dec.InputOffset()), len(data))], []byte("\n"))
			return p, inFile(fault.Wrap(err, fault.Invalid, "plan.malformed", "Line", line, "Reason", err.Error()), path)
		}
		if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			return p, inFile(fault.New(fault.Invalid, "plan.malformed", "Line", 1, "Reason", "more than one JSON value"), path)
		}
		return p, nil
	}
	p, err = scenario.ReadPlan(bytes.NewReader(data))
	return p, inFile(err, path)
}

// inFile says which file a fault is about.
func inFile(err error, path string) error {
	if err == nil {
		return nil
	}
	return &flagError{flag: path, err: err}
}

func (s *session) planExport() verb {
	var t target
	format := "yaml"
	return verb{
		use:     "plan export [CONFERENCE]",
		example: "samverkan plan export konf-regional-1 --out konferens.yaml",
		flags: func(f *flags) {
			f.text(&format, "format")
			f.target(&t)
			f.choices("format", func(string) []string { return []string{"yaml", "json"} })
		},
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			p := readable(v)
			var b bytes.Buffer
			switch {
			case format == "json" || s.options.output != outTable:
				enc := json.NewEncoder(&b)
				enc.SetEscapeHTML(false)
				if s.options.output != outLines {
					enc.SetIndent("", "  ")
				}
				err = enc.Encode(p)
			case format == "yaml":
				err = writePlan(&b, p)
			default:
				err = fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(format), "Choices", []string{"yaml", "json"})
			}
			if err != nil {
				return err
			}
			return s.deliver(t, b.Bytes(), false)
		},
	}
}

// findingRow is a finding about a plan with its text.
type findingRow struct {
	conference.Finding
	Text string `json:"text"`
}

func (s *session) planCheck() verb {
	var strict bool
	return verb{
		use:     "plan check [CONFERENCE]",
		example: "samverkan plan check konf-regional-1",
		flags:   func(f *flags) { f.yes(&strict, "strict") },
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			found := conference.CheckPlan(readable(v), conference.Known{Now: s.world.Now(), Received: v.Conference.Received})
			var rows []findingRow
			for _, f := range found {
				rows = append(rows, findingRow{f, f.Say(s.p, s.short)})
			}
			if len(rows) == 0 {
				s.say(s.p.T("cli.plan-complete"))
			}
			if len(rows) > 0 || s.options.output != outTable {
				if err := list(s, rows,
					column[findingRow]{"severity", func(x findingRow) string { return s.p.T(x.Severity.Key()) }},
					column[findingRow]{"field", func(x findingRow) string { return x.Field }},
					column[findingRow]{"text", func(x findingRow) string { return x.Text }}); err != nil {
					return err
				}
			}
			if n := conference.Count(found, conference.Missing); strict && n > 0 {
				return fault.New(fault.Conflict, "cli.plan-incomplete", "Count", n)
			}
			return nil
		},
	}
}

func (s *session) planScript() verb {
	type line struct {
		Item string `json:"item,omitempty"`
		Part string `json:"part"` // opening, start, end, closing
		Text string `json:"text"`
	}
	var only string
	return verb{
		use:     "plan script [CONFERENCE]",
		example: "samverkan plan script konf-regional-1 --item 3",
		flags:   func(f *flags) { f.item(&only, "item") },
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			p := readable(v)
			script, err := conference.WriteScript(p, v.Conference.Next, s.p, s.short)
			if err != nil {
				return err
			}
			var rows []line
			add := func(item, part string, texts []string) {
				for _, t := range texts {
					rows = append(rows, line{item, part, t})
				}
			}
			if only == "" {
				add("", "opening", script.Opening)
			}
			for _, it := range script.Items {
				if only == "" || only == it.Item {
					add(it.Item, "start", it.Start)
					add(it.Item, "end", it.End)
				}
			}
			if only == "" {
				add("", "closing", script.Closing)
			}
			return list(s, rows,
				column[line]{"item", func(x line) string {
					if it, ok := p.Agenda.Find(x.Item); ok {
						return strconv.Itoa(it.Number)
					}
					return ""
				}},
				column[line]{"moment", func(x line) string { return named(s, "script", x.Part) }},
				column[line]{"say", func(x line) string { return x.Text }})
		},
	}
}
