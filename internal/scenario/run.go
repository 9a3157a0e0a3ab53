package scenario

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// MaxLine is the longest line of a run file, in bytes.
const MaxLine = 1 << 20

// Step is one line of a run file: what to do, in which role, when. Check, where the line says more than it does, holds the
// line against the conference afterwards; it answers with run.differs.
type Step struct {
	Line     int
	At       time.Time
	Role     conference.Role
	Commands []conference.Command
	Check    func(*conference.Conference) error
}

// Run is a whole run file.
type Run []Step

type runLine struct {
	Seq        int             `json:"seq"`
	At         string          `json:"at"`
	By         string          `json:"by"`
	Type       string          `json:"type"`
	Action     string          `json:"action"`
	Item       string          `json:"item"`
	Note       string          `json:"note"`
	Text       string          `json:"text"`
	ID         string          `json:"id"`
	Kind       string          `json:"kind"`
	Actor      string          `json:"actor"`
	Unit       string          `json:"unit"`
	Status     string          `json:"status"`
	Function   string          `json:"function"`
	Channel    string          `json:"channel"`
	Reason     string          `json:"reason"`
	Topic      string          `json:"topic"`
	RequestAs  string          `json:"as"` // speaker: request, reply, point-of-order
	Seconds    *int            `json:"seconds"`
	Expected   *int            `json:"expected"`
	Present    *int            `json:"present_count"`
	Absent     *int            `json:"absent_count"`
	Decision   string          `json:"decision"`
	Stance     string          `json:"stance"`
	Motivation string          `json:"motivation"`
	Version    int             `json:"version"`
	Until      string          `json:"until"`
	Carry      []string        `json:"carry"`
	Source     string          `json:"source"`
	To         string          `json:"to"`
	Answers    string          `json:"answers"`
	Corrects   string          `json:"corrects"`
	Parties    []string        `json:"parties"`
	RaisedBy   string          `json:"raised_by"`
	Owner      string          `json:"owner"`
	Forum      string          `json:"forum"`
	Due        string          `json:"due"`
	Accepted   *bool           `json:"accepted"`
	Matches    []string        `json:"matches"`
	Resolves   string          `json:"resolves"`
	Follows    string          `json:"follows"`
	NeededBy   string          `json:"needed_by"`
	Available  string          `json:"available_from"`
	Impact     json.RawMessage `json:"impact"`
	Secrecy    *runSecrecy     `json:"secrecy"`
	ReadBackAt string          `json:"read_back_at"`
	ValidUntil string          `json:"valid_until"`
	Supporters []string        `json:"supporters"`
	Reserved   []runStance     `json:"reservations"`
	NoMandate  []runStance     `json:"no_mandate"`
	Outside    []string        `json:"not_taking_part"`
	Away       json.RawMessage `json:"absent"`
	Outcome    string          `json:"outcome"`
	Conference string          `json:"conference"`
	Start      string          `json:"start"`
	End        string          `json:"end"`
	Deadline   string          `json:"report_deadline"`
	Grades     *runGrades      `json:"grades"`
}

type runSecrecy struct {
	Suspected bool     `json:"suspected"`
	Ground    string   `json:"legal_basis"`
	Owner     string   `json:"assessed_by"`
	Readers   []string `json:"readers"`
}

type runStance struct {
	Actor      string `json:"actor"`
	Motivation string `json:"motivation"`
	ReturnsBy  string `json:"returns_by"`
}

type runGrades struct {
	Leading  int `json:"leading"`
	Speakers int `json:"speakers"`
	Tech     int `json:"tech"`
	Result   int `json:"result"`
}

// reader remembers what later lines need of earlier ones.
type reader struct {
	reasons map[string]string // decision and actor -> motivation of a stance
	last    time.Time
	line    runLine
	no      int
}

// ReadRun reads a run file. Times must not go backwards. Faults: run.malformed, run.two-values, run.not-utf8, run.unknown-key,
// run.unknown-word, run.time, run.time-backwards, run.line-too-long, each with its Line.
func ReadRun(r io.Reader) (Run, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), MaxLine)
	rd := &reader{reasons: map[string]string{}}
	var run Run
	for sc.Scan() {
		rd.no++
		line := sc.Bytes()
		if rd.no == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		step, err := rd.read(line)
		if err != nil {
			return nil, err
		}
		run = append(run, step)
	}
	if err := sc.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, fault.New(fault.TooLarge, "run.line-too-long", "Line", rd.no+1, "Max", MaxLine>>20)
		}
		return nil, fault.Wrap(err, fault.Unavailable, "file.unreadable")
	}
	return run, nil
}

