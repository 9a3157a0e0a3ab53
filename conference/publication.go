package conference

import (
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Minutes is the life of the minutes: composed, checked, approved, published, and corrected in a new version.
type Minutes struct {
	Versions []MinutesVersion `json:"versions,omitempty"`
}

// MinutesVersion is one version. The first begins when the meeting is closed; each further one with a correction.
type MinutesVersion struct {
	Number      int           `json:"number,omitempty"`
	At          time.Time     `json:"at,omitzero"`
	Checks      []Check       `json:"checks,omitempty"`
	Approved    *Approval     `json:"approved,omitempty"`
	Published   []Publication `json:"published,omitempty"`
	Corrections []Correction  `json:"corrections,omitempty"` // what makes it differ from the version before
}

// Check is somebody's check (justering).
type Check struct {
	At     time.Time `json:"at,omitzero"`
	By     string    `json:"by,omitempty"`
	Actor  string    `json:"actor,omitempty"`
	Role   Role      `json:"role,omitempty"`
	Remark string    `json:"remark,omitempty"`
	Seq    int64     `json:"seq"` // of the event: what was changed after it was not checked
}

// Approval is fastställande.
type Approval struct {
	At    time.Time `json:"at,omitzero"`
	By    string    `json:"by,omitempty"`
	Actor string    `json:"actor,omitempty"`
	Role  Role      `json:"role,omitempty"`
	Seq   int64     `json:"seq"` // of the event: the chain up to here is what was approved
}

// Publication says where a version was published. From then on it is an allmän handling.
type Publication struct {
	At      time.Time       `json:"at,omitzero"`
	By      string          `json:"by,omitempty"`
	Area    string          `json:"area,omitempty"`
	Channel string          `json:"channel,omitempty"`
	Files   []PublishedFile `json:"files,omitempty"`
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
	Target string    `json:"target,omitempty"`
	Field  string    `json:"field,omitempty"`
	Was    string    `json:"was,omitempty"`
	Is     string    `json:"is,omitempty"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at,omitzero"`
	By     string    `json:"by,omitempty"`
}

// CheckMinutes records that somebody has checked (justerat) a version, with or without a remark.
type CheckMinutes struct {
	Version int    `json:"version"`
	Remark  string `json:"remark,omitempty"`
}

// MinutesChecked is the fact.
type MinutesChecked struct {
	Version int    `json:"version"`
	Remark  string `json:"remark,omitempty"`
}

// ApproveMinutes approves (fastställer) a version that has been checked, and not changed since.
type ApproveMinutes struct {
	Version int `json:"version"`
}

// MinutesApproved is the fact.
type MinutesApproved struct {
	Version int `json:"version"`
}

// PublishMinutes publishes an approved version in an area (yta). From then on it is an allmän handling.
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

// CorrectMinutes corrects approved minutes (rättelse). The correction begins a new version, that is checked, approved and published
// as the first was; the first stays readable.
type CorrectMinutes struct {
	Target string `json:"target"` // a note or measure (B3), a seat (kommun-ekeryd), a stance (D2/kommun-ekeryd), or "next"
	Field  string `json:"field"`  // note: text, actor; measure: text, owner, due; seat: function, status; stance: reason, stance; next: text, start, end
	Is     string `json:"is"`     // times as RFC 3339
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
	remark := tidy(cmd.Remark)
	if err := checkTexts("remark", remark); err != nil {
		return nil, err
	}
	for _, k := range v.Checks {
		if k.By == m.Member && k.Actor == m.Actor && k.Role == m.Role && k.Remark == remark && k.Seq > c.edited {
			return nil, nil
		}
	}
	if err := c.inOrder(m, v.At); err != nil {
		return nil, err
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
	last := v.Checks[len(v.Checks)-1]
	if last.Seq < c.edited {
		return nil, fault.New(fault.Conflict, "minutes.changed-since-check", "Version", v.Number)
	}
	if err := c.inOrder(m, last.At); err != nil {
		return nil, err
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
	e := &MinutesPublished{Version: cmd.Version, Area: tidy(cmd.Area), Channel: tidy(cmd.Channel), Files: cloneList(cmd.Files)}
	if err := checkLines("area", e.Area, "channel", e.Channel); err != nil {
		return nil, err
	}
	if err := checkLength("files", len(e.Files)); err != nil {
		return nil, err
	}
	for _, f := range e.Files {
		if err := checkFile(f.Name, f.Digest, f.Size); err != nil {
			return nil, err
		}
		if err := checkLines("mediaType", f.MediaType); err != nil {
			return nil, err
		}
	}
	for _, p := range v.Published {
		if p.Area == e.Area && p.Channel == e.Channel && slices.Equal(p.Files, e.Files) {
			return nil, nil
		}
	}
	if err := c.inOrder(m, v.Approved.At); err != nil {
		return nil, err
	}
	return []Event{e}, nil
}

func (cmd *CorrectMinutes) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	v := c.Version()
	if v == nil || v.Number == 1 && v.Approved == nil {
		return nil, fault.New(fault.Conflict, "minutes.not-approved", "Version", 1)
	}
	reason, is := tidy(cmd.Reason), tidy(cmd.Is)
	if err := checkText("reason", reason, true); err != nil {
		return nil, err
	}
	if err := checkText(cmd.Field, is, true); err != nil {
		return nil, err
	}
	was, err := c.correctable(cmd.Target, cmd.Field, is)
	if err != nil {
		return nil, err
	}
	if was == is || was != "" && sameTime(was, is) {
		return nil, nil
	}
	if err := c.inOrder(m, v.At); err != nil {
		return nil, err
	}
	return []Event{&MinutesCorrected{Target: cmd.Target, Field: cmd.Field, Was: was, Is: is, Reason: reason}}, nil
}

// correctable gives what a field says now, and refuses a field that cannot be corrected or a value it cannot hold.
// A decision's wording is what was read back to all: it cannot be corrected, only decided anew.
func (c *Conference) correctable(target, field, is string) (string, error) {
	unknown := fault.New(fault.Invalid, "correction.field", "Target", target, "Field", field)
	if n, ok := c.Note(target); ok {
		switch field {
		case "text":
			return n.Text, nil
		case "actor":
			return n.Actor, c.invited(is)
		}
		return "", unknown
	}
	if x, ok := c.Measure(target); ok {
		switch field {
		case "text":
			return x.Text, nil
		case "owner":
			return x.Owner, c.invited(is)
		case "due":
			return formatTime(x.Due), checkTime(is)
		}
		return "", unknown
	}
	if _, ok := c.Decision(target); ok {
		return "", fault.New(fault.Conflict, "correction.decision", "ID", target)
	}
	if d, actor, ok := c.stanceTarget(target); ok {
		switch field {
		case "reason":
			return d.Stances[actor].Reason, nil
		case "stance":
			if !slices.Contains(Stances(), StanceKind(is)) {
				return "", fault.New(fault.Invalid, "decision.stance", "Stance", is)
			}
			return string(d.Stances[actor].Kind), nil
		}
		return "", unknown
	}
	if target == "next" && c.Next != nil {
		switch field {
		case "text":
			return c.Next.Text, nil
		case "start":
			return formatTime(c.Next.Start), checkTime(is)
		case "end":
			return formatTime(c.Next.End), checkTime(is)
		}
		return "", unknown
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

// stanceTarget reads "D2/kommun-ekeryd": an actor's stance on a decision.
func (c *Conference) stanceTarget(target string) (*Decision, string, bool) {
	name, actor, _ := strings.Cut(target, "/")
	d, ok := c.Decision(name)
	if !ok {
		return nil, "", false
	}
	_, ok = d.Stances[actor]
	return d, actor, ok
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// sameTime tells whether two texts are the same instant, in whatever zone.
func sameTime(a, b string) bool {
	s, err1 := time.Parse(time.RFC3339, a)
	t, err2 := time.Parse(time.RFC3339, b)
	return err1 == nil && err2 == nil && s.Equal(t)
}

func checkTime(s string) error {
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return fault.New(fault.Invalid, "correction.time", "Value", s)
	}
	return nil
}

func (e *MinutesChecked) apply(c *Conference, m Meta) {
	if c.Version() == nil {
		return // the close is expunged
	}
	v := c.Version()
	v.Checks = append(slices.Clone(v.Checks), Check{At: m.OccurredAt, By: m.Member, Actor: m.Actor, Role: m.Role, Remark: e.Remark, Seq: m.Seq})
}

// editsMinutes tells whether an event changes what the minutes of a closed meeting say. A line written or changed after somebody
// has checked them is not checked.
func editsMinutes(e Event) bool {
	switch e.(type) {
	case *NoteWritten, *NoteRevised, *NoteStruck, *OwnershipTaken, *MeasureAgreed, *MeasureRevised, *MeasureAccepted,
		*StanceTaken, *FollowedUp, *NextPlanned, *RecordingAttached, *RecordingBookmarked, *RecordingAligned, *RoleHandedOver, *DocumentationSet, *OpennessSet:
		return true
	}
	return false
}

func (e *MinutesApproved) apply(c *Conference, m Meta) {
	if c.Version() == nil {
		return // the close is expunged
	}
	c.Version().Approved = &Approval{At: m.OccurredAt, By: m.Member, Actor: m.Actor, Role: m.Role, Seq: m.Seq}
	c.Phase = Approved
}

func (e *MinutesPublished) apply(c *Conference, m Meta) {
	if c.Version() == nil {
		return // the close is expunged
	}
	v := c.Version()
	v.Published = append(slices.Clone(v.Published), Publication{At: m.OccurredAt, By: m.Member, Area: e.Area, Channel: e.Channel, Files: e.Files})
	c.Phase = Published
}

func (e *MinutesCorrected) apply(c *Conference, m Meta) {
	if c.Version() == nil {
		return // the close is expunged
	}
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

// correct puts the right thing in the place of the wrong. The decided outcome of a decision stays: it was what everybody heard.
func (c *Conference) correct(e *MinutesCorrected, m Meta) {
	if n, ok := c.Note(e.Target); ok {
		n.Revisions = append(slices.Clone(n.Revisions), Revision{Content: n.Content, At: m.OccurredAt, By: m.Member})
		switch e.Field {
		case "text":
			n.Text = e.Is
		case "actor":
			n.Actor = e.Is
		}
		n.Origin = append(slices.Clone(n.Origin), m.Seq)
		return
	}
	if x, ok := c.Measure(e.Target); ok {
		x.Revisions = append(slices.Clone(x.Revisions), MeasureRevision{Text: x.Text, Owner: x.Owner, Due: x.Due, At: m.OccurredAt, By: m.Member})
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
	if d, actor, ok := c.stanceTarget(e.Target); ok {
		s := d.Stances[actor]
		switch e.Field {
		case "reason":
			s.Reason = e.Is
		case "stance":
			s.Kind = StanceKind(e.Is)
		}
		d.Stances[actor] = s
		d.Origin = append(slices.Clone(d.Origin), m.Seq)
		return
	}
	if e.Target == "next" && c.Next != nil {
		next := *c.Next
		switch e.Field {
		case "text":
			next.Text = e.Is
		case "start":
			next.Start, _ = time.Parse(time.RFC3339, e.Is)
		case "end":
			next.End, _ = time.Parse(time.RFC3339, e.Is)
		}
		c.Next = &next
		return
	}
	if _, ok := c.Plan.Participant(e.Target); ok {
		c.correctAttendance(e)
	}
}

func (c *Conference) correctAttendance(e *MinutesCorrected) {
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
