package server

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/rehearsal"
)

// A service that is told of a mail server sends the kallelse by itself as soon as it is issued, and takes the answer where its own
// mail server hands it over.
func TestTheServiceCalls(t *testing.T) {
	sink := mailtest.Start(t, mailtest.Options{})
	c, err := config.Load(config.Sources{Home: t.TempDir(), Env: func(string) string { return "" }, Flags: map[string]string{"listen": "127.0.0.1:0",
		"metrics": "", "url": "https://samverkan.example", "smtp": sink.Addr, "smtp-from": "Samverkan <konferens@lst.example>", "smtp-tls": "none",
		"lmtp": "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := rehearsal.Read("regional")
	if err != nil {
		t.Fatal(err)
	}
	start, began := m.Plan.Callout.SentAt, time.Now()
	now := func() time.Time { return start.Add(time.Since(began)) }
	s, err := Open(t.Context(), Options{Config: c, Texts: texts, Log: slog.New(slog.DiscardHandler), Now: now, NewID: id.NewSource(now, nil).New})
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	t.Cleanup(func() {
		end()
		if err := <-ran; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	owner := clerk.OwnerIdentity()
	p := m.Plan
	p.Host, p.Incident, p.IncidentTitle, p.Needs, p.Feeds, p.Agenda, p.Roles = "lst-ostergotland", "", "", nil, nil, nil, nil
	p.Callout.SentAt, p.Duty, p.Reporting = time.Time{}, conference.Contact{}, conference.Reporting{}
	p.Participants = []conference.Participant{{Actor: "kommun-linkoping", Role: conference.Attendee}}
	if _, err := s.clerk.Administer(t.Context(), owner, "", clerk.SaveContact{Contact: directory.Contact{ID: "x", Actor: "kommun-linkoping", Function: "TiB",
		Ways: []directory.Way{{Channel: directory.Mail, Address: "tib@linkoping.example"}}}}); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []conference.Command{&conference.PlanConference{Plan: p}, &conference.IssueInvitation{}} {
		if _, err := s.clerk.Do(t.Context(), owner, p.ID, clerk.Wish{Command: cmd}); err != nil {
			t.Fatal(err)
		}
	}
	for limit := time.Now().Add(20 * time.Second); len(sink.Taken()) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("no mail was sent")
		}
	}
	got := sink.Taken()[0]
	if got.To != "tib@linkoping.example" || !strings.HasPrefix(got.From, "bounce+") || !strings.Contains(string(got.Data), "method=REQUEST") {
		t.Errorf("%s %s", got.From, got.To)
	}
	// Our own mail server knows the mailboxes, and no others.
	conn, err := net.Dial("tcp", s.LMTPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	in := smtp.NewClientLMTP(conn)
	defer in.Close()
	if err := in.Mail("tib@linkoping.example", nil); err != nil {
		t.Fatal(err)
	}
	if in.Rcpt("nagon@lst.example", nil) == nil {
		t.Error("mail to a stranger is taken")
	}
	for _, to := range []string{got.From, "konferens@lst.example"} {
		if err := in.Rcpt(to, nil); err != nil {
			t.Errorf("%s: %v", to, err)
		}
	}
	w, err := in.Data()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "From: tib@linkoping.example\r\nTo: konferens@lst.example\r\nSubject: Hej\r\nMessage-ID: <1@linkoping.example>\r\n\r\nVi kommer nog.\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if list, err := s.clerk.UnknownReplies(t.Context(), owner); err != nil || len(list) != 1 {
		t.Errorf("%d unknown replies, %v", len(list), err)
	}
}
