package notify_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message/mail"

	"samverkan/conference"
	"samverkan/internal/calling"
	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/mail/lint"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/rehearsal"
	"samverkan/internal/wire"
)

// row is a participant's on the receipt board, as it travels.
func (w *world) row(conf, actor string) wire.Acknowledged {
	w.t.Helper()
	rows, err := w.Board(w.t.Context(), clerk.OwnerIdentity(), conf)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range calling.Board(rows) {
		if r.Actor == actor {
			return r
		}
	}
	w.t.Fatalf("%s is not on the board", actor)
	return wire.Acknowledged{}
}

// called plans a conference with two actors at a time before it and calls to it. Within a day it is an alarm.
func called(t *testing.T, w *world, m rehearsal.Meeting, notice time.Duration, change func(*conference.Plan)) conference.Plan {
	t.Helper()
	p := m.Plan
	p.ID, p.SeriesNo, p.Start, p.End = "konf-fel", 99, w.clock.Now().Add(notice), w.clock.Now().Add(notice+time.Hour)
	p.Callout, p.Reporting = conference.Callout{}, conference.Reporting{}
	p.Needs, p.Feeds, p.Material, p.Agenda = nil, nil, nil, nil
	p.Participants = []conference.Participant{{Actor: attendee, Role: conference.Attendee}, {Actor: "kommun-storsjo", Role: conference.Attendee}}
	if change != nil {
		change(&p)
	}
	w.do(p.ID, &conference.PlanConference{Plan: p})
	w.do(p.ID, &conference.IssueInvitation{})
	return p
}

// Whatever the mail server says of one recipient, the board says what is wrong in a text that says what to do, another way is tried, the
// others get their mail, and nothing is lost (C13).
func TestWhatGoesWrongIsToldOnTheBoard(t *testing.T) {
	const days = 50 * time.Hour
	for _, c := range []struct {
		name    string
		fault   mailtest.Fault
		until   int // tries; 0 is for ever
		notice  time.Duration
		after   time.Duration // what has passed when it is looked at
		code    string        // on the board
		state   delivery.State
		other   bool // a text message goes in its place
		arrives bool
		broken  bool // the address is marked
		again   bool // shown as perhaps come twice
	}{
		{name: "unknown address", fault: mailtest.UnknownAddress, notice: days, code: "mail.unknown-recipient", state: delivery.Failed, other: true, broken: true},
		{name: "unknown address, in bare words", fault: mailtest.BareRefusal, notice: days, code: "mail.unknown-recipient", state: delivery.Failed, other: true, broken: true},
		{name: "full mailbox", fault: mailtest.FullMailbox, notice: days, code: "mail.full-mailbox", state: delivery.Failed, other: true},
		{name: "full mailbox for now", fault: mailtest.FullForNow, notice: days, after: 20 * time.Minute, code: "mail.full-mailbox", state: delivery.Queued, other: true},
		{name: "full mailbox for a while", fault: mailtest.FullForNow, until: 3, notice: days, after: 20 * time.Minute, state: delivery.Sent, arrives: true},
		{name: "full mailbox in an alarm", fault: mailtest.FullForNow, notice: time.Hour, after: time.Minute, code: "mail.full-mailbox", state: delivery.Queued, other: true},
		{name: "taken for spam", fault: mailtest.Spam, notice: days, code: "mail.refused", state: delivery.Failed, other: true},
		{name: "too large", fault: mailtest.TooLarge, notice: days, code: "mail.too-large", state: delivery.Failed, other: true},
		{name: "busy", fault: mailtest.Busy, notice: days, after: 2 * time.Minute, code: "mail.later", state: delivery.Queued},
		{name: "busy for a while", fault: mailtest.BusyAtEnd, until: 2, notice: days, after: 5 * time.Minute, state: delivery.Sent, arrives: true},
		{name: "broken off after the end", fault: mailtest.DropAtEnd, until: 1, notice: days, after: 5 * time.Minute, state: delivery.Sent, arrives: true, again: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, m := exercise(t)
			sink := mailtest.Start(t, mailtest.Options{Fault: func(to string, try int) mailtest.Fault {
				if to == mailbox(attendee) && (c.until == 0 || try <= c.until) {
					return c.fault
				}
				return mailtest.None
			}})
			p := called(t, w, m, c.notice, nil)
			began := w.clock.Now()
			sms := &taker{}
			passed := func() bool {
				return w.clock.Now().Sub(began) > max(c.after, 30*time.Second) && sink.Counts()[mailbox("kommun-storsjo")] == 1
			}
			run(t, w.worker(post{clock: hasty{w.clock}, name: "a", relay: relay(t, sink, 5*time.Second)}), passed)
			run(t, w.worker(post{clock: hasty{w.clock}, name: "b", short: map[directory.Channel]channel.Provider{directory.SMS: sms}}), w.settled(directory.SMS))
			r := w.row(p.ID, attendee)
			var state delivery.State
			for _, d := range w.deliveries(p.ID) {
				if d.Actor == attendee && d.Channel == directory.Mail {
					state = d.State
				}
			}
			if r.Code != c.code || state != c.state {
				t.Errorf("the board says %q, the mail is %s; want %q, %s", r.Code, state, c.code, c.state)
			}
			if texts, err := i18n.Load(); err == nil && c.code != "" {
				if text := texts.For("sv").Fault(delivery.Trouble(r.Code)); text == texts.For("sv").Fault(fault.New(fault.Unavailable, "x.none")) {
					t.Errorf("told as %q", text)
				}
			}
			number := 0
			for _, x := range sms.taken {
				if x.Text != "" && x.To == w.number(attendee) {
					number++
				}
			}
			if (number > 0) != c.other {
				t.Errorf("%d text messages went instead", number)
			}
			if n := sink.Counts()[mailbox(attendee)]; (n > 0) != c.arrives || n > 1 && !c.again {
				t.Errorf("%d mails arrived", n)
			}
			if r.Unsure.IsZero() == c.again {
				t.Errorf("unsure at %v", r.Unsure)
			}
			contacts, err := w.Contacts(t.Context(), clerk.OwnerIdentity(), attendee)
			if err != nil || contacts[0].Ways[0].Broken() != c.broken {
				t.Errorf("the address is marked as broken: %v, %v", contacts[0].Ways[0].Broken(), err)
			}
		})
	}
}

