package notify_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/channel"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/mail/lint"
	"samverkan/internal/rehearsal"
	"samverkan/internal/store"
)

// sample is a delivery of a kind to the duty officer of an actor.
func sample(kind delivery.Kind, actor, language string, at time.Time) delivery.Delivery {
	d := delivery.Delivery{ID: "019b9b6c-7d00-7abc-8def-0123456789ab", At: at, Kind: kind, Conference: regional, Participant: actor, Actor: actor,
		Contact: actor + ".tib", Channel: directory.Mail, Address: mailbox(actor), Language: language, Exercise: true}
	x := delivery.Detail{}
	switch kind {
	case delivery.Update:
		x.Change, x.WasStart, x.WasEnd = "time", at.Add(time.Hour), at.Add(2*time.Hour)
	case delivery.Cancel:
		x.Reason = "Läget är stabilt."
	case delivery.Report:
		x.Deadline, x.Text = at.Add(90*time.Minute), "Skriv bara det som har ändrats."
	case delivery.Inquiry:
		x.Deadline, x.Text = at.Add(20*time.Hour), "Drivmedel till reservkraft\nHur många timmar räcker ert bränsle?"
	case delivery.Measure:
		x.Deadline = at.Add(4 * time.Hour)
	case delivery.Minutes, delivery.Register:
		x.Version = 1
	case delivery.Correction:
		x.Version = 2
	case delivery.Test:
		d.Conference, d.Participant, d.Exercise = "", "", false
	}
	d.Data = x.JSON()
	return d
}

