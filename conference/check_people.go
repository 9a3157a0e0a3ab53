package conference

import (
	"regexp"
	"slices"
	"strings"
)

// clockTime finds a time of day: "17.30", "kl 9", "08:15", "9 a.m.".
var clockTime = regexp.MustCompile(`(?i)\b([01]?\d|2[0-3])[.:][0-5]\d\b|\bkl\.?\s*\d{1,2}\b|\b\d{1,2}\s*(a\.?m\.?|p\.?m\.?)(\W|$)`)

// preparationStems begin the words with which an invitation asks for something beforehand.
var preparationStems = []string{
	"lämna", "skicka", "läs", "förbered", "rapport", "framme", "send", "submit", "read", "prepare", "report", "bring",
}

// deadlineWords say until when, without a clock.
var deadlineWords = []string{"senast", "före", "innan", "före mötet", "latest", "before", "no later than", "by noon"}

// resources: who is needed and what they shall prepare. A request to prepare without a time is looked for as: a word that asks for
// something beforehand, but no reporting time, no time of day and no word like senast or innan.
func (k *planCheck) resources() {
	text := k.p.Invitation.Resources
	asked := hasStem(text, preparationStems...) || hasWord(text, "ta med", "ha med") || len(k.p.Invitation.Questions) > 0
	switch {
	case strings.TrimSpace(text) == "":
		k.add(Missing, "no-resources", "invitation.resources")
	case !asked && k.p.Reporting.Deadline.IsZero():
		k.add(Advice, "no-preparation", "invitation.resources")
	}
	if asked && k.p.Reporting.Deadline.IsZero() && !clockTime.MatchString(text) && !hasWord(text, deadlineWords...) {
		k.add(Weak, "preparation-no-deadline", "reporting.deadline")
	}
}

func (k *planCheck) people() {
	if len(k.p.Participants) == 0 {
		k.add(Missing, "no-participants", "participants")
		return
	}
	var unnamed []string
	attendees, mandated := 0, 0
	var without []string
	for _, q := range k.p.Participants {
		if q.Role != Attendee {
			continue
		}
		attendees++
		if strings.TrimSpace(q.Function) == "" && !slices.Contains(unnamed, q.Actor) {
			unnamed = append(unnamed, q.Actor)
		}
		if q.Mandate {
			mandated++
		} else if !slices.Contains(without, q.Actor) {
			without = append(without, q.Actor)
		}
	}
	if len(unnamed) > 0 {
		k.add(Advice, "attendee-no-function", "participants", "Count", len(unnamed), "Actors", unnamed)
	}
	k.mandate(attendees, mandated, without)
}

// mandate: a decision is an agreement between those who may make it. When nobody is marked as having mandate, the text of the invitation is
// trusted if it asks for it: mandat, rätt att besluta, rätt att ställa sig bakom, beslutsfattare.
func (k *planCheck) mandate(attendees, mandated int, without []string) {
	decisions := k.decisionItems()
	switch {
	case len(decisions) == 0:
	case attendees == 0:
		k.add(Missing, "decision-no-attendee", "participants", "Number", decisions[0].Number, "Item", decisions[0].Title)
	case mandated == 0:
		if !hasStem(k.p.Invitation.Resources, "mandat", "beslutsfattar", "beslutsför", "besluta", "decision", "decide") && !hasWord(k.p.Invitation.Resources, "rätt att") {
			k.add(Weak, "decision-no-mandate", "participants", "Number", decisions[0].Number, "Item", decisions[0].Title)
		}
	case len(without) > 0:
		k.add(Advice, "some-no-mandate", "participants", "Count", len(without), "Actors", without)
	}
}

// roles: the handbook (chapter 7.1) wants two or three people, and not the same one to lead and to write.
func (k *planCheck) roles() {
	leader, led := k.p.Holder(Leader)
	secretary, written := k.p.Holder(Secretary)
	if !led {
		k.add(Missing, "no-leader", "roles")
	}
	if !written {
		k.add(Missing, "no-secretary", "roles")
	}
	if led && written && samePerson(leader, secretary) {
		k.add(Weak, "leader-is-secretary", "roles", "Function", leader.Function, "Actor", leader.Actor)
	}
	if _, ok := k.p.Holder(Listener); !ok {
		k.add(Weak, "no-listener", "roles")
	}
	if _, ok := k.p.Holder(Technician); !ok && k.remote() {
		k.add(Advice, "no-technician", "roles")
	}
}

// samePerson: the same account, or the same function of the same actor. Two functions held by one person cannot be seen in a plan.
func samePerson(a, b RoleHolder) bool {
	if a.Member != "" && b.Member != "" {
		return a.Member == b.Member
	}
	fa, fb := strings.TrimSpace(a.Function), strings.TrimSpace(b.Function)
	return a.Actor == b.Actor && fa != "" && strings.EqualFold(fa, fb)
}

// remote tells whether anybody takes part from afar.
func (k *planCheck) remote() bool {
	return slices.ContainsFunc(k.p.Connections, func(c Connection) bool { return c.Mode != Room })
}