// number is the one that an actor's text messages go to.
func (w *world) number(actor string) string {
	w.t.Helper()
	list, err := w.Contacts(w.t.Context(), clerk.OwnerIdentity(), actor)
	if err != nil || len(list) == 0 {
		w.t.Fatal(list, err)
	}
	for _, x := range list[0].Ways {
		if x.Channel == directory.SMS {
			return x.Address
		}
	}
	return ""
}

// A mail server that cannot be reached is told for everybody who waits for it; an alarm goes by its other channel meanwhile, and nobody is
// called to a meeting that has been when the server comes back.
func TestTheBoardSaysThatTheServerIsAway(t *testing.T) {
	for _, c := range []struct {
		name   string
		notice time.Duration
		away   time.Duration
		alarm  bool
		comes  bool
		code   string
		state  delivery.State
	}{
		{"alarm", time.Hour, 10 * time.Minute, true, true, "mail.unreachable", delivery.Queued},
		{"long before", 50 * time.Hour, 10 * time.Minute, false, true, "mail.unreachable", delivery.Queued},
		{"longer than the meeting", 25 * time.Hour, 27 * time.Hour, false, false, "notify.too-late", delivery.Failed},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, m := exercise(t)
			sink := mailtest.Start(t, mailtest.Options{})
			away := mailtest.Start(t, mailtest.Options{})
			gone := relay(t, away, time.Second)
			away.Stop()
			p := called(t, w, m, c.notice, nil)
			began := w.clock.Now()
			run(t, w.worker(post{clock: hasty{w.clock}, name: "a", relay: gone}), func() bool { return w.clock.Now().Sub(began) > c.away })
			for _, actor := range []string{attendee, "kommun-storsjo"} {
				if r := w.row(p.ID, actor); r.Code != c.code || r.State != string(c.state) {
					t.Errorf("%s: %s %q", actor, r.State, r.Code)
				}
			}
			sms := &taker{}
			if c.alarm {
				run(t, w.worker(post{clock: hasty{w.clock}, name: "b", short: map[directory.Channel]channel.Provider{directory.SMS: sms}}), w.settled(directory.SMS))
				if len(sms.taken) != 2 {
					t.Errorf("%d text messages", len(sms.taken))
				}
			}
			run(t, w.worker(post{clock: hasty{w.clock}, name: "c", relay: relay(t, sink, 5*time.Second)}), w.settled(directory.Mail))
			if n := len(sink.Taken()); n != map[bool]int{true: 2}[c.comes] {
				t.Errorf("%d mails when the server was back", n)
			}
		})
	}
}

