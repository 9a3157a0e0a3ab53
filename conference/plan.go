package conference

import (
	"time"

	"samverkan/agenda"
)

// Plan is everything decided before the meeting: who, when, why, how.
type Plan struct {
	ID                     string         `json:"id"`
	Incident               string         `json:"incident"`                // id of the händelse
	IncidentTitle          string         `json:"incidentTitle,omitempty"` // as it stood when the conference was planned
	Exercise               bool           `json:"exercise,omitempty"`      // stamped ÖVNING on every output
	Title                  string         `json:"title"`
	Level                  Level          `json:"level"`
	SeriesNo               int            `json:"seriesNo"` // number in its series: one per incident, level and host
	Host                   string         `json:"host"`     // the calling actor
	HostUnit               string         `json:"hostUnit,omitempty"`
	Purpose                agenda.Purpose `json:"purpose,omitempty"`        // preset
	RegistryNumber         string         `json:"registryNumber,omitempty"` // diarienummer of the conference
	IncidentRegistryNumber string         `json:"incidentRegistryNumber,omitempty"`
	Start                  time.Time      `json:"start"`
	End                    time.Time      `json:"end"`
	First                  bool           `json:"first,omitempty"` // first in its series: roll-call is not to be skipped lightly

	Invitation    Invitation    `json:"invitation"` // SMARR
	Callout       Callout       `json:"callout"`
	Reporting     Reporting     `json:"reporting"`
	Connections   []Connection  `json:"connections,omitempty"`
	Support       Contact       `json:"support"`
	Duty          Contact       `json:"duty"` // TiB of the host
	Roles         []RoleHolder  `json:"roles,omitempty"`
	Agenda        agenda.Agenda `json:"agenda"`
	Participants  []Participant `json:"participants,omitempty"`
	Material      []Material    `json:"material,omitempty"`
	Needs         []Dependency  `json:"needs,omitempty"` // what this conference waits for
	Feeds         []Dependency  `json:"feeds,omitempty"` // what waits for this conference
	Documentation Documentation `json:"documentation"`
	Openness      Openness      `json:"openness"`
	Carried       Carried       `json:"carried"` // from the conference before
}

// Invitation is the kallelse in the handbook's order SMARR: Syfte, Mål, Arbetsgång, Resurser, Regler.
type Invitation struct {
	Purpose   string   `json:"purpose,omitempty"`
	Goals     []string `json:"goals,omitempty"`
	Procedure string   `json:"procedure,omitempty"`
	Resources string   `json:"resources,omitempty"`
	Rules     []string `json:"rules,omitempty"`
	Questions []string `json:"questions,omitempty"` // what every actor should be ready to answer
}

// Callout is how and when the invitation goes out.
type Callout struct {
	SentAt      time.Time `json:"sentAt,omitzero"`
	AckDeadline time.Time `json:"ackDeadline,omitzero"`
	Channels    []string  `json:"channels,omitempty"`
	ShortText   string    `json:"shortText,omitempty"` // SMS and Rakel: at most 140 characters of ISO 8859-1
}

// Reporting is the lägesrapport before the meeting.
type Reporting struct {
	Deadline   time.Time `json:"deadline,omitzero"`
	CompiledAt time.Time `json:"compiledAt,omitzero"`
	Expected   int       `json:"expected,omitempty"`
	Received   int       `json:"received,omitempty"`
}

// Connection is one way in to the meeting. Which fields count depends on the mode.
type Connection struct {
	Mode           Mode      `json:"mode"`
	Primary        bool      `json:"primary,omitempty"`
	Reserve        bool      `json:"reserve,omitempty"`
	URL            string    `json:"url,omitempty"`            // web, video
	OpensAt        time.Time `json:"opensAt,omitzero"`         // lobby
	Number         string    `json:"number,omitempty"`         // phone
	Code           string    `json:"code,omitempty"`           // phone
	TalkGroup      string    `json:"talkGroup,omitempty"`      // rakel
	MaxTalkSeconds int       `json:"maxTalkSeconds,omitempty"` // rakel: 60
	Place          string    `json:"place,omitempty"`          // room
	Access         string    `json:"access,omitempty"`         // room
	Equipment      []string  `json:"equipment,omitempty"`      // room
	Note           string    `json:"note,omitempty"`
}

