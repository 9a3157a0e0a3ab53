package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// Speakers is the talarlista: who waits for the word, who has it, and who has had it.
type Speakers struct {
	Queue []Request `json:"queue,omitempty"`
	OnAir *Talk     `json:"onAir,omitempty"`
	Talks []Talk    `json:"talks,omitempty"`

	steps  []speakerStep // for undo
	topics []topic       // everything asked for in words, also what was withdrawn or undone
}

// Request is a wish for the word.
type Request struct {
	Actor string      `json:"actor,omitempty"`
	Kind  RequestKind `json:"kind,omitempty"`
	Topic string      `json:"topic,omitempty"`
	At    time.Time   `json:"at,omitzero"`
	Item  string      `json:"item,omitempty"`
	Seq   int64       `json:"seq"` // of the event that carries the topic
}

// RequestKind decides the place in the queue: a point of order first, then a reply to the one who spoke, then the others.
type RequestKind string

// The kinds.
const (
	OrdinaryRequest RequestKind = "request"        // begäran
	FloorReply      RequestKind = "reply"          // replik
	PointOfOrder    RequestKind = "point-of-order" // ordningsfråga
)

func (k RequestKind) rank() int {
	switch k {
	case PointOfOrder:
		return 0
	case FloorReply:
		return 1
	}
	return 2
}

// Talk is a stretch of speaking.
type Talk struct {
	Actor string      `json:"actor,omitempty"`
	Item  string      `json:"item,omitempty"`
	Asked string      `json:"asked,omitempty"` // the item under which the word was asked for; "" when it was not asked for
	Topic string      `json:"topic,omitempty"`
	Kind  RequestKind `json:"kind,omitempty"`
	Span
	Mode Mode   `json:"mode,omitempty"` // how the actor was connected
	Seq  int64  `json:"seq"`            // of the event that carries the topic; 0 when there was no request
	Note string `json:"note,omitempty"` // how it ended: "avbruten av mötesledaren", "SLUT KOM"
}

// OverRakel tells whether a talk on Rakel went over its minute.
func (t Talk) OverRakel() bool {
	return t.Mode == Rakel && !t.End.IsZero() && t.End.Sub(t.Start) > RakelMinute*time.Second
}

type speakerStep struct {
	queue []Request
	onAir *Talk
	talks int
	cut   bool   // the word was taken from somebody in the same breath
	heard string // seat that was counted as present because of this step
}

// topic remembers which event carries the words of a request, and whose they are.
type topic struct {
	seq    int64
	item   string
	actors []string
}

// maxSpeakerSteps is how far back the speaker list can be undone.
const maxSpeakerSteps = 50

// RequestFloor asks for the word (begär ordet, replik, ordningsfråga).
type RequestFloor struct {
	Actor string      `json:"actor"`
	Kind  RequestKind `json:"kind,omitempty"` // default request
	Topic string      `json:"topic,omitempty"`
}

// FloorRequested is the fact.
type FloorRequested struct {
	Actor string      `json:"actor"`
	Kind  RequestKind `json:"kind,omitempty"`
	Topic string      `json:"topic,omitempty"`
}

// WithdrawRequest takes a request back (avstår).
type WithdrawRequest struct {
	Actor string `json:"actor"`
}

// RequestWithdrawn is the fact.
type RequestWithdrawn struct {
	Actor string `json:"actor"`
}

// OrderSpeakers puts the waiting actors in another order. Those not named keep their order after those named.
type OrderSpeakers struct {
	Actors []string `json:"actors"`
}

// SpeakersOrdered is the fact: the whole queue in its new order, an actor once for each of its requests.
type SpeakersOrdered struct {
	Actors []string `json:"actors"`
}

// GrantFloor gives the word (ger ordet): to an actor, or with "" to the next in the queue. Whoever has it is thereby done.
type GrantFloor struct {
	Actor string `json:"actor,omitempty"`
}

// FloorGranted is the fact.
type FloorGranted struct {
	Actor string `json:"actor"`
	Cut   bool   `json:"cut,omitempty"` // whoever had the word was thereby done; undone together
}