// held gives the exercise as it stands when a kind of message is sent.
func held(t *testing.T, kind delivery.Kind) (*world, rehearsal.Meeting) {
	w, m := exercise(t)
	desk := rehearsal.Desk{Clerk: w.Clerk, Clock: w.clock}
	if kind == delivery.Forewarning {
		return w, m
	}
	if err := desk.Call(t.Context(), m.Plan, rehearsal.Span{Until: m.Plan.Start}); err != nil {
		t.Fatal(err)
	}
	switch kind {
	case delivery.Minutes, delivery.Correction, delivery.Measure, delivery.Register:
		if err := desk.Play(t.Context(), m, rehearsal.Span{Until: m.Plan.End.Add(72 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	case delivery.Cancel:
		w.clock.Set(m.Plan.Start.Add(-time.Hour))
		w.do(regional, &conference.CancelConference{Reason: "Läget är stabilt."})
	default:
		w.clock.Set(m.Plan.Callout.SentAt)
	}
	return w, m
}

// Each kind in each language reads as it should, and the finished mail keeps the rules that calendar programs know.
func TestGoldenMail(t *testing.T) {
	owner := map[delivery.Kind]string{delivery.Minutes: "region-allmanlan", delivery.Measure: "region-allmanlan", delivery.Register: host}
	for _, kind := range delivery.Kinds() {
		if kind == delivery.Watch {
			continue // it is of no conference: see TestWatchMail
		}
		t.Run(string(kind), func(t *testing.T) {
			w, _ := held(t, kind)
			actor := attendee
			if owner[kind] != "" {
				actor = owner[kind]
			}
			for _, lang := range []string{"sv", "en"} {
				d := sample(kind, actor, lang, w.clock.Now())
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
				if err != nil {
					t.Fatal(err)
				}
				if parts.Parts != 1 && kind != delivery.Invitation {
					t.Errorf("%s: %d text messages: %s", lang, parts.Parts, sms)
				}
				var files []string
				for _, f := range m.Attachments {
					files = append(files, fmt.Sprintf("%s (%s)", f.Name, f.Type))
				}
				golden(t, fmt.Sprintf("mail/%s.%s.txt", kind, lang), fmt.Appendf(nil, "From: %s <%s>\nTo: %s\nSubject: %s\nMethod: %s\nFiles: %s\nSMS (%d): %s\n\n%s",
					m.FromName, m.From, m.To, m.Subject, m.Method, strings.Join(files, ", "), parts.Parts, sms, m.Text))
				golden(t, fmt.Sprintf("mail/%s.%s.html", kind, lang), []byte(m.HTML))
				if m.Calendar != nil {
					golden(t, fmt.Sprintf("mail/%s.%s.ics", kind, lang), m.Calendar)
				}
				raw, err := m.Bytes(chance(9))
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range lint.Lint(raw) {
					if m.Calendar != nil || kind == delivery.Register {
						t.Errorf("%s: %v", lang, p)
					}
				}
				if !bytes.Contains(raw, []byte("Auto-Submitted: auto-generated")) {
					t.Error("not said to be sent by a machine")
				}
			}
		})
	}
}

// A package that is too large for a mail is fetched: the entry for the register goes alone, and the mail says so and where the package is.
func TestPackageTooLargeForAMail(t *testing.T) {
	w, _ := held(t, delivery.Register)
	for limit, says := range map[int]string{0: "är bifogat som en zip-fil", 1000: "är för stort för ett brev"} {
		w.maxPackage = limit
		m, needed, err := w.renderer().Mail(t.Context(), sample(delivery.Register, host, "sv", w.clock.Now()))
		if err != nil || !needed {
			t.Fatal(needed, err)
		}
		var types []string
		for _, f := range m.Attachments {
			types = append(types, f.Type)
		}
		if want := map[int]string{0: "application/zip", 1000: "application/xml application/json"}[limit]; strings.Join(types, " ") != want {
			t.Errorf("of %d bytes: %q", limit, types)
		}
		if !strings.Contains(m.Text, says) || !strings.Contains(m.Text, "/conferences/"+regional+"/packages") {
			t.Errorf("of %d bytes it says:\n%s", limit, m.Text)
		}
	}
}

// What a mail says beside the usual: to who calls, after a förvarning, of other words, and of what was only a förvarning.
func TestMailSaysWhatItIs(t *testing.T) {
	w, m := held(t, delivery.Invitation)
	now := w.clock.Now()
	forewarning := sample(delivery.Forewarning, attendee, "sv", now)
	forewarning.ID, forewarning.Key = "forvarning", "forvarning"
	forewarning.Lane, forewarning.State, forewarning.NextAt = "mail:"+mailbox(attendee), delivery.Sent, now
	if err := w.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.QueueOutgoing([]delivery.Delivery{forewarning})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		kind   delivery.Kind
		actor  string
		detail delivery.Detail
		thread string
		says   []string // with - what it must not say
		rsvp   bool
		entry  bool
	}{
		"to who is called":     {delivery.Invitation, attendee, delivery.Detail{}, "", []string{"kallas till", "Kvittera", "-Förvarningen"}, true, true},
		"after a förvarning":   {delivery.Invitation, attendee, delivery.Detail{}, forewarning.ID, []string{"kallas till", "Förvarningen kom"}, true, true},
		"to who calls":         {delivery.Invitation, host, delivery.Detail{}, "", []string{"kallar till", "ert eget exemplar", "-Kvittera\n", "-Vi kommer"}, false, true},
		"other words":          {delivery.Update, attendee, delivery.Detail{Change: delivery.ChangedText}, "", []string{"har ändrats. Så här lyder den nu", "Era svar står kvar", "Syfte", "-Ny tid"}, true, true},
		"another way in":       {delivery.Update, attendee, delivery.Detail{Change: delivery.ChangedWayIn}, "", []string{"Vägen in", "-Så här lyder den nu"}, true, true},
		"only a förvarning":    {delivery.Cancel, attendee, delivery.Detail{Planned: true, Reason: "Lugnt"}, "", []string{"ställs in", "ingen kallelse kommer", "-tas bort ur kalendern"}, false, false},
		"a förvarning, moved":  {delivery.Forewarning, attendee, delivery.Detail{Change: delivery.ChangedTime, WasStart: m.Plan.Start.Add(-time.Hour), WasEnd: m.Plan.End.Add(-time.Hour)}, "", []string{"Tidigare tid", "förvarning"}, false, false},
		"a förvarning, simply": {delivery.Forewarning, attendee, delivery.Detail{}, "", []string{"Planerad tid", "-Tidigare tid", "-Dagordning", "-Så kommer ni in"}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := sample(c.kind, c.actor, "sv", now)
			d.Data, d.Thread = c.detail.JSON(), c.thread
			got, needed, err := w.renderer().Mail(t.Context(), d)
			if err != nil || !needed {
				t.Fatal(needed, err)
			}
			for _, text := range c.says {
				without, not := strings.CutPrefix(text, "-")
				if strings.Contains(got.Text, without) == not {
					t.Errorf("%q: %v\n%s", without, !not, got.Text)
				}
			}
			if (got.Calendar != nil) != c.entry || strings.Contains(string(got.Calendar), "RSVP=TRUE") != c.rsvp {
				t.Errorf("calendar entry: %s", got.Calendar)
			}
		})
	}
}

// Where the plan says no time to acknowledge by an alarm tells its own clock, as long as there is any time left of it.
func TestAnAlarmTellsItsClock(t *testing.T) {
	w, m := exercise(t)
	const timeless = "konf-utan-tid"
	p := m.Plan
	p.ID, p.SeriesNo, p.Callout.AckDeadline = timeless, 77, time.Time{}
	desk := rehearsal.Desk{Clerk: w.Clerk, Clock: w.clock}
	if err := desk.Plan(t.Context(), p, p.Start.Add(-4*time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.clock.Set(p.Callout.SentAt)
	w.do(timeless, &conference.IssueInvitation{})
	d := sample(delivery.Invitation, attendee, "sv", w.clock.Now())
	d.Conference = timeless
	by := "Kvittera senast: onsdag 6 januari 2027 kl. " + w.clock.Now().Add(delivery.DefaultInterval).In(i18n.Stockholm()).Format("15:04")
	for _, c := range []struct {
		alarm bool
		after time.Duration
		says  bool
	}{{true, 0, true}, {false, 0, false}, {true, delivery.DefaultInterval, false}} {
		w.clock.Set(p.Callout.SentAt.Add(c.after))
		d.Alarm = c.alarm
		got, needed, err := w.renderer().Mail(t.Context(), d)
		if err != nil || !needed || strings.Contains(got.Text, by) != c.says {
			t.Errorf("%+v: %v, %v\n%s", c, needed, err, got.Text)
		}
	}
}