func (rd *reader) read(b []byte) (Step, error) {
	rd.line = runLine{}
	if !utf8.Valid(b) { // the JSON reader would put other characters in the place of the broken ones, and say nothing
		return Step{}, fault.New(fault.Invalid, "run.not-utf8", "Line", rd.no)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&rd.line); err != nil {
		if key, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return Step{}, fault.Wrap(err, fault.Invalid, "run.unknown-key", "Line", rd.no, "Key", clip(strings.Trim(key, `"`)))
		}
		return Step{}, rd.wrong(err.Error())
	}
	if _, err := dec.Token(); err != io.EOF { // what follows would get lost
		return Step{}, fault.New(fault.Invalid, "run.two-values", "Line", rd.no)
	}
	l := &rd.line
	at, err := parseTime(l.At)
	if err != nil {
		return Step{}, rd.badTime("at", l.At)
	}
	if at.Before(rd.last) {
		return Step{}, fault.New(fault.Invalid, "run.time-backwards", "Line", rd.no, "At", at, "After", rd.last)
	}
	rd.last = at
	role, ok := internalRole(l.By)
	if !ok {
		return Step{}, rd.unknown("by", l.By)
	}
	step := Step{Line: rd.no, At: at, Role: role}
	if err := rd.fill(&step); err != nil {
		return Step{}, err
	}
	return step, nil
}

func (rd *reader) wrong(reason string) error {
	return fault.New(fault.Invalid, "run.malformed", "Line", rd.no, "Reason", strings.TrimPrefix(reason, "json: "))
}

func (rd *reader) unknown(field, value string) error {
	return fault.New(fault.Invalid, "run.unknown-word", "Line", rd.no, "Field", field, "Value", clip(value))
}

func (rd *reader) badTime(field, value string) error {
	return fault.New(fault.Invalid, "run.time", "Line", rd.no, "Field", field, "Value", clip(value))
}

// when reads a time that may be left out.
func (rd *reader) when(field, s string, into *time.Time) error {
	if s == "" {
		return nil
	}
	t, err := parseTime(s)
	if err != nil {
		return rd.badTime(field, s)
	}
	*into = t
	return nil
}

func (rd *reader) fill(step *Step) error {
	l := &rd.line
	do := func(cmds ...conference.Command) error { step.Commands = cmds; return nil }
	switch l.Type {
	case "meeting":
		return rd.meeting(step)
	case "agenda":
		switch l.Action {
		case "start":
			return do(&conference.StartItem{Item: l.Item})
		case "end":
			return do(&conference.FinishItem{Item: l.Item})
		}
		return rd.unknown("action", l.Action)
	case "talk":
		return rd.talk(step)
	case "speaker":
		switch l.Action {
		case "request":
			return do(&conference.RequestFloor{Actor: l.Actor, Topic: l.Topic, Kind: conference.RequestKind(l.RequestAs)})
		case "withdraw":
			return do(&conference.WithdrawRequest{Actor: l.Actor})
		case "round":
			return do(&conference.StartRound{Topic: l.Topic})
		}
		return rd.unknown("action", l.Action)
	case "recording":
		return rd.recording(step)
	case "roll_call":
		return rd.rollCall(step)
	case "attendance":
		mode, ok := modeOf(l.Channel)
		if l.Channel != "" && !ok {
			return rd.unknown("channel", l.Channel)
		}
		return do(&conference.MarkAttendance{Participant: conference.SeatKey(l.Actor, l.Unit), Status: conference.Attendance(l.Status),
			Function: l.Function, Mode: mode, Reason: l.Reason, Note: l.Note})
	case "note":
		return do(&conference.WriteNote{ID: l.ID, Item: l.Item, Kind: conference.NoteRemark, Content: conference.Content{Text: l.Text}})
	case "decision_proposal":
		return do(&conference.ProposeDecision{ID: l.Decision, Item: l.Item, Text: l.Text, Actor: l.Actor})
	case "read_back":
		return do(&conference.ReadBackDecision{ID: l.Decision, Text: l.Text})
	case "stance":
		return rd.stance(step)
	case "minutes":
		return rd.minutes(step)
	case "entry":
		return rd.entry(step)
	}
	return rd.unknown("type", l.Type)
}

