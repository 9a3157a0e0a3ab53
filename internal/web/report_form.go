package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// The form has a field for each theme, for the reporter does not choose among them: text.incident, source.incident. An answer comes
// with the question that was shown, since the request may have changed meanwhile: answer.0, question.0.

// readReport reads a report from its form. now is what times of day are counted from, and owner who answers for what is marked.
// Faults: at their fields those of texts and web.field-time.
func readReport(form url.Values, now time.Time, owner string) (conference.Report, error) {
	is := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	r := conference.Report{Function: is("function"), Tests: conference.Tests{Plan: conference.Strain(is("plan")),
		Resources: conference.Strain(is("resources")), Load: conference.Strain(is("load"))}}
	for _, theme := range conference.Themes() {
		s := conference.Statement{Theme: theme, Text: is("text." + string(theme)), Source: is("source." + string(theme))}
		for name, text := range map[string]string{"text.": s.Text, "source.": s.Source} {
			if err := conference.CheckText(name, text, false); err != nil {
				return r, adminAt(err, name+string(theme))
			}
		}
		if s.Text == "" && s.Source != "" { // a source of nothing
			return r, adminAt(fault.New(fault.Invalid, "web.report-source"), "text."+string(theme))
		}
		r.Statements = append(r.Statements, s)
	}
	for i := range form["question"] {
		name := "answer." + strconv.Itoa(i)
		a := conference.QuestionAnswer{Question: form["question"][i], Text: is(name)}
		if err := conference.CheckText("answer", a.Text, false); err != nil {
			return r, adminAt(err, name)
		}
		r.Answers = append(r.Answers, a)
	}
	if until := is("validUntil"); until != "" {
		at, err := readTime(until, now)
		if err != nil {
			return r, adminAt(err, "validUntil")
		}
		r.ValidUntil = at
	}
	if ground := is("ground"); ground != "" {
		r.Secrecy = conference.Secrecy{Ground: ground, Owner: owner}
		if err := r.Secrecy.Check(); err != nil {
			return r, adminAt(err, "ground")
		}
	}
	return r, nil
}
