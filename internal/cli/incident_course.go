package cli

import (
	"context"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/course"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
	"samverkan/internal/store"
)

// handover gives the handover of a händelse, from here or from the service.
func (s *session) handover(ctx context.Context, incident string, since time.Time) (course.Handover, error) {
	if _, err := s.desk(ctx); err != nil {
		return course.Handover{}, err
	}
	if s.far != nil {
		var h course.Handover
		err := s.far.client.Get(ctx, filled("since", stampOf(since)), &h, "incidents", incident, "handover")
		return h, err
	}
	h, _, err := s.clerk.Handover(ctx, s.who, incident, since)
	return h.Whole(), err
}

func (s *session) incidentHandover() verb {
	back := 12 * time.Hour
	format := ""
	var t target
	return verb{
		use: "incident handover INCIDENT",
		example: `samverkan incident handover snokaos --since 12h
samverkan incident handover snokaos --since 8h --format pdf --out overlamning.pdf`,
		flags: func(f *flags) {
			f.length(&back, "since")
			f.text(&format, "format")
			f.target(&t)
			f.choices("format", func(string) []string {
				var out []string
				for _, x := range papers.HandoverFormats() {
					out = append(out, string(x))
				}
				return out
			})
		},
		run: func(ctx context.Context, args []string) error {
			if back <= 0 {
				return fault.New(fault.Invalid, "cli.not-a-length", "Value", back.String())
			}
			h, err := s.handover(ctx, args[0], s.world.Now().Add(-back))
			if err != nil {
				return err
			}
			d, err := s.directory(ctx)
			if err != nil {
				return err
			}
			if format != "" {
				f, err := papers.Handover(ctx, s.p, d, s.who.Actor, h, paperFormat(format))
				if err != nil {
					return err
				}
				s.tellReplaced(f)
				return s.deliver(t, f.Content, f.Format == pack.PDF || f.Format == pack.ArchivePDF)
			}
			return s.showHandover(h)
		},
	}
}

// handoverLine is a line of a handover in a table.
type handoverLine struct {
	group, at, text, actor, title string
}

func (s *session) showHandover(h course.Handover) error {
	if s.options.output == outJSON {
		return s.writeJSON(h)
	}
	if s.options.output == outLines {
		return s.writeLine(h)
	}
	var rows []handoverLine
	group := func(key string) string { return s.p.T("course.handover." + key) }
	for _, x := range h.Holding {
		rows = append(rows, handoverLine{group("holding"), s.when(x.SettledAt), x.Text, "", x.Title})
	}
	for _, x := range h.Coming {
		text := x.Title
		if x.Report {
			text = s.p.T("course.handover.report", "Title", x.Title)
		}
		rows = append(rows, handoverLine{group("coming"), s.when(x.At), text, "", ""})
	}
	for _, x := range h.Measures {
		text := x.Text
		if x.Late {
			text += " (" + s.p.T("course.handover.late", "Due", s.when(x.Due)) + ")"
		}
		rows = append(rows, handoverLine{group("measures"), s.when(x.Due), text, s.short(x.Owner), x.Title})
	}
	for _, x := range h.Unowned {
		rows = append(rows, handoverLine{group("unowned"), s.when(x.At), x.Text, s.short(x.RaisedBy), x.Title})
	}
	for _, x := range h.Happened {
		text := s.p.T(x.What.Key())
		if x.Text != "" {
			text += ": " + x.Text
		}
		rows = append(rows, handoverLine{group("happened"), s.when(x.At), text, s.short(x.Actor), x.Title})
	}
	if h.Incident.Exercise {
		s.say(s.p.T("schedule.exercise"))
	}
	if err := list(s, rows,
		column[handoverLine]{"part", func(x handoverLine) string { return x.group }},
		column[handoverLine]{"at", func(x handoverLine) string { return x.at }},
		column[handoverLine]{"text", func(x handoverLine) string { return x.text }},
		column[handoverLine]{"actor", func(x handoverLine) string { return x.actor }},
		column[handoverLine]{"conference", func(x handoverLine) string { return x.title }}); err != nil {
		return err
	}
	if h.Omitted > 0 {
		s.remark(s.p.N("course.handover.omitted", h.Omitted))
	}
	return nil
}

