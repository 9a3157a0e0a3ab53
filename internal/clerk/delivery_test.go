package clerk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// contactOf is the duty officer of an actor, with a number and a mailbox of its own.
func contactOf(actor string) directory.Contact {
	n := 0
	for _, r := range actor {
		n = (n*31 + int(r)) % 10000
	}
	return directory.Contact{ID: actor + ".tib", Actor: actor, Function: "TiB", Ways: []directory.Way{
		{Channel: directory.SMS, Address: fmt.Sprintf("+4670174%04d", n)}, {Channel: directory.Mail, Address: "tib@" + actor + ".example"}, {Channel: directory.Voice, Address: fmt.Sprintf("+4684050%04d", n)}}}
}

// outward gives an installation at a stage that sends, with contacts for everybody of the regional conference.
func outward(t *testing.T, stage string) *world {
	t.Helper()
	w := at(t, stage, func(o *clerk.Options) { o.Outgoing = &clerk.Outgoing{} })
	var list []directory.Contact
	p := plan(t, "regional")
	for _, actor := range p.Actors() {
		list = append(list, contactOf(actor))
	}
	w.administer(clerk.ImportContacts{Contacts: list})
	return w
}

// rowOf is a participant's row of the receipt board; the zero one when it has none.
func (w *world) rowOf(conf, participant string) delivery.Row {
	w.t.Helper()
	rows, err := w.Board(w.t.Context(), tib(host), conf)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		if r.Participant == participant {
			return r
		}
	}
	return delivery.Row{}
}

func (w *world) sent(conf string) []delivery.Delivery {
	w.t.Helper()
	list, err := w.Deliveries(w.t.Context(), clerk.OwnerIdentity(), conf)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// tally counts deliveries by kind, step and state, of one actor or of all.
func tally(list []delivery.Delivery, actor string) map[string]int {
	out := map[string]int{}
	for _, d := range list {
		if actor == "" || d.Actor == actor {
			out[fmt.Sprintf("%s %d %s", d.Kind, min(d.Step, 1), d.State)]++
		}
	}
	return out
}

// send takes everything whose turn it is and settles it.
func (w *world) send(o delivery.Outcome) int {
	w.t.Helper()
	n := 0
	for {
		list, err := w.LeaseDeliveries(w.t.Context(), "w", "", w.clock.now().Add(time.Minute), 100)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(list) == 0 {
			return n
		}
		for _, d := range list {
			if mine, err := w.HandDelivery(w.t.Context(), "w", d.ID); !mine || err != nil {
				w.t.Fatal(mine, err)
			}
			if _, _, err := w.SettleDelivery(w.t.Context(), "w", clerk.Settled{ID: d.ID, Outcome: o}, ""); err != nil {
				w.t.Fatal(err)
			}
			n++
		}
	}
}

func wantTally(t *testing.T, got, want map[string]int) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
}

// A kallelse from being issued to being called off, as it stands in the queue.
func TestEventsAreTold(t *testing.T) {
	w := outward(t, "planned")
	p := plan(t, "regional")
	all := len(p.Participants)
	w.clock.set(p.Start.Add(-30 * time.Hour))
	do := func(cmd conference.Command) { w.t.Helper(); w.do(tib(host), p.ID, time.Time{}, "", cmd) }
	do(&conference.Reschedule{Start: p.Start.Add(time.Minute), End: p.End.Add(time.Minute)})
	if n := len(w.sent(p.ID)); n != 0 {
		t.Fatalf("%d deliveries before the invitation", n)
	}
	do(&conference.IssueInvitation{})
	wantTally(t, tally(w.sent(p.ID), ""), map[string]int{"invitation 0 queued": all}) // more than a day: mail alone
	if n := w.send(delivery.Outcome{State: delivery.Sent}); n != all {
		t.Fatalf("%d sent", n)
	}
	w.do(tib(attendee), p.ID, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: conference.Coming})
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"invitation 0 acknowledged": 1})
	do(&conference.IssueInvitation{})
	wantTally(t, tally(w.sent(p.ID), ""), map[string]int{"invitation 0 sent": all - 1, "invitation 0 acknowledged": 1, "reminder 0 queued": all - 2}) // the host calls, and is asked for nothing
	w.send(delivery.Outcome{State: delivery.Sent})

	w.clock.set(p.Start.Add(-2 * time.Hour))
	do(&conference.Reschedule{Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)})
	of := tally(w.sent(p.ID), attendee) // an alarm by now: two channels at once and one to climb by
	wantTally(t, of, map[string]int{"invitation 0 acknowledged": 1, "update 0 queued": 2, "update 1 queued": 1})
	for _, d := range w.sent(p.ID) {
		if d.Kind == delivery.Update && (d.Alarm == (d.Actor == host) || d.Sequence != 1 || d.Detail().Change != "time" || !d.Detail().WasStart.Equal(p.Start.Add(time.Minute)) || !d.Exercise) {
			t.Fatalf("%+v %+v", d, d.Detail())
		}
	}
	w.send(delivery.Outcome{State: delivery.Sent})
	do(&conference.Invite{Participants: []conference.Participant{{Actor: outsider, Role: conference.Attendee}}})
	wantTally(t, tally(w.sent(p.ID), outsider), map[string]int{}) // has no contact
	w.administer(clerk.SaveContact{Contact: contactOf(outsider)})
	do(&conference.Uninvite{Participant: outsider})
	do(&conference.Invite{Participants: []conference.Participant{{Actor: outsider, Role: conference.Attendee}}})
	wantTally(t, tally(w.sent(p.ID), outsider), map[string]int{"cancel 0 queued": 2, "invitation 0 queued": 2, "invitation 1 queued": 1})

	do(&conference.CancelConference{Reason: "Läget är under kontroll"})
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"invitation 0 acknowledged": 1, "update 0 sent": 2, "update 1 stopped": 1, "cancel 0 queued": 2})
	for _, d := range w.sent(p.ID) {
		if d.Kind == delivery.Cancel && d.Actor == attendee && (d.Sequence != 2 || d.Detail().Reason == "" || d.Thread == "" && d.Channel == directory.Mail) {
			t.Fatalf("%+v", d)
		}
	}
}