// YieldFloor ends the talk that goes on (lämnar ordet).
type YieldFloor struct {
	Actor string `json:"actor,omitempty"` // must be the one speaking, when given
	Note  string `json:"note,omitempty"`
}

// FloorYielded is the fact.
type FloorYielded struct {
	Note string `json:"note,omitempty"`
}

// StartRound goes round the table (laget runt): everybody named, or every seat that is not known to be absent, is put in the queue.
type StartRound struct {
	Actors []string `json:"actors,omitempty"`
	Topic  string   `json:"topic,omitempty"`
}

// RoundStarted is the fact.
type RoundStarted struct {
	Actors []string `json:"actors"`
	Topic  string   `json:"topic,omitempty"`
}

// UndoFloor takes back the last step of the speaker list. A step does not reach back over a break or a close.
type UndoFloor struct{}

// FloorUndone is the fact.
type FloorUndone struct{}

// Names.
func (*RequestFloor) Name() string     { return "floor.request" }
func (*FloorRequested) Name() string   { return "floor.requested" }
func (*WithdrawRequest) Name() string  { return "floor.withdraw" }
func (*RequestWithdrawn) Name() string { return "floor.withdrawn" }
func (*OrderSpeakers) Name() string    { return "floor.order" }
func (*SpeakersOrdered) Name() string  { return "floor.ordered" }
func (*GrantFloor) Name() string       { return "floor.grant" }
func (*FloorGranted) Name() string     { return "floor.granted" }
func (*YieldFloor) Name() string       { return "floor.yield" }
func (*FloorYielded) Name() string     { return "floor.yielded" }
func (*StartRound) Name() string       { return "floor.round" }
func (*RoundStarted) Name() string     { return "floor.round-started" }
func (*UndoFloor) Name() string        { return "floor.undo" }
func (*FloorUndone) Name() string      { return "floor.undone" }

// invited refuses an actor without a seat.
func (c *Conference) invited(actor string) error {
	if _, ok := c.seatOf(actor); !ok {
		return fault.New(fault.NotFound, "participant.unknown", "Actor", actor)
	}
	return nil
}

// taking refuses an actor that may not speak or take part: without a seat, or known to be absent.
func (c *Conference) taking(actor string) error {
	if err := c.invited(actor); err != nil {
		return err
	}
	if c.Here(actor) == Absent {
		return fault.New(fault.Conflict, "floor.absent", "Actor", actor)
	}
	return nil
}

func (cmd *RequestFloor) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if err := c.taking(cmd.Actor); err != nil {
		return nil, err
	}
	kind := cmd.Kind
	if kind == "" {
		kind = OrdinaryRequest
	}
	if kind != OrdinaryRequest && kind != FloorReply && kind != PointOfOrder {
		return nil, fault.New(fault.Invalid, "floor.kind", "Kind", string(cmd.Kind))
	}
	topic := tidy(cmd.Topic)
	if err := checkTexts("topic", topic); err != nil {
		return nil, err
	}
	for _, r := range c.Speakers.Queue {
		if r.Actor == cmd.Actor && r.Kind == kind && (topic == "" || topic == r.Topic) {
			return nil, nil
		}
	}
	return []Event{&FloorRequested{Actor: cmd.Actor, Kind: kind, Topic: topic}}, nil
}

func (cmd *WithdrawRequest) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(c.Speakers.Queue, func(r Request) bool { return r.Actor == cmd.Actor }) {
		return nil, nil
	}
	return []Event{&RequestWithdrawn{Actor: cmd.Actor}}, nil
}

func (cmd *OrderSpeakers) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	var order, before []string
	for _, r := range c.Speakers.Queue {
		before = append(before, r.Actor)
	}
	for i, a := range cmd.Actors {
		if !slices.Contains(before, a) {
			return nil, fault.New(fault.Conflict, "floor.not-in-queue", "Actor", a)
		}
		if slices.Contains(cmd.Actors[:i], a) {
			return nil, fault.New(fault.Invalid, "floor.twice", "Actor", a)
		}
		for _, b := range before { // an actor may wait twice, as for its turn and for a reply
			if b == a {
				order = append(order, a)
			}
		}
	}
	for _, b := range before {
		if !slices.Contains(cmd.Actors, b) {
			order = append(order, b)
		}
	}
	if slices.Equal(order, before) {
		return nil, nil
	}
	return []Event{&SpeakersOrdered{Actors: order}}, nil
}

