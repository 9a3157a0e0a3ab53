package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/directory"
)

// Kind is what is told.
type Kind string

// The kinds.
const (
	Forewarning Kind = "forewarning" // förvarning: a kallelse may come
	Invitation  Kind = "invitation"  // kallelse
	Update      Kind = "update"      // another time, or another way in
	Cancel      Kind = "cancel"      // called off, or for somebody who is no longer called
	Reminder    Kind = "reminder"    // the kallelse again, to who has not answered
	Minutes     Kind = "minutes"     // the minutes are published
	Correction  Kind = "correction"  // published minutes are being corrected
	Measure     Kind = "measure"     // a measure is soon due
	Report      Kind = "report"      // a lägesrapport is asked for
	Inquiry     Kind = "inquiry"     // begäran om information
	Register    Kind = "register"    // the record, to the host's registrator
	Test        Kind = "test"        // sambandsprov: does anybody answer here?
	Watch       Kind = "watch"       // what somebody keeps an eye on, to that one alone
)

// Kinds gives all kinds.
func Kinds() []Kind {
	return []Kind{Forewarning, Invitation, Update, Cancel, Reminder, Minutes, Correction, Measure, Report, Inquiry, Register, Test, Watch}
}

// Key is where the kind's name stands in the catalogues.
func (k Kind) Key() string { return "delivery.kind." + string(k) }

// Calls tells whether the kind is part of calling to the meeting, which an answer ends.
func (k Kind) Calls() bool {
	switch k {
	case Forewarning, Invitation, Update, Reminder:
		return true
	}
	return false
}

// Delivery is one message to one address.
type Delivery struct {
	ID string
	// Number is its place in the queue: what was queued first has the lowest. The store gives it.
	Number      int64
	Key         string // the same fact to the same address has the same key, and is queued once
	At          time.Time
	Kind        Kind
	Conference  string // "" for a test of contacts; AboutInquiry for a begäran om information; AboutNotice for what is watched
	Participant string // key of the seat; "" when it concerns no seat
	Actor       string
	Contact     string
	Channel     directory.Channel
	Address     string
	Lane        string // channel and address: what stands in one lane is sent in order
	Sequence    int    // SEQUENCE of the calendar entry (RFC 5545 3.8.7.4) as it was when the fact happened
	Language    string
	Data        json.RawMessage // a [Detail]
	Step        int             // 0 goes out at once, 1 and more are the rungs of an alarm
	Alarm       bool
	Exercise    bool

	State       State
	Attempts    int       // how often it was taken to be sent
	NextAt      time.Time // not before
	LeasedBy    string
	LeasedUntil time.Time
	// HandingAt is when the worker began to give the message itself to the other end; a worker that dies after it leaves the
	// delivery unsure.
	HandingAt time.Time
	// UnsureAt is when it last became unsure, and stays: what was sent after it may have come twice.
	UnsureAt  time.Time
	MessageID string // of the mail, or what the provider calls it
	// Thread is the id of the first delivery of the conference in this lane, whose message the later ones refer to; "" for the first.
	Thread    string
	HandedAt  time.Time // the other end took it
	SettledAt time.Time // it came to its present state
	Code      string    // fault code of the last failure
}

// Forgotten tells whether the address has been taken away since, with the contact that it was of.
func (d Delivery) Forgotten() bool { return strings.HasSuffix(d.Lane, ":") }

// Detail is what a delivery says beside the conference as it stands: numbers and times, and the words that the fact itself had.
type Detail struct {
	Seq      int64     `json:"seq,omitempty"`      // of the event that caused it
	Change   string    `json:"change,omitempty"`   // of an update: ChangedTime, ChangedWayIn or ChangedText
	WasStart time.Time `json:"wasStart,omitzero"`  // of an update: the time before
	WasEnd   time.Time `json:"wasEnd,omitzero"`    //
	Removed  bool      `json:"removed,omitempty"`  // of a cancel: only this recipient is no longer called
	Planned  bool      `json:"planned,omitempty"`  // of a cancel: only a förvarning had gone out, and there is no calendar entry
	Reason   string    `json:"reason,omitempty"`   // of a cancel or correction
	Version  int       `json:"version,omitempty"`  // of the minutes
	Area     string    `json:"area,omitempty"`     // where they are published
	Measures []string  `json:"measures,omitempty"` // ids of the recipient's own
	Deadline time.Time `json:"deadline,omitzero"`  // by when to answer
	Request  string    `json:"request,omitempty"`  // id of a report request or an inquiry
	Again    bool      `json:"again,omitempty"`    // of an inquiry: it is a reminder
	Text     string    `json:"text,omitempty"`     // what the sender added
}

// What an update is about.
const (
	ChangedTime  = "time"
	ChangedWayIn = "way-in"
	ChangedText  = "text" // what the kallelse says: answers stand, and the calendar entry has the same SEQUENCE
)

// JSON gives the detail as a delivery keeps it.
func (d Detail) JSON() json.RawMessage {
	b, err := json.Marshal(d)
	if err != nil { // texts, numbers and times always go
		return json.RawMessage("{}")
	}
	return b
}

// Detail reads the delivery's own; what cannot be read is empty.
func (d Delivery) Detail() Detail {
	var out Detail
	if json.Unmarshal(d.Data, &out) != nil {
		return Detail{}
	}
	return out
}

// key names a fact to an address: kind, conference, participant, contact, channel with a code of the address (never the address
// itself: keys stay when contacts are forgotten), sequence, and which in a row of the same.
func key(f Fact, participant, contact string, w directory.Way) string {
	sum := sha256.Sum256([]byte(w.Lane()))
	return strings.Join([]string{string(f.Kind), f.Conference, participant, contact,
		string(w.Channel) + "." + hex.EncodeToString(sum[:8]), strconv.Itoa(f.Sequence), strconv.Itoa(f.N)}, "|")
}

// number reads from a key which in a row of the same it was.
func number(key string) int {
	n, err := strconv.Atoi(key[strings.LastIndexByte(key, '|')+1:])
	if err != nil {
		return 0
	}
	return n
}

// inquiries is before the id of a begäran om information where a conference's stands: no conference has such an id.
const inquiries = "inquiry/"

// AboutInquiry is what stands in Conference when it is about a begäran om information.
func AboutInquiry(id string) string { return inquiries + id }

// InquiryID gives the id of the begäran om information that it is about; "" when it is about none.
func (d Delivery) InquiryID() string {
	id, _ := strings.CutPrefix(d.Conference, inquiries)
	if id == d.Conference {
		return ""
	}
	return id
}

// notices is before the id of a notice of what somebody watches, where a conference's stands.
const notices = "watch/"

// AboutNotice is what stands in Conference when it is a notice of what somebody watches. Each is a thread of its own.
func AboutNotice(id string) string { return notices + id }

// NoticeID gives the id of the notice of what is watched that it is; "" when it is none.
func (d Delivery) NoticeID() string {
	id, is := strings.CutPrefix(d.Conference, notices)
	if !is {
		return ""
	}
	return id
}