func TestMinutesAreTold(t *testing.T) {
	w := outward(t, "approved")
	p := plan(t, "regional")
	w.play(p, nil)
	w.do(holder(conference.Leader), p.ID, time.Time{}, "", &conference.PublishMinutes{Version: 1, Channel: "WIS"})
	actors := len(p.Actors())
	wantTally(t, tally(w.sent(p.ID), ""), map[string]int{"minutes 0 queued": actors})
}

// A desk without channels queues nothing, and one command more changes nothing.
func TestAPlainDeskTellsNobody(t *testing.T) {
	w := at(t, "stocked")
	p := plan(t, "regional")
	w.administer(clerk.SaveContact{Contact: contactOf(attendee)})
	w.called(p)
	if n := len(w.sent(p.ID)); n != 0 {
		t.Fatalf("%d deliveries", n)
	}
	if n, err := w.QueueDeliveries(t.Context(), delivery.Fact{Kind: delivery.Test, To: []delivery.Recipient{{Actor: attendee}}}); n != 0 || err != nil {
		t.Fatal(n, err)
	}
}

// An alarm climbs until somebody acknowledges; what failed hastens it; the board tells it all, also after a restart.
func TestAnAlarmOnTheBoard(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	p.Callout.AckDeadline = time.Time{}
	w.called(p) // three hours before
	begun := w.clock.now()
	row := func(who clerk.Identity, k *world) delivery.Row {
		t.Helper()
		rows, err := k.Board(t.Context(), who, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Participant == attendee {
				return r
			}
		}
		t.Fatal("no row")
		return delivery.Row{}
	}
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"invitation 0 queued": 2, "invitation 1 queued": 1})
	w.send(delivery.Outcome{State: delivery.Sent})
	w.clock.set(begun.Add(4 * time.Minute))
	r := row(tib(host), w)
	if r.State != delivery.Sent || r.Missing || r.Left != time.Minute || r.Next == nil || r.Next.Channel != directory.Voice || !r.Next.At.Equal(begun.Add(5*time.Minute)) || len(r.Ring) != 2 {
		t.Fatalf("%+v", r)
	}
	if n := w.send(delivery.Outcome{State: delivery.Sent}); n != 0 {
		t.Fatalf("%d went too early", n)
	}
	w.clock.set(begun.Add(5 * time.Minute))
	if r := row(holder(conference.Secretary), w); !r.Missing {
		t.Fatalf("%+v", r)
	}
	// One mail comes back: its actor's next step is already due; the rest are answered.
	w.do(tib(attendee), p.ID, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: conference.Acknowledged})
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"invitation 0 acknowledged": 2, "invitation 1 stopped": 1})
	again := open(t, w.dir, 9, func(o *clerk.Options) { o.Outgoing = &clerk.Outgoing{} })
	again.clock.set(w.clock.now())
	if r := row(tib(host), again); r.State != delivery.Acknowledged || r.Missing || r.Next != nil || r.Reply != conference.Acknowledged || !r.Acknowledged.Equal(begun.Add(5*time.Minute)) {
		t.Fatalf("%+v", r)
	}
	for name, c := range map[string]struct {
		who  clerk.Identity
		code string
	}{
		"the invited":       {tib(attendee), "access.host-only"},
		"an outsider":       {tib(outsider), "conference.unknown"},
		"reads at the host": {member("las", host, directory.Reader), "access.reader"},
		"nobody":            {clerk.Identity{}, "access.sign-in"},
	} {
		if _, err := w.Board(t.Context(), c.who, p.ID); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := w.Deliveries(t.Context(), c.who, p.ID); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFailedAddress(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	second := contactOf(attendee)
	second.ID, second.Order, second.Function, second.Ways = attendee+".lc", 1, "Ledningscentral", []directory.Way{{Channel: directory.Mail, Address: "lc@ekeryd.example"}}
	w.administer(clerk.SaveContact{Contact: second})
	w.planned(p)
	w.clock.set(p.Start.Add(-48 * time.Hour))
	w.do(tib(host), p.ID, time.Time{}, "", &conference.IssueInvitation{})
	var mine delivery.Delivery
	for _, d := range w.sent(p.ID) {
		if d.Actor == attendee {
			mine = d
		}
	}
	if _, _, err := w.SettleDelivery(t.Context(), "w", clerk.Settled{ID: mine.ID, Outcome: delivery.Outcome{State: delivery.Sent}}, ""); fault.CodeOf(err) != "delivery.not-yours" {
		t.Fatal(err)
	}
	w.send(delivery.Outcome{State: delivery.Sent, MessageID: "x@y"})
	d, err := w.ReportDelivery(t.Context(), clerk.Settled{ID: mine.ID, Refused: true, Outcome: delivery.Outcome{State: delivery.Failed, Code: "mail.no-such"}})
	if err != nil || d.State != delivery.Failed {
		t.Fatal(d, err)
	}
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"invitation 0 failed": 1, "invitation 1 queued": 1})
	list, err := w.Contacts(t.Context(), tib(attendee), attendee)
	if err != nil || !list[0].Ways[1].Broken() || list[0].Ways[0].Broken() || !list[0].Stale(w.clock.now()) {
		t.Fatalf("%+v, %v", list, err)
	}
	if _, err := w.Administer(t.Context(), tib(host), "", clerk.SendAgain{Delivery: mine.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Administer(t.Context(), tib(outsider), "", clerk.SendAgain{Delivery: mine.ID}); fault.CodeOf(err) != "delivery.unknown" {
		t.Fatal(err)
	}
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"invitation 0 queued": 1, "invitation 1 queued": 1})
}

