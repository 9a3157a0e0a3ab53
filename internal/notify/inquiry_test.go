package notify_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/inquiry"
	"samverkan/internal/notify"
)

// The request says who asks what, and until when, as it stands when it is handed over; who has answered meanwhile is told no more, and
// who has not is reminded once.
func TestInquiryMail(t *testing.T) {
	w, _ := exercise(t)
	const other = "kommun-storsjo"
	asked := w.clock.Now()
	ask := inquiry.Ask{Title: "Drivmedel till reservkraft", Text: "Länsstyrelsen sammanställer länets behov.\n# Ingen rubrik", Owner: host, Exercise: true,
		Actors: []string{attendee, other}, Deadline: asked.Add(4 * time.Hour), Questions: []inquiry.Question{
			{ID: "timmar", Text: "Hur länge räcker ert bränsle?", Kind: inquiry.Number, Unit: "timmar"}, {ID: "ovrigt", Text: "Något mer?", Kind: inquiry.Text}}}
	inquire := func(cmd inquiry.Command) {
		t.Helper()
		if _, err := w.Inquire(t.Context(), clerk.OwnerIdentity(), "bransle", clerk.InquiryWish{Command: cmd}); err != nil {
			t.Fatal(err)
		}
	}
	queued := func() (out []delivery.Delivery) {
		t.Helper()
		v, err := w.Inquiry(t.Context(), clerk.OwnerIdentity(), "bransle")
		if err != nil {
			t.Fatal(err)
		}
		return v.Deliveries
	}
	inquire(&inquiry.OpenInquiry{ID: "bransle", Ask: ask})
	list := queued()
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	// The text stands as it is asked now, and not as it was queued.
	ask.Title = "Drivmedel till reservkraft i hälso- och sjukvården"
	inquire(&inquiry.ChangeInquiry{Ask: ask})
	show := func(name string, d delivery.Delivery) {
		t.Helper()
		for _, lang := range []string{"sv", "en"} {
			// Its own link is made of its id, which is another each time.
			d.ID, d.Language, d.Channel, d.Address = "019b9b6c-7d00-7abc-8def-0123456789ab", lang, directory.Mail, mailbox(attendee)
			m, needed, err := w.renderer().Mail(t.Context(), d)
			if err != nil || !needed {
				t.Fatal(needed, err)
			}
			d.Channel, d.Address = directory.SMS, "+46701740605"
			short, _, err := w.renderer().Short(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			sms, parts, err := channel.SMSText(short)
			if err != nil || parts.Parts != 1 {
				t.Errorf("%d text messages: %s %v", parts.Parts, sms, err)
			}
			golden(t, fmt.Sprintf("mail/%s.%s.txt", name, lang), fmt.Appendf(nil, "From: %s <%s>\nTo: %s\nSubject: %s\nSMS: %s\n\n%s", m.FromName, m.From, m.To, m.Subject, sms, m.Text))
		}
	}
	show("inquiry-asked", list[0])

	w.clock.Set(asked.Add(10 * time.Minute))
	n := 12.0
	inquire(&inquiry.Respond{Actor: other, Answers: []inquiry.Answer{{Question: "timmar", Number: &n}}})
	if _, needed, err := w.renderer().Mail(t.Context(), list[1]); needed || err != nil {
		t.Errorf("who has answered is asked: %v %v", needed, err)
	}
	r := &notify.Reminders{Clerk: w.Clerk, Clock: hasty{w.clock}, Log: slog.New(slog.DiscardHandler)}
	for _, at := range []time.Duration{2 * time.Hour, 210 * time.Minute, 220 * time.Minute} {
		w.clock.Set(asked.Add(at))
		if err := r.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	list = queued()
	if last := list[len(list)-1]; len(list) != 3 || last.Actor != attendee || !last.Detail().Again {
		t.Fatalf("%+v", list)
	}
	show("inquiry-reminder", list[2])
	inquire(&inquiry.CloseInquiry{})
	if _, needed, err := w.renderer().Mail(t.Context(), list[2]); needed || err != nil {
		t.Errorf("the closed is told of: %v %v", needed, err)
	}
}
