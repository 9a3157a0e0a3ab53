package reporting

import (
	"time"

	"samverkan/internal/exercise"
	"samverkan/internal/i18n"
)

// ReviewLine is one measure of an exercise in words.
type ReviewLine struct {
	Key    string // of the measure
	Name   string
	Value  string
	Target string // "" where there is none
	Source string // of the target
	Who    string // whom it is about
	Met    bool   // the target, where there is one
}

// ReviewLines tells how an exercise went, measure by measure. name gives the name of an actor.
func ReviewLines(r exercise.Review, p *i18n.Printer, name func(string) string) []ReviewLine {
	names := func(list []string) string {
		var out []string
		for _, a := range list {
			out = append(out, name(a))
		}
		return p.List(out)
	}
	times := func(list []exercise.ActorTime) string {
		var out []string
		for _, x := range list {
			out = append(out, p.T("review.actor-time", "Actor", name(x.Actor), "Time", p.Duration(x.Time)))
		}
		return p.List(out)
	}
	of := func(n, all int) string { return p.T("review.of", "Count", n, "All", all) }
	var out []ReviewLine
	add := func(key, value, who string, met bool, limit time.Duration) {
		l := ReviewLine{Key: key, Name: p.T("review." + key), Value: value, Who: who, Met: met, Source: p.T("review.source." + key)}
		if limit > 0 {
			l.Target = p.T("review.at-most", "Time", p.Duration(limit))
		} else {
			l.Target = p.T("review.target-all")
		}
		out = append(out, l)
	}
	a, t := r.Answers, r.Targets
	if !a.Called.IsZero() {
		add("acknowledged", of(a.Within, a.Asked), times(a.Late), a.Within == a.Asked, t.Acknowledge)
		add("unanswered", p.Number(len(a.Never)), names(a.Never), len(a.Never) == 0, t.Acknowledge)
		if len(a.Never) < a.Asked {
			add("contact", p.Duration(a.First), "", a.First <= t.Contact, t.Contact)
		}
		if a.Started {
			add("sharing", p.Duration(a.Opened), "", a.Opened <= t.Sharing, t.Sharing)
		}
	}
	if x := r.Reports; x.Asked > 0 {
		add("reports", of(x.InTime, x.Asked), names(append(append([]string{}, x.Late...), x.Missing...)), x.InTime == x.Asked, 0)
		add("reports-before", of(x.Before, x.Asked), "", x.Before == x.Asked, 0)
	}
	if x := r.RollCall; x.Held {
		add("roll-call", p.Duration(x.Length), of(x.Present, x.Seats), x.Length <= t.RollCall, t.RollCall)
	}
	read, asked, missing := 0, 0, []string{}
	for _, d := range r.Decisions {
		if d.ReadBack {
			read++
		}
		if len(d.Missing) == 0 {
			asked++
		}
		missing = append(missing, d.Missing...)
	}
	if n := len(r.Decisions); n > 0 {
		add("read-back", of(read, n), "", read == n, 0)
		add("stances", of(asked, n), names(missing), asked == n, 0)
	}
	if x := r.Talk; x.Turns > 0 {
		add("rakel", p.Number(len(x.Over)), times(x.Over), len(x.Over) == 0, t.Rakel)
	}
	return out
}
