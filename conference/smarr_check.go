package conference

import (
	"fmt"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Severity is how much a finding matters. No severity stops anybody from sending: a meeting called in
// ten minutes with a hole in its invitation is better than none.
type Severity string

// The severities.
const (
	Missing Severity = "missing" // the participants cannot come, or the meeting cannot do its work
	Weak    Severity = "weak"    // the meeting will be worse than it need be
	Advice  Severity = "advice"  // worth a thought
)

// Key is the catalogue key of the severity's word.
func (s Severity) Key() string { return "plan-severity." + string(s) }

// Finding is something that a plan lacks, or that could be better.
type Finding struct {
	Rule     string     `json:"rule"` // stable word for the rule that the plan fails; its text stands under plan-check.<rule> in the catalogues
	Severity Severity   `json:"severity"`
	Field    string     `json:"field"`          // path in the plan's JSON: invitation.goals[1], agenda[4].proposal
	Args     fault.Args `json:"args,omitempty"` // values for the text; Actor, Actors and Conference are ids until somebody gives them names
}

// Key is the catalogue key of the finding's text.
func (f Finding) Key() string { return "plan-check." + f.Rule }

// Say writes the finding in w's language: what is missing or weak, and what to do. name gives the name of an actor or a
// conference for its id.
func (f Finding) Say(w Words, name func(actor string) string) string {
	args := make([]any, 0, 2*len(f.Args))
	count, counted := 0, false
	for k, v := range f.Args {
		switch k {
		case "Actor", "Conference":
			v = name(v.(string))
		case "Actors":
			names := make([]string, 0, len(v.([]string)))
			for _, a := range v.([]string) {
				names = append(names, name(a))
			}
			v = names
		case "Count":
			count, counted = v.(int)
			continue
		}
		args = append(args, k, v)
	}
	if counted {
		return w.N(f.Key(), count, args...)
	}
	return w.T(f.Key(), args...)
}

// Known is what the checking of a plan needs to know that does not stand in the plan. The zero value is a plan looked at on its own.
type Known struct {
	Now      time.Time            // zero: the clock is left out of it
	Received map[string]time.Time // input that has come in, by conference
	Secret   map[string]Secrecy   // marked agenda items, by id
}

// CheckPlan reads a plan as an experienced leader would, and says what is missing or weak. The questions follow the handbook's
// memory rule SMARR (syfte, mål, arbetsgång, resurser, regler; chapter 7.1) and its checklists (chapters 1, 4 and 8–14);
// the findings come in the order of the invitation. It looks at the plan alone: whether actors are double-booked is for [NewSchedule].
//
// Every rule that reads free text says in its comment what it looks for. They are made to be silent rather than wrong:
// a leader who is told off for a good text stops reading.
func CheckPlan(p Plan, known Known) []Finding {
	k := &planCheck{p: p, known: known}
	k.exercise()
	k.purpose()
	k.goals()
	k.agenda()
	k.decisions()
	k.resources()
	k.people()
	k.rules()
	k.times()
	k.reporting()
	k.waysIn()
	k.roles()
	k.shortText()
	k.openness()
	k.documentation()
	return k.found
}

// Findings checks the conference's plan as it stands at now. Once the meeting has begun the clock is left out of it: nobody needs to hear
// then that the start has passed.
func (c *Conference) Findings(now time.Time) []Finding {
	if c.beforeMeeting() != nil {
		now = time.Time{}
	}
	return CheckPlan(c.Plan, Known{Now: now, Received: c.Received, Secret: c.itemSecrecy})
}

// Count is how many findings have the severity.
func Count(findings []Finding, s Severity) int {
	n := 0
	for _, f := range findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

type planCheck struct {
	p     Plan
	known Known
	found []Finding
}

// add notes a finding; kv are the values for its text.
func (k *planCheck) add(s Severity, rule, field string, kv ...any) {
	var args fault.Args
	if len(kv) > 0 {
		args = fault.Args{}
		for i := 0; i < len(kv); i += 2 {
			args[kv[i].(string)] = kv[i+1]
		}
	}
	k.found = append(k.found, Finding{Rule: rule, Severity: s, Field: field, Args: args})
}

// exercise: the mark is stamped on everything that the product writes, but a title is read out and copied by hand,
// and a short text goes out as it is. The other way round is worse: an exercise that is not known to be one.
func (k *planCheck) exercise() {
	marked := saysExercise(k.p.Title) || saysExercise(k.p.IncidentTitle)
	switch {
	case !k.p.Exercise && (marked || saysExercise(k.p.Callout.ShortText)):
		k.add(Weak, "exercise-not-set", "exercise")
	case k.p.Exercise && !marked:
		k.add(Advice, "exercise-not-in-title", "title")
	}
	if k.p.Exercise && k.p.Callout.ShortText != "" && !saysExercise(k.p.Callout.ShortText) {
		k.add(Missing, "exercise-not-in-short-text", "callout.shortText")
	}
}

func saysExercise(s string) bool { return hasWord(s, "övning", "övn", "exercise") }

// purposeWords is how few words a purpose may have before it is a subject ("Snöläget") and not a purpose.
const purposeWords = 4

func (k *planCheck) purpose() {
	text := strings.TrimSpace(k.p.Invitation.Purpose)
	switch {
	case text == "":
		k.add(Missing, "no-purpose", "invitation.purpose")
	case len(strings.Fields(text)) < purposeWords:
		k.add(Weak, "purpose-thin", "invitation.purpose", "Purpose", text)
	}
}

// maxGoals is as many things as one meeting can be expected to finish. The handbook advises few.
const maxGoals = 5

func (k *planCheck) goals() {
	goals := k.p.Invitation.Goals
	none := true
	for i, g := range goals {
		if strings.TrimSpace(g) == "" {
			continue
		}
		none = false
		if !NamesResult(g) {
			k.add(Weak, "goal-no-result", fmt.Sprintf("invitation.goals[%d]", i), "Goal", strings.TrimSpace(g))
		}
	}
	if none {
		k.add(Missing, "no-goal", "invitation.goals")
	}
	if len(goals) > maxGoals {
		k.add(Advice, "goals-many", "invitation.goals", "Count", len(goals))
	}
}

func (k *planCheck) rules() {
	if len(k.p.Invitation.Rules) == 0 {
		k.add(Weak, "no-rules", "invitation.rules")
	}
}
