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
	fields := map[string]string{}
	seen := make(map[string]bool, len(a))
	for i, it := range a {
		at := fmt.Sprintf("items[%d].", i)
		if seen[it.ID] && it.ID != "" {
			fields[at+"id"] = "agenda.item-exists"
		}
		seen[it.ID] = true
		it.validate(at, fields)
	}
	if len(fields) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "agenda.invalid", "Wrong", len(fields), "MaxMinutes", MaxMinutes,
		"MaxTitle", MaxTitle, "MaxText", MaxText, "MaxSpeakers", MaxSpeakers)
	f.Fields = fields
	return f
}

func (it Item) validate(at string, fields map[string]string) {
	if strings.TrimSpace(it.ID) == "" {
		fields[at+"id"] = "agenda.id-missing"
	}
	if strings.TrimSpace(it.Title) == "" {
		fields[at+"title"] = "agenda.title-missing"
	}
	if !it.Kind.Valid() {
		fields[at+"kind"] = "agenda.kind-missing"
	}
	if !it.Step.Valid() {
		fields[at+"step"] = "agenda.step-unknown"
	}
	checkMinutes(it.Minutes, at+"minutes", fields)
	checkLength(it.Title, MaxTitle, at+"title", fields)
	checkLength(it.Aim, MaxText, at+"aim", fields)
	checkLength(it.Proposal, MaxText, at+"proposal", fields)
	for i, q := range it.Questions {
		checkLength(q, MaxText, fmt.Sprintf("%squestions[%d]", at, i), fields)
	}
	if len(it.Speakers) > MaxSpeakers {
		fields[at+"speakers"] = "agenda.too-many-speakers"
		return
	}
	for i, s := range it.Speakers {
		sp := fmt.Sprintf("%sspeakers[%d].", at, i)
		if strings.TrimSpace(s.Actor) == "" {
			fields[sp+"actor"] = "agenda.speaker-missing"
		}
		checkMinutes(s.Minutes, sp+"minutes", fields)
		checkLength(s.Topic, MaxText, sp+"topic", fields)
	}
}

func checkMinutes(m int, path string, fields map[string]string) {
	switch {
	case m < 0:
		fields[path] = "agenda.minutes-negative"
	case m > MaxMinutes:
		fields[path] = "agenda.minutes-too-many"
	}
}

func checkLength(s string, max int, path string, fields map[string]string) {
	if utf8.RuneCountInString(s) > max {
		fields[path] = "agenda.text-too-long"
	}
}
