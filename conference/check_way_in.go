package conference

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// lobbyTime is how long before the meeting people should be able to try their connection (handbook chapters 10 and 11 say "in good time").
const lobbyTime = 15 * time.Minute

func (k *planCheck) waysIn() {
	list := k.p.Connections
	if len(list) == 0 {
		k.add(Missing, "no-connection", "connections")
		return
	}
	for i, c := range list {
		k.connection(fmt.Sprintf("connections[%d].", i), c)
	}
	ordinary := 0
	primary := false
	for _, c := range list {
		if !c.Reserve {
			ordinary++
			primary = primary || c.Primary
		}
	}
	if ordinary > 1 && !primary {
		k.add(Advice, "no-primary", "connections")
	}
	k.reserve()
	k.dialIn()
	if strings.TrimSpace(k.p.Support.Phone) == "" && k.remote() {
		k.add(Advice, "no-support", "support.phone")
	}
	k.participantModes()
	k.rakelMinutes()
}

// connection: what a participant must know to get in by this way. A telephone meeting in which the participants are called up needs no
// number, if a note says so.
func (k *planCheck) connection(at string, c Connection) {
	empty := func(s string) bool { return strings.TrimSpace(s) == "" }
	switch c.Mode {
	case Phone:
		called := hasStem(c.Note, "uppring", "called")
		if empty(c.Number) && !called {
			k.add(Missing, "phone-no-number", at+"number")
		}
		if empty(c.Code) && !called {
			k.add(Weak, "phone-no-code", at+"code")
		}
	case Rakel:
		if empty(c.TalkGroup) {
			k.add(Missing, "rakel-no-talk-group", at+"talkGroup")
		}
	case Web:
		if empty(c.URL) {
			k.add(Missing, "web-no-link", at+"url")
		}
	case Video:
		if empty(c.URL) && empty(c.Number) {
			k.add(Missing, "video-no-address", at+"url")
		}
	case Room:
		if empty(c.Place) {
			k.add(Missing, "room-no-place", at+"place")
		} else if empty(c.Access) {
			k.add(Advice, "room-no-access", at+"access")
		}
	}
	if (c.Mode == Web || c.Mode == Video) && !c.OpensAt.IsZero() && k.p.Start.Sub(c.OpensAt) < lobbyTime {
		k.add(Advice, "opens-late", at+"opensAt", "OpensAt", c.OpensAt)
	}
}

// reserve: a second way in, marked as reserve or of another mode. A reserve that leads to the same place fails together with what it replaces.
func (k *planCheck) reserve() {
	list := k.p.Connections
	for i, c := range list {
		for _, d := range list[:i] {
			if c.Reserve != d.Reserve && sameWay(c, d) {
				k.add(Weak, "reserve-same", fmt.Sprintf("connections[%d]", i))
				return
			}
		}
	}
	other := slices.ContainsFunc(list, func(c Connection) bool { return c.Reserve || c.Mode != list[0].Mode })
	if !other {
		k.add(Weak, "no-reserve", "connections")
	}
}

func sameWay(a, b Connection) bool {
	return a.Mode == b.Mode && a.URL == b.URL && a.Number == b.Number && a.Code == b.Code && a.TalkGroup == b.TalkGroup && a.Place == b.Place
}

// dialIn: the handbook (chapters 10 and 11) asks for a telephone number for those without a network.
func (k *planCheck) dialIn() {
	web := slices.ContainsFunc(k.p.Connections, func(c Connection) bool { return !c.Reserve && (c.Mode == Web || c.Mode == Video) })
	phone := slices.ContainsFunc(k.p.Connections, func(c Connection) bool { return c.Number != "" })
	if web && !phone {
		k.add(Advice, "no-dial-in", "connections")
	}
}

// participantModes: somebody is expected by a way in that the meeting does not have.
func (k *planCheck) participantModes() {
	var lost []string
	for _, q := range k.p.Participants {
		has := slices.ContainsFunc(k.p.Connections, func(c Connection) bool { return c.Mode == q.Mode })
		if q.Mode != "" && !has && !slices.Contains(lost, q.Actor) {
			lost = append(lost, q.Actor)
		}
	}
	if len(lost) > 0 {
		k.add(Weak, "participant-no-way", "participants", "Count", len(lost), "Actors", lost)
	}
}

// rakelMinutes: a speaker with more than a minute who takes part by Rakel must let go of the key in between (handbook chapter 9).
func (k *planCheck) rakelMinutes() {
	byRakel := map[string]bool{}
	for _, q := range k.p.Participants {
		byRakel[q.Actor] = q.Mode == Rakel
	}
	var long []string
	for _, it := range k.p.Agenda {
		for _, s := range it.Speakers {
			if byRakel[s.Actor] && s.Minutes*60 > RakelMinute && !slices.Contains(long, s.Actor) {
				long = append(long, s.Actor)
			}
		}
	}
	if len(long) > 0 {
		k.add(Advice, "rakel-over-minute", "agenda", "Count", len(long), "Actors", long)
	}
}

// ShortTextMax is how many characters a text message in Rakel (SDS) and a single SMS in ISO 8859-1 can carry.
const ShortTextMax = 140

// shortText: Rakel and SMS take 140 characters of ISO 8859-1; a longer text is cut or split on the way, another character becomes a question mark.
func (k *planCheck) shortText() {
	text := k.p.Callout.ShortText
	if strings.TrimSpace(text) == "" {
		sent := slices.ContainsFunc(k.p.Callout.Channels, func(s string) bool { return hasWord(s, "sms", "rakel") })
		if sent {
			k.add(Weak, "no-short-text", "callout.shortText")
		}
		return
	}
	length := 0
	var strange []string
	for _, r := range text {
		length++
		// 0x80–0x9f are control characters in ISO 8859-1: no telephone shows them
		if (r > 0xff || r >= 0x7f && r < 0xa0 || r < ' ' && r != '\n') && !slices.Contains(strange, string(r)) {
			strange = append(strange, string(r))
		}
	}
	if length > ShortTextMax {
		k.add(Weak, "short-text-long", "callout.shortText", "Length", length, "Max", ShortTextMax, "Count", length-ShortTextMax)
	}
	if len(strange) > 0 {
		k.add(Weak, "short-text-characters", "callout.shortText", "Characters", strange)
	}
}
