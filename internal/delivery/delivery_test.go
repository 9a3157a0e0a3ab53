package delivery

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

var at = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

func TestTransitions(t *testing.T) {
	want := map[State]string{Queued: "sending stopped", Sending: "queued sent delivered unsure failed stopped",
		Unsure: "sending sent delivered acknowledged failed stopped", Sent: "delivered acknowledged failed", Delivered: "acknowledged failed",
		Failed: "queued acknowledged", Acknowledged: "", Stopped: ""}
	for _, from := range States() {
		list := ""
		for _, to := range after(from) {
			if list != "" {
				list += " "
			}
			list += string(to)
		}
		if list != want[from] {
			t.Errorf("%s: %q, want %q", from, list, want[from])
		}
		for _, to := range States() {
			_, err := (Delivery{State: from}).to(to, at)
			if from.May(to) != (err == nil) || err != nil && fault.CodeOf(err) != "delivery.transition" {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
}

func TestSettle(t *testing.T) {
	begun := Delivery{State: Sending, Attempts: 2, LeasedBy: "w", LeasedUntil: at, HandingAt: at}
	tried := begun
	tried.Attempts = MaxAttempts
	for name, c := range map[string]struct {
		given   Delivery
		outcome Outcome
		state   State
		next    time.Time
		handed  bool
		code    string
	}{
		"taken":        {begun, Outcome{State: Sent, At: at}, Sent, time.Time{}, true, ""},
		"arrived":      {begun, Outcome{State: Delivered, At: at}, Delivered, time.Time{}, true, ""},
		"try again":    {begun, Outcome{State: Queued, At: at, Code: "mail.refused-now"}, Queued, at.Add(time.Minute), false, "mail.refused-now"},
		"asked to":     {begun, Outcome{State: Queued, At: at, Wait: time.Hour}, Queued, at.Add(time.Hour), false, ""},
		"never again":  {begun, Outcome{State: Failed, At: at, Code: "mail.no-such"}, Failed, time.Time{}, false, "mail.no-such"},
		"too often":    {tried, Outcome{State: Queued, At: at, Code: "mail.refused-now"}, Failed, time.Time{}, false, "mail.refused-now"},
		"no receipt":   {begun, Outcome{State: Unsure, At: at, Code: "mail.no-reply"}, Unsure, at.Add(time.Minute), false, "mail.no-reply"},
		"still unsure": {tried, Outcome{State: Unsure, At: at}, Unsure, at.Add(time.Hour), false, ""},
	} {
		got, err := c.given.Settle(c.outcome)
		if err != nil || got.State != c.state || !got.NextAt.Equal(c.next) || got.HandedAt.IsZero() == c.handed || got.Code != c.code ||
			got.LeasedBy != "" || !got.HandingAt.IsZero() || got.UnsureAt.IsZero() == (c.state == Unsure) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := (Delivery{State: Stopped}).Settle(Outcome{State: Sent}); fault.CodeOf(err) != "delivery.transition" {
		t.Error(err)
	}
	if got := begun.Expire(at); got.State != Unsure || !got.UnsureAt.Equal(at) {
		t.Errorf("%+v", got)
	}
	begun.HandingAt = time.Time{}
	if got := begun.Expire(at); got.State != Queued || !got.UnsureAt.IsZero() {
		t.Errorf("%+v", got)
	}
	if got, err := (Delivery{State: Failed, Attempts: 9}).Again(at); err != nil || got.State != Queued || got.Attempts != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestBackoffGrows(t *testing.T) {
	for _, alarm := range []bool{false, true} {
		last := time.Duration(0)
		for n := range MaxAttempts + 1 {
			if d := Backoff(n, alarm); d < last || d <= 0 || d > time.Hour || alarm && d > DefaultInterval {
				t.Errorf("%d, %v: %s after %s", n, alarm, d, last)
			} else {
				last = d
			}
		}
	}
}

// way writes a way as channel:address.
func way(channel directory.Channel, n int) directory.Way {
	address := fmt.Sprintf("+4670174%04d", n)
	switch channel {
	case directory.Mail:
		address = fmt.Sprintf("a%d@x.example", n)
	case directory.Rakel:
		address = fmt.Sprintf("331%04d", n)
	}
	return directory.Way{Channel: channel, Address: address}
}

func contact(id string, order int, ways ...directory.Way) directory.Contact {
	return directory.Contact{ID: id, Actor: "kommun-ekeryd", Order: order, Function: id, Ways: ways}
}

// told is what was planned, as step, minutes, channel.
func told(list []Delivery) []string {
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("%d +%d %s %s", d.Step, int(d.NextAt.Sub(at).Minutes()), d.Contact, d.Lane))
	}
	return out
}

func TestPlan(t *testing.T) {
	broken := way(directory.SMS, 1)
	broken.Failed = at
	closed := broken
	closed.FailedBy = "tib.vard"
	tib := contact("TiB", 0, way(directory.SMS, 1), way(directory.Mail, 2), way(directory.Voice, 1))
	lc := contact("Ledningscentral", 1, way(directory.Mail, 3), way(directory.Rakel, 4))
	board := contact("Växel", 2, way(directory.Voice, 5))
	for name, c := range map[string]struct {
		alarm    bool
		contacts []directory.Contact
		set      Settings
		want     []string
	}{
		"nobody":             {true, nil, Settings{}, nil},
		"mail when no alarm": {false, []directory.Contact{lc, board, tib}, Settings{}, []string{"0 +0 TiB mail:a2@x.example"}},
		"no mail, no alarm":  {false, []directory.Contact{board}, Settings{}, nil},
		"the whole ladder": {true, []directory.Contact{lc, board, tib}, Settings{}, []string{"0 +0 TiB sms:+46701740001", "0 +0 TiB mail:a2@x.example",
			"1 +5 Ledningscentral mail:a3@x.example", "2 +10 Ledningscentral rakel:3310004", "3 +15 TiB voice:+46701740001", "4 +20 Växel voice:+46701740005"}},
		"mail first": {true, []directory.Contact{lc}, Settings{Interval: time.Minute}, []string{"0 +0 Ledningscentral mail:a3@x.example", "0 +0 Ledningscentral rakel:3310004"}},
		"only what is set up": {true, []directory.Contact{tib, lc, board}, Settings{Has: func(c directory.Channel) bool { return c == directory.Mail }},
			[]string{"0 +0 TiB mail:a2@x.example", "1 +5 Ledningscentral mail:a3@x.example"}},
		"no mail": {true, []directory.Contact{contact("TiB", 0, way(directory.SMS, 1), way(directory.SMS, 2), way(directory.Rakel, 3))}, Settings{},
			[]string{"0 +0 TiB sms:+46701740001", "0 +0 TiB rakel:3310003", "1 +5 TiB sms:+46701740002"}},
		"the broken last": {true, []directory.Contact{contact("TiB", 0, broken, way(directory.Mail, 2)), board}, Settings{},
			[]string{"0 +0 TiB mail:a2@x.example", "0 +0 Växel voice:+46701740005", "1 +5 TiB sms:+46701740001"}},
		"never what somebody has said is broken": {true, []directory.Contact{contact("TiB", 0, closed, way(directory.Mail, 2)), board}, Settings{},
			[]string{"0 +0 TiB mail:a2@x.example", "0 +0 Växel voice:+46701740005"}},
		"quiet": {false, []directory.Contact{tib}, Settings{Quiet: func(_ directory.Contact, at time.Time) time.Time { return at.Add(time.Hour) }},
			[]string{"0 +60 TiB mail:a2@x.example"}},
		"an alarm is never quiet": {true, []directory.Contact{lc}, Settings{Quiet: func(_ directory.Contact, at time.Time) time.Time { return at.Add(time.Hour) }},
			[]string{"0 +0 Ledningscentral mail:a3@x.example", "0 +0 Ledningscentral rakel:3310004"}},
	} {
		got := Plan(Fact{Kind: Invitation, Conference: "k", At: at, Alarm: c.alarm, To: []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd"}}}, c.contacts, c.set)
		if d := cmp.Diff(c.want, told(got)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Who calls is told by one mail, and nothing climbs; in the night of an alarm it is awake.
func TestPlanForWhoCalls(t *testing.T) {
	quiet := Settings{Quiet: func(_ directory.Contact, at time.Time) time.Time { return at.Add(time.Hour) }}
	tib := contact("TiB", 0, way(directory.SMS, 1), way(directory.Mail, 2), way(directory.Voice, 1))
	for alarm, want := range map[bool][]string{true: {"0 +0 TiB mail:a2@x.example"}, false: {"0 +60 TiB mail:a2@x.example"}} {
		got := Plan(Fact{Kind: Invitation, Conference: "k", At: at, Alarm: alarm, To: []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd", Informed: true}}},
			[]directory.Contact{tib}, quiet)
		if d := cmp.Diff(want, told(got)); d != "" || got[0].Alarm {
			t.Errorf("alarm %v: %s", alarm, d)
		}
	}
}

// What waits to go to a broken address stops, what had gone has failed, and what was read stays.
func TestBreak(t *testing.T) {
	for name, c := range map[string]struct {
		was, is State
		changes bool
		other   bool // the next way is tried
	}{
		"waits": {Queued, Stopped, true, true}, "unsure": {Unsure, Stopped, true, true}, "sent": {Sent, Failed, true, true}, "arrived": {Delivered, Failed, true, true},
		"failed": {Failed, Failed, false, true}, "read": {Acknowledged, Acknowledged, false, false}, "not needed": {Stopped, Stopped, false, false}, "on its way": {Sending, Sending, false, false},
	} {
		d := Delivery{ID: "a", Lane: "sms:+46701740001", State: c.was}
		changed, gone := Break([]Delivery{{ID: "b", Lane: "mail:x@x.example", State: Queued}, d, {ID: "c", Lane: d.Lane, State: Sent}}, d, at)
		if (len(changed) == 1) != c.changes || (gone != nil) != c.other {
			t.Errorf("%s: %+v %+v", name, changed, gone)
			continue
		}
		if c.changes && (changed[0].State != c.is || changed[0].ID != "a" || changed[0].Code != "delivery.way-broken") || gone != nil && gone.State != Failed {
			t.Errorf("%s: %+v %+v", name, changed, gone)
		}
	}
}

// contacts draws the contacts of one actor.
func contacts(t *rapid.T) []directory.Contact {
	var out []directory.Contact
	for i := range rapid.IntRange(0, 4).Draw(t, "contacts") {
		c := contact(rapid.SampledFrom([]string{"TiB", "Växel", "Ledningscentral"}).Draw(t, "function")+fmt.Sprint(i), rapid.IntRange(0, 2).Draw(t, "order"))
		for j := range rapid.IntRange(1, 4).Draw(t, "ways") {
			w := way(rapid.SampledFrom([]directory.Channel{directory.Mail, directory.SMS, directory.Voice, directory.Rakel}).Draw(t, "channel"), rapid.IntRange(0, 5).Draw(t, "n")*10+j)
			if rapid.Bool().Draw(t, "broken") {
				w.Failed = at
			}
			c.Ways = append(c.Ways, w)
		}
		out = append(out, c)
	}
	return out
}

// An alarm begins on two channels wherever there are two, every way is used once, and one acknowledgement ends it all.
func TestAlarms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := contacts(t)
		f := Fact{Kind: Invitation, Conference: "k", Sequence: 1, At: at, Alarm: true,
			To: []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd"}, {Participant: "region-allmanlan", Actor: "region-allmanlan"}}}
		plan := Plan(f, list, Settings{})
		channels, atOnce, keys, last := map[directory.Channel]bool{}, map[directory.Channel]bool{}, map[string]bool{}, at
		mail := false
		ways := 0
		for _, c := range list {
			ways += len(c.Ways)
			for _, w := range c.Ways {
				channels[w.Channel] = true
			}
		}
		for _, d := range plan {
			if keys[d.Key] {
				t.Fatalf("%s twice", d.Key)
			}
			keys[d.Key] = true
			if d.Step == 0 {
				atOnce[d.Channel] = true
				mail = mail || d.Channel == directory.Mail
				if !d.NextAt.Equal(at) {
					t.Fatalf("%+v waits", d)
				}
			} else if d.NextAt.Sub(last) != DefaultInterval {
				t.Fatalf("%v", told(plan))
			} else {
				last = d.NextAt
			}
		}
		if len(plan) != ways || len(atOnce) != min(2, len(channels)) || mail != channels[directory.Mail] {
			t.Fatalf("%d ways, channels %v: %v", ways, channels, told(plan))
		}

		states := rapid.SliceOfN(rapid.SampledFrom(States()), len(plan), len(plan)).Draw(t, "states")
		for i := range plan {
			plan[i].State = states[i]
		}
		changed := map[string]State{}
		for _, d := range Stop(plan, Acknowledgement{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd", Sequence: 1, At: at}) {
			changed[d.Key] = d.State
		}
		for _, d := range plan {
			now, is := changed[d.Key]
			if !is {
				now = d.State
			}
			if now == Queued || now == Unsure || now == Sent || now == Delivered {
				t.Fatalf("%s is still %s", d.Key, now)
			}
		}
	})
}

func TestStopLeavesTheRest(t *testing.T) {
	base := Delivery{Kind: Invitation, Actor: "kommun-ekeryd", Participant: "kommun-ekeryd", State: Queued, Alarm: true, Sequence: 1}
	change := func(f func(*Delivery)) Delivery { d := base; f(&d); return d }
	for name, c := range map[string]struct {
		given Delivery
		want  State // "" for unchanged
	}{
		"of the alarm":             {base, Stopped},
		"gone":                     {change(func(d *Delivery) { d.State = Sent }), Acknowledged},
		"being sent":               {change(func(d *Delivery) { d.State = Sending }), ""},
		"another actor":            {change(func(d *Delivery) { d.Actor, d.Participant = "b", "b" }), ""},
		"another seat, at once":    {change(func(d *Delivery) { d.Participant = "kommun-ekeryd/vatten" }), ""},
		"another seat, a step":     {change(func(d *Delivery) { d.Participant, d.Step = "kommun-ekeryd/vatten", 1 }), Stopped},
		"another seat, gone":       {change(func(d *Delivery) { d.Participant, d.State = "kommun-ekeryd/vatten", Sent }), ""},
		"a later change":           {change(func(d *Delivery) { d.Sequence = 2 }), ""},
		"minutes":                  {change(func(d *Delivery) { d.Kind = Minutes }), ""},
		"the mail of no alarm":     {change(func(d *Delivery) { d.Alarm = false }), ""},
		"the reminder of no alarm": {change(func(d *Delivery) { d.Alarm, d.Kind = false, Reminder }), Stopped},
		"stopped":                  {change(func(d *Delivery) { d.State = Stopped }), ""},
	} {
		got := Stop([]Delivery{c.given}, Acknowledgement{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd", Sequence: 1, At: at})
		if c.want == "" && len(got) != 0 || c.want != "" && (len(got) != 1 || got[0].State != c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestHastenAndInstead(t *testing.T) {
	list := []directory.Contact{contact("TiB", 0, way(directory.SMS, 1), way(directory.Mail, 2), way(directory.Mail, 3)), contact("LC", 1, way(directory.Mail, 4))}
	to := []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd"}}
	plan := Plan(Fact{Kind: Invitation, Conference: "k", N: 3, At: at, Alarm: true, To: to}, list, Settings{})
	failed := plan[0]
	failed.State = Failed
	got, ok := Hasten(failed, plan, at.Add(time.Minute))
	if !ok || got.Step != 1 || got.Lane != "mail:a3@x.example" || !got.NextAt.Equal(at.Add(time.Minute)) {
		t.Errorf("%+v, %v", got, ok)
	}
	if _, ok := Hasten(failed, plan[:2], at); ok {
		t.Error("there is nothing to hasten")
	}

	quiet := Plan(Fact{Kind: Invitation, Conference: "k", N: 3, At: at, To: to}, list, Settings{})
	tried := quiet
	for _, want := range []string{"1 mail:a3@x.example", "2 mail:a4@x.example", "3 sms:+46701740001", ""} {
		failed := tried[len(tried)-1]
		failed.State = Failed
		next, ok := Instead(failed, list, tried, Settings{}, at.Add(time.Hour))
		if ok != (want != "") || ok && fmt.Sprint(next.Step, " ", next.Lane) != want || ok && number(next.Key) != 3 {
			t.Errorf("%+v, %v, want %q", next, ok, want)
		}
		tried = append(tried, next)
	}
}

func TestSupersede(t *testing.T) {
	base := Delivery{Kind: Invitation, Participant: "a", State: Queued, Step: 1}
	tried := base
	tried.Attempts = 1
	reminder := Delivery{Kind: Reminder, Participant: "a", State: Queued}
	for name, c := range map[string]struct {
		kind  Kind
		given Delivery
		want  int
	}{
		"a step": {Update, base, 1}, "tried": {Update, tried, 0}, "the mail itself": {Cancel, Delivery{Kind: Invitation, Participant: "a", State: Queued}, 0},
		"a reminder of what is called off": {Cancel, reminder, 1}, "a reminder": {Update, reminder, 0}, "somebody else's": {Cancel, Delivery{Kind: Invitation, Participant: "b", State: Queued, Step: 1}, 0},
	} {
		if got := Supersede([]Delivery{c.given}, c.kind, "a", at); len(got) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestBoard(t *testing.T) {
	seats := []conference.Participant{{Actor: "a"}, {Actor: "b"}, {Actor: "c"}, {Actor: "d"}, {Actor: "e"}, {Actor: "f"}}
	c := conference.New()
	c.Phase, c.Plan.Participants, c.Sequence = conference.Called, seats, 1
	c.Issues = []conference.Issue{{At: at}}
	c.Answers = map[string]conference.Answer{"a": {Reply: conference.Coming, At: at.Add(time.Minute), Sequence: 1, By: "svar.1"},
		"b": {Reply: conference.Acknowledged, At: at.Add(2 * time.Minute), Sequence: 1}, "f": {Reply: conference.Coming, At: at, Sequence: 0}}
	sent := func(actor string, s State, settled time.Time, f func(*Delivery)) Delivery {
		d := Delivery{Kind: Invitation, Participant: actor, Actor: actor, State: s, At: at, Sequence: 1, NextAt: at, SettledAt: settled, Channel: directory.Mail}
		if s == Sent || s == Delivered || s == Acknowledged {
			d.HandedAt = at.Add(time.Second)
		}
		if f != nil {
			f(&d)
		}
		return d
	}
	later := func(d *Delivery) { d.Step, d.Channel, d.NextAt = 1, directory.SMS, at.Add(5*time.Minute) }
	list := []Delivery{sent("a", Acknowledged, at.Add(time.Minute), nil), sent("a", Stopped, at.Add(time.Minute), later),
		sent("b", Acknowledged, at.Add(2*time.Minute), nil), sent("c", Delivered, at.Add(3*time.Second), nil), sent("c", Queued, at, later),
		sent("d", Failed, at.Add(4*time.Second), nil), sent("d", Sent, at, func(d *Delivery) { d.Sequence = 0 }), sent("f", Sent, at, func(d *Delivery) { d.Kind, d.Data = Update, Detail{Change: "time"}.JSON() })}
	phones := []directory.Contact{
		{ID: "c.vaxel", Actor: "c", Function: "Växel", Ways: []directory.Way{way(directory.Voice, 9)}},
		{ID: "c.tib", Actor: "c", Order: 1, Function: "TiB", Person: "Karin Ek", Ways: []directory.Way{way(directory.SMS, 1), way(directory.Mail, 1), way(directory.Voice, 2), way(directory.Voice, 1)}},
	}
	type short struct {
		Participant   string
		State         State
		Left          time.Duration
		Missing, Next bool
		Unreachable   bool
		Earlier       bool
	}
	rows := Board(Facts{Conference: c, Deliveries: list, Contacts: phones}, at.Add(4*time.Minute))
	var got []short
	for _, r := range rows {
		got = append(got, short{r.Participant, r.State, r.Left, r.Missing, r.Next != nil, r.Unreachable, r.Earlier})
	}
	want := []short{{"a", Acknowledged, 0, false, false, false, false}, {"b", Acknowledged, 0, false, false, false, false},
		{"c", Delivered, time.Minute, false, true, false, false}, {"d", Failed, time.Minute, true, false, false, false},
		{"e", "", time.Minute, true, false, true, false}, {"f", Sent, time.Minute, false, false, false, true}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if a := rows[0]; !a.Answered.Equal(at.Add(time.Minute)) || !a.Acknowledged.Equal(at.Add(time.Minute)) || !a.Sent.Equal(at.Add(time.Second)) || a.AnsweredBy != "svar.1" {
		t.Errorf("%+v", a)
	}
	if b := rows[1]; !b.Answered.IsZero() || b.Acknowledged.IsZero() {
		t.Errorf("%+v", b)
	}
	if next := rows[2].Next; !next.At.Equal(at.Add(5*time.Minute)) || next.Channel != directory.SMS || next.Again {
		t.Errorf("%+v", next)
	}
	if d := cmp.Diff([]Number{{"c.tib", "TiB", "Karin Ek", "+46701740002", false}, {"c.tib", "TiB", "Karin Ek", "+46701740001", false}, {"c.vaxel", "Växel", "", "+46701740009", true}}, rows[2].Ring); d != "" {
		t.Error(d)
	}
	if late := Missing(Board(Facts{Conference: c, Deliveries: list, Contacts: phones}, at.Add(5*time.Minute))); len(late) != 4 {
		t.Errorf("%d are missing", len(late))
	}
	c.Plan.Callout.AckDeadline = at.Add(15 * time.Minute)
	if r := Board(Facts{Conference: c, Deliveries: list}, at.Add(5*time.Minute))[2]; r.Missing || r.Left != 10*time.Minute {
		t.Errorf("%+v", r)
	}
	c.Sequence = 2 // another way in: what was answered stands
	if r := Board(Facts{Conference: c, Deliveries: append(list, sent("a", Sent, at, func(d *Delivery) { d.Kind, d.Sequence = Update, 2 }))}, at.Add(time.Hour))[0]; r.Earlier || r.Missing || r.Reply != conference.Coming {
		t.Errorf("%+v", r)
	}
	c.Phase = conference.Cancelled
	if r := Missing(Board(Facts{Conference: c, Deliveries: list}, at.Add(time.Hour))); len(r) != 0 {
		t.Errorf("%+v", r)
	}
}
