package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/mail"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/notify"
)

// moved is a clock that stands until the test moves it; nobody is woken by it but by the test.
type moved struct {
	world *world
}

func (m moved) Now() time.Time                       { return m.world.clock.Now() }
func (m moved) After(time.Duration) <-chan time.Time { return make(chan time.Time) }

// alarmed calls to the exercise, where one actor has further ways: a second number, and a växel.
func alarmed(t *testing.T) (*world, *taker, *taker, *mailtest.Sink, func()) {
	w, m := exercise(t)
	c := directory.Contact{ID: attendee + ".tib", Actor: attendee, Function: "TiB", Ways: []directory.Way{{Channel: directory.Mail, Address: mailbox(attendee)},
		{Channel: directory.SMS, Address: "+46701740680"}, {Channel: directory.SMS, Address: "+46701740681"}}}
	w.administer(clerk.SaveContact{Contact: c})
	w.administer(clerk.SaveContact{Contact: directory.Contact{ID: attendee + ".vaxel", Actor: attendee, Order: 9, Function: "Växel",
		Ways: []directory.Way{{Channel: directory.Voice, Address: "+4684650041"}}}})
	w.clock.Set(m.Plan.Callout.SentAt)
	w.do(regional, &conference.IssueInvitation{AckDeadline: m.Plan.Callout.AckDeadline})
	sms, voice, sink := &taker{}, &taker{}, mailtest.Start(t, mailtest.Options{})
	k := w.worker(post{clock: moved{world: w}, name: "a", relay: relay(t, sink, 5*time.Second),
		short: map[directory.Channel]channel.Provider{directory.SMS: sms, directory.Voice: voice}})
	ctx, end := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); k.Run(ctx) }()
	t.Cleanup(func() { end(); <-done })
	return w, sms, voice, sink, k.Wake
}

func (k *taker) to(number string) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := 0
	for _, m := range k.taken {
		if m.To == number {
			n++
		}
	}
	return n
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal(what)
		}
	}
}

// An alarm goes by two ways at once, and climbs a step each five minutes until somebody acknowledges; then nothing more goes.
func TestAnAlarmClimbsUntilItIsAcknowledged(t *testing.T) {
	w, sms, voice, sink, wake := alarmed(t)
	until(t, "the first two ways", func() bool { return sms.to("+46701740680") == 1 && sink.Counts()[mailbox(attendee)] == 1 })
	if sms.to("+46701740681") != 0 || voice.to("+4684650041") != 0 {
		t.Fatal("a later step went at once")
	}
	w.clock.Set(w.clock.Now().Add(5*time.Minute + time.Second))
	wake()
	until(t, "the second number after five minutes", func() bool { return sms.to("+46701740681") == 1 })
	if voice.to("+4684650041") != 0 {
		t.Fatal("the växel is rung too early")
	}
	w.do(regional, &conference.AnswerInvitation{Participant: attendee, Reply: conference.Acknowledged})
	w.clock.Set(w.clock.Now().Add(20 * time.Minute))
	wake()
	// Somebody else, who has not acknowledged, shows that the worker has been at it.
	w.administer(clerk.SaveContact{Contact: directory.Contact{ID: "x", Actor: "kommun-storsjo", Order: 5, Function: "Växel",
		Ways: []directory.Way{{Channel: directory.Voice, Address: "+4684650042"}}}})
	w.do(regional, &conference.IssueInvitation{})
	wake()
	until(t, "a reminder to others", func() bool {
		return voice.to("+4684650042") == 1 || sms.to("+46701740680") >= 1 && sink.Counts()["tib@kommun-storsjo.example"] == 2
	})
	if voice.to("+4684650041") != 0 || sms.to("+46701740680") != 1 || sink.Counts()[mailbox(attendee)] != 1 {
		t.Error("what was acknowledged went on")
	}
	for _, d := range w.deliveries(regional) {
		if d.Actor == attendee && d.State != delivery.Acknowledged && d.State != delivery.Stopped {
			t.Errorf("%s %s is %s", d.Channel, d.Address, d.State)
		}
	}
}

// broken breaks on one message.
type broken struct{ *taker }

func (b broken) Send(ctx context.Context, m channel.Message) (channel.Handed, error) {
	if m.To == "+46701740609" {
		panic("out of order")
	}
	return b.taker.Send(ctx, m)
}