func (cmd *GrantFloor) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	actor := cmd.Actor
	if actor == "" {
		if len(c.Speakers.Queue) == 0 {
			return nil, fault.New(fault.Conflict, "floor.queue-empty")
		}
		actor = c.Speakers.Queue[0].Actor
	}
	if err := c.taking(actor); err != nil {
		return nil, err
	}
	if c.Speakers.OnAir != nil && c.Speakers.OnAir.Actor == actor {
		return nil, nil
	}
	if err := c.inOrder(m, c.lastStep()); err != nil {
		return nil, err
	}
	var events []Event
	if c.Speakers.OnAir != nil {
		events = append(events, &FloorYielded{})
	}
	events = append(events, &FloorGranted{Actor: actor, Cut: c.Speakers.OnAir != nil})
	return append(events, c.heard(actor)...), nil
}

func (cmd *YieldFloor) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if c.Speakers.OnAir == nil {
		return nil, fault.New(fault.Conflict, "floor.nobody-speaks")
	}
	if cmd.Actor != "" && cmd.Actor != c.Speakers.OnAir.Actor {
		return nil, fault.New(fault.Conflict, "floor.not-yours", "Actor", cmd.Actor, "Speaker", c.Speakers.OnAir.Actor)
	}
	note := tidy(cmd.Note)
	if err := checkTexts("note", note); err != nil {
		return nil, err
	}
	if err := c.inOrder(m, c.Speakers.OnAir.Start); err != nil {
		return nil, err
	}
	return []Event{&FloorYielded{Note: note}}, nil
}

func (cmd *StartRound) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	actors := cloneList(cmd.Actors)
	if len(actors) == 0 {
		for _, a := range c.Plan.Actors() {
			if c.Here(a) != Absent {
				actors = append(actors, a)
			}
		}
	}
	seen := map[string]bool{}
	for _, a := range actors {
		if err := c.taking(a); err != nil {
			return nil, err
		}
		if seen[a] {
			return nil, fault.New(fault.Invalid, "floor.twice", "Actor", a)
		}
		seen[a] = true
	}
	if len(actors) == 0 {
		return nil, fault.New(fault.Conflict, "floor.nobody-here")
	}
	topic := tidy(cmd.Topic)
	if err := checkTexts("topic", topic); err != nil {
		return nil, err
	}
	var waiting []string
	same := true
	for _, r := range c.Speakers.Queue {
		if r.Kind == OrdinaryRequest {
			waiting = append(waiting, r.Actor)
			same = same && r.Topic == topic && r.Item == c.Current
		}
	}
	if same && slices.Equal(waiting, actors) {
		return nil, nil // the round has just been started
	}
	return []Event{&RoundStarted{Actors: actors, Topic: topic}}, nil
}

func (cmd *UndoFloor) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	s := &c.Speakers
	if len(s.steps) == 0 {
		return nil, fault.New(fault.Conflict, "undo.nothing")
	}
	last := s.steps[len(s.steps)-1]
	events := []Event{&FloorUndone{}}
	if last.cut {
		events = append(events, &FloorUndone{}) // the word goes back to whom it was taken from
	}
	// An actor that was counted as present because it got the word by mistake has not been heard.
	if steps := c.RollCall.steps; last.heard != "" && len(steps) > 0 && steps[len(steps)-1] == last.heard {
		events = append(events, &RollCallUndone{})
	}
	return events, nil
}

// asked keeps which event carries a topic. It stays when the request is withdrawn or undone: the words are in the journal.
func (s *Speakers) asked(seq int64, words, item string, actors ...string) {
	if words != "" {
		s.topics = append(s.topics, topic{seq: seq, item: item, actors: actors})
	}
}

// remember keeps the list as it stands, so that the coming step can be undone.
func (s *Speakers) remember() {
	step := speakerStep{queue: slices.Clone(s.Queue), talks: len(s.Talks)}
	if s.OnAir != nil {
		t := *s.OnAir
		step.onAir = &t
	}
	s.steps = append(s.steps, step)
	if len(s.steps) > maxSpeakerSteps {
		s.steps = slices.Clone(s.steps[1:])
	}
}