// What a worker had when it died is unsure when it was being given, and waits in the queue otherwise.
func TestAWorkerDies(t *testing.T) {
	w := outward(t, "called")
	w.do(tib(host), regional, time.Time{}, "", &conference.IssueInvitation{})
	list, err := w.LeaseDeliveries(t.Context(), "w", directory.Mail, w.clock.now().Add(time.Minute), 3)
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	if _, err := w.HandDelivery(t.Context(), "w", list[0].ID); err != nil {
		t.Fatal(err)
	}
	_, mine, err := w.SettleDelivery(t.Context(), "w", clerk.Settled{ID: list[0].ID, Outcome: delivery.Outcome{State: delivery.Sent}}, list[1].ID)
	if err != nil || !mine {
		t.Fatal(mine, err)
	}
	ended, err := w.ExpireDeliveries(t.Context(), w.clock.now().Add(time.Hour))
	if err != nil || len(ended) != 2 || ended[0].State != delivery.Unsure || ended[1].State != delivery.Queued {
		t.Fatalf("%+v, %v", ended, err)
	}
	// The receipt came after all.
	d, _, err := w.SettleDelivery(t.Context(), "w", clerk.Settled{ID: list[1].ID, Outcome: delivery.Outcome{State: delivery.Sent}}, "")
	if err != nil || d.State != delivery.Sent || d.UnsureAt.IsZero() {
		t.Fatalf("%+v, %v", d, err)
	}
	if at, ok, err := w.NextDelivery(t.Context()); !ok || err != nil || at.After(w.clock.now()) {
		t.Fatal(at, ok, err)
	}
}