func (s *session) incidentStats() verb {
	format := ""
	var t target
	return verb{
		use: "incident stats INCIDENT",
		example: `samverkan incident stats snokaos
samverkan incident stats snokaos --format csv --out statistik.csv`,
		flags: func(f *flags) {
			f.text(&format, "format")
			f.target(&t)
			f.choices("format", func(string) []string { return []string{"csv"} })
		},
		run: func(ctx context.Context, args []string) error {
			x, err := s.statistics(ctx, args[0])
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			rows := course.Naming{Printer: s.p, Name: s.short}.Rows(x)
			switch {
			case format != "":
				return s.deliverCSV(t, format, rows)
			case s.options.output == outJSON:
				return s.writeJSON(x)
			case s.options.output == outLines:
				return s.writeLine(x)
			}
			return writeTable(s.world.Out, rows, s.width())
		},
	}
}

// statistics counts a händelse, here or at the service.
func (s *session) statistics(ctx context.Context, incident string) (course.Statistics, error) {
	if _, err := s.desk(ctx); err != nil {
		return course.Statistics{}, err
	}
	if s.far != nil {
		var out course.Statistics
		err := s.far.client.Get(ctx, nil, &out, "incidents", incident, "statistics")
		return out, err
	}
	c, err := s.clerk.Course(ctx, s.who, incident)
	if err != nil {
		return course.Statistics{}, err
	}
	return c.Statistics().Whole(), nil
}

// conferenceTry tells what breaks when a conference of a händelse is moved, and moves nothing.
func (s *session) conferenceTry() verb {
	m := conference.Move{}
	return verb{
		use:     "conference try [CONFERENCE]",
		example: `samverkan conference try konf-1 --start "2027-01-07 14:30" --gap 45m`,
		flags: func(f *flags) {
			f.time(&m.Start, "start")
			f.time(&m.End, "end")
			f.length(&m.Gap, "gap")
			f.yes(&m.Report, "move-report")
			f.need("start")
		},
		run: func(ctx context.Context, _ []string) error {
			plan, err := s.plan(ctx)
			if err != nil {
				return err
			}
			m.Conference = plan.ID
			if m.End.IsZero() {
				m.End = m.Start.Add(plan.End.Sub(plan.Start))
			}
			out, err := s.whatBreaks(ctx, m)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			titles := map[string]string{}
			found, err := s.at.Conferences(ctx, s.who, store.ConferenceFilter{From: earliest(out), To: latest(out)})
			if err != nil {
				return err
			}
			for _, c := range found {
				titles[c.ID] = c.Title
			}
			var rows []triedLine
			for _, x := range []struct {
				key  string
				list []conference.Clash
			}{{"breaks", out.Breaks}, {"mends", out.Mends}, {"remains", out.Remains}} {
				for _, c := range x.list {
					rows = append(rows, triedLine{x.key, s.p.T("cli.tried." + x.key), c.Say(s.p, func(id string) string { return firstOf(titles[id], id) }, s.short)})
				}
			}
			switch s.options.output {
			case outJSON:
				return s.writeJSON(out)
			case outLines:
				return s.writeLine(out)
			}
			if len(rows) == 0 {
				s.remark(s.p.T("web.incident.rhythm.nothing"))
				return nil
			}
			return list(s, rows,
				column[triedLine]{"what", func(x triedLine) string { return x.word }},
				column[triedLine]{"text", func(x triedLine) string { return x.text }})
		},
	}
}

type triedLine struct{ key, word, text string }

// near is how far from a move the conferences may be that it has to do with: three days cover what builds on what.
const near = 3 * 24 * time.Hour

func earliest(m conference.Moved) time.Time {
	if m.Start.Before(m.WasStart) {
		return m.Start.Add(-near)
	}
	return m.WasStart.Add(-near)
}

func latest(m conference.Moved) time.Time {
	if m.End.After(m.WasEnd) {
		return m.End.Add(near)
	}
	return m.WasEnd.Add(near)
}

// whatBreaks asks here or at the service.
func (s *session) whatBreaks(ctx context.Context, m conference.Move) (conference.Moved, error) {
	if s.far == nil {
		return s.clerk.WhatBreaks(ctx, s.who, m)
	}
	q := filled("start", stampOf(m.Start), "end", stampOf(m.End))
	if m.Report {
		q.Set("report", "true")
	}
	if m.Gap > 0 {
		q.Set("gap", strconv.Itoa(int(m.Gap/time.Minute)))
	}
	var out conference.Moved
	err := s.far.client.Get(ctx, q, &out, "conferences", m.Conference, "what-breaks")
	return out, err
}
