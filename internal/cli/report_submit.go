package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/reporting"
	"samverkan/internal/wire"
)

// maxReport is the largest report in JSON that is read, in bytes: longer is no report of ours.
const maxReport = 4 << 20

// reportForm is what the flags of a report say.
type reportForm struct {
	conference.Report
	texts   map[conference.Theme]*string
	sources []string // THEME:TEXT
	answers []string // NUMBER:TEXT
	file    string
	rest    bool
}

func (s *session) reportSubmit() verb {
	form := &reportForm{texts: map[conference.Theme]*string{}}
	for _, theme := range conference.Themes() {
		form.texts[theme] = new(string)
	}
	var fl *flags
	return verb{
		use: "report submit [SEAT]",
		example: `samverkan report submit skogsbo --plan delvis --resources ansträngda --load hanteras --incident "40 cm snö, 1 200 utan el" -C konf-1
samverkan report submit skogsbo --rest-unchanged --needs "Två bandvagnar till i natt" -C konf-1
samverkan report submit --file rapport.json -C konf-1 --server https://samverkan.lansstyrelsen.example`,
		flags: func(f *flags) {
			fl = f
			word(f, &form.Tests.Plan, "plan", strains("plan"))
			word(f, &form.Tests.Resources, "resources", strains("resources"))
			word(f, &form.Tests.Load, "load", strains("load"))
			for _, theme := range conference.Themes() {
				f.text(form.texts[theme], string(theme))
			}
			f.texts(&form.sources, "source")
			f.texts(&form.answers, "answer")
			f.text(&form.Function, "function")
			f.time(&form.ValidUntil, "valid-until")
			f.text(&form.file, "file")
			f.yes(&form.rest, "rest-unchanged")
			f.secrecy(&form.Secrecy)
		},
		run: func(ctx context.Context, args []string) error {
			seat, err := s.reportSeat(ctx, args)
			if err != nil {
				return err
			}
			if form.Secrecy.Marked() && !fl.given("assessed-by") {
				form.Secrecy.Owner, _, _ = strings.Cut(seat, "/") // it is theirs to assess what they have said
			}
			r, err := s.readReport(ctx, form)
			if err != nil {
				return err
			}
			return s.submitReport(ctx, seat, r, form.rest)
		},
	}
}

// submitReport leaves a report. What its writer may not read of the last one is put in where that is known: at the service, or here.
func (s *session) submitReport(ctx context.Context, seat string, r conference.Report, rest bool) error {
	v, err := s.view(ctx)
	if err != nil {
		return err
	}
	if s.far == nil {
		last, _, _ := v.Conference.LastReport(seat)
		return s.give(ctx, &conference.SubmitReport{Participant: seat, Report: reporting.Completed(r, last, rest, v.May, s.world.Now())})
	}
	fresh := s.options.id == ""
	n := wire.NewReport{ID: firstOf(s.options.id, s.ids.New()), Role: s.options.role, OccurredAt: s.options.at, Participant: seat, Report: r, Rest: rest}
	var got wire.Receipt
	s.seen = nil
	if err := s.far.client.Give(ctx, n, &got, "conferences", v.Conference.Plan.ID, "reports"); err != nil {
		return err
	}
	out := receiptOf(got, fresh)
	if out.Fault != nil {
		return out.Fault
	}
	return s.tell(ctx, out)
}

// readReport reads the file, and then what the flags say instead.
func (s *session) readReport(ctx context.Context, form *reportForm) (conference.Report, error) {
	var r conference.Report
	if form.file != "" {
		content, err := s.readFile(form.file, maxReport)
		if err != nil {
			return r, err
		}
		if r, err = readReport(content); err != nil {
			return r, inFile(err, form.file)
		}
	}
	r.Tests = conference.Tests{Plan: cmp.Or(form.Tests.Plan, r.Tests.Plan), Resources: cmp.Or(form.Tests.Resources, r.Tests.Resources),
		Load: cmp.Or(form.Tests.Load, r.Tests.Load)}
	r.Function = firstOf(form.Function, r.Function)
	if !form.ValidUntil.IsZero() {
		r.ValidUntil = form.ValidUntil
	}
	if form.Secrecy.Marked() {
		r.Secrecy = form.Secrecy
	}
	for _, theme := range conference.Themes() {
		if text := *form.texts[theme]; text != "" {
			statement(&r, theme).Text = text
		}
	}
	for _, word := range form.sources {
		name, text, _ := strings.Cut(word, ":")
		theme, err := themes().read(name)
		if err != nil {
			return r, err
		}
		statement(&r, theme).Source = strings.TrimSpace(text)
	}
	return r, s.answered(ctx, &r, form.answers)
}

// statement is the place in a report for what it says under a theme.
func statement(r *conference.Report, theme conference.Theme) *conference.Statement {
	i := slices.IndexFunc(r.Statements, func(x conference.Statement) bool { return x.Theme == theme })
	if i < 0 {
		i = len(r.Statements)
		r.Statements = append(r.Statements, conference.Statement{Theme: theme})
	}
	return &r.Statements[i]
}

// answered puts in the answers to the questions of the request, which are called by their numbers.
func (s *session) answered(ctx context.Context, r *conference.Report, words []string) error {
	for _, word := range words {
		number, text, ok := strings.Cut(word, ":")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		v, wrong := s.view(ctx)
		if wrong != nil {
			return wrong
		}
		var asked []string
		if v.Conference.Request != nil {
			asked = v.Conference.Request.Questions
		}
		if !ok || err != nil || n < 1 || n > len(asked) {
			return fault.New(fault.Invalid, "cli.report-answer", "Answer", clip(word), "Most", len(asked))
		}
		r.Answers = slices.DeleteFunc(r.Answers, func(a conference.QuestionAnswer) bool { return a.Question == asked[n-1] })
		r.Answers = append(r.Answers, conference.QuestionAnswer{Question: asked[n-1], Text: strings.TrimSpace(text)})
	}
	return nil
}

// readReport reads a report as strictly as commands are read: a word that is spelt wrong would else be lost.
func readReport(content []byte) (conference.Report, error) {
	var r conference.Report
	malformed := func(err error, reason string) error {
		return fault.Wrap(err, fault.Invalid, "command.malformed", "Command", (&conference.SubmitReport{}).Name(), "Reason", reason)
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return r, malformed(err, err.Error())
	}
	if _, err := dec.Token(); err != io.EOF {
		return r, malformed(err, "more than one JSON value")
	}
	return r, nil
}

// strains are the answers to one of the three tests, in its own words.
func strains(test string) lexicon[conference.Strain] {
	words := map[string][3]string{
		"plan":      {"enligt-plan", "delvis", "kan-inte"},
		"resources": {"räcker", "ansträngda", "uttömda"},
		"load":      {"hanteras", "börjar-bli-övermäktig", "övermäktig"},
	}[test]
	var out lexicon[conference.Strain]
	for i, strain := range conference.Strains() {
		out = append(out, meaning[conference.Strain]{strain, words[i]})
	}
	return out
}

func themes() lexicon[conference.Theme] {
	return lexicon[conference.Theme]{{conference.ThemeIncident, "händelse händelsens-påverkan"}, {conference.ThemeMeasures, "åtgärder"},
		{conference.ThemeCapacity, "uthållighet krisorganisation"}, {conference.ThemeNeeds, "behov"}, {conference.ThemeForecast, "prognos"},
		{conference.ThemeCommunication, "kommunikation"}}
}
