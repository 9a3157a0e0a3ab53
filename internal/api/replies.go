package api

import (
	"context"
	"time"
)

// unknownReply is a message that came in and that somebody has to say whose it is.
type unknownReply struct {
	ID         string    `json:"id"`
	At         time.Time `json:"at"`
	Sender     string    `json:"sender" doc:"What it says it comes from; a claim"`
	Subject    string    `json:"subject,omitempty"`
	Conference string    `json:"conference,omitempty"`
	Reply      string    `json:"reply,omitempty"`
	Message    string    `json:"message,omitempty"`
	Code       string    `json:"code,omitempty" doc:"Why it is unknown"`
}

func unknownReplies(a *API, ctx context.Context, c *call, _ *none) (*list[unknownReply], error) {
	all, err := a.o.Clerk.UnknownReplies(ctx, c.who)
	var out []unknownReply
	for _, x := range all {
		out = append(out, unknownReply{ID: x.ID, At: x.At, Sender: x.Sender, Subject: x.Subject, Conference: x.Conference,
			Reply: string(x.Reply), Message: x.Message, Code: x.Code})
	}
	return listed(out, err)
}
