package wire

import (
	"time"

	"samverkan/conference"
)

// SeatReport is how it stands with the situation report of one seat.
type SeatReport struct {
	Participant string             `json:"participant" doc:"The seat: actor, or actor/unit"`
	Actor       string             `json:"actor"`
	Asked       bool               `json:"asked,omitempty" doc:"A report was asked for"`
	In          bool               `json:"in,omitempty" doc:"A report was left for this conference"`
	Overdue     bool               `json:"overdue,omitempty" doc:"It was asked for, is not in, and the time has passed"`
	Late        bool               `json:"late,omitempty"`
	Unchanged   bool               `json:"unchanged,omitempty" doc:"It was said that the one before holds still"`
	At          time.Time          `json:"at,omitzero" doc:"When it was left; of one from an earlier conference, when that was"`
	Grade       int                `json:"grade,omitempty" doc:"How hard it is hit, 1 to 5; left out when unknown"`
	Omitted     int                `json:"omitted,omitempty" doc:"Parts that you may not read"`
	Report      *conference.Report `json:"report,omitempty" doc:"What was said last, if not here then in the conference before: what a form is filled in with"`
}

// NewReport leaves a situation report.
type NewReport struct {
	ID          string            `json:"id,omitempty" doc:"Of the command, given by the sender, so that it can safely be sent again"`
	Role        conference.Role   `json:"role,omitempty"`
	OccurredAt  time.Time         `json:"occurredAt,omitzero"`
	SentAt      time.Time         `json:"sentAt,omitzero"`
	Participant string            `json:"participant,omitempty" doc:"The seat: actor, or actor/unit; your actor's own when it has one and this is left out"`
	Report      conference.Report `json:"report,omitzero"`
	Rest        bool              `json:"rest,omitempty" doc:"What the report says nothing about stays as it was said last"`
	Unchanged   bool              `json:"unchanged,omitempty" doc:"The last report holds still; then without a report"`
}

// ReportsAsked asks for situation reports.
type ReportsAsked struct {
	ID         string          `json:"id,omitempty" doc:"Of the command, given by the sender, so that it can safely be sent again"`
	Role       conference.Role `json:"role,omitempty"`
	OccurredAt time.Time       `json:"occurredAt,omitzero"`
	SentAt     time.Time       `json:"sentAt,omitzero"`
	Actors     []string        `json:"actors,omitempty" doc:"Of whom; every attendee but the host when left out"`
	Deadline   time.Time       `json:"deadline" doc:"When they are to be in"`
	Questions  []string        `json:"questions,omitempty" doc:"Besides the themes and the three tests"`
}

// Reminded is what came of a reminder.
type Reminded struct {
	Messages int `json:"messages" doc:"How many messages it became: none when all have reported, when the invitation is not out, or where nothing is sent from"`
}
