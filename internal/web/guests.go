package web

import (
	"slices"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// guestsPage is who may come to a conference without an account. The host sees all links, an actor its own.
type guestsPage struct {
	Shell
	ID, Called string // of the conference
	Rows       []guestRow
	Actors     []choice
	Until      string
	Link       string // just made; shown once
	LinkFor    string
}

type guestRow struct {
	clerk.GuestLink
	ActorName string
	Over      bool // by time, or because somebody ended it
}

// guests lists the links, and makes more.
func (w *Web) guests(q *request) error { return w.showGuests(q, "", "") }

func (w *Web) showGuests(q *request, link, whom string) error {
	id := q.path("id")
	links, err := q.clerk().Guests(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	c, err := q.conferenceOf()
	if err != nil {
		return err
	}
	p := &guestsPage{Shell: q.shell("web.guests.title"), ID: id, Called: c.Plan.Title, Link: link, LinkFor: whom}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	for _, g := range links {
		p.Rows = append(p.Rows, guestRow{g, q.actorName(g.Actor), !g.Revoked.IsZero() || !g.Expires.After(q.Now)})
	}
	slices.SortStableFunc(p.Rows, func(a, b guestRow) int {
		if a.Over != b.Over {
			return map[bool]int{true: 1, false: -1}[a.Over]
		}
		return b.Created.Compare(a.Created)
	})
	p.Actors = q.guestActors(c)
	p.Until = q.ShortDate(guestUntil(q.Now, c)) + " " + q.Clock(guestUntil(q.Now, c))
	return q.page("guests", p)
}

// guestUntil is how long a link lasts when nothing else is said: to the day after the meeting, so that its papers can be read.
func guestUntil(now time.Time, c *conference.Conference) time.Time {
	until := c.Plan.End.Add(24 * time.Hour)
	if until.Before(now.Add(24 * time.Hour)) {
		until = now.Add(24 * time.Hour)
	}
	if longest := now.Add(31*24*time.Hour - time.Hour); until.After(longest) {
		until = longest
	}
	return until
}

// guestActors are the actors that a guest can come for: those that are called, for the host; else the reader's own.
func (q *request) guestActors(c *conference.Conference) []choice {
	if c.Plan.Host != q.Who.Actor && !q.runs() {
		return []choice{{q.Who.Actor, q.actorName(q.Who.Actor)}}
	}
	out := []choice{}
	for _, actor := range c.Plan.Actors() {
		if actor != c.Plan.Host {
			out = append(out, choice{actor, q.actorName(actor)})
		}
	}
	slices.SortFunc(out, func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	return out
}

// inviteGuest makes a link, and shows it on the page: the service keeps only what it is recognised by.
func (w *Web) inviteGuest(q *request) error {
	expires, err := readTime(strings.TrimSpace(q.Form.Get("expires")), q.Now)
	if err != nil {
		return adminAt(err, "expires")
	}
	whom := strings.TrimSpace(q.Form.Get("for"))
	_, link, err := w.o.SignIn.InviteGuest(q.ctx(), q.Who, q.path("id"), q.Form.Get("actor"), whom, expires)
	if err != nil {
		field := "actor"
		switch fault.CodeOf(err) {
		case "guest.expiry":
			field = "expires"
		case "person.name":
			field = "for"
		}
		return adminAt(err, field)
	}
	if whom == "" {
		whom = q.T("web.guests.anybody", "Actor", q.actorName(q.Form.Get("actor")))
	}
	return w.showGuests(q, link, whom)
}

// revokeGuest ends a link and whoever is in by it.
func (w *Web) revokeGuest(q *request) error {
	if _, err := q.administer(clerk.RevokeGuest{ID: q.path("guest")}); err != nil {
		return err
	}
	return q.done("/conferences/"+q.path("id")+"/guests", "guest-revoked")
}
