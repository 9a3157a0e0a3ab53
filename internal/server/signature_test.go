package server

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/internal/config"
	"samverkan/internal/i18n"
	"samverkan/internal/mail"
)

// A key that receivers do not find, or whose time is out, is told in the log with what to do, and no secret with it.
func TestTheSignatureIsWatched(t *testing.T) {
	home := t.TempDir()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(home, "dkim.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, key, until string
		records          []string
		code             string
	}{
		{name: "published", key: file, records: []string{mail.DKIMRecord(key)}},
		{name: "on its last day", key: file, until: "2027-01-06", records: []string{mail.DKIMRecord(key)}},
		{name: "after its last day", key: file, until: "2027-01-05", records: []string{mail.DKIMRecord(key)}, code: "mail.dkim-expired"},
		{name: "revoked", key: file, records: []string{"v=DKIM1; k=ed25519; p="}, code: "mail.dkim-expired"},
		{name: "missing", key: file, code: "mail.dkim-missing"},
		{name: "another key", key: file, records: []string{"v=DKIM1; k=ed25519; p=AAAA"}, code: "mail.dkim-differs"},
		{name: "nothing is signed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, err := config.Load(config.Sources{Home: home, Env: func(string) string { return "" }, Flags: map[string]string{"smtp": "127.0.0.1:25",
				"smtp-from": "konferens@lst.example", "smtp-tls": "none", "dkim-key": c.key, "dkim-until": c.until}})
			if err != nil {
				t.Fatal(err)
			}
			var noted strings.Builder
			ctx, end := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer end()
			s := &Server{log: slog.New(slog.NewTextHandler(&noted, nil)), o: Options{Config: set, Texts: texts, Now: func() time.Time { return now },
				LookupTXT: func(_ context.Context, name string) ([]string, error) {
					if name != "samverkan._domainkey.lst.example" || c.key == "" {
						t.Errorf("asked for %s", name)
					}
					if c.records == nil {
						return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
					}
					return c.records, nil
				}}}
			s.watchSignature(ctx)
			if log := noted.String(); strings.Contains(log, "code="+c.code) != (c.code != "") || (log == "") != (c.code == "") ||
				c.code != "" && !strings.Contains(log, "DNS") {
				t.Errorf("it says %s", log)
			}
		})
	}
}