func (rd *reader) meeting(step *Step) error {
	l := &rd.line
	var until time.Time
	if err := rd.when("until", l.Until, &until); err != nil {
		return err
	}
	var cmd conference.Command
	switch l.Action {
	case "lobby_open":
		cmd = &conference.OpenLobby{Note: l.Note}
	case "start":
		cmd = &conference.OpenMeeting{Note: l.Note}
	case "adjourn":
		cmd = &conference.AdjournMeeting{Until: until, Reason: l.Reason}
	case "resume":
		cmd = &conference.ResumeMeeting{}
	case "extend":
		cmd = &conference.ExtendMeeting{To: until}
	case "end":
		cmd = &conference.CloseMeeting{Note: l.Note, Carry: l.Carry}
	case "reopen":
		cmd = &conference.ReopenMeeting{Reason: l.Reason}
	default:
		return rd.unknown("action", l.Action)
	}
	step.Commands = []conference.Command{cmd}
	return nil
}

func (rd *reader) talk(step *Step) error {
	l := rd.line
	switch l.Action {
	case "start":
		step.Commands = []conference.Command{&conference.GrantFloor{Actor: l.Actor}}
		return nil
	case "stop":
	default:
		return rd.unknown("action", l.Action)
	}
	step.Commands = []conference.Command{&conference.YieldFloor{Actor: l.Actor, Note: l.Note}}
	if l.Seconds == nil {
		return nil
	}
	no := rd.no
	step.Check = func(c *conference.Conference) error {
		talks := c.Speakers.Talks
		if len(talks) == 0 {
			return differs(no, "talk", *l.Seconds, 0)
		}
		t := talks[len(talks)-1]
		if got := int(t.End.Sub(t.Start) / time.Second); got != *l.Seconds || t.Actor != l.Actor {
			return differs(no, "seconds", *l.Seconds, got)
		}
		return nil
	}
	return nil
}

func (rd *reader) recording(step *Step) error {
	l := &rd.line
	var cmd conference.Command
	switch l.Action {
	case "informed":
		cmd = &conference.InformRecording{Text: l.Text}
	case "start":
		cmd = &conference.StartRecording{}
	case "pause":
		cmd = &conference.PauseRecording{Reason: l.Reason}
	case "resume":
		cmd = &conference.ResumeRecording{}
	case "stop":
		cmd = &conference.StopRecording{}
	default:
		return rd.unknown("action", l.Action)
	}
	step.Commands = []conference.Command{cmd}
	return nil
}

func (rd *reader) rollCall(step *Step) error {
	l := rd.line
	no := rd.no
	switch l.Action {
	case "start":
		step.Commands = []conference.Command{&conference.OpenRollCall{}}
		if l.Expected != nil {
			step.Check = func(c *conference.Conference) error {
				if n := len(c.Plan.Participants); n != *l.Expected {
					return differs(no, "expected", *l.Expected, n)
				}
				return nil
			}
		}
	case "end":
		step.Commands = []conference.Command{&conference.CloseRollCall{}}
		step.Check = func(c *conference.Conference) error {
			n := c.AtRollCall()
			if l.Present != nil && n.Present != *l.Present {
				return differs(no, "present_count", *l.Present, n.Present)
			}
			if l.Absent != nil && n.Absent != *l.Absent {
				return differs(no, "absent_count", *l.Absent, n.Absent)
			}
			return nil
		}
	case "skip":
		step.Commands = []conference.Command{&conference.SkipRollCall{Reason: l.Reason}}
	default:
		return rd.unknown("action", l.Action)
	}
	return nil
}

