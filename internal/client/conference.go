package client

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"samverkan/internal/wire"
)

// Commands hands in commands for a conference, in order, and gives a receipt for each. Every one must have an id: the
// questions is put again when its answer is lost. The error is for what hindered all of them.
func (c *Client) Commands(ctx context.Context, conference string, commands []wire.Command) ([]wire.Receipt, error) {
	var out []wire.Receipt
	err := c.Give(ctx, commands, &out, "conferences", conference, "commands")
	if err == nil && len(out) != len(commands) {
		return nil, c.notOurs(200, nil)
	}
	return out, err
}

// Entries reads the journal after an entry, at most limit rows, as the reader may see it.
func (c *Client) Entries(ctx context.Context, conference string, after int64, limit int) ([]wire.Entry, error) {
	q := url.Values{"after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(limit)}}
	var raw json.RawMessage
	if err := c.Get(ctx, q, &raw, "conferences", conference, "entries"); err != nil {
		return nil, err
	}
	page, err := pageOf(raw)
	if err != nil {
		return nil, c.notOurs(200, err)
	}
	return page.Entries, nil
}

// page is a stretch of the journal.
type page struct {
	Entries []wire.Entry `json:"entries"`
	Next    int64        `json:"next"`
	Reset   bool         `json:"reset"` // too much has happened since: read it by pages
}

// pageOf reads a page, or a list of entries alone.
func pageOf(raw json.RawMessage) (page, error) {
	var p page
	if len(raw) > 0 && raw[0] == '[' {
		return p, json.Unmarshal(raw, &p.Entries)
	}
	return p, json.Unmarshal(raw, &p)
}
