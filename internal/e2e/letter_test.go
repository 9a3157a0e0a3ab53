package e2e_test

import (
	"bytes"
	"io"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"

	"samverkan/internal/mail/lint"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/render/ical"
)

// host is the mailbox of the actor that calls.
const host = "tib@lst-allmanlan.example"

// letter is a mail that arrived, as its recipient's program reads it.
type letter struct {
	to, subject, id, references string
	from, plain                 string
	files                       []string // their types
	calendar                    []byte
	method                      ical.Method
	event                       ical.Event
}

// opened reads a mail, which must keep the rules of package lint and hold nothing about others.
func opened(t *testing.T, l mailtest.Letter) letter {
	t.Helper()
	for _, p := range lint.Lint(l.Data) {
		if l.To != host || p.Rule != 6 || p.What != "no RSVP=TRUE" { // who calls is asked for nothing
			t.Errorf("to %s: %v", l.To, p)
		}
	}
	r, err := mail.CreateReader(bytes.NewReader(l.Data))
	if err != nil {
		t.Fatal(err)
	}
	x := letter{to: l.To, id: r.Header.Get("Message-ID"), references: r.Header.Get("References"), from: r.Header.Get("From")}
	if x.subject, err = r.Header.Subject(); err != nil {
		t.Error(err)
	}
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		x.take(t, p, body)
	}
	return x
}

func (x *letter) take(t *testing.T, p *mail.Part, body []byte) {
	t.Helper()
	switch h := p.Header.(type) {
	case *mail.AttachmentHeader:
		kind, _, err := h.ContentType()
		if err != nil {
			t.Error(err)
		}
		if kind == "application/pdf" && !bytes.HasPrefix(body, []byte("%PDF-")) {
			t.Errorf("to %s: no PDF", x.to)
		}
		x.files = append(x.files, kind)
	case *mail.InlineHeader:
		switch kind, _, _ := h.ContentType(); kind {
		case "text/plain":
			x.plain = string(body)
		case "text/calendar":
			x.calendar = body
			x.entry(t)
		}
	}
}

// entry reads the calendar, which is about one meeting and one recipient.
func (x *letter) entry(t *testing.T) {
	t.Helper()
	c, err := ical.Decode(bytes.NewReader(x.calendar))
	if err != nil || len(c.Events) != 1 {
		t.Fatalf("to %s: %d meetings, %v", x.to, len(c.Events), err)
	}
	x.method, x.event = c.Method, c.Events[0]
	if n := len(x.event.Attendees); n != 1 || x.event.Attendees[0].Email != x.to {
		t.Errorf("to %s: the calendar is for %v", x.to, x.event.Attendees)
	}
}

// arrived waits until so many more mails have come than had when it was asked last, and gives those.
type inbox struct {
	t    *testing.T
	sink *mailtest.Sink
	seen int
	all  map[string][]letter // by recipient, in the order in which they came

	kills int // of the service, on purpose
}

// fresh gives the mails without those that came again. Who was killed after a mail was taken and before that was written down sends it
// again, the same and no other: one for each connection, and there is one.
func (b *inbox) fresh() (out []mailtest.Letter) {
	b.t.Helper()
	ids, again := map[string]bool{}, 0
	for _, l := range b.sink.Taken() {
		m, err := netmail.ReadMessage(bytes.NewReader(l.Data))
		if err != nil {
			b.t.Fatal(err)
		}
		if id := l.To + m.Header.Get("Message-Id"); !ids[id] {
			ids[id] = true
			out = append(out, l)
		} else {
			again++
		}
	}
	if again > b.kills {
		b.t.Fatalf("%d mails came again after %d kills", again, b.kills)
	}
	return out
}

func (b *inbox) next(what string, n int) []letter {
	b.t.Helper()
	for limit := time.Now().Add(patience); len(b.fresh()) < b.seen+n; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			b.t.Fatalf("%s: %d of %d mails", what, len(b.fresh())-b.seen, n)
		}
	}
	var out []letter
	to := map[string]bool{}
	for _, l := range b.fresh()[b.seen : b.seen+n] {
		x := opened(b.t, l)
		if to[x.to] {
			b.t.Errorf("%s: %s got it twice", what, x.to)
		}
		to[x.to] = true
		b.all[x.to] = append(b.all[x.to], x)
		out = append(out, x)
	}
	b.seen += n
	return out
}

// thread fails when a later mail to somebody does not refer to the first about the same.
func (b *inbox) thread(to, about string) {
	b.t.Helper()
	var list []letter
	for _, x := range b.all[to] {
		if strings.Contains(x.subject, about) {
			list = append(list, x)
		}
	}
	ids := map[string]bool{}
	for i, x := range list {
		if i == 0 && x.references != "" || i > 0 && x.references != list[0].id {
			b.t.Errorf("%s: mail %d (%s) refers to %q, the first is %s", to, i+1, x.subject, x.references, list[0].id)
		}
		if ids[x.id] {
			b.t.Errorf("%s: %s came twice", to, x.id)
		}
		ids[x.id] = true
	}
}

// pdfs counts the papers of a mail.
func (x letter) pdfs() int {
	n := 0
	for _, f := range x.files {
		if f == "application/pdf" {
			n++
		}
	}
	return n
}

// sequences are those of the calendar entries that somebody got, in order.
func sequences(list []letter) []int {
	var out []int
	for _, x := range list {
		if x.calendar != nil {
			out = append(out, x.event.Sequence)
		}
	}
	return slices.Clip(out)
}
