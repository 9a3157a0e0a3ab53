package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// Minutes is the life of the minutes: composed, checked, approved, published, and corrected in a new version.
type Minutes struct {
	Versions []MinutesVersion
}

// MinutesVersion is one version. The first begins when the meeting is closed; each further one with a correction.
type MinutesVersion struct {
	Number      int
	At          time.Time
	Checks      []Check
	Approved    *Approval
	Published   []Publication
	Corrections []Correction // what makes it differ from the version before
}

// Check is somebody's check (justering).
type Check struct {
	At     time.Time
	By     string
	Actor  string
	Role   Role
	Remark string
}

// Approval is fastställande.
type Approval struct {
	At    time.Time
	By    string
	Actor string
	Role  Role
	Seq   int64 // of the event: the chain up to here is what was approved
}

// Publication says where a version was published. From then on it is an allmän handling.
type Publication struct {
	At      time.Time
	By      string
	Area    string
	Channel string
	Files   []PublishedFile
}

// PublishedFile is a file as it was published.
type PublishedFile struct {
	Name      string `json:"name"`
	Digest    string `json:"digest"` // sha256
	Size      int64  `json:"size"`
	MediaType string `json:"mediaType"`
}

// Correction is a rättelse of approved minutes.
type Correction struct {
	Target string // id of a note, measure or participant
	Field  string // text, owner, due, status, function
	Was    string
	Is     string
	Reason string
	At     time.Time
	By     string
}

// CheckMinutes records that somebody has checked a version, with or without a remark.
type CheckMinutes struct {
	Version int    `json:"version"`
	Remark  string `json:"remark,omitempty"`
}

// MinutesChecked is the fact.
type MinutesChecked struct {
	Version int    `json:"version"`
	Remark  string `json:"remark,omitempty"`
}

// ApproveMinutes approves (fastställer) a version that has been checked.
type ApproveMinutes struct {
	Version int `json:"version"`
}

// MinutesApproved is the fact.
type MinutesApproved struct {
	Version int `json:"version"`
}

// PublishMinutes publishes an approved version in an area.
type PublishMinutes struct {
	Version int             `json:"version"`
	Area    string          `json:"area,omitempty"`
	Channel string          `json:"channel,omitempty"` // another place, e.g. WIS
	Files   []PublishedFile `json:"files,omitempty"`
}

// MinutesPublished is the fact.
type MinutesPublished struct {
	Version int             `json:"version"`
	Area    string          `json:"area,omitempty"`
	Channel string          `json:"channel,omitempty"`
	Files   []PublishedFile `json:"files,omitempty"`
}

// CorrectMinutes corrects approved minutes. The correction begins a new version, that is checked, approved and published
// as the first was; the first stays readable.
type CorrectMinutes struct {
	Target string `json:"target"`
	Field  string `json:"field"`
	Is     string `json:"is"` // times as RFC 3339
	Reason string `json:"reason"`
}

// MinutesCorrected is the fact.
type MinutesCorrected struct {
	Target string `json:"target"`
	Field  string `json:"field"`
	Was    string `json:"was"`
	Is     string `json:"is"`
	Reason string `json:"reason"`
}

// Names.
func (*CheckMinutes) Name() string     { return "minutes.check" }
func (*MinutesChecked) Name() string   { return "minutes.checked" }
func (*ApproveMinutes) Name() string   { return "minutes.approve" }
func (*MinutesApproved) Name() string  { return "minutes.approved" }
func (*PublishMinutes) Name() string   { return "minutes.publish" }
func (*MinutesPublished) Name() string { return "minutes.published" }
func (*CorrectMinutes) Name() string   { return "minutes.correct" }
func (*MinutesCorrected) Name() string { return "minutes.corrected" }

// Version gives the newest version of the minutes; nil before the meeting is closed.
func (c *Conference) Version() *MinutesVersion {
	if len(c.Minutes.Versions) == 0 {
		return nil
	}
	return &c.Minutes.Versions[len(c.Minutes.Versions)-1]
}

// version refuses a number that is not the newest version's: an older one can no longer be checked or approved.
func (c *Conference) version(number int) (*MinutesVersion, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	v := c.Version()
	if v == nil {
		return nil, fault.New(fault.Conflict, "minutes.meeting-not-closed")
	}
	if number != v.Number {
		return nil, fault.New(fault.Conflict, "minutes.version", "Version", number, "Newest", v.Number)
	}
	return v, nil
}

func (cmd *CheckMinutes) decide(c *Conference, m Meta) ([]Event, error) {
	v, err := c.version(cmd.Version)
	if err != nil {
		return nil, err
	}
	if v.Approved != nil {
		return nil, fault.New(fault.Conflict, "minutes.approved")
	}
	if err := checkText("remark", cmd.Remark, false); err != nil {
		return nil, err
	}
	remark := tidy(cmd.Remark)
	for _, k := range v.Checks {
		if k.By == m.Member && k.Actor == m.Actor && k.Role == m.Role && k.Remark == remark {
			return nil, nil
		}
	}
	return []Event{&MinutesChecked{Version: cmd.Version, Remark: remark}}, nil
}

func (cmd *ApproveMinutes) decide(c *Conference, m Meta) ([]Event, error) {
	v, err := c.version(cmd.Version)
	if err != nil {
		return nil, err
	}
	if v.Approved != nil {
		return nil, nil
	}
	if len(v.Checks) == 0 {
		return nil, fault.New(fault.Conflict, "minutes.not-checked", "Version", v.Number)
	}
	return []Event{&MinutesApproved{Version: cmd.Version}}, nil
}