func TestAnswersComeByThemselves(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	w.called(p)
	now := w.clock.now()
	n := 0
	answer := func(change func(*delivery.Verdict)) clerk.Incoming {
		t.Helper()
		n++
		v := delivery.Verdict{Source: "mail", Digest: fmt.Sprintf("%064d", n), MessageID: fmt.Sprint(n, "@ekeryd.example"), At: w.clock.now(), Sender: "tib@" + attendee + ".example",
			Finding: delivery.Answered, Conference: p.ID, Participant: attendee, Reply: conference.Coming, Stamp: now.Add(time.Minute)}
		change(&v)
		x, err := w.AnswerFor(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	board := func() delivery.Row { t.Helper(); return w.rowOf(p.ID, attendee) }
	w.clock.set(now.Add(3 * time.Hour))
	x := answer(func(*delivery.Verdict) {})
	if r := board(); x.Finding != delivery.Answered || x.Actor != attendee || r.Reply != conference.Coming || !r.Unverified || r.State != "stopped" {
		t.Fatalf("%+v %+v", x, r)
	}
	rows := w.journal(tib(host), p.ID)
	if last := rows[len(rows)-1]; last.Name != "invitation.answered" || last.Member != "svar."+x.ID || last.Actor != attendee {
		t.Fatalf("%+v", last)
	}
	n--
	if same := answer(func(v *delivery.Verdict) { v.Reply = conference.Declined }); same.ID != x.ID || len(w.journal(tib(host), p.ID)) != len(rows) {
		t.Fatalf("%+v", same)
	}
	n += 10
	if old := answer(func(v *delivery.Verdict) { v.Reply, v.Stamp = conference.Declined, now }); old.Finding != delivery.Older {
		t.Fatalf("%+v", old)
	}
	if no := answer(func(v *delivery.Verdict) { v.Participant = outsider }); no.Finding != delivery.Unknown {
		t.Fatalf("%+v", no)
	}
	newer := answer(func(v *delivery.Verdict) {
		v.Reply, v.Stamp, v.Verified = conference.Declined, now.Add(time.Hour), true
	})
	if r := board(); newer.Finding != delivery.Answered || r.Reply != conference.Declined || r.Unverified {
		t.Fatalf("%+v %+v", newer, r)
	}
	// Another time makes every answer void; an answer to the time before is shown, and does not count.
	w.do(tib(host), p.ID, time.Time{}, "", &conference.Reschedule{Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)})
	late := answer(func(v *delivery.Verdict) { v.Stamp = now.Add(2 * time.Hour) })
	if r := board(); !late.Earlier || !r.Earlier || r.Reply != conference.Coming || !r.Unverified {
		t.Fatalf("%+v %+v", late, r)
	}
	if len(w.view(tib(host), p.ID).Conference.Answers) != 0 {
		t.Fatal("the answer to the time before counts")
	}

	wrote, err := w.Correspondents(t.Context(), p.ID)
	if err != nil || !strings.Contains(fmt.Sprint(wrote), "{"+attendee+" "+attendee+" tib@"+attendee+".example false}") {
		t.Fatal(wrote, err)
	}
}

// An answer in somebody's name from an address that is none of the actor's is shown, and ends no alarm until somebody confirms it.
func TestAStrangersAnswerEndsNoAlarm(t *testing.T) {
	type given struct {
		sender   string
		verified bool
		before   conference.Reply // answered already by somebody who is known
		far      bool             // the kallelse is no alarm
	}
	for name, c := range map[string]struct {
		given
		counts bool
	}{
		"a stranger":                    {given{sender: "nagon@annan.example"}, false},
		"nobody":                        {given{}, false},
		"the organisation is vouched":   {given{sender: "chef@" + attendee + ".example", verified: true}, true},
		"an address of the kallelse":    {given{sender: "TiB@" + attendee + ".example"}, true},
		"another contact's":             {given{sender: "lc@" + attendee + ".example"}, true},
		"the alarm has ended":           {given{sender: "nagon@annan.example", before: conference.Acknowledged}, true},
		"no alarm, so nothing to spoil": {given{sender: "nagon@annan.example", far: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := outward(t, "stocked")
			p := plan(t, "regional")
			p.Callout.AckDeadline = time.Time{}
			w.administer(clerk.SaveContact{Contact: directory.Contact{ID: attendee + ".lc", Actor: attendee, Function: "Ledningscentral", Order: 9,
				Ways: []directory.Way{{Channel: directory.Voice, Address: "+4684650041"}, {Channel: directory.Mail, Address: "lc@" + attendee + ".example"}}}})
			w.planned(p)
			begun := p.Start.Add(-3 * time.Hour)
			if c.far {
				begun = p.Start.Add(-48 * time.Hour)
			}
			w.clock.set(begun)
			w.do(tib(host), p.ID, time.Time{}, "", &conference.IssueInvitation{})
			w.send(delivery.Outcome{State: delivery.Sent})
			if c.before != "" {
				w.do(tib(attendee), p.ID, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: c.before})
			}
			x, err := w.AnswerFor(t.Context(), delivery.Verdict{Source: "mail", Digest: fmt.Sprintf("%064d", 7), MessageID: "7@annan.example", At: w.clock.now(), Sender: c.sender,
				Finding: delivery.Answered, Conference: p.ID, Participant: attendee, Actor: attendee, Reply: conference.Coming, Stamp: w.clock.now(), Verified: c.verified})
			if err != nil {
				t.Fatal(err)
			}
			if counts := x.Finding == delivery.Answered; counts != c.counts {
				t.Fatalf("counts: %v (%s)", counts, x.Code)
			}
			if c.counts {
				return
			}
			row := func() delivery.Row { t.Helper(); return w.rowOf(p.ID, attendee) }
			w.clock.set(begun.Add(5 * time.Minute))
			if r := row(); r.Reply != conference.Coming || !r.Unverified || r.Unconfirmed != x.ID || !r.Missing || !r.Acknowledged.IsZero() {
				t.Fatalf("%+v", r)
			}
			if n := w.send(delivery.Outcome{State: delivery.Sent}); n == 0 {
				t.Fatal("the alarm has stopped climbing")
			}
			list, err := w.UnknownReplies(t.Context(), tib(host))
			if err != nil || len(list) != 1 || list[0].Code != "reply.unconfirmed" || list[0].Participant != attendee {
				t.Fatalf("%+v, %v", list, err)
			}
			if _, err := w.Administer(t.Context(), tib(host), "", clerk.MapIncoming{ID: x.ID, Conference: p.ID, Participant: attendee}); err != nil {
				t.Fatal(err)
			}
			w.clock.set(begun.Add(30 * time.Minute))
			for _, d := range w.sent(p.ID) {
				if d.Actor == attendee && d.State.Pending() {
					t.Errorf("%s by %s goes on", d.Kind, d.Channel)
				}
			}
			if r := row(); r.Reply != conference.Coming || r.Unverified || r.Unconfirmed != "" || r.Missing {
				t.Fatalf("%+v", r)
			}
		})
	}
}

