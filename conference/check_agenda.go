package conference

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"samverkan/agenda"
)

// maxItems is as many items as a leader can hold together; the handbook (chapter 4) advises few, and several meetings instead.
const maxItems = 12

// longMeeting is when people on a telephone line have stopped listening.
const longMeeting = 2 * time.Hour

func (k *planCheck) agenda() {
	a := k.p.Agenda
	if len(a) == 0 {
		k.add(Missing, "no-agenda", "agenda")
		return
	}
	k.agendaLength()
	for i, it := range a {
		at := fmt.Sprintf("agenda[%d].", i)
		if it.Minutes == 0 {
			k.add(Weak, "item-no-minutes", at+"minutes", "Number", it.Number, "Item", it.Title)
		}
		if sum := it.SpeakerMinutes(); it.Minutes > 0 && sum > it.Minutes {
			k.add(Weak, "speakers-over-item", at+"speakers", "Number", it.Number, "Item", it.Title, "Minutes", it.Minutes, "Promised", sum)
		}
		if missing := k.notInvited(it); len(missing) > 0 {
			k.add(Weak, "speaker-not-invited", at+"speakers", "Number", it.Number, "Item", it.Title, "Actors", missing)
		}
	}
	if len(a) > maxItems {
		k.add(Advice, "items-many", "agenda", "Count", len(a))
	}
	k.steps()
}

// agendaLength: too long an agenda is the fault that participants feel most. Items that would begin when the meeting is over are named,
// since they are the ones to move to another meeting.
func (k *planCheck) agendaLength() {
	length := k.p.End.Sub(k.p.Start)
	if length <= 0 {
		return
	}
	if length > longMeeting {
		k.add(Advice, "meeting-long", "end", "Length", length)
	}
	over := time.Duration(k.p.Agenda.TotalMinutes())*time.Minute - length
	if over <= 0 {
		return
	}
	k.add(Weak, "agenda-too-long", "agenda", "Count", int((over+time.Minute-1)/time.Minute), "Length", length)
	var after []string
	for i, s := range k.p.Agenda.Slots(k.p.Start) {
		if !s.Start.Before(k.p.End) {
			after = append(after, k.p.Agenda[i].Title)
		}
	}
	if len(after) > 0 {
		k.add(Weak, "items-after-end", "agenda", "Items", after)
	}
}

// steps: what a meeting needs whatever it is about.
func (k *planCheck) steps() {
	if _, ok := k.p.Agenda.FindStep(agenda.Opening); !ok {
		k.add(Advice, "no-opening", "agenda")
	}
	if _, ok := k.p.Agenda.FindStep(agenda.RollCall); !ok && k.p.First {
		k.add(Weak, "no-roll-call", "agenda")
	}
	if _, ok := k.p.Agenda.FindStep(agenda.Closing); !ok {
		k.add(Weak, "no-closing", "agenda")
	}
	carried := len(k.p.Carried.Directions) + len(k.p.Carried.Measures) + len(k.p.Carried.Matters)
	if carried > 0 && !followsUp(k.p.Agenda) {
		k.add(Weak, "no-follow-up", "agenda", "Count", carried)
	}
}

// followsUp looks for the step, or for a title that names what came before: föregående, uppföljning, förra, åtgärdslista.
func followsUp(a agenda.Agenda) bool {
	for _, it := range a {
		if it.Step == agenda.FollowUp || hasStem(it.Title, "föregående", "uppfölj", "förra", "åtgärdslist", "previous", "follow") {
			return true
		}
	}
	return false
}

// notInvited gives the actors on an item's speaker list, and its owner, that are neither invited nor the host.
func (k *planCheck) notInvited(it agenda.Item) []string {
	invited := map[string]bool{k.p.Host: true, "": true}
	for _, q := range k.p.Participants {
		invited[q.Actor] = true
	}
	var out []string
	for _, s := range append([]agenda.Speaker{{Actor: it.Owner}}, it.Speakers...) {
		if !invited[s.Actor] {
			invited[s.Actor] = true
			out = append(out, s.Actor)
		}
	}
	return out
}

// placeholder is what a preset leaves in its wording for somebody to fill in: [dag och klockslag].
var placeholder = regexp.MustCompile(`\[[^\[\]\n]+\]`)

func (k *planCheck) decisions() {
	for i, it := range k.p.Agenda {
		at := fmt.Sprintf("agenda[%d].", i)
		blank := placeholder.FindString(it.Proposal)
		switch {
		case it.Kind != agenda.Decision:
			if strings.TrimSpace(it.Proposal) != "" {
				k.add(Advice, "proposal-not-decision", at+"kind", "Number", it.Number, "Item", it.Title)
			}
		case blank != "":
			k.add(Weak, "proposal-unfilled", at+"proposal", "Number", it.Number, "Item", it.Title, "Blank", blank)
		case strings.TrimSpace(it.Proposal) != "" || listsMeasures(it):
		case presentsProposal(it):
			k.add(Advice, "proposal-in-meeting", at+"proposal", "Number", it.Number, "Item", it.Title)
		default:
			k.add(Weak, "decision-no-proposal", at+"proposal", "Number", it.Number, "Item", it.Title)
		}
	}
	if k.p.Purpose == agenda.ForDirection && len(k.decisionItems()) == 0 && len(k.p.Agenda) > 0 {
		k.add(Weak, "direction-without-decision", "agenda")
	}
}

// listsMeasures: a list of measures is written in the meeting and has no proposal beforehand. Known by its step, or by a title that begins with it.
func listsMeasures(it agenda.Item) bool {
	words := plainWords(it.Title)
	return it.Step == agenda.Measures || len(words) > 0 && hasStem(words[0], "åtgärd", "measure", "action")
}

// presentsProposal: somebody on the speaker list is down for the proposal (förslag till inriktning).
func presentsProposal(it agenda.Item) bool {
	for _, s := range it.Speakers {
		if hasStem(s.Topic, "förslag", "proposal", "draft") {
			return true
		}
	}
	return false
}

func (k *planCheck) decisionItems() []agenda.Item {
	var out []agenda.Item
	for _, it := range k.p.Agenda {
		if it.Kind == agenda.Decision {
			out = append(out, it)
		}
	}
	return out
}