// What people write reaches no header, no other recipient and no line of the calendar, however it is written (D10, D11).
func TestWordsStayWords(t *testing.T) {
	long := strings.Repeat("Snö ", 2500)
	for name, evil := range map[string]string{
		"CR LF": "Snö\r\nBcc: alla@annan.example\r\n\r\n<b>Hej", "LF": "Snö\nTo: x@annan.example", "CR": "Snö\rATTENDEE:mailto:x@annan.example", "NUL": "Snö\x00kaos",
		"a calendar's end": "Snö\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:x@annan.example", "quotation marks": `Snö" <x@annan.example>, "`, "an encoded word": "=?utf-8?q?Sn=0D=0ABcc:_x@annan.example?=",
		"turned around": "Snö \u202egpj.exe", "next line": "Snö\u0085Bcc: x@annan.example", "line separator": "Snö\u2028Bcc: x@annan.example", "10 kB": long, "not UTF-8": "Sn\xf6",
		"commas": "Lst, Region; \\n Kommun:", "a template": `{{.Answer}}{{define "foot"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			w, m := exercise(t)
			sink := mailtest.Start(t, mailtest.Options{})
			told := 0
			var called []string
			// Where the desk takes the words, they travel as words; where it does not, it says so at the field.
			try := func(change func(*conference.Plan)) {
				w.clock.Set(w.clock.Now().Add(time.Second))
				p := m.Plan
				p.ID, p.SeriesNo = fmt.Sprintf("konf-ord-%d", told), 100+told
				told++
				p.Start, p.End, p.Callout, p.Reporting = w.clock.Now().Add(50*time.Hour), w.clock.Now().Add(51*time.Hour), conference.Callout{}, conference.Reporting{}
				p.Needs, p.Feeds, p.Material, p.Agenda = nil, nil, nil, nil
				p.Participants = []conference.Participant{{Actor: attendee, Role: conference.Attendee}}
				change(&p)
				_, err := w.Do(t.Context(), clerk.OwnerIdentity(), p.ID, clerk.Wish{Command: &conference.PlanConference{Plan: p}})
				if err != nil {
					if f, ok := fault.As(err); !ok || f.Kind == fault.Internal {
						t.Errorf("refused with %v", err)
					}
					return
				}
				w.do(p.ID, &conference.IssueInvitation{})
				called = append(called, p.ID)
			}
			try(func(p *conference.Plan) { p.Title = evil })
			try(func(p *conference.Plan) { p.HostUnit = evil })
			try(func(p *conference.Plan) { p.Invitation.Purpose, p.Invitation.Goals = evil, []string{evil} })
			try(func(p *conference.Plan) {
				p.Connections = []conference.Connection{{Mode: conference.Room, Place: evil, Primary: true}}
			})
			if err := w.tryContact(evil); err == nil {
				t.Error("a contact's address of any words is taken")
			}
			run(t, w.worker(post{clock: hasty{w.clock}, name: "a", relay: relay(t, sink, 5*time.Second)}), func() bool {
				counts, err := w.DeliveryCounts(t.Context())
				return err != nil || len(counts) == 0 || w.settled(directory.Mail)()
			})
			for _, id := range called {
				for _, d := range w.deliveries(id) {
					if d.State != delivery.Sent {
						t.Errorf("%s is %s (%s)", d.Conference, d.State, d.Code)
					}
				}
			}
			for _, l := range sink.Taken() {
				clean(t, l)
			}
		})
	}
}

// clean fails when a mail is to anybody but its recipient, or has more in it than it should.
func clean(t *testing.T, l mailtest.Letter) {
	t.Helper()
	if l.To != mailbox(attendee) {
		t.Errorf("to %s", l.To)
	}
	for _, p := range lint.Lint(l.Data) {
		t.Errorf("%v", p)
	}
	r, err := mail.CreateReader(bytes.NewReader(l.Data))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := r.Header.Subject()
	if err != nil || utf8.RuneCountInString(subject) > 200 || !strings.HasPrefix(subject, "ÖVNING") {
		t.Errorf("%d characters: %.100s %v", utf8.RuneCountInString(subject), subject, err)
	}
	for _, name := range []string{"Bcc", "Cc", "Sender", "Reply-To"} {
		if r.Header.Has(name) {
			t.Errorf("%s: %s", name, r.Header.Get(name))
		}
	}
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
		smuggled := map[string]string{"text/calendar": "\r\nATTENDEE:mailto:x@annan", "application/ics": "\r\nATTENDEE:mailto:x@annan", "text/html": "<b>Hej"}[kind]
		if smuggled != "" && bytes.Contains(body, []byte(smuggled)) {
			t.Errorf("%s holds what was smuggled in:\n%.500s", kind, body)
		}
	}
}

// tryContact reads a file of contacts in which an address is anything, as one does who gets it from somebody else.
func (w *world) tryContact(address string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "actor,function,channel,address\n%s,TiB,e-post,\"tib@ekeryd.example%s\"\n", attendee, strings.ReplaceAll(address, `"`, `""`))
	list, err := directory.ReadContacts(&b)
	if err != nil {
		return err
	}
	_, err = w.Administer(w.t.Context(), clerk.OwnerIdentity(), "", clerk.ImportContacts{Contacts: list})
	return err
}