// What waits to be confirmed is nothing to ask about any more when the actor has answered otherwise.
func TestAStrangersAnswerIsOvertaken(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	w.called(p)
	if _, err := w.AnswerFor(t.Context(), delivery.Verdict{Source: "mail", Digest: fmt.Sprintf("%064d", 8), At: w.clock.now(), Sender: "nagon@annan.example",
		Finding: delivery.Answered, Conference: p.ID, Participant: attendee, Reply: conference.Declined, Stamp: w.clock.now()}); err != nil {
		t.Fatal(err)
	}
	w.do(tib(attendee), p.ID, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: conference.Coming})
	if r := w.rowOf(p.ID, attendee); r.Reply != conference.Coming || r.Unconfirmed != "" || r.Unverified {
		t.Fatalf("%+v", r)
	}
	if list, err := w.UnknownReplies(t.Context(), tib(host)); err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
}

// The host calls itself: its own are told by one mail, whatever the alarm, and nobody waits for them.
func TestTheHostIsToldAndAskedForNothing(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	w.called(p)
	begun := w.clock.now()
	wantTally(t, tally(w.sent(p.ID), host), map[string]int{"invitation 0 queued": 1})
	w.send(delivery.Outcome{State: delivery.Sent})
	w.clock.set(begun.Add(time.Hour))
	rows, err := w.Board(t.Context(), tib(host), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if own := r.Actor == host; r.Informed != own || own && (r.Missing || r.Unreachable || !r.Deadline.IsZero() || r.Next != nil || r.State != delivery.Sent) {
			t.Errorf("%+v", r)
		}
	}
	for _, d := range w.sent(p.ID) {
		if d.Actor == host && (d.Alarm || d.Channel != directory.Mail) {
			t.Errorf("%+v", d)
		}
	}
	w.do(tib(host), p.ID, time.Time{}, "", &conference.IssueInvitation{})
	if n := tally(w.sent(p.ID), host)["reminder 0 queued"]; n != 0 {
		t.Error("the host is reminded")
	}
	w.do(tib(host), p.ID, time.Time{}, "", &conference.CancelConference{Reason: "Lugnt"})
	if n := tally(w.sent(p.ID), host)["cancel 0 queued"]; n != 1 {
		t.Errorf("%d cancellations to the host", n)
	}
}

