package api

import (
	"context"

	"samverkan/internal/clerk"
)

type boardAsked struct {
	ID    string `path:"id"`
	Place string `query:"place" doc:"Only what is in this municipality (four digits) or county (two)"`
	Words string `query:"q" doc:"Only what has this in it"`
}

type boardAnswer struct{ Body clerk.BoardView }

func needBoard(a *API, ctx context.Context, c *call, in *boardAsked) (*boardAnswer, error) {
	v, err := a.o.Clerk.NeedBoard(ctx, c.who, in.ID)
	v.Board = v.Only(in.Place, in.Words)
	return &boardAnswer{v}, err
}

type messagesAnswer struct{ Body clerk.MessagesView }

func areaMessages(a *API, ctx context.Context, c *call, in *byID) (*messagesAnswer, error) {
	v, err := a.o.Clerk.Messages(ctx, c.who, in.ID)
	return &messagesAnswer{v}, err
}
