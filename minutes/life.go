package minutes

import (
	"slices"
	"strings"
	"time"

	"samverkan/conference"
)

// Life is the life of the minutes themselves: their versions, who checked and approved them, where they were published.
type Life struct {
	Status   Status    `json:"status"`
	Version  int       `json:"version"`            // the newest; 0 while the meeting goes on
	Versions []Version `json:"versions,omitempty"` // oldest first
}

// Status is how far the newest version has come.
type Status string

// The statuses.
const (
	StatusDraft     Status = "draft"     // the meeting is not closed
	StatusComposed  Status = "composed"  // closed: to be checked and approved
	StatusApproved  Status = "approved"  // fastställd
	StatusPublished Status = "published" // and published: an allmän handling
)

// Version is one version of the minutes.
type Version struct {
	Number      int           `json:"number"`
	At          time.Time     `json:"at"`
	Checks      []Check       `json:"checks,omitempty"`
	Approved    *Approval     `json:"approved,omitempty"`
	Published   []Publication `json:"published,omitempty"`
	Corrections []Correction  `json:"corrections,omitempty"` // what makes it differ from the version before
}

// Check is a check (justering), with a remark or without.
type Check struct {
	At     time.Time       `json:"at"`
	By     string          `json:"by,omitempty"`
	Actor  string          `json:"actor,omitempty"`
	Role   conference.Role `json:"role,omitempty"`
	Remark string          `json:"remark,omitempty"`
}

// Approval is fastställande.
type Approval struct {
	At    time.Time       `json:"at"`
	By    string          `json:"by,omitempty"`
	Actor string          `json:"actor,omitempty"`
	Role  conference.Role `json:"role,omitempty"`
	Seq   int64           `json:"seq"` // the journal up to here is what was approved
}

// Publication says where a version was published.
type Publication struct {
	At      time.Time                  `json:"at"`
	Area    string                     `json:"area,omitempty"`
	Channel string                     `json:"channel,omitempty"`
	Files   []conference.PublishedFile `json:"files,omitempty"`
}

// Correction is a rättelse of approved minutes: what a field said, and what it says instead.
type Correction struct {
	Target string    `json:"target"` // id of a note, measure or seat; decision/actor for a stance; "next" for the next meeting
	Field  string    `json:"field"`  // text, actor, owner, due, status, function, stance, reason, start, end
	Was    string    `json:"was,omitempty"`
	Is     string    `json:"is,omitempty"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
	Marking
}

func (k *composer) life() Life {
	out := Life{Status: StatusDraft}
	for _, v := range k.c.Minutes.Versions {
		out.Version = v.Number
		out.Versions = append(out.Versions, k.version(v))
		switch {
		case len(v.Published) > 0:
			out.Status = StatusPublished
		case v.Approved != nil:
			out.Status = StatusApproved
		default:
			out.Status = StatusComposed
		}
	}
	return out
}

func (k *composer) version(v conference.MinutesVersion) Version {
	out := Version{Number: v.Number, At: v.At}
	for _, c := range v.Checks {
		out.Checks = append(out.Checks, Check{At: c.At, By: c.By, Actor: k.actor(c.Actor), Role: c.Role, Remark: c.Remark})
	}
	if a := v.Approved; a != nil {
		out.Approved = &Approval{At: a.At, By: a.By, Actor: k.actor(a.Actor), Role: a.Role, Seq: a.Seq}
	}
	for _, p := range v.Published {
		out.Published = append(out.Published, Publication{At: p.At, Area: p.Area, Channel: p.Channel, Files: p.Files})
	}
	for _, c := range v.Corrections {
		x := Correction{Target: c.Target, Field: c.Field, Was: c.Was, Is: c.Is, Reason: c.Reason, At: c.At, By: c.By,
			Marking: k.marking(k.secrecyOf(c.Target))}
		if x.Omitted {
			x.Was, x.Is, x.Reason = "", "", ""
		} else if c.Field == "owner" || c.Field == "actor" {
			k.actor(c.Was)
			k.actor(c.Is)
		}
		out.Corrections = append(out.Corrections, x)
	}
	return out
}

// secrecyOf is the marking of what was corrected; open for seats.
func (k *composer) secrecyOf(id string) conference.Secrecy {
	if n, ok := k.c.Note(id); ok {
		return k.c.EffectiveSecrecy(n.Secrecy, n.Item)
	}
	if x, ok := k.c.Measure(id); ok {
		return k.c.EffectiveSecrecy(x.Secrecy, x.Item)
	}
	name, _, _ := strings.Cut(id, "/")
	if d, ok := k.c.Decision(name); ok {
		return k.c.EffectiveSecrecy(d.Secrecy, d.Item)
	}
	if id == "next" && k.c.Next != nil {
		return k.c.ItemSecrecy(k.c.Next.Item)
	}
	return conference.Secrecy{}
}

// Corrections lists what was corrected in one field, over all versions, oldest first.
func (l Life) Corrections(target, field string) []Correction {
	var out []Correction
	for _, v := range l.Versions {
		for _, c := range v.Corrections {
			if c.Target == target && c.Field == field {
				out = append(out, c)
			}
		}
	}
	return out
}

// Newest is the newest version; nil while the meeting goes on.
func (l Life) Newest() *Version {
	if len(l.Versions) == 0 {
		return nil
	}
	return &l.Versions[len(l.Versions)-1]
}

// At is when the newest version was approved, or else begun; zero while the meeting goes on.
func (l Life) At() time.Time {
	v := l.Newest()
	switch {
	case v == nil:
		return time.Time{}
	case v.Approved != nil:
		return v.Approved.At
	}
	return v.At
}

// Approvals lists the versions that were approved.
func (l Life) Approvals() []Version {
	return slices.DeleteFunc(slices.Clone(l.Versions), func(v Version) bool { return v.Approved == nil })
}
