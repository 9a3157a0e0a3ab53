package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

func (w *Web) feedRoutes() []row {
	return []row{
		{post, "/settings/calendars", "feed.own", w.makeFeed},
		{post, "/settings/calendars/revoke", "feed.own", w.revokeFeed},
	}
}

// feedPlace is where the door of calendar programs has its feeds; the address is the place, what nobody can guess, and .ics.
const feedPlace = "/calendar/"

// feedSecret is how many bytes of chance stand in the address of a calendar.
const feedSecret = 24

// feedRow is a calendar of the reader's, as it can be known afterwards: its address is shown once.
type feedRow struct {
	clerk.CalendarFeed
	Whole bool // the actor's, and not only the reader's own
}

// feeds lists the reader's calendars; what was revoked is not shown. A function's account that nobody has taken over has none.
func (q *request) feeds() ([]feedRow, error) {
	all, err := q.clerk().CalendarFeeds(q.ctx(), q.Who)
	if fault.KindOf(err) == fault.Forbidden {
		return nil, nil
	}
	var out []feedRow
	for _, f := range all {
		if f.Revoked.IsZero() {
			out = append(out, feedRow{CalendarFeed: f, Whole: f.Member == ""})
		}
	}
	return out, err
}

// madeFeed is the page that shows the address of a new calendar, this once.
type madeFeed struct {
	Shell
	Called  string
	Address string
	Whole   bool
	Area    string // "" for a calendar
}

// makeFeed makes a calendar, or a feed of an area, and shows its address. Only a digest of it is kept.
func (w *Web) makeFeed(q *request) error {
	b := make([]byte, feedSecret)
	if _, err := io.ReadFull(w.o.Random, b); err != nil {
		return fault.Wrap(err, fault.Internal, "internal")
	}
	key := base64.RawURLEncoding.EncodeToString(b)
	sum := sha256.Sum256([]byte(key))
	c := clerk.MakeFeed{ID: cmp.Or(q.Form.Get("_id"), w.o.NewID()), Actor: q.Who.Actor, Member: q.Who.Member, Title: q.field("title"),
		Area: q.Form.Get("area"), Link: clerk.Digest(hex.EncodeToString(sum[:]))}
	if q.Form.Get("whole") != "" {
		c.Member = ""
	}
	if err := q.clerk().MakeFeed(q.ctx(), q.Who, c); err != nil {
		return adminAt(err, "title")
	}
	if c.Area != "" {
		return q.page("feed-made", &madeFeed{Shell: q.shell("web.zip.feed-made"), Called: c.Title, Address: w.o.Base + "/feeds/" + key + ".atom", Area: c.Area})
	}
	return q.page("feed-made", &madeFeed{Shell: q.shell("web.feeds.made"), Called: c.Title, Address: w.o.Base + feedPlace + key + ".ics", Whole: c.Member == ""})
}

// revokeFeed ends a calendar: its address answers nobody from then on.
func (w *Web) revokeFeed(q *request) error {
	if err := q.clerk().RevokeFeed(q.ctx(), q.Who, clerk.RevokeFeed{ID: q.field("id")}); err != nil {
		return err
	}
	return q.done("/settings", "feed-revoked")
}