func (rd *reader) stance(step *Step) error {
	l := &rd.line
	kind, ok := map[string]conference.StanceKind{"support": conference.StandBehind, "reservation": conference.Reserve,
		"no_mandate": conference.NoMandate, "not_taking_part": conference.NotTakingPart}[l.Stance]
	if !ok {
		return rd.unknown("stance", l.Stance)
	}
	rd.reasons[l.Decision+" "+l.Actor] = l.Motivation
	step.Commands = []conference.Command{&conference.TakeStance{ID: l.Decision, Actors: []string{l.Actor}, Stance: kind, Reason: l.Motivation}}
	return nil
}

func (rd *reader) minutes(step *Step) error {
	l := &rd.line
	var cmd conference.Command
	switch l.Action {
	case "checked":
		cmd = &conference.CheckMinutes{Version: l.Version, Remark: l.Text}
	case "approved":
		cmd = &conference.ApproveMinutes{Version: l.Version}
	case "published":
		cmd = &conference.PublishMinutes{Version: l.Version, Channel: l.Channel}
	default:
		return rd.unknown("action", l.Action)
	}
	step.Commands = []conference.Command{cmd}
	return nil
}

var entryKinds = map[string]conference.NoteKind{
	"information": conference.NoteInformation, "question": conference.NoteQuestion, "answer": conference.NoteAnswer,
	"resource_need": conference.NoteNeed, "need": conference.NoteNeed, "resource_offer": conference.NoteOffer,
	"offer": conference.NoteOffer, "match": conference.NoteMatch, "goal_conflict": conference.NoteGoalConflict,
	"unowned": conference.NoteUnowned, "parking_lot": conference.NoteParked, "communication": conference.NoteCommunication,
	"situation": conference.NoteSituation, "summary": conference.NoteSummary, "correction": conference.NoteCorrection,
	"remark": conference.NoteRemark,
}

func (rd *reader) entry(step *Step) error {
	l := &rd.line
	var secrecy conference.Secrecy
	if s := l.Secrecy; s != nil {
		secrecy = conference.Secrecy{Ground: s.Ground, Suspected: s.Suspected, Owner: s.Owner, Readers: s.Readers}
		// The actor that said it knows what it said.
		if l.Actor != "" && l.Actor != s.Owner && !slices.Contains(secrecy.Readers, l.Actor) {
			secrecy.Readers = append(secrecy.Readers, l.Actor)
		}
	}
	switch l.Kind {
	case "action", "measure":
		cmd := &conference.AgreeMeasure{ID: l.ID, Item: l.Item, Text: l.Text, Actor: l.Actor, Owner: l.Owner, Accepted: l.Accepted,
			Status: conference.MeasureStatus(l.Status), Matches: l.Matches, Resolves: l.Resolves, Follows: l.Follows, Secrecy: secrecy}
		step.Commands = []conference.Command{cmd}
		return rd.when("due", l.Due, &cmd.Due)
	case "decision":
		return rd.decision(step)
	case "next_meeting":
		cmd := &conference.PlanNext{NextMeeting: conference.NextMeeting{Conference: l.Conference, Text: l.Text, Item: l.Item}}
		step.Commands = []conference.Command{cmd}
		return errors.Join(rd.when("start", l.Start, &cmd.Start), rd.when("end", l.End, &cmd.End),
			rd.when("report_deadline", l.Deadline, &cmd.ReportDeadline))
	case "evaluation":
		cmd := &conference.Evaluate{Text: l.Text}
		if g := l.Grades; g != nil {
			cmd.Leading, cmd.Speakers, cmd.Tech, cmd.Result = g.Leading, g.Speakers, g.Tech, g.Result
		}
		step.Commands = []conference.Command{cmd}
		return nil
	}
	kind, ok := entryKinds[l.Kind]
	if !ok {
		return rd.unknown("kind", l.Kind)
	}
	content := conference.Content{Actor: l.Actor, Text: l.Text, Source: l.Source, To: l.To, Answers: l.Answers,
		Corrects: l.Corrects, Parties: l.Parties, RaisedBy: l.RaisedBy, Owner: l.Owner, Forum: l.Forum, Matches: l.Matches, Secrecy: secrecy}
	if err := errors.Join(rd.when("needed_by", l.NeededBy, &content.NeededBy),
		rd.when("available_from", l.Available, &content.AvailableFrom)); err != nil {
		return err
	}
	impact, err := readImpact(l.Impact)
	if err != nil {
		return rd.wrong("impact: " + err.Error())
	}
	content.Impact = impact
	step.Commands = []conference.Command{&conference.WriteNote{ID: l.ID, Item: l.Item, Kind: kind, Content: content}}
	return nil
}

