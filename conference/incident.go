package conference

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Incident is a händelse: what the conferences are about. It may be an exercise, which is then stamped on every output.
type Incident struct {
	ID             string        `json:"id"`
	Title          string        `json:"title"`
	Exercise       bool          `json:"exercise,omitempty"`
	RegistryNumber string        `json:"registryNumber,omitempty"` // diarienummer
	Owner          string        `json:"owner,omitempty"`          // actor that opened it
	Started        time.Time     `json:"started,omitzero"`
	Ended          time.Time     `json:"ended,omitzero"`
	Background     string        `json:"background,omitempty"`
	Consequences   []Consequence `json:"consequences,omitempty"`
}

// Consequence is what the incident does to an area of society.
type Consequence struct {
	Area string `json:"area"`
	Text string `json:"text"`
}

// Tidied is the incident with clean line breaks and no space around its texts, as [Incident.Check] wants them.
func (x Incident) Tidied() Incident {
	tidyAll(&x.Title, &x.RegistryNumber, &x.Background)
	x.Consequences = cloneList(x.Consequences)
	for i := range x.Consequences {
		tidyAll(&x.Consequences[i].Area, &x.Consequences[i].Text)
	}
	return x
}

// Check refuses an incident that cannot be kept.
func (x Incident) Check() error {
	if err := id.Key(x.ID); err != nil {
		return err
	}
	if err := checkTitle(x.Title); err != nil {
		return err
	}
	if !x.Ended.IsZero() && x.Ended.Before(x.Started) {
		return fault.New(fault.Invalid, "plan.times", "Start", x.Started, "End", x.Ended)
	}
	if err := checkKeys(x.Owner); err != nil {
		return err
	}
	if err := checkRegistryNumber(x.RegistryNumber); err != nil {
		return err
	}
	if err := checkLength("consequences", len(x.Consequences)); err != nil {
		return err
	}
	for _, k := range x.Consequences {
		if err := checkLines("area", k.Area); err != nil {
			return err
		}
		if err := checkText("consequence", k.Text, true); err != nil {
			return err
		}
	}
	return checkTexts("background", x.Background)
}

var trailingNumber = regexp.MustCompile(`\d+\s*$`)

// nextTitle counts up the number at the end of a title: "Regional samverkanskonferens Allmänlän, nr 1" becomes "…, nr 2".
func nextTitle(title string, number int) string {
	at := trailingNumber.FindStringIndex(title)
	if at == nil || strings.TrimSpace(title[at[0]:]) != fmt.Sprint(number) {
		return title
	}
	return title[:at[0]] + fmt.Sprint(number+1)
}

// Over tells whether the incident has ended by now. An exercise may know from the beginning when it will.
func (x Incident) Over(now time.Time) bool { return !x.Ended.IsZero() && !x.Ended.After(now) }
