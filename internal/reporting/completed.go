package reporting

import (
	"slices"
	"time"

	"samverkan/conference"
)

// Completed is the report that somebody leaves who said this much. What they may not read of the last one stays: somebody who could not
// see a text has not taken it back. With rest, everything they said nothing about stays, so that one theme can be changed by itself.
// last is the report before, as the record has it; may tells what the writer may read, and nil is everything. How long the last was to
// hold stays with rest while that has not passed.
func Completed(said, last conference.Report, rest bool, may func(conference.Secrecy) bool, now time.Time) conference.Report {
	hidden := func(s conference.Secrecy) bool { return s.Marked() && may != nil && !may(s) }
	whole := rest || hidden(last.Secrecy)
	said.Statements, said.Answers = slices.Clone(said.Statements), slices.Clone(said.Answers)
	for _, old := range last.Statements {
		i := slices.IndexFunc(said.Statements, func(s conference.Statement) bool { return s.Theme == old.Theme })
		switch {
		case !whole && !hidden(old.Secrecy):
		case i < 0:
			said.Statements = append(said.Statements, old)
		case said.Statements[i].Text == "":
			said.Statements[i] = old
		}
	}
	for _, old := range last.Answers {
		i := slices.IndexFunc(said.Answers, func(a conference.QuestionAnswer) bool { return a.Question == old.Question })
		switch {
		case !whole && !hidden(old.Secrecy):
		case i < 0:
			said.Answers = append(said.Answers, old)
		case said.Answers[i].Text == "":
			said.Answers[i] = old
		}
	}
	if whole {
		said.Tests = completedTests(said.Tests, last.Tests, rest)
		if said.Function == "" {
			said.Function = last.Function
		}
	}
	if rest && said.ValidUntil.IsZero() && last.ValidUntil.After(now) {
		said.ValidUntil = last.ValidUntil
	}
	return said
}

// completedTests fills in the answers that were not given: with rest each by itself, and else all or none, since a grade is not to be made
// of answers to two reports of which the writer saw one.
func completedTests(said, last conference.Tests, rest bool) conference.Tests {
	if said == (conference.Tests{}) {
		return last
	}
	if !rest {
		return said
	}
	for _, x := range []struct{ now, old *conference.Strain }{{&said.Plan, &last.Plan}, {&said.Resources, &last.Resources}, {&said.Load, &last.Load}} {
		if *x.now == conference.StrainUnknown {
			*x.now = *x.old
		}
	}
	return said
}