func (e *FloorRequested) apply(c *Conference, m Meta) {
	s := &c.Speakers
	s.remember()
	r := Request{Actor: e.Actor, Kind: e.Kind, Topic: e.Topic, At: m.OccurredAt, Item: c.Current, Seq: m.Seq}
	at := len(s.Queue)
	if e.Kind.rank() < OrdinaryRequest.rank() {
		at = slices.IndexFunc(s.Queue, func(q Request) bool { return q.Kind.rank() > e.Kind.rank() })
		if at < 0 {
			at = len(s.Queue)
		}
	}
	s.Queue = slices.Insert(slices.Clone(s.Queue), at, r)
	s.asked(m.Seq, e.Topic, c.Current, e.Actor)
}

func (e *RequestWithdrawn) apply(c *Conference, _ Meta) {
	c.Speakers.remember()
	c.Speakers.Queue = slices.DeleteFunc(slices.Clone(c.Speakers.Queue), func(r Request) bool { return r.Actor == e.Actor })
}

func (e *SpeakersOrdered) apply(c *Conference, _ Meta) {
	c.Speakers.remember()
	left := slices.Clone(c.Speakers.Queue)
	queue := make([]Request, 0, len(left))
	for _, a := range e.Actors {
		if at := slices.IndexFunc(left, func(r Request) bool { return r.Actor == a }); at >= 0 {
			queue = append(queue, left[at])
			left = slices.Delete(left, at, at+1)
		}
	}
	c.Speakers.Queue = append(queue, left...)
}

func (e *FloorGranted) apply(c *Conference, m Meta) {
	s := &c.Speakers
	s.remember()
	s.steps[len(s.steps)-1].cut = e.Cut
	talk := Talk{Actor: e.Actor, Item: c.Current, Kind: OrdinaryRequest, Span: Span{Start: m.OccurredAt}, Mode: c.modeOf(e.Actor)}
	if at := slices.IndexFunc(s.Queue, func(r Request) bool { return r.Actor == e.Actor }); at >= 0 {
		talk.Topic, talk.Kind, talk.Seq, talk.Asked = s.Queue[at].Topic, s.Queue[at].Kind, s.Queue[at].Seq, s.Queue[at].Item
		s.Queue = slices.Delete(slices.Clone(s.Queue), at, at+1)
	}
	s.OnAir = &talk
}

// modeOf is how an actor is connected: as marked in the roll-call, or else as planned.
func (c *Conference) modeOf(actor string) Mode {
	seat, ok := c.seatOf(actor)
	if !ok {
		return ""
	}
	return Mode(firstOf(string(c.Attendance(seat.Key()).Mode), string(seat.Mode)))
}

func (e *FloorYielded) apply(c *Conference, m Meta) {
	s := &c.Speakers
	if s.OnAir == nil {
		return
	}
	s.remember()
	talk := *s.OnAir
	talk.End, talk.Note = m.OccurredAt, e.Note
	s.Talks = append(s.Talks, talk)
	s.OnAir = nil
}

func (e *RoundStarted) apply(c *Conference, m Meta) {
	c.Speakers.remember()
	queue := slices.DeleteFunc(slices.Clone(c.Speakers.Queue), func(r Request) bool { return r.Kind.rank() == OrdinaryRequest.rank() })
	for _, a := range e.Actors {
		queue = append(queue, Request{Actor: a, Kind: OrdinaryRequest, Topic: e.Topic, At: m.OccurredAt, Item: c.Current, Seq: m.Seq})
	}
	c.Speakers.Queue = queue
	c.Speakers.asked(m.Seq, e.Topic, c.Current, e.Actors...)
}

func (e *FloorUndone) apply(c *Conference, _ Meta) {
	s := &c.Speakers
	if len(s.steps) == 0 {
		return // what it takes back is expunged
	}
	step := s.steps[len(s.steps)-1]
	s.steps = s.steps[:len(s.steps)-1]
	s.Queue, s.OnAir, s.Talks = step.queue, step.onAir, slices.Clip(s.Talks[:step.talks])
}