// readImpact reads {"actor": grade, …} in the order of the file; null is unknown.
func readImpact(b json.RawMessage) ([]conference.Impact, error) {
	if len(b) == 0 {
		return nil, nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, fmt.Errorf("not an object of actors and grades")
	}
	var out []conference.Impact
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var grade *int
		if err := dec.Decode(&grade); err != nil {
			return nil, err
		}
		g := conference.Impact{Actor: name.(string)}
		if grade != nil {
			if *grade < 1 || *grade > 5 {
				return nil, fmt.Errorf("%v: grade %d", name, *grade)
			}
			g.Grade = *grade
		}
		out = append(out, g)
	}
	return out, nil
}

// decision reads the line that sums a decision up: it gives the stances that no line gave before, settles, and is then
// held against what the conference says.
func (rd *reader) decision(step *Step) error {
	l := rd.line
	settle := &conference.SettleDecision{ID: l.ID, Text: l.Text}
	if err := rd.when("valid_until", l.ValidUntil, &settle.ValidUntil); err != nil {
		return err
	}
	var cmds []conference.Command
	if len(l.Supporters) > 0 {
		cmds = append(cmds, &conference.TakeStance{ID: l.ID, Actors: l.Supporters, Stance: conference.StandBehind})
	}
	for _, r := range l.Reserved {
		cmds = append(cmds, &conference.TakeStance{ID: l.ID, Actors: []string{r.Actor}, Stance: conference.Reserve, Reason: r.Motivation})
	}
	for _, r := range l.NoMandate {
		cmd := &conference.TakeStance{ID: l.ID, Actors: []string{r.Actor}, Stance: conference.NoMandate, Reason: r.Motivation}
		if cmd.Reason == "" {
			cmd.Reason = rd.reasons[l.ID+" "+r.Actor]
		}
		if err := rd.when("returns_by", r.ReturnsBy, &cmd.ReturnsBy); err != nil {
			return err
		}
		cmds = append(cmds, cmd)
	}
	var away []string
	if len(l.Away) > 0 {
		if err := json.Unmarshal(l.Away, &away); err != nil {
			return rd.wrong("absent: " + err.Error())
		}
	}
	step.Commands = append(cmds, settle)
	no := rd.no
	step.Check = func(c *conference.Conference) error {
		d, ok := c.Decision(l.ID)
		if !ok || d.Settled == nil {
			return differs(no, "decision", l.ID, "")
		}
		if l.ReadBackAt != "" {
			if t, err := parseTime(l.ReadBackAt); err != nil || !t.Equal(d.ReadBacks[len(d.ReadBacks)-1].At) {
				return differs(no, "read_back_at", l.ReadBackAt, d.ReadBacks[len(d.ReadBacks)-1].At)
			}
		}
		actors := c.Plan.Actors()
		for _, want := range []struct {
			field string
			kind  conference.StanceKind
			list  []string
		}{{"not_taking_part", conference.NotTakingPart, l.Outside}, {"absent", conference.StanceAbsent, away},
			{"supporters", conference.StandBehind, l.Supporters}} {
			if got := d.With(want.kind, actors); want.list != nil && !sameActors(got, want.list) {
				return differs(no, want.field, strings.Join(want.list, " "), strings.Join(got, " "))
			}
		}
		if want, ok := outcomes[l.Outcome]; l.Outcome != "" && (!ok || want != d.Settled.Outcome) {
			return differs(no, "outcome", l.Outcome, string(d.Settled.Outcome))
		}
		return nil
	}
	return nil
}

var outcomes = map[string]conference.Outcome{"antagen": conference.Adopted,
	"antagen med reservationer": conference.AdoptedReservations, "inte antagen": conference.NotAdopted}

func sameActors(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func differs(line int, field string, says, is any) error {
	return fault.New(fault.Conflict, "run.differs", "Line", line, "Field", field, "Says", fmt.Sprint(says), "Is", fmt.Sprint(is))
}
