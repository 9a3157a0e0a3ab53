package conference

import (
	"strings"

	"samverkan/agenda"
)

// itemStart says what the item is, what it is for, how it is done, and who speaks first.
func (s *scriptWriter) itemStart(it agenda.Item) []string {
	lines := []string{s.say("item."+string(it.Kind), "Number", it.Number, "Title", sentence(it.Title), "Minutes", s.minutesText(it.Minutes))}
	if it.Aim != "" {
		lines = append(lines, sentence(it.Aim))
	}
	lines = append(lines, s.stepWords(it)...)
	if it.Kind == agenda.Decision && strings.TrimSpace(it.Proposal) != "" {
		lines = append(lines, s.say("proposal"), sentence(it.Proposal))
	}
	for _, q := range it.Questions {
		lines = append(lines, sentence(q))
	}
	return append(lines, s.speakers(it)...)
}

// stepWords says how the item is done: by its step when it has one, otherwise by its kind.
func (s *scriptWriter) stepWords(it agenda.Item) []string {
	switch {
	case it.Does(agenda.Opening), it.Does(agenda.Closing):
		return nil // the opening and the closing have words of their own
	case it.Does(agenda.RollCall):
		return []string{s.say("roll-call")}
	case it.Step == agenda.FollowUp:
		return s.followUp()
	case it.Step == agenda.Reports && !s.p.Reporting.Deadline.IsZero():
		return []string{s.say("changes-since", "At", s.w.Clock(s.p.Reporting.Deadline))}
	case it.Step == agenda.Situation:
		return []string{s.say("correct-me")}
	case it.Step == agenda.Needs:
		return []string{s.say("needs")}
	case it.Step == agenda.Measures:
		return []string{s.say("measures")}
	}
	if len(it.Speakers) > 0 && it.Kind == agenda.Information {
		return nil // the order of the speakers says it
	}
	return []string{s.say("how." + string(it.Kind))}
}

// followUp reads the directions in force and counts the measures. What is marked with secrecy is never put in somebody's mouth.
func (s *scriptWriter) followUp() []string {
	var lines []string
	for _, d := range s.p.Carried.Directions {
		if d.Secrecy.Marked() {
			continue
		}
		lines = append(lines, s.say("direction-in-force"), sentence(d.Wording))
	}
	if n := len(s.p.Carried.Measures); n > 0 {
		lines = append(lines, s.w.N("script.open-measures", n))
	}
	return lines
}

// speakers gives the word in the order of the list; the host's own part needs no giving.
func (s *scriptWriter) speakers(it agenda.Item) []string {
	var lines []string
	for _, sp := range it.Speakers {
		if sp.Actor == s.p.Host && len(it.Speakers) == 1 {
			continue
		}
		key := "speaker-next"
		if len(lines) == 0 {
			key = "speaker-first"
		}
		who := s.name(sp.Actor)
		if sp.Topic != "" {
			who = s.say("speaker-on", "Actor", who, "Topic", lowerFirst(sp.Topic))
		}
		if sp.Minutes > 0 {
			who = s.say("speaker-for", "Who", who, "Minutes", s.minutesText(sp.Minutes))
		}
		lines = append(lines, s.say(key, "Who", who))
	}
	return lines
}

// itemEnd sums up, and asks the listener where something may have been missed.
func (s *scriptWriter) itemEnd(it agenda.Item) []string {
	switch {
	case it.Does(agenda.Opening):
		return []string{s.say("any-questions")}
	case it.Does(agenda.RollCall):
		return []string{s.say("roll-call-end")}
	case it.Does(agenda.Closing):
		return nil
	case it.Kind == agenda.Decision && it.Step != agenda.Measures:
		return []string{s.say("decision-end")}
	case it.Kind == agenda.Decision:
		return []string{s.say("measures-end")}
	}
	lines := []string{s.say("item-sum-up", "Number", it.Number)}
	if _, ok := s.p.Holder(Listener); ok && it.Kind == agenda.Discussion {
		lines = append(lines, s.say("ask-listener"))
	}
	return lines
}
