package clerk

import (
	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// CommentItem says something of an item. For those who contribute in the area and read the item.
type CommentItem struct {
	Area string `json:"area"`
	Item string `json:"item"`
	ID   string `json:"id"`
	Text string `json:"text"`
}

// WithdrawComment takes one's own comment back.
type WithdrawComment struct {
	Area string `json:"area"`
	Item string `json:"item"`
	ID   string `json:"id"`
}

// Names.
func (CommentItem) Name() string     { return "area.item-commented" }
func (WithdrawComment) Name() string { return "area.comment-withdrawn" }

// kept is the comment without its text, which is gone when it is taken back.
func (c CommentItem) kept() any {
	c.Text = ""
	return c
}

func (c CommentItem) run(d *desk) (bool, error) {
	_, it, err := d.item(c.Area, c.Item, false)
	if err != nil {
		return false, err
	}
	said := area.Comment{ID: c.ID, At: d.tx.Now, By: d.who.Member, Actor: d.who.Actor, Text: c.Text}
	if d.who.Owner {
		said.Actor = it.Owner
	}
	if err := said.Check(); err != nil {
		return false, err
	}
	if _, taken, err := found(d.tx.ItemComment(c.ID)); err != nil {
		return false, err
	} else if taken {
		return false, fault.New(fault.Conflict, "area.item-id-taken", "ID", c.ID)
	}
	return true, d.tx.PutItemComment(commentRow(it.ID, said))
}

func (c WithdrawComment) run(d *desk) (bool, error) {
	_, it, err := d.item(c.Area, c.Item, false)
	if err != nil {
		return false, err
	}
	row, exists, err := found(d.tx.ItemComment(c.ID))
	if err != nil {
		return false, err
	}
	if !exists || row.Item != it.ID {
		return false, fault.New(fault.NotFound, "area.comment-unknown")
	}
	old := commentOf(row)
	next, err := old.Withdraw(d.who.Member, d.tx.Now)
	if err != nil || next == old {
		return false, err
	}
	return true, d.tx.PutItemComment(commentRow(it.ID, next))
}

func commentRow(item string, c area.Comment) store.ItemComment {
	return store.ItemComment{ID: c.ID, Item: item, At: c.At, Member: c.By, Actor: c.Actor, Text: c.Text, WithdrawnAt: c.Withdrawn}
}

func commentOf(r store.ItemComment) area.Comment {
	return area.Comment{ID: r.ID, At: r.At, By: r.Member, Actor: r.Actor, Text: r.Text, Withdrawn: r.WithdrawnAt}
}