// A förvarning goes as the kallelse would, is acknowledged by its link, climbs, and is followed by a kallelse that has to be
// acknowledged anew.
func TestForewarning(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	p.Callout.AckDeadline = time.Time{}
	w.planned(p)
	begun := p.Start.Add(-3 * time.Hour)
	w.clock.set(begun)
	forewarn := func() { t.Helper(); w.hostAdministers(clerk.Forewarn{Conference: p.ID}) }
	row := func() delivery.Row { t.Helper(); return w.rowOf(p.ID, attendee) }
	of := func(kind delivery.Kind) (list []delivery.Delivery) {
		for _, d := range w.sent(p.ID) {
			if d.Actor == attendee && d.Kind == kind {
				list = append(list, d)
			}
		}
		return list
	}
	acknowledge := func(d delivery.Delivery, n int) clerk.Incoming {
		t.Helper()
		x, err := w.AnswerFor(t.Context(), delivery.Verdict{Source: "link", Digest: fmt.Sprintf("%064d", n), At: w.clock.now(), Finding: delivery.Answered, Conference: p.ID,
			Participant: attendee, Actor: attendee, Reply: conference.Acknowledged, Stamp: w.clock.now(), Verified: true, Delivery: d.ID})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}

	// Before it nobody may answer: the conference does not exist for them.
	if x := acknowledge(delivery.Delivery{ID: "ingen"}, 1); x.Finding != delivery.Unknown {
		t.Fatalf("%+v", x)
	}
	forewarn()
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"forewarning 0 queued": 2, "forewarning 1 queued": 1})
	wantTally(t, tally(w.sent(p.ID), host), map[string]int{"forewarning 0 queued": 1})
	w.send(delivery.Outcome{State: delivery.Sent})
	if r := row(); r.State != delivery.Sent || r.Missing || r.Left != 5*time.Minute || r.Next == nil {
		t.Fatalf("%+v", r)
	}
	if _, err := w.Conference(t.Context(), tib(attendee), p.ID); fault.CodeOf(err) != "conference.unknown" {
		t.Fatalf("the forewarned see the plan: %v", err)
	}
	first := of(delivery.Forewarning)[0]
	c, err := w.ForewarnedOf(t.Context(), first)
	if err != nil || c.Plan.Title != p.Title || !c.Plan.Start.Equal(p.Start) || len(c.Plan.Agenda) != 0 || len(c.Plan.Participants) != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
	w.clock.set(begun.Add(5 * time.Minute))
	if r := row(); !r.Missing {
		t.Fatalf("%+v", r)
	}
	if n := w.send(delivery.Outcome{State: delivery.Sent}); n == 0 {
		t.Fatal("it does not climb")
	}
	if x := acknowledge(first, 2); x.Finding != delivery.Answered {
		t.Fatalf("%+v", x)
	}
	if r := row(); r.Reply != conference.Acknowledged || r.Missing {
		t.Fatalf("%+v", r)
	}
	// Another time: those who were forewarned are told, and what they said no longer holds.
	w.do(tib(host), p.ID, time.Time{}, "", &conference.Reschedule{Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)})
	if list := of(delivery.Forewarning); len(list) != 6 || list[5].Detail().Change != delivery.ChangedTime || !list[5].Detail().WasStart.Equal(p.Start) {
		t.Fatalf("%d: %+v", len(list), list)
	}
	if r := row(); r.Reply != "" || r.State != delivery.Queued {
		t.Fatalf("%+v", r)
	}
	acknowledge(first, 3)
	forewarn() // again: only to those who have not acknowledged
	if n := len(of(delivery.Forewarning)); n != 6 {
		t.Fatalf("%d forewarnings", n)
	}
	w.send(delivery.Outcome{State: delivery.Sent})

	w.do(tib(host), p.ID, time.Time{}, "", &conference.IssueInvitation{})
	if r := row(); r.Reply != "" || r.State != delivery.Queued || r.Deadline.IsZero() {
		t.Fatalf("the kallelse is acknowledged by who acknowledged the förvarning: %+v", r)
	}
	for _, d := range of(delivery.Invitation) {
		if d.Channel != directory.Voice && d.Thread == "" {
			t.Errorf("the kallelse by %s does not follow the förvarning", d.Channel)
		}
	}
	if x := acknowledge(first, 4); x.Finding != delivery.Answered || row().Reply != conference.Acknowledged {
		t.Fatalf("%+v", x)
	}
	if err := w.TryAdmin(t.Context(), tib(host), clerk.Forewarn{Conference: p.ID}); fault.CodeOf(err) != "invitation.forewarn-late" {
		t.Error(err)
	}
}

