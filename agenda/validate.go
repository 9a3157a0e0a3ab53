package agenda

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// Limits that no real agenda comes near. They keep a slip of the keyboard (600 minutes) and a hostile file out.
const (
	MaxItems    = 200   // items in one agenda
	MaxMinutes  = 480   // minutes of one item, and of one speaker
	MaxTitle    = 300   // characters
	MaxText     = 5_000 // characters of an aim, a proposal, a question or a topic
	MaxSpeakers = 500   // speakers of one item
)

// Validate tells whether the agenda can be kept: every item has its own id, a title, a known kind and
// step, and lengths that are possible. An agenda that is valid may still be unwise; that is for the checking of the plan.
//
// Fault: agenda.invalid, with one code per wrong field under the path items[i].field:
// agenda.id-missing, agenda.item-exists, agenda.title-missing, agenda.kind-missing, agenda.step-unknown, agenda.minutes-negative,
// agenda.minutes-too-many, agenda.text-too-long, agenda.speaker-missing, agenda.too-many-speakers; or agenda.too-many-items.
func (a Agenda) Validate() error {
	if len(a) > MaxItems {
		return fault.New(fault.TooLarge, "agenda.too-many-items", "Items", len(a), "Max", MaxItems)
	}
	wrong := map[string]string{}
	seen := make(map[string]bool, len(a))
	for i, it := range a {
		at := fmt.Sprintf("items[%d].", i)
		if seen[it.ID] && it.ID != "" {
			wrong[at+"id"] = "agenda.item-exists"
		}
		seen[it.ID] = true
		it.validate(at, wrong)
	}
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "agenda.invalid", "Wrong", len(wrong), "MaxMinutes", MaxMinutes,
		"MaxTitle", MaxTitle, "MaxText", MaxText, "MaxSpeakers", MaxSpeakers)
	f.Fields = wrong
	return f
}

func (it Item) validate(at string, wrong map[string]string) {
	if strings.TrimSpace(it.ID) == "" {
		wrong[at+"id"] = "agenda.id-missing"
	}
	if strings.TrimSpace(it.Title) == "" {
		wrong[at+"title"] = "agenda.title-missing"
	}
	if !it.Kind.Valid() {
		wrong[at+"kind"] = "agenda.kind-missing"
	}
	if !it.Step.Valid() {
		wrong[at+"step"] = "agenda.step-unknown"
	}
	if code := minutesFault(it.Minutes); code != "" {
		wrong[at+"minutes"] = code
	}
	tooLong(it.Title, MaxTitle, at+"title", wrong)
	tooLong(it.Aim, MaxText, at+"aim", wrong)
	tooLong(it.Proposal, MaxText, at+"proposal", wrong)
	for i, q := range it.Questions {
		tooLong(q, MaxText, fmt.Sprintf("%squestions[%d]", at, i), wrong)
	}
	if len(it.Speakers) > MaxSpeakers {
		wrong[at+"speakers"] = "agenda.too-many-speakers"
		return
	}
	for i, s := range it.Speakers {
		sp := fmt.Sprintf("%sspeakers[%d].", at, i)
		if strings.TrimSpace(s.Actor) == "" {
			wrong[sp+"actor"] = "agenda.speaker-missing"
		}
		if code := minutesFault(s.Minutes); code != "" {
			wrong[sp+"minutes"] = code
		}
		tooLong(s.Topic, MaxText, sp+"topic", wrong)
	}
}

func minutesFault(m int) string {
	switch {
	case m < 0:
		return "agenda.minutes-negative"
	case m > MaxMinutes:
		return "agenda.minutes-too-many"
	}
	return ""
}

func tooLong(s string, max int, path string, wrong map[string]string) {
	if utf8.RuneCountInString(s) > max {
		wrong[path] = "agenda.text-too-long"
	}
}
