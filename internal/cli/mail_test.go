package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/internal/mail"
	"samverkan/internal/mail/mailtest"
)

// A trial letter is sent as the service sends, and what a receiver would object to is told with what to do about it.
func TestMailTest(t *testing.T) {
	dir := t.TempDir()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "dkim.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	sink := mailtest.Start(t, mailtest.Options{Security: mail.Plain, Fault: func(to string, _ int) mailtest.Fault {
		if strings.HasPrefix(to, "ingen@") {
			return mailtest.UnknownAddress
		}
		return mailtest.None
	}})
	dns := map[string][]string{}
	run := func(env map[string]string, args ...string) (int, string) {
		var b bytes.Buffer
		code := Run(context.Background(), args, World{In: strings.NewReader(""), Out: &b, Err: &b, Now: time.Now,
			Env: func(name string) string { return env[name] },
			LookupTXT: func(name string) ([]string, error) {
				if found, ok := dns[name]; ok {
					return found, nil
				}
				return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
			}})
		return code, b.String()
	}
	env := map[string]string{envDB: filepath.Join(dir, "a.db"), "SAMVERKAN_SMTP": sink.Addr, "SAMVERKAN_SMTP_TLS": "none", "SAMVERKAN_SMTP_FROM": "Samverkan <konferens@lst.example>",
		"XDG_DATA_HOME": dir, "HOME": dir}

	code, out := run(env, "mail", "test", "tib@kommun.example")
	if code != 0 || !strings.Contains(out, "Breven signeras inte") || !strings.Contains(out, "SPF-post") || !strings.Contains(out, "DMARC-post") {
		t.Errorf("unsigned: %d\n%s", code, out)
	}
	env["SAMVERKAN_DKIM_KEY"] = file
	if code, out = run(env, "mail", "test", "tib@kommun.example"); code != 0 || !strings.Contains(out, "samverkan._domainkey.lst.example") {
		t.Errorf("not published: %d\n%s", code, out)
	}
	dns["samverkan._domainkey.lst.example"], dns["lst.example"], dns["_dmarc.lst.example"] = []string{mail.DKIMRecord(key)}, []string{"v=spf1 mx -all"}, []string{"v=DMARC1; p=none"}
	if code, out = run(env, "mail", "test", "tib@kommun.example", "-o", "json"); code != 0 || strings.Contains(out, "caution") || !strings.Contains(out, "v=spf1 mx -all") {
		t.Errorf("all well: %d\n%s", code, out)
	}
	env["SAMVERKAN_DKIM_UNTIL"] = time.Now().AddDate(0, 0, -2).Format(time.DateOnly)
	for _, args := range [][]string{{"mail", "test", "tib@kommun.example"}, {"doctor"}} {
		if _, out = run(env, args...); !strings.Contains(out, "gäller inte längre") {
			t.Errorf("%v with a key whose time is out:\n%s", args, out)
		}
	}
	env["SAMVERKAN_DKIM_UNTIL"] = time.Now().Format(time.DateOnly)
	if got := sink.Taken(); len(got) != 4 || got[2].To != "tib@kommun.example" || !strings.Contains(string(got[2].Data), "DKIM-Signature:") {
		t.Errorf("%d letters", len(got))
	}
	if code, out = run(env, "mail", "test", "ingen@kommun.example"); code != 6 {
		t.Errorf("an unknown recipient: %d\n%s", code, out)
	}
	if code, out = run(env, "mail", "test", "inte en adress"); code != 6 && code != 2 {
		t.Errorf("no address: %d\n%s", code, out)
	}
	delete(env, "SAMVERKAN_SMTP")
	if code, out = run(env, "mail", "test", "tib@kommun.example"); code != 2 || !strings.Contains(out, "Ingen e-postserver") {
		t.Errorf("not set up: %d\n%s", code, out)
	}
}
