package web

import (
	"bytes"
	"net/http"
	"time"

	"samverkan/internal/i18n"
)

// Shell is what every page has around it. A page's struct embeds it.
type Shell struct {
	Title    string // in the window and as heading, in the reader's language
	Section  string // which part of the bar it stands under: start, conferences, areas, decisions, measures, inquiries, admin; "" none
	Class    string // of the body: cockpit, follow
	Plain    bool   // without the bar: the room has a bar of its own
	Desk     bool   // the secretary's script is needed too
	Recorder bool   // and the one that takes up sound and sends it
	Sealing  bool   // and the one that encrypts files and opens them

	Lang     string
	Theme    string // light or dark when the reader has chosen; "" follows the machine
	Nonce    string
	Now      time.Time
	Member   string
	Actor    string
	Name     string // of the person
	ActorTag string // of the actor, as in lists
	SignedIn bool
	Guest    bool
	Keeps    bool // has something to administer
	Unread   int  // in the inbox
	Exercise bool
	Done     string // what was just done, in words
	Path     string // of this page, for forms to come back to
	Posted   *Posted
	Live     *Live
	Build    string
	Cache    bool // the page may be kept for when there is no network
	Key      string

	p *i18n.Printer
}

// Live is how a page follows a meeting.
type Live struct {
	Stream, Mine string // addresses
	Seq          int64  // the newest entry that the page was made with
	Every        int    // seconds between askings for Mine besides; 0 never
}

// Mode tells where a conference stands, for the mark in the bar.
func (s Shell) Mode() string {
	if s.Exercise {
		return "drill"
	}
	return "sharp"
}

// shell begins a page with a title.
func (q *request) shell(title string, args ...any) Shell {
	s := Shell{Title: q.T(title, args...), Lang: q.Lang(), Nonce: q.nonce, Now: q.Now, Member: q.Who.Member, Actor: q.Who.Actor,
		SignedIn: q.Who.SignedIn(), Guest: q.Who.Guest(), Path: q.r.URL.RequestURI(), Posted: q.posted, p: q.Printer, Build: q.web.assets.build}
	if s.SignedIn {
		s.Theme = q.theme()
		s.Name, s.ActorTag = q.personName(), q.shortName(q.Who.Actor)
		s.Keeps = q.Who.Allows("account.list", "") == nil
		if !s.Guest {
			// Only the number beside the bell: without it the page is a page all the same.
			s.Unread, _ = q.clerk().Unread(q.ctx(), q.Who)
		}
	}
	if note := q.query("done"); note != "" && q.Has("web.done."+note) && q.posted == nil {
		s.Done = q.T("web.done." + note)
	}
	return s
}

// personName is who sits at the screen: at a function's account the person who has taken it over.
func (q *request) personName() string {
	if q.Who.Person != "" {
		return q.Who.Person
	}
	name, err := q.clerk().NameOf(q.ctx(), q.Who)
	if err != nil {
		return ""
	}
	return name
}

// haveHeader names the edition of a page that the browser has: the digest of its bytes.
const haveHeader = "Samverkan-Have"

// page shows a page.
func (q *request) page(name string, data any) error { return q.show(http.StatusOK, name, data) }

// show writes a page with a status. A page that is shown again because of a form has the status of what was wrong with it.
func (q *request) show(status int, name string, data any) error {
	var b bytes.Buffer
	if err := q.web.pages[q.Lang()].write(&b, name, data); err != nil {
		return err
	}
	if q.posted != nil && status == http.StatusOK {
		status = http.StatusUnprocessableEntity
	}
	q.w.Header().Set("Content-Security-Policy", policy(q.nonce, q.ground))
	q.private("text/html")
	q.send(status, b.Bytes())
	return nil
}

// edition writes a page that the browser keeps: as what differs from the one that it has, when it says so and that is remembered here.
func (q *request) edition(name string, data any) error {
	var b bytes.Buffer
	if err := q.web.pages[q.Lang()].write(&b, name, data); err != nil {
		return err
	}
	q.w.Header().Set("Content-Security-Policy", policy(q.nonce, q.ground))
	q.private("text/html")
	q.w.Header().Add("Vary", haveHeader)
	body, digest := b.Bytes(), digestOf(b.Bytes())
	q.w.Header().Set("Samverkan-Digest", digest)
	if have := q.r.Header.Get(haveHeader); have != "" {
		if old, ok := q.web.editions.get(q.Who.Member, have); ok {
			q.w.Header().Set("Content-Type", deltaKind)
			body = delta(old, b.String())
		}
	}
	q.web.editions.put(q.Who.Member, digest, b.Bytes())
	q.send(http.StatusOK, body)
	return nil
}

// send writes a body, packed when the browser takes it so. Nothing that a page says twice is both secret and of the reader's
// choosing, which is what would make packing unsafe.
func (q *request) send(status int, body []byte) {
	if packed, ok := pack(q.r, body); ok {
		q.w.Header().Set("Content-Encoding", "gzip")
		body = packed
	}
	q.w.WriteHeader(status)
	if q.r.Method != http.MethodHead {
		q.w.Write(body)
	}
}