// What fails with one message is that message's alone, and is told by its code.
func TestOneMessageFails(t *testing.T) {
	w, m := exercise(t)
	w.clock.Set(m.Plan.Callout.SentAt)
	w.do(regional, &conference.IssueInvitation{})
	sms := &taker{fail: func(m channel.Message) error {
		switch m.To {
		case "+46701740606":
			return fault.New(fault.Invalid, "channel.not-mobile")
		case "+46701740607":
			return fault.Wrap(errors.New("x"), fault.Unavailable, "channel.no-money")
		}
		return nil
	}}
	k := w.worker(post{clock: hasty{w.clock}, name: "a", short: map[directory.Channel]channel.Provider{directory.SMS: broken{sms}}})
	states := map[string]string{}
	run(t, k, func() bool {
		for _, d := range w.deliveries(regional) {
			if d.Channel == directory.SMS && d.State != delivery.Sending { // one that is tried again is on its way for a moment
				states[d.Address] = fmt.Sprint(d.State, " ", d.Code)
			}
		}
		sms.mu.Lock()
		defer sms.mu.Unlock()
		return len(sms.taken) == 38 && states["+46701740608"] == "sent " && strings.Contains(states["+46701740609"], " channel.") &&
			strings.Contains(states["+46701740607"], " channel.")
	})
	for address, want := range map[string]string{"+46701740606": "failed channel.not-mobile", "+46701740608": "sent "} {
		if states[address] != want {
			t.Errorf("%s: %s, want %s", address, states[address], want)
		}
	}
	for address, begins := range map[string]string{"+46701740609": "unsure channel.unsure", "+46701740607": "queued channel.no-money"} {
		if states[address] != begins && !strings.HasPrefix(states[address], "failed") {
			t.Errorf("%s: %s", address, states[address])
		}
	}
}

// A service that is asked to end finishes the mail that is on the line, gives back the others, and another goes on.
func TestItEndsInOrder(t *testing.T) {
	w, m := exercise(t)
	to := crowd(t, w, m, 120)
	sink := mailtest.Start(t, mailtest.Options{})
	run(t, w.worker(post{clock: hasty{w.clock}, name: "a", relay: relay(t, sink, 5*time.Second)}), func() bool { return len(sink.Taken()) >= 25 })
	taken := len(sink.Taken())
	if taken >= 120 {
		t.Fatal("it was too fast to show anything")
	}
	for _, d := range w.deliveries("konf-stor") {
		if d.State != delivery.Sent && d.State != delivery.Queued {
			t.Errorf("%s is left %s", d.Address, d.State)
		}
	}
	run(t, w.worker(post{clock: hasty{w.clock}, name: "b", relay: relay(t, sink, 5*time.Second)}), w.settled(directory.Mail))
	if n := once(t, w, sink, to, false); n > 0 {
		t.Errorf("%d came again", n)
	}
}

// Nobody at the other end: nothing is lost or tried in vain a hundred times, and it goes when somebody is there.
func TestAnUnreachableServer(t *testing.T) {
	w, m := exercise(t)
	to := crowd(t, w, m, 30)
	sink := mailtest.Start(t, mailtest.Options{})
	none, err := mail.NewRelay(mail.RelayOptions{Address: "127.0.0.1:1", Security: mail.Plain, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	begun := w.clock.Now()
	run(t, w.worker(post{clock: hasty{w.clock}, name: "a", relay: none}), func() bool { return w.clock.Now().Sub(begun) > 20*time.Minute })
	attempts := 0
	for _, d := range w.deliveries("konf-stor") {
		attempts += d.Attempts
		if d.State != delivery.Queued || d.Attempts > 0 && d.Code != "mail.unreachable" {
			t.Errorf("%s is %s (%s)", d.Address, d.State, d.Code)
		}
	}
	if attempts > 60 {
		t.Errorf("%d attempts in vain", attempts)
	}
	run(t, w.worker(post{clock: hasty{w.clock}, name: "b", relay: relay(t, sink, 5*time.Second)}), w.settled(directory.Mail))
	once(t, w, sink, to, false)
}

// A provider's report, with the key that its address had, is written down once; without the key it is nobody's.
func TestReports(t *testing.T) {
	w, m := exercise(t)
	w.clock.Set(m.Plan.Callout.SentAt)
	w.do(regional, &conference.IssueInvitation{})
	run(t, w.worker(post{clock: hasty{w.clock}, name: "a", short: map[directory.Channel]channel.Provider{directory.SMS: &taker{}}}), w.settled(directory.SMS))
	calls := channel.Callbacks{Base: "https://samverkan.example/hooks", Key: bytes.Repeat([]byte{4}, 32)}
	hooks := &notify.Hooks{Clerk: w.Clerk, Callbacks: calls, Now: w.clock.Now}
	var d delivery.Delivery
	for _, x := range w.deliveries(regional) {
		if x.Channel == directory.SMS {
			d = x
		}
	}
	at, err := url.Parse(calls.URL("sms", d.ID))
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"id": {d.MessageID}, "status": {"delivered"}, "delivered": {"2027-01-06T15:10:20"}}
	for range 2 {
		if code := call(t, hooks, at.Path, at.RawQuery, form); code != 204 {
			t.Errorf("answered with %d", code)
		}
	}
	if code := call(t, hooks, at.Path, "key=fel", form); code != 404 {
		t.Errorf("a stranger is answered with %d", code)
	}
	if code := call(t, hooks, at.Path, at.RawQuery, url.Values{"id": {d.MessageID}, "status": {"failed"}}); code != 204 {
		t.Errorf("an older report is answered with %d", code)
	}
	if code := call(t, hooks, at.Path, at.RawQuery, url.Values{"id": {"x"}}); code != 400 {
		t.Errorf("nonsense is answered with %d", code)
	}
	if x, _, err := w.DeliveryByID(t.Context(), d.ID); err != nil || x.State != delivery.Delivered {
		t.Error(x.State, err)
	}
}
