package notify_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/notify"
)

func call(t *testing.T, h http.Handler, path, query string, form url.Values) int {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("POST "+notify.HooksPath+"{channel}/{id}", h)
	r := httptest.NewRequest(http.MethodPost, path+"?"+query, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Code
}

// answered is a reply as a calendar program writes it to an invitation.
func answered(uid, from, partstat string, sequence int, at time.Time) []byte {
	return fmt.Appendf(nil, strings.ReplaceAll(`From: <%[2]s>
To: <konferens@lst-allmanlan.example>
Subject: Svar
Message-ID: <%[3]s-%[4]d@svar.example>
Date: %[5]s
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
METHOD:REPLY
BEGIN:VEVENT
UID:%[1]s
SEQUENCE:%[4]d
DTSTAMP:%[6]s
DTSTART:20270106T180000Z
ATTENDEE;PARTSTAT=%[3]s:mailto:%[2]s
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n"), uid, from, partstat, sequence, at.Format(time.RFC1123Z), at.UTC().Format("20060102T150405Z"))
}

// What comes by mail is taken once: an answer, an unknown sender's, a mail that came back.
func TestRepliesByMail(t *testing.T) {
	w, m := exercise(t)
	sink := mailtest.Start(t, mailtest.Options{})
	w.clock.Set(m.Plan.Callout.SentAt)
	w.do(regional, &conference.IssueInvitation{})
	run(t, w.worker(post{clock: hasty{w.clock}, name: "a", relay: relay(t, sink, 5*time.Second)}), w.settled(directory.Mail))
	d := sample(delivery.Invitation, attendee, "sv", w.clock.Now())
	x, _, err := w.renderer().Mail(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(x.Calendar), "\r\nUID:")
	uid, _, _ := strings.Cut(rest, "\r\n")
	r := &notify.Replies{Clerk: w.Clerk, Render: w.renderer(), Now: w.clock.Now, Log: slog.New(slog.DiscardHandler)}
	take := func(raw []byte) {
		t.Helper()
		for range 2 { // a mailbox may hand over twice
			if err := r.Handle(t.Context(), raw); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.clock.Set(w.clock.Now().Add(time.Minute))
	take(answered(uid, mailbox(attendee), "ACCEPTED", 0, w.clock.Now()))
	take(answered(uid, "nagon@annan.example", "DECLINED", 0, w.clock.Now()))
	take([]byte("hej"))
	v, err := w.Conference(t.Context(), clerk.OwnerIdentity(), regional)
	if err != nil {
		t.Fatal(err)
	}
	if a := v.Conference.Answers[attendee]; a.Reply != conference.Coming {
		t.Errorf("%+v", a)
	}
	if len(v.Conference.Answers) != 1 {
		t.Errorf("%d have answered", len(v.Conference.Answers))
	}
	unknown, err := w.UnknownReplies(t.Context(), clerk.OwnerIdentity())
	if err != nil || len(unknown) != 2 {
		t.Errorf("%d unknown, %v", len(unknown), err)
	}
	// Whose somebody is says nothing of everybody else in the same firm.
	third := m.Plan.Participants[len(m.Plan.Participants)-1].Key()
	for _, x := range unknown {
		if x.Sender == "nagon@annan.example" {
			if _, err := w.Administer(t.Context(), clerk.OwnerIdentity(), "", clerk.MapIncoming{ID: x.ID, Conference: regional, Participant: third}); err != nil {
				t.Fatal(err)
			}
		}
	}
	take(answered(uid, "kollega@annan.example", "ACCEPTED", 1, w.clock.Now()))
	if v, err = w.Conference(t.Context(), clerk.OwnerIdentity(), regional); err != nil || v.Conference.Answers[third].Reply != conference.Declined {
		t.Errorf("%s: %+v %v", third, v.Conference.Answers[third], err)
	}
	var back delivery.Delivery
	for _, x := range w.deliveries(regional) {
		if x.Channel == directory.Mail && x.Actor == "kommun-storsjo" {
			back = x
		}
	}
	take(fmt.Appendf(nil, strings.ReplaceAll(`Return-Path: <>
From: MAILER-DAEMON@post.example
To: bounce+%s@lst-allmanlan.example
Subject: Undelivered
Message-ID: <b1@post.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

no
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; %s
Action: failed
Status: 5.1.1
--x--
`, "\n", "\r\n"), back.ID, back.Address))
	got, _, err := w.DeliveryByID(t.Context(), back.ID)
	if err != nil || got.State != delivery.Failed || got.Code != "mail.unknown-recipient" {
		t.Errorf("%s %s %v", got.State, got.Code, err)
	}
	contacts, err := w.Contacts(t.Context(), clerk.OwnerIdentity(), "kommun-storsjo")
	if err != nil || len(contacts) != 1 || !contacts[0].Ways[0].Broken() {
		t.Errorf("the way is not marked: %+v %v", contacts, err)
	}
}

// A program that has lost the entry gets it again, but nobody's mailbox is filled by asking in its name.
func TestRefreshIsAnsweredOnceInAWhile(t *testing.T) {
	w, m := exercise(t)
	w.clock.Set(m.Plan.Callout.SentAt)
	x, _, err := w.renderer().Mail(t.Context(), sample(delivery.Invitation, attendee, "sv", w.clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(x.Calendar), "\r\nUID:")
	uid, _, _ := strings.Cut(rest, "\r\n")
	r := &notify.Replies{Clerk: w.Clerk, Render: w.renderer(), Now: w.clock.Now, Log: slog.New(slog.DiscardHandler)}
	asked := 0
	refresh := func(want int) {
		t.Helper()
		before := len(w.deliveries(regional))
		for range 3 {
			asked++
			w.clock.Set(w.clock.Now().Add(time.Second))
			raw := strings.ReplaceAll(string(answered(uid, mailbox(attendee), "NEEDS-ACTION", asked, w.clock.Now())), "REPLY", "REFRESH")
			if err := r.Handle(t.Context(), []byte(raw)); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(w.deliveries(regional)) - before; n != want {
			t.Errorf("%d invitations, want %d", n, want)
		}
	}
	refresh(0) // the invitation is not out
	w.do(regional, &conference.IssueInvitation{})
	w.clock.Set(w.clock.Now().Truncate(time.Hour).Add(time.Hour))
	refresh(1)
	w.clock.Set(w.clock.Now().Add(time.Hour))
	refresh(1)
	w.clock.Set(m.Plan.End.Add(time.Hour))
	refresh(0)
}

// Whoever has not acknowledged a kallelse that is no alarm is reminded once before the time; owners of measures before they are due.
func TestReminders(t *testing.T) {
	w, m := exercise(t)
	crowd(t, w, m, 10)
	by := w.clock.Now().Add(8 * time.Hour)
	w.do("konf-stor", &conference.IssueInvitation{AckDeadline: by})
	w.do("konf-stor", &conference.AnswerInvitation{Participant: "aktor-003", Reply: conference.Acknowledged})
	r := &notify.Reminders{Clerk: w.Clerk, Clock: hasty{w.clock}, Log: slog.New(slog.DiscardHandler)}
	count := func(kind delivery.Kind) int {
		n := 0
		for _, d := range w.deliveries("konf-stor") {
			if d.Kind == kind && strings.HasSuffix(d.Key, "|-1") {
				n++
			}
		}
		return n
	}
	look := func(at time.Time) {
		t.Helper()
		w.clock.Set(at)
		if err := r.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	look(by.Add(-3 * time.Hour))
	if n := count(delivery.Reminder); n != 0 {
		t.Errorf("%d reminded too early", n)
	}
	look(by.Add(-time.Hour))
	look(by.Add(-30 * time.Minute))
	if n := count(delivery.Reminder); n != 9 {
		t.Errorf("%d reminded, want the nine who have not answered", n)
	}
}
