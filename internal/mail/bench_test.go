package mail_test

import (
	"bytes"
	"crypto"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"samverkan/internal/mail"
	"samverkan/internal/mail/mailtest"
)

// Mails built in a second: an invitation with its calendar entry, alone and with a document of 100 kB.
func BenchmarkBuild(b *testing.B) {
	for name, size := range map[string]int{"entry": 0, "entry and 100 kB": 100 << 10} {
		b.Run(name, func(b *testing.B) {
			m := kallelse()
			if m.Attachments = nil; size > 0 {
				m.Attachments = []mail.File{{Name: "Kallelse.pdf", Type: "application/pdf", Bytes: make([]byte, size)}}
			}
			random := chance()
			for b.Loop() {
				if _, err := m.Bytes(random); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
		})
	}
}

// Mails signed in a second.
func BenchmarkSign(b *testing.B) {
	raw, err := kallelse().Bytes(chance())
	if err != nil {
		b.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"RSA-2048": keys().rsa, "Ed25519": keys().ed} {
		b.Run(name, func(b *testing.B) {
			d := mail.DKIM{Domain: "lst.example", Selector: "samv1", Key: key, Now: time.Now}
			for b.Loop() {
				if _, err := d.Sign(raw); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
		})
	}
}

// Mails handed over in a second, and how that compares with the bare client of go-smtp, which keeps one connection and knows no four
// ends. They take turns, so that a machine with other things to do delays both alike.
func BenchmarkHandOver(b *testing.B) {
	raw, err := kallelse().Bytes(chance())
	if err != nil {
		b.Fatal(err)
	}
	_, s := start(b, mailtest.Options{}, patient)
	conn, err := net.Dial("tcp", mailtest.Start(b, mailtest.Options{}).Addr)
	if err != nil {
		b.Fatal(err)
	}
	c := smtp.NewClient(conn)
	defer c.Close()
	var ours, bare time.Duration
	for b.Loop() {
		begun := time.Now()
		if out := s.Send(b.Context(), back, "tib@odeby.example", raw); out.State != mail.Taken {
			b.Fatalf("%+v", out)
		}
		ours += time.Since(begun)
		begun = time.Now()
		if err := c.SendMail(back, []string{"tib@odeby.example"}, bytes.NewReader(raw)); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(begun)
	}
	b.ReportMetric(float64(b.N)/ours.Seconds(), "mails/s")
	b.ReportMetric(float64(b.N)/bare.Seconds(), "bare/s")
	b.ReportMetric(bare.Seconds()/ours.Seconds(), "of-bare")
}
