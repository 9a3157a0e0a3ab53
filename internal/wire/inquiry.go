package wire

import (
	"time"

	"samverkan/internal/inquiry"
)

// Inquiry is a begäran om information as one reader may see it.
type Inquiry struct {
	ID string `json:"id"`
	inquiry.Ask
	Asked  time.Time      `json:"asked"`
	Closed time.Time      `json:"closed,omitzero"`
	Result inquiry.Result `json:"result" doc:"Every answer that you may read"`
	Head   Head           `json:"head"`

	Owns    bool     `json:"owns,omitempty" doc:"Your actor asks, and reads everything"`
	Manages bool     `json:"manages,omitempty" doc:"You may change it, remind and close it"`
	Answers []string `json:"answers,omitempty" doc:"The actors that you may answer for"`
}

// ListedInquiry is an inquiry in somebody's list.
type ListedInquiry struct {
	ID         string    `json:"id"`
	Owner      string    `json:"owner"`
	Title      string    `json:"title"`
	Incident   string    `json:"incident,omitempty"`
	Exercise   bool      `json:"exercise,omitempty"`
	Asked      time.Time `json:"asked"`
	Deadline   time.Time `json:"deadline"`
	Closed     time.Time `json:"closed,omitzero"`
	Owns       bool      `json:"owns,omitempty" doc:"Your actor asks"`
	Awaits     bool      `json:"awaits,omitempty" doc:"Your actor is asked, and has not answered while it is open"`
	AnsweredAt time.Time `json:"answeredAt,omitzero" doc:"When your actor last answered"`
	Total      int       `json:"total" doc:"How many are asked"`
	Answered   int       `json:"answered" doc:"How many have answered"`
}
