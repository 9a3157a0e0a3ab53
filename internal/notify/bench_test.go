package notify_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/mail/mailtest"
)

const benched = 300

// BenchmarkHandOver is how many mails a second the worker makes and hands over, with everything that is written down on the way.
func BenchmarkHandOver(b *testing.B) {
	var spent time.Duration
	for b.Loop() {
		b.StopTimer()
		w, m := exercise(b)
		crowd(b, w, m, benched)
		sink := mailtest.Start(b, mailtest.Options{PerSession: 100})
		k := w.worker(post{clock: hasty{w.clock}, name: "a", relay: relay(b, sink, 5*time.Second)})
		b.StartTimer()
		began := time.Now()
		run(b, k, func() bool { return len(sink.Taken()) == benched })
		spent += time.Since(began)
	}
	b.ReportMetric(float64(benched*b.N)/spent.Seconds(), "mails/s")
}

// BenchmarkRender is how many mails a second are made, with calendar entry and papers, ready to travel.
func BenchmarkRender(b *testing.B) {
	w, m := exercise(b)
	crowd(b, w, m, benched)
	r := w.renderer()
	d := sample(delivery.Invitation, "aktor-001", "sv", w.clock.Now())
	d.Conference, d.Channel = "konf-stor", directory.Mail
	random := chance(1)
	size := 0
	for b.Loop() {
		x, _, err := r.Mail(b.Context(), d)
		if err != nil {
			b.Fatal(err)
		}
		raw, err := x.Bytes(random)
		if err != nil {
			b.Fatal(err)
		}
		size = len(raw)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	b.ReportMetric(float64(size), "bytes")
}

// BenchmarkBareClient hands over a mail of the same size with nothing around it.
func BenchmarkBareClient(b *testing.B) {
	w, m := exercise(b)
	crowd(b, w, m, benched)
	d := sample(delivery.Invitation, "aktor-001", "sv", w.clock.Now())
	d.Conference, d.Channel = "konf-stor", directory.Mail
	x, _, err := w.renderer().Mail(b.Context(), d)
	if err != nil {
		b.Fatal(err)
	}
	raw, err := x.Bytes(chance(1))
	if err != nil {
		b.Fatal(err)
	}
	sink := mailtest.Start(b, mailtest.Options{})
	c, err := smtp.Dial(sink.Addr)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for b.Loop() {
		if err := c.SendMail(from, []string{d.Address}, bytes.NewReader(raw)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}
