package conference

import (
	"fmt"
	"strings"

	"samverkan/agenda"
)

func (k *planCheck) times() {
	p := k.p
	if !k.known.Now.IsZero() && p.Start.Before(k.known.Now) {
		k.add(Missing, "start-passed", "start", "Start", p.Start)
	}
	if ack := p.Callout.AckDeadline; !ack.IsZero() {
		switch {
		case ack.After(p.Start):
			k.add(Weak, "ack-after-start", "callout.ackDeadline", "At", ack)
		case ack.Before(p.Callout.SentAt):
			k.add(Weak, "ack-before-sent", "callout.ackDeadline", "At", ack)
		}
	}
	k.input()
	k.output()
}

// input: a conference that starts before what it builds on has come in must guess (handbook chapter 6).
func (k *planCheck) input() {
	for i, d := range k.p.Needs {
		at := fmt.Sprintf("needs[%d].deadline", i)
		_, in := k.known.Received[d.Conference]
		switch {
		case d.Deadline.IsZero():
			k.add(Advice, "input-no-deadline", at, "Conference", d.Conference)
		case d.Deadline.After(k.p.Start):
			k.add(Weak, "starts-before-input", at, "Conference", d.Conference, "Carries", d.Carries, "Deadline", d.Deadline)
		case !in && !k.known.Now.IsZero() && k.known.Now.After(d.Deadline):
			k.add(Weak, "input-late", at, "Conference", d.Conference, "Carries", d.Carries, "Deadline", d.Deadline)
		}
	}
}

// output: what others wait for cannot be ready before the meeting is over, nor before its notes are out.
func (k *planCheck) output() {
	for i, d := range k.p.Feeds {
		at := fmt.Sprintf("feeds[%d].deadline", i)
		switch {
		case d.Deadline.IsZero():
		case d.Deadline.Before(k.p.End):
			k.add(Weak, "feed-before-end", at, "Conference", d.Conference, "Carries", d.Carries, "Deadline", d.Deadline)
		case k.p.Documentation.Due.After(d.Deadline):
			k.add(Weak, "notes-after-feed", "documentation.due", "Conference", d.Conference, "Deadline", d.Deadline)
		}
	}
}

func (k *planCheck) reporting() {
	r := k.p.Reporting
	switch {
	case r.Deadline.IsZero():
	case !r.Deadline.Before(k.p.Start):
		k.add(Missing, "report-after-start", "reporting.deadline", "Deadline", r.Deadline)
	case r.CompiledAt.After(k.p.Start):
		k.add(Weak, "compiled-after-start", "reporting.compiledAt", "At", r.CompiledAt)
	}
	if !r.CompiledAt.IsZero() && r.CompiledAt.Before(r.Deadline) {
		k.add(Weak, "compiled-before-deadline", "reporting.compiledAt", "At", r.CompiledAt)
	}
}

// openness (handbook chapter 14): say beforehand whether the meeting is open, and where what is not open is taken.
func (k *planCheck) openness() {
	o := k.p.Openness
	switch {
	case strings.TrimSpace(o.Rule) != "":
	case o.Open:
		k.add(Advice, "no-openness-rule", "openness.rule")
	default:
		k.add(Weak, "closed-no-rule", "openness.rule")
	}
	if !o.Open {
		return
	}
	for i, it := range k.p.Agenda {
		if s, ok := k.known.Secret[it.ID]; ok && s.Marked() {
			k.add(Missing, "secret-item-in-open", fmt.Sprintf("agenda[%d]", i), "Number", it.Number, "Item", it.Title)
		}
	}
	for i, m := range k.p.Material {
		if m.Secrecy.Marked() {
			k.add(Missing, "secret-material-in-open", fmt.Sprintf("material[%d]", i), "Title", m.Title)
		}
	}
}

func (k *planCheck) documentation() {
	d := k.p.Documentation
	if d.Minutes == "" {
		k.add(Weak, "no-documentation", "documentation.minutes")
	} else if d.Due.IsZero() {
		k.add(Advice, "notes-no-due", "documentation.due")
	} else if d.Due.Before(k.p.End) {
		k.add(Weak, "notes-before-end", "documentation.due", "Due", d.Due)
	}
	if d.Recording && !k.tellsOfRecording() {
		k.add(Missing, "recording-not-told", "documentation.recording")
	}
}

// tellsOfRecording: the participants must know before the recording starts (handbook chapter 7.2; GDPR). The word is looked for in everything that
// they read beforehand or hear at the opening: the invitation, and the opening's title, aim and topics.
func (k *planCheck) tellsOfRecording() bool {
	v := k.p.Invitation
	texts := append([]string{v.Purpose, v.Procedure, v.Resources}, v.Rules...)
	if it, ok := k.p.Agenda.FindStep(agenda.Opening); ok {
		texts = append(texts, it.Title, it.Aim)
		for _, s := range it.Speakers {
			texts = append(texts, s.Topic)
		}
	}
	return hasStem(strings.Join(texts, "\n"), "inspel", "spelas", "spela", "ljudinspel", "record")
}
