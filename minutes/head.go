package minutes

import (
	"slices"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
)

// Head is what stands first: which conference it was, when, how and by whom it was led.
type Head struct {
	Conference             string                  `json:"conference"`
	Title                  string                  `json:"title"`
	Incident               string                  `json:"incident"`
	IncidentTitle          string                  `json:"incidentTitle,omitempty"`
	Exercise               bool                    `json:"exercise,omitempty"`
	Level                  conference.Level        `json:"level"`
	Number                 int                     `json:"number"` // in its series
	Host                   string                  `json:"host"`
	HostUnit               string                  `json:"hostUnit,omitempty"`
	Purpose                agenda.Purpose          `json:"purpose,omitempty"`
	RegistryNumber         string                  `json:"registryNumber,omitempty"`         // diarienummer of the conference
	IncidentRegistryNumber string                  `json:"incidentRegistryNumber,omitempty"` // and of the incident
	Kind                   conference.MinutesKind  `json:"kind"`                             // notes or formal
	Phase                  conference.Phase        `json:"phase"`
	Modes                  []conference.Mode       `json:"modes,omitempty"` // the ways in, reserves not counted
	Open                   bool                    `json:"open"`            // whether the meeting was announced as open
	OpenRule               string                  `json:"openRule,omitempty"`
	Called                 []Called                `json:"called,omitempty"`
	Reporting              conference.Reporting    `json:"reporting"`
	Inputs                 []Input                 `json:"inputs,omitempty"` // from other conferences
	Feeds                  []conference.Dependency `json:"feeds,omitempty"`

	PlannedStart time.Time   `json:"plannedStart"`
	PlannedEnd   time.Time   `json:"plannedEnd"`
	LobbyAt      time.Time   `json:"lobbyAt,omitzero"`
	LobbyNote    string      `json:"lobbyNote,omitempty"`
	Opened       time.Time   `json:"opened,omitzero"`
	Closed       time.Time   `json:"closed,omitzero"`
	ClosingNote  string      `json:"closingNote,omitempty"`
	Roles        []Role      `json:"roles,omitempty"` // who has held the host's roles, hand-overs in order
	Breaks       []Break     `json:"breaks,omitempty"`
	Extended     []Extension `json:"extended,omitempty"`
	Reopened     []Reopening `json:"reopened,omitempty"`
}

// Called is one sending of the invitation.
type Called struct {
	At       time.Time `json:"at"`
	Channels []string  `json:"channels,omitempty"`
}

// Input is what the conference waited for from another, and when it came.
type Input struct {
	Conference string    `json:"conference"`
	Deadline   time.Time `json:"deadline,omitzero"`
	Carries    string    `json:"carries,omitempty"`
	Received   time.Time `json:"received,omitzero"`
}

// Role is who held one of the host's roles, and from when until when.
type Role struct {
	Role     conference.Role `json:"role"`
	Actor    string          `json:"actor"`
	Function string          `json:"function,omitempty"`
	From     time.Time       `json:"from,omitzero"`
	To       time.Time       `json:"to,omitzero"`
	Reason   string          `json:"reason,omitempty"` // why it was handed over
	HandOver bool            `json:"handOver,omitempty"`
}

// Break is an adjournment.
type Break struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"`
	Until  time.Time `json:"until,omitzero"` // as announced
	Reason string    `json:"reason,omitempty"`
}

// Extension is a changed end.
type Extension struct {
	At time.Time `json:"at"`
	To time.Time `json:"to"`
}

// Reopening says that the meeting was closed by mistake.
type Reopening struct {
	At       time.Time `json:"at"`
	ClosedAt time.Time `json:"closedAt"`
	Reason   string    `json:"reason"`
}

func (k *composer) head() Head {
	p, mt := &k.c.Plan, &k.c.Meeting
	h := Head{Conference: p.ID, Title: p.Title, Incident: p.Incident, IncidentTitle: p.IncidentTitle, Exercise: p.Exercise,
		Level: p.Level, Number: p.SeriesNo, Host: k.actor(p.Host), HostUnit: p.HostUnit, Purpose: p.Purpose,
		RegistryNumber: p.RegistryNumber, IncidentRegistryNumber: p.IncidentRegistryNumber, Kind: p.Documentation.Minutes,
		Phase: k.c.Phase, Modes: modesOf(p.Connections), Open: p.Openness.Open, OpenRule: p.Openness.Rule,
		Reporting: p.Reporting, Feeds: p.Feeds, PlannedStart: p.Start, PlannedEnd: p.End,
		LobbyAt: mt.LobbyAt, LobbyNote: mt.LobbyNote, Opened: mt.Opened, Closed: mt.Closed, ClosingNote: mt.Note}
	if h.Kind == "" {
		h.Kind = conference.MinutesNotes
	}
	for _, i := range k.c.Issues {
		h.Called = append(h.Called, Called{At: i.At, Channels: i.Channels})
	}
	for _, d := range p.Needs {
		h.Inputs = append(h.Inputs, Input{Conference: d.Conference, Deadline: d.Deadline, Carries: d.Carries,
			Received: k.c.Received[d.Conference]})
	}
	for _, b := range mt.Breaks {
		h.Breaks = append(h.Breaks, Break{From: b.Start, To: b.End, Until: b.Until, Reason: b.Reason})
	}
	for _, x := range mt.Extended {
		h.Extended = append(h.Extended, Extension(x))
	}
	for _, r := range mt.Reopened {
		h.Reopened = append(h.Reopened, Reopening{At: r.At, ClosedAt: r.ClosedAt, Reason: r.Reason})
	}
	h.Roles = k.roles()
	return h
}

// roles lists the holders as they were; before the meeting, as they are planned.
func (k *composer) roles() []Role {
	terms := k.c.Roles
	if k.c.Meeting.Opened.IsZero() {
		terms = slices.Clone(terms)
		for _, h := range k.c.Plan.Roles {
			if !slices.ContainsFunc(terms, func(t conference.RoleTerm) bool { return t.Role == h.Role }) {
				terms = append(terms, conference.RoleTerm{RoleHolder: h})
			}
		}
	}
	seen := map[conference.Role]bool{}
	var out []Role
	for _, t := range terms {
		out = append(out, Role{Role: t.Role, Actor: k.actor(t.Actor), Function: t.Function, From: t.Start, To: t.End,
			Reason: t.Reason, HandOver: seen[t.Role]})
		seen[t.Role] = true
	}
	return out
}

// modesOf lists the ways in, each once, in the order of the plan.
func modesOf(list []conference.Connection) []conference.Mode {
	var out []conference.Mode
	for _, c := range list {
		if !c.Reserve && !slices.Contains(out, c.Mode) {
			out = append(out, c.Mode)
		}
	}
	return out
}

// Holders lists the terms of one role, in order.
func (h Head) Holders(r conference.Role) []Role {
	var out []Role
	for _, t := range h.Roles {
		if t.Role == r {
			out = append(out, t)
		}
	}
	return out
}
