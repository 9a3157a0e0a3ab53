package reporting

import (
	"time"

	"samverkan/internal/exercise"
	"samverkan/internal/i18n"
)

// ReviewLine is one measure of an exercise in words.
type ReviewLine struct {
	Key    string `json:"key"` // of the measure
	Name   string `json:"name"`
	Value  string `json:"value"`
	Target string `json:"target"`
	Source string `json:"source"` // of the target
	Who    string `json:"who,omitempty"`
	Met    bool   `json:"met"`
}

// Exact writes a length of time with its seconds as long as they matter: of what is shorter than ten minutes.
func Exact(p *i18n.Printer, d time.Duration) string {
	d = d.Round(time.Second)
	if rest := d % time.Minute; d > time.Minute && d < 10*time.Minute && rest > 0 {
		return p.Duration(d-rest) + " " + p.Duration(rest)
	}
	return p.Duration(d)
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
			out = append(out, p.T("review.actor-time", "Actor", name(x.Actor), "Time", Exact(p, x.Time)))
		}
		return p.List(out)
	}
	of := func(n, all int) string { return p.T("review.of", "Count", n, "All", all) }
	var out []ReviewLine
	add := func(key, value, who string, met bool, limit time.Duration) {
		l := ReviewLine{Key: key, Name: p.T("review." + key), Value: value, Who: who, Met: met, Source: p.T("review.source." + key)}
		if limit > 0 {
			l.Target = p.T("review.at-most", "Time", Exact(p, limit))
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
			add("contact", Exact(p, a.First), "", a.First <= t.Contact, t.Contact)
		}
		if a.Started {
			add("sharing", Exact(p, a.Opened), "", a.Opened <= t.Sharing, t.Sharing)
		}
	}
	if x := r.Reports; x.Asked > 0 {
		add("reports", of(x.InTime, x.Asked), names(append(append([]string{}, x.Late...), x.Missing...)), x.InTime == x.Asked, 0)
		add("reports-before", of(x.Before, x.Asked), "", x.Before == x.Asked, 0)
	}
	if x := r.RollCall; x.Held {
		add("roll-call", Exact(p, x.Length), of(x.Present, x.Seats), x.Length <= t.RollCall, t.RollCall)
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
