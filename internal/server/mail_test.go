package server

import (
	"io"
	"log"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
)

// box is a mail server that keeps the last letter.
type box struct{ letters chan string }

func (b box) NewSession(*smtp.Conn) (smtp.Session, error) { return b, nil }
func (b box) Mail(string, *smtp.MailOptions) error        { return nil }
func (b box) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (b box) Reset()                                      {}
func (b box) Logout() error                               { return nil }
func (b box) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	b.letters <- string(text)
	return err
}

// A service whose settings name a mail server mails links, and shows them to whoever makes them when the server is gone.
func TestLinksAreMailed(t *testing.T) {
	b := box{make(chan string, 1)}
	post := smtp.NewServer(b)
	post.ErrorLog = log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- post.Serve(l) }()
	home := t.TempDir()
	c, err := config.Load(config.Sources{Home: home, Env: func(string) string { return "" }, Flags: map[string]string{
		"listen": "127.0.0.1:0", "metrics": "", "url": "https://samverkan.example", "smtp": l.Addr().String(), "smtp-from": "samverkan@lst.example", "smtp-tls": "none"}})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var noted strings.Builder
	s, err := Open(t.Context(), Options{Config: c, Texts: texts, Log: slog.New(slog.NewTextHandler(&noted, nil)), Now: time.Now, NewID: id.NewSource(time.Now, nil).New})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	m := directory.Member{Name: "Karin Ek", Actor: "lst-ostergotland", SystemRole: directory.Writer}
	got, err := s.signin.Invite(t.Context(), clerk.OwnerIdentity(), m, "karin@lst.example", false, "sv")
	if err != nil || !got.Mailed || got.Link != "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if text := strings.ReplaceAll(<-b.letters, "=\r\n", ""); !strings.Contains(text, "https://samverkan.example/link/") || !strings.Contains(text, "To: <karin@lst.example>") {
		t.Error(text)
	}
	post.Close()
	<-served
	got, err = s.signin.Invite(t.Context(), clerk.OwnerIdentity(), m, "bo@lst.example", false, "sv")
	if err != nil || got.Mailed || got.Link == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if log := noted.String(); !strings.Contains(log, "mail.unreachable") || strings.Contains(log, "/link/") || strings.Contains(log, "bo@") {
		t.Error(log)
	}
}