func (cmd *PublishMinutes) decide(c *Conference, m Meta) ([]Event, error) {
	v, err := c.version(cmd.Version)
	if err != nil {
		return nil, err
	}
	if v.Approved == nil {
		return nil, fault.New(fault.Conflict, "minutes.not-approved", "Version", v.Number)
	}
	if cmd.Area == "" && cmd.Channel == "" {
		return nil, fault.New(fault.Invalid, "minutes.publish-where")
	}
	for _, f := range cmd.Files {
		if err := checkDigest(f.Digest); err != nil {
			return nil, err
		}
	}
	for _, p := range v.Published {
		if p.Area == cmd.Area && p.Channel == cmd.Channel && slices.Equal(p.Files, cmd.Files) {
			return nil, nil
		}
	}
	return []Event{&MinutesPublished{Version: cmd.Version, Area: cmd.Area, Channel: cmd.Channel, Files: cmd.Files}}, nil
}

func (cmd *CorrectMinutes) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	v := c.Version()
	if v == nil || v.Number == 1 && v.Approved == nil {
		return nil, fault.New(fault.Conflict, "minutes.not-approved", "Version", 1)
	}
	if err := checkText("reason", cmd.Reason, true); err != nil {
		return nil, err
	}
	is := tidy(cmd.Is)
	if err := checkText(cmd.Field, is, true); err != nil {
		return nil, err
	}
	was, err := c.correctable(cmd.Target, cmd.Field, is)
	if err != nil {
		return nil, err
	}
	if was == is {
		return nil, nil
	}
	return []Event{&MinutesCorrected{Target: cmd.Target, Field: cmd.Field, Was: was, Is: is, Reason: tidy(cmd.Reason)}}, nil
}

// correctable gives what a field says now, and refuses a field that cannot be corrected or a value it cannot hold.
// A decision's wording is what was read back to all: it cannot be corrected, only decided anew.
func (c *Conference) correctable(target, field, is string) (string, error) {
	unknown := fault.New(fault.Invalid, "correction.field", "Target", target, "Field", field)
	if n, ok := c.Note(target); ok {
		if field != "text" {
			return "", unknown
		}
		return n.Text, nil
	}
	if x, ok := c.Measure(target); ok {
		switch field {
		case "text":
			return x.Text, nil
		case "owner":
			return x.Owner, c.invited(is)
		case "due":
			if _, err := time.Parse(time.RFC3339, is); err != nil {
				return "", fault.New(fault.Invalid, "correction.time", "Value", is)
			}
			return x.Due.Format(time.RFC3339), nil
		}
		return "", unknown
	}
	if _, ok := c.Decision(target); ok {
		return "", fault.New(fault.Conflict, "correction.decision", "ID", target)
	}
	if _, ok := c.Plan.Participant(target); ok {
		now := c.Attendance(target)
		switch field {
		case "function":
			return now.Function, nil
		case "status":
			if s := Attendance(is); s != Present && s != Late && s != Left && s != Absent {
				return "", fault.New(fault.Invalid, "rollcall.status", "Status", is)
			}
			return string(now.Status), nil
		}
		return "", unknown
	}
	return "", fault.New(fault.NotFound, "note.unknown", "ID", target)
}

func (e *MinutesChecked) apply(c *Conference, m Meta) {
	v := c.Version()
	v.Checks = append(slices.Clone(v.Checks), Check{At: m.OccurredAt, By: m.Member, Actor: m.Actor, Role: m.Role, Remark: e.Remark})
}

func (e *MinutesApproved) apply(c *Conference, m Meta) {
	c.Version().Approved = &Approval{At: m.OccurredAt, By: m.Member, Actor: m.Actor, Role: m.Role, Seq: m.Seq}
	c.Phase = Approved
}

func (e *MinutesPublished) apply(c *Conference, m Meta) {
	v := c.Version()
	v.Published = append(slices.Clone(v.Published), Publication{At: m.OccurredAt, By: m.Member, Area: e.Area, Channel: e.Channel, Files: e.Files})
	c.Phase = Published
}

func (e *MinutesCorrected) apply(c *Conference, m Meta) {
	v := c.Version()
	if v.Approved != nil {
		c.Minutes.Versions = append(c.Minutes.Versions, MinutesVersion{Number: v.Number + 1, At: m.OccurredAt})
		v = c.Version()
	}
	// A check made before the correction is not a check of it.
	v.Checks = nil
	v.Corrections = append(slices.Clone(v.Corrections), Correction{Target: e.Target, Field: e.Field, Was: e.Was, Is: e.Is,
		Reason: e.Reason, At: m.OccurredAt, By: m.Member})
	c.correct(e, m)
}

func (c *Conference) correct(e *MinutesCorrected, m Meta) {
	if n, ok := c.Note(e.Target); ok {
		n.Revisions = append(slices.Clone(n.Revisions), Revision{Content: n.Content, At: m.OccurredAt, By: m.Member})
		n.Text = e.Is
		n.Origin = append(slices.Clone(n.Origin), m.Seq)
		return
	}
	if x, ok := c.Measure(e.Target); ok {
		switch e.Field {
		case "text":
			x.Text = e.Is
		case "owner":
			x.Owner = e.Is
		case "due":
			x.Due, _ = time.Parse(time.RFC3339, e.Is)
		}
		x.Origin = append(slices.Clone(x.Origin), m.Seq)
		return
	}
	mark := c.Attendance(e.Target)
	switch e.Field {
	case "function":
		mark.Function = e.Is
	case "status":
		mark.Status = Attendance(e.Is)
	}
	if c.RollCall.Marks == nil {
		c.RollCall.Marks = map[string][]Mark{}
	}
	marks := slices.Clone(c.RollCall.Marks[e.Target])
	if len(marks) == 0 {
		marks = []Mark{mark}
	}
	marks[len(marks)-1] = mark
	c.RollCall.Marks[e.Target] = marks
}
