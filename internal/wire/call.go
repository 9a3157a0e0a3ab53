package wire

import "time"

// CallOrder asks for a kallelse in one go.
type CallOrder struct {
	ID       string `json:"id" doc:"Of the conference, given by the sender, so that the call can safely be sent again"`
	Incident string `json:"incident,omitempty"`
	Host     string `json:"host,omitempty" doc:"The caller's own actor when it is left out"`
	Level    string `json:"level,omitempty" doc:"local, regional or national; what suits the host when it is left out"`
	Purpose  string `json:"purpose,omitempty" doc:"The preset: situation, needs, interplay, direction, communication or resources; needed without from"`
	Title    string `json:"title,omitempty"`
	From     string `json:"from,omitempty" doc:"The conference before, from which the plan and those who are called are taken"`

	Start   time.Time `json:"start,omitzero" doc:"When the meeting starts, or in"`
	In      int       `json:"in,omitempty" doc:"Minutes until the meeting starts, by the clock of the service"`
	Minutes int       `json:"minutes,omitempty" doc:"How long the meeting is; what the preset takes when it is left out"`

	Rosters []string `json:"rosters,omitempty" doc:"Of whom to call, by id or name, or a ready-made one by its key"`
	Actors  []string `json:"actors,omitempty"`
	Except  []string `json:"except,omitempty"`

	WaysIn      []string  `json:"waysIn,omitempty" doc:"a web address, a telephone number with #code, rakel:GROUP, or a place; the first is the main one"`
	ShortText   string    `json:"shortText,omitempty" doc:"For SMS and Rakel, at most 140 characters"`
	Channels    []string  `json:"channels,omitempty" doc:"As they are named in the kallelse"`
	AckDeadline time.Time `json:"ackDeadline,omitzero"`
	Alarm       *bool     `json:"alarm,omitempty" doc:"Whether each is reached by two channels until somebody acknowledges; by how near the meeting is when it is left out"`
	Exercise    bool      `json:"exercise,omitempty"`
	Forewarn    bool      `json:"forewarn,omitempty" doc:"Send a forewarning instead of the kallelse"`
}

// Called is what came of a CallOrder.
type Called struct {
	Conference string         `json:"conference"`
	Title      string         `json:"title"`
	Start      time.Time      `json:"start"`
	End        time.Time      `json:"end"`
	Exercise   bool           `json:"exercise,omitempty"`
	Forewarned bool           `json:"forewarned,omitempty"` // only
	Already    bool           `json:"already,omitempty"`    // by the same call before
	Actors     int            `json:"actors"`
	Seats      int            `json:"seats"`
	Sends      bool           `json:"sends"`              // false where nothing is sent from
	Channels   map[string]int `json:"channels,omitempty"` // how many messages by each, now and as the next step of an alarm
	Alarm      bool           `json:"alarm,omitempty"`
	Deadline   time.Time      `json:"deadline,omitzero"` // when all should have acknowledged
	Missing    []Unreached    `json:"missing,omitempty"` // no way to them: ring
	Warnings   []Warning      `json:"warnings,omitempty"`
}

// Unreached is an actor to whom nothing is sent.
type Unreached struct {
	Participant string   `json:"participant"`
	Actor       string   `json:"actor"`
	Ring        []Number `json:"ring,omitempty"`
}

// Number is somebody to ring.
type Number struct {
	Function    string `json:"function"`
	Person      string `json:"person,omitempty"`
	Number      string `json:"number"`
	Switchboard bool   `json:"switchboard,omitempty"`
}

// Acknowledged is a row of the receipt board (kvittenstavla).
type Acknowledged struct {
	Participant  string    `json:"participant"`
	Actor        string    `json:"actor"`
	State        string    `json:"state,omitempty"` // queued, sending, sent, delivered, acknowledged, failed, unsure, stopped; nothing was queued without
	Queued       time.Time `json:"queued,omitzero"`
	Sent         time.Time `json:"sent,omitzero"`
	Delivered    time.Time `json:"delivered,omitzero"`
	Acknowledged time.Time `json:"acknowledged,omitzero"`
	Answered     time.Time `json:"answered,omitzero"`
	Failed       time.Time `json:"failed,omitzero"`
	Unsure       time.Time `json:"unsure,omitzero"` // the line broke before the other end had answered: it may have come twice
	Reply        string    `json:"reply,omitempty"`
	Function     string    `json:"function,omitempty"`
	Message      string    `json:"message,omitempty"`
	Earlier      bool      `json:"earlier,omitempty"`     // the answer was to an earlier time
	Unverified   bool      `json:"unverified,omitempty"`  // nobody knows for sure who answered
	Unconfirmed  string    `json:"unconfirmed,omitempty"` // id of the reply that holds the answer, which does not count until somebody maps it
	Deadline     time.Time `json:"deadline,omitzero"`
	Missing      bool      `json:"missing,omitempty"`     // should have acknowledged
	Unreachable  bool      `json:"unreachable,omitempty"` // no way to it
	Informed     bool      `json:"informed,omitempty"`    // the host itself, which is told and asked for nothing
	Ring         []Number  `json:"ring,omitempty"`
	NextAt       time.Time `json:"nextAt,omitzero"`
	NextChannel  string    `json:"nextChannel,omitempty"`
	Code         string    `json:"code,omitempty"` // of the last failure
}