// Who has had a förvarning is told when it comes to nothing, without a calendar entry to take out; who has not is told nothing.
func TestAForewarnedConferenceIsCalledOff(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	w.planned(p)
	w.clock.set(p.Start.Add(-3 * time.Hour))
	w.hostAdministers(clerk.Forewarn{Conference: p.ID})
	w.do(tib(host), p.ID, time.Time{}, "", &conference.Uninvite{Participant: observer})
	w.administer(clerk.SaveContact{Contact: contactOf(outsider)})
	w.do(tib(host), p.ID, time.Time{}, "", &conference.Invite{Participants: []conference.Participant{{Actor: outsider, Role: conference.Attendee}}})
	wantTally(t, tally(w.sent(p.ID), outsider), map[string]int{"forewarning 0 queued": 2, "forewarning 1 queued": 1})
	w.do(tib(host), p.ID, time.Time{}, "", &conference.CancelConference{Reason: "Det blev inget"})
	for actor, want := range map[string]bool{attendee: false, observer: true, outsider: false} {
		n := 0
		for _, d := range w.sent(p.ID) {
			if d.Kind == delivery.Cancel && d.Actor == actor && d.Step == 0 {
				n++
				if x := d.Detail(); !x.Planned || x.Removed != want {
					t.Errorf("%s: %+v", actor, x)
				}
			}
		}
		if n != 2 {
			t.Errorf("%s: %d cancellations", actor, n)
		}
	}
}

// Other words in the kallelse go to all when somebody asks for it; answers and clocks stand, and the same words go once.
func TestAChangedKallelseIsSent(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	w.planned(p)
	if err := w.TryAdmin(t.Context(), tib(host), clerk.SendUpdate{Conference: p.ID}); fault.CodeOf(err) != "invitation.not-sent" {
		t.Fatal(err)
	}
	w.clock.set(p.Start.Add(-48 * time.Hour))
	w.do(tib(host), p.ID, time.Time{}, "", &conference.IssueInvitation{})
	w.send(delivery.Outcome{State: delivery.Sent})
	w.do(tib(attendee), p.ID, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: conference.Coming})
	w.do(tib(host), p.ID, time.Time{}, "", &conference.Rename{Title: "Ett annat namn"})
	for range 2 {
		w.hostAdministers(clerk.SendUpdate{Conference: p.ID})
	}
	list := tally(w.sent(p.ID), "")
	if list["update 0 queued"] != len(p.Participants) {
		t.Fatal(list)
	}
	for _, d := range w.sent(p.ID) {
		if d.Kind == delivery.Update && (d.Sequence != 0 || d.Alarm || d.Detail().Change != delivery.ChangedText || d.Detail().Seq == 0) {
			t.Fatalf("%+v", d)
		}
	}
	if a := w.view(tib(host), p.ID).Conference.Answers[attendee]; a.Reply != conference.Coming {
		t.Error("the answer is void")
	}
}

// What somebody says is broken gets nothing more until it is changed or has worked; the next way is tried at once.
func TestAWayIsMarkedAsBroken(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	w.called(p)
	w.send(delivery.Outcome{State: delivery.Sent})
	var sms delivery.Delivery
	for _, d := range w.sent(p.ID) {
		if d.Actor == attendee && d.Channel == directory.SMS {
			sms = d
		}
	}
	if err := w.TryAdmin(t.Context(), tib(attendee), clerk.BreakWay{Delivery: sms.ID}); fault.CodeOf(err) != "access.host-only" {
		t.Error(err)
	}
	if err := w.TryAdmin(t.Context(), tib(outsider), clerk.BreakWay{Delivery: sms.ID}); fault.CodeOf(err) != "delivery.unknown" {
		t.Error(err)
	}
	w.clock.set(w.clock.now().Add(time.Minute))
	w.hostAdministers(clerk.BreakWay{Delivery: sms.ID})
	way := func() directory.Way {
		t.Helper()
		list, err := w.Contacts(t.Context(), tib(attendee), attendee)
		if err != nil {
			t.Fatal(err)
		}
		return list[0].Ways[0]
	}
	if x := way(); !x.Closed() || x.FailedBy != tib(host).Member || !x.Failed.Equal(w.clock.now()) {
		t.Fatalf("%+v", x)
	}
	for _, d := range w.sent(p.ID) {
		if d.Actor != attendee {
			continue
		}
		switch d.Channel {
		case directory.SMS:
			if d.State != delivery.Failed || d.Code != "delivery.way-broken" {
				t.Errorf("%+v", d)
			}
		case directory.Voice:
			if d.NextAt.After(w.clock.now()) {
				t.Errorf("the next step waits until %s", d.NextAt)
			}
		}
	}
	if err := w.TryAdmin(t.Context(), tib(host), clerk.SendAgain{Delivery: sms.ID}); fault.CodeOf(err) != "delivery.way-broken" {
		t.Error(err)
	}
	w.do(tib(host), p.ID, time.Time{}, "", &conference.Reschedule{Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)})
	for _, d := range w.sent(p.ID) {
		if d.Actor == attendee && d.Kind == delivery.Update && d.Channel == directory.SMS {
			t.Error("something goes to what is broken")
		}
	}
	// A contact that is saved as it was keeps the mark; one that works has lost it.
	w.administer(clerk.SaveContact{Contact: contactOf(attendee)})
	if x := way(); !x.Closed() {
		t.Errorf("%+v", x)
	}
	w.clock.set(w.clock.now().Add(time.Minute))
	w.administer(clerk.MarkWay{Contact: contactOf(attendee).ID, Channel: directory.SMS, Address: sms.Address, Worked: true})
	if x := way(); x.Closed() {
		t.Errorf("%+v", x)
	}
	w.hostAdministers(clerk.SendAgain{Delivery: sms.ID})
}

