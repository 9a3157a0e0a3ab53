package clerk

import (
	"context"
	"slices"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/store"
)

// BoardView is the board of an area as one reader sees it.
type BoardView struct {
	Area  area.Area  `json:"area"`
	Right area.Right `json:"right"` // the reader's own
	At    time.Time  `json:"at"`    // when it was so
	area.Board
}

// NeedBoard gives the needs and offers of an area that the caller reads, beside each other. Fault: area.unknown.
func (k *Clerk) NeedBoard(ctx context.Context, who Identity, id string) (BoardView, error) {
	var out BoardView
	err := k.look(ctx, who, "area.read", func(tx *store.Tx) error {
		a, right, items, err := (&desk{tx: tx, who: who, clerk: k}).ofKinds(id, area.Need, area.Offer)
		out = BoardView{Area: a, Right: right, At: tx.Now, Board: area.NewBoard(items, who.Actor)}
		if err != nil {
			return err
		}
		return who.onlyKnown(tx, onBoard(out.Board)...) // the board itself tells who needs that an agreed offer does not stand any more
	})
	return out, err
}

// MessagesView is the shared messages, and the questions with their answers, of an area as one reader sees them.
type MessagesView struct {
	Area      area.Area   `json:"area"`
	Right     area.Right  `json:"right"` // the reader's own
	Messages  []area.Item `json:"messages"`
	Questions []area.Item `json:"questions"`
}

// Messages gives the messages and questions of an area that the caller reads: what is approved first, and of those the newest. Fault: area.unknown.
func (k *Clerk) Messages(ctx context.Context, who Identity, id string) (MessagesView, error) {
	out := MessagesView{Messages: []area.Item{}, Questions: []area.Item{}}
	err := k.look(ctx, who, "area.read", func(tx *store.Tx) error {
		a, right, items, err := (&desk{tx: tx, who: who, clerk: k}).ofKinds(id, area.Message, area.Question)
		if err != nil {
			return err
		}
		if err := who.onlyKnown(tx, pointed(items)...); err != nil {
			return err
		}
		out = MessagesView{Area: a, Right: right, Messages: []area.Item{}, Questions: []area.Item{}}
		slices.SortStableFunc(items, area.ByApproval)
		for _, i := range items {
			if i.Kind == area.Message {
				out.Messages = append(out.Messages, i)
			} else {
				out.Questions = append(out.Questions, i)
			}
		}
		return nil
	})
	return out, err
}

// ofKinds gives the items of an area of some kinds that the caller reads.
func (d *desk) ofKinds(id string, kinds ...area.Kind) (a area.Area, right area.Right, items []area.Item, err error) {
	if a, err = d.area(id, area.Read); err != nil {
		return a, "", nil, err
	}
	if right = a.RightOf(d.who.Actor); d.who.Owner {
		right = area.Manage
	}
	for _, kind := range kinds {
		rows, err := d.tx.Items(d.who.lookup(), store.ItemFilter{Area: id, Kind: string(kind)})
		if err != nil {
			return a, right, nil, err
		}
		for _, row := range rows {
			i, err := itemOf(row, nil)
			if err != nil {
				return a, right, nil, err
			}
			items = append(items, i)
		}
	}
	return a, right, items, nil
}
