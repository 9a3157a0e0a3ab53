package ical

import "time"

// Method says what a calendar message wants of its receiver (RFC 5546 section 1.4).
// The empty method is a plain calendar object, as kept by a calendar server.
type Method string

// The methods of RFC 5546.
const (
	Publish        Method = "PUBLISH" // for information, nobody is asked
	Request        Method = "REQUEST" // an invitation, new or changed
	Reply          Method = "REPLY"
	Add            Method = "ADD"
	Cancel         Method = "CANCEL"
	Refresh        Method = "REFRESH"
	Counter        Method = "COUNTER" // a receiver proposes another time
	DeclineCounter Method = "DECLINECOUNTER"
)

// Status of an event (RFC 5545 section 3.8.1.11).
type Status string

// The statuses of an event. The zero value is written as Confirmed.
const (
	Tentative Status = "TENTATIVE"
	Confirmed Status = "CONFIRMED"
	Cancelled Status = "CANCELLED"
)

// Class is the access classification (RFC 5545 section 3.8.1.3).
type Class string

// The classes. The zero value is written as Public.
const (
	Public       Class = "PUBLIC"
	Private      Class = "PRIVATE"
	Confidential Class = "CONFIDENTIAL"
)

// Role of an attendee (RFC 5545 section 3.2.16).
type Role string

// The roles. The zero value is written as Required.
const (
	Chair    Role = "CHAIR"
	Required Role = "REQ-PARTICIPANT"
	Optional Role = "OPT-PARTICIPANT"
	Informed Role = "NON-PARTICIPANT"
)

// UserType says what kind of thing an attendee is (RFC 5545 section 3.2.3).
type UserType string

// The kinds of attendee. The zero value is written as Individual.
const (
	Individual UserType = "INDIVIDUAL"
	Group      UserType = "GROUP"
	Resource   UserType = "RESOURCE"
	Room       UserType = "ROOM"
	Unknown    UserType = "UNKNOWN"
)

// Answer is an attendee's participation status (RFC 5545 section 3.2.12).
type Answer string

// The answers. The zero value is written as NeedsAction.
const (
	NeedsAction Answer = "NEEDS-ACTION"
	Accepted    Answer = "ACCEPTED"
	Declined    Answer = "DECLINED"
	Maybe       Answer = "TENTATIVE"
	Delegated   Answer = "DELEGATED"
)

// Feature is what a way in carries (RFC 7986 section 6.3).
type Feature string

// The features of RFC 7986.
const (
	Audio     Feature = "AUDIO"
	Chat      Feature = "CHAT"
	Feed      Feature = "FEED"
	Moderator Feature = "MODERATOR"
	Phone     Feature = "PHONE"
	Screen    Feature = "SCREEN"
	Video     Feature = "VIDEO"
)

// Calendar is one calendar object: a message about one meeting, or a feed of many.
type Calendar struct {
	Method  Method
	Name    string        // of a feed, shown by the subscriber's program
	Refresh time.Duration // how often a subscriber should look for news; zero says nothing
	Events  []Event
}

// Event is one meeting, or a series of meetings.
type Event struct {
	UID      string
	Sequence int       // raised when the meeting changes so that an older copy misleads, see Revise
	Stamp    time.Time // DTSTAMP: when this message was made

	Start, End time.Time
	AllDay     bool // Start and End are dates; End is the day after the last

	Summary     string
	Description string
	Location    string
	URL         string
	Language    string // BCP 47 tag of the texts, for example "sv"
	Categories  []string
	Status      Status
	Class       Class
	Exercise    bool // the summary begins with ÖVNING

	Organizer   Person
	Attendees   []Attendee
	Conferences []Conference
	Alarms      []Alarm

	Rule       *Rule       // the series, nil for one meeting
	RuleText   string      // a rule of a foreign calendar that Rule cannot express; never written
	Exceptions []time.Time // starts that are left out of the series
	Overrides  []Event     // meetings of the series that differ; each has RecurrenceID
	// RecurrenceID is the start that this meeting had in its series, zero for the series itself.
	RecurrenceID time.Time
}

// Person is a name with a mail address.
type Person struct {
	Name  string // CN
	Email string // bare address, without "mailto:"
}

// Attendee is somebody who is invited.
type Attendee struct {
	Person
	Role        Role
	Type        UserType
	Answer      Answer
	RSVP        bool
	DelegatedTo string // mail address of a stand-in, in replies
}

// Conference is one way into the meeting (RFC 7986 section 5.11).
type Conference struct {
	URI      string // https:, tel:, sip: ...
	Features []Feature
	Label    string // "Videomöte", "Telefon"
	// Text is what a person reads in the description in place of the URI:
	// a number in groups with its code. It is not a property of its own.
	Text string
}

// Alarm is a reminder in the receiver's calendar program.
type Alarm struct {
	Before time.Duration // before the start
	Text   string
}