// hostAdministers gives an administrative command as the host's duty officer, who must be let.
func (w *world) hostAdministers(cmd clerk.AdminCommand) {
	w.t.Helper()
	if _, err := w.Administer(w.t.Context(), tib(host), "", cmd); err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

func TestUnknownRepliesAreMapped(t *testing.T) {
	w := outward(t, "called")
	unknown := func(conf, digest string) clerk.Incoming {
		t.Helper()
		x, fresh, err := w.StoreIncoming(t.Context(), delivery.Verdict{Source: "mail", Digest: digest, Sender: "kansli@grupp.example", Finding: delivery.Unknown, Conference: conf, Reply: conference.Coming})
		if err != nil || !fresh {
			t.Fatal(fresh, err)
		}
		return x
	}
	x, stray := unknown(regional, "a"), unknown("", "b")
	for name, c := range map[string]struct {
		who  clerk.Identity
		sees int
		code string
	}{
		"the host":    {tib(host), 1, ""},
		"invited":     {tib(attendee), 0, "access.host-only"},
		"an outsider": {tib(outsider), 0, "reply.unknown"},
		"operator":    {member("drift", host, directory.Operator), 2, ""},
	} {
		list, err := w.UnknownReplies(t.Context(), c.who)
		if err != nil || len(list) != c.sees {
			t.Errorf("%s: %d, %v", name, len(list), err)
		}
		if err := w.TryAdmin(t.Context(), c.who, clerk.MapIncoming{ID: x.ID, Conference: regional, Participant: attendee}); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.TryAdmin(t.Context(), tib(host), clerk.MapIncoming{ID: stray.ID, Conference: regional, Participant: attendee}); fault.CodeOf(err) != "reply.unknown" {
		t.Error(err)
	}
	if err := w.TryAdmin(t.Context(), tib(host), clerk.MapIncoming{ID: x.ID, Conference: regional, Participant: "ingen"}); fault.CodeOf(err) != "participant.unknown" {
		t.Error(err)
	}
	mapped := func(id string, warnings int) {
		t.Helper()
		r, err := w.Administer(t.Context(), tib(host), "", clerk.MapIncoming{ID: id, Conference: regional, Participant: attendee})
		if err != nil || len(r.Warnings) != warnings {
			t.Fatal(r, err)
		}
	}
	mapped(x.ID, 0)
	if a := w.view(tib(host), regional).Conference.Answers[attendee]; a.Reply != conference.Coming || a.By != "svar."+x.ID {
		t.Fatalf("%+v", a)
	}
	wrote, err := w.Correspondents(t.Context(), regional)
	if err != nil || !strings.Contains(fmt.Sprint(wrote), "kansli@grupp.example true") {
		t.Fatal(wrote, err)
	}
	if _, err := w.Administer(t.Context(), tib(host), "", clerk.MapIncoming{ID: x.ID, Conference: regional, Participant: observer}); fault.CodeOf(err) != "reply.settled" {
		t.Fatal(err)
	}
	// What was said since stays, whoever finds out late whose an older reply was; and an answer to another time is none.
	older := unknown(regional, "c")
	w.clock.set(w.clock.now().Add(time.Minute))
	w.do(tib(attendee), regional, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: conference.Declined})
	mapped(older.ID, 1)
	if a := w.view(tib(host), regional).Conference.Answers[attendee]; a.Reply != conference.Declined {
		t.Fatalf("%+v", a)
	}
	before := unknown(regional, "d")
	p := plan(t, "regional")
	w.do(tib(host), regional, time.Time{}, "", &conference.Reschedule{Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)})
	mapped(before.ID, 1)
	if n := len(w.view(tib(host), regional).Conference.Answers); n != 0 {
		t.Fatalf("%d answer the new time", n)
	}
}