// Contact is whom to reach by telephone.
type Contact struct {
	Actor    string `json:"actor,omitempty"`
	Function string `json:"function,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Email    string `json:"email,omitempty"`
}

// RoleHolder says who holds an internal role.
type RoleHolder struct {
	Role     Role   `json:"role"`
	Actor    string `json:"actor"`
	Function string `json:"function,omitempty"`
	Member   string `json:"member,omitempty"` // the account, when the role is bound to one
}

// Participant is an invited actor, or one unit of it.
type Participant struct {
	Actor    string `json:"actor"`
	Unit     string `json:"unit,omitempty"` // when one actor has several seats
	Role     Role   `json:"role"`           // attendee, observer, expert, resource
	Function string `json:"function,omitempty"`
	Mandate  bool   `json:"mandate,omitempty"` // expected to be able to stand behind a decision
	Mode     Mode   `json:"mode,omitempty"`
}

// Key names a participant within its conference: the actor, and its unit when it has several seats.
func (p Participant) Key() string { return SeatKey(p.Actor, p.Unit) }

// SeatKey is the key of an actor's seat.
func SeatKey(actor, unit string) string {
	if unit == "" {
		return actor
	}
	return actor + "/" + unit
}

// Material is something to read or show, before or during the meeting.
type Material struct {
	Title   string  `json:"title"`
	Name    string  `json:"name,omitempty"`   // file name
	Digest  string  `json:"digest,omitempty"` // sha256 of the file
	Size    int64   `json:"size,omitempty"`
	URL     string  `json:"url,omitempty"`
	When    string  `json:"when,omitempty"` // before | during
	Secrecy Secrecy `json:"secrecy,omitzero"`
}

// Dependency says that one conference feeds another: what, and by when (handbook ch. 6).
type Dependency struct {
	Conference string    `json:"conference"`
	Deadline   time.Time `json:"deadline,omitzero"`
	Carries    string    `json:"carries,omitempty"`
}

// Documentation says what is kept of the meeting, and when it is out.
type Documentation struct {
	Minutes   MinutesKind `json:"minutes,omitempty"`
	Recording bool        `json:"recording,omitempty"`
	Published []string    `json:"published,omitempty"` // where
	Due       time.Time   `json:"due,omitzero"`
}

// MinutesKind is how formal the minutes are.
type MinutesKind string

// The kinds of minutes.
const (
	MinutesNotes  MinutesKind = "notes"  // minnesanteckningar
	MinutesFormal MinutesKind = "formal" // protokoll
)

// Openness says before the meeting whether it is open (handbook ch. 14).
type Openness struct {
	Open bool   `json:"open"`
	Rule string `json:"rule,omitempty"`
}

// Carried is what the conference takes over from the one before.
type Carried struct {
	From       string            `json:"from,omitempty"` // conference id
	FromTitle  string            `json:"fromTitle,omitempty"`
	Directions []CarriedDecision `json:"directions,omitempty"` // gällande inriktningar, to be followed up
	Measures   []CarriedMeasure  `json:"measures,omitempty"`
	Matters    []CarriedMatter   `json:"matters,omitempty"` // parked matters and unowned problems
	Reports    []CarriedReport   `json:"reports,omitempty"` // situation reports as they were last
}

// CarriedDecision is a direction that still held when this conference was planned.
type CarriedDecision struct {
	Conference string    `json:"conference"`
	ID         string    `json:"id"`
	Wording    string    `json:"wording"`
	ValidUntil time.Time `json:"validUntil,omitzero"`
	Secrecy    Secrecy   `json:"secrecy,omitzero"`
}

// CarriedMeasure is an open measure from an earlier conference.
type CarriedMeasure struct {
	Conference string    `json:"conference"`
	ID         string    `json:"id"`
	Text       string    `json:"text"`
	Owner      string    `json:"owner"`
	Due        time.Time `json:"due,omitzero"`
	Secrecy    Secrecy   `json:"secrecy,omitzero"`
}

// MatterProposal is the kind of a carried matter that was a proposal, and was not decided.
const MatterProposal = noteDecision

// CarriedMatter is a matter that was parked, that nobody owned, a need that nobody met, or that was proposed but not decided, in an earlier conference.
type CarriedMatter struct {
	Conference string   `json:"conference"`
	ID         string   `json:"id"`
	Kind       NoteKind `json:"kind"` // parked, unowned or decision
	Text       string   `json:"text"`
	Owner      string   `json:"owner,omitempty"`
	Secrecy    Secrecy  `json:"secrecy,omitzero"`
}

// ref is what a marking calls the material by.
func (x Material) ref() string { return x.Title }

// MainMode is the form of the meeting: that of its connections, Mixed when they differ. Reserves do not count.
func (p *Plan) MainMode() Mode {
	var mode Mode
	for _, c := range p.Connections {
		switch {
		case c.Reserve:
		case mode == "":
			mode = c.Mode
		case mode != c.Mode:
			return Mixed
		}
	}
	return mode
}

// Participant finds a participant by key.
func (p *Plan) Participant(key string) (Participant, bool) {
	for _, q := range p.Participants {
		if q.Key() == key {
			return q, true
		}
	}
	return Participant{}, false
}

// Actors are the invited actors, each once, in the order of the plan; the host is among them.
func (p *Plan) Actors() []string {
	seen := map[string]bool{}
	var out []string
	for _, q := range p.Participants {
		if !seen[q.Actor] {
			seen[q.Actor] = true
			out = append(out, q.Actor)
		}
	}
	return out
}

// Holder gives the plan's holder of an internal role.
func (p *Plan) Holder(r Role) (RoleHolder, bool) {
	for _, h := range p.Roles {
		if h.Role == r {
			return h, true
		}
	}
	return RoleHolder{}, false
}
